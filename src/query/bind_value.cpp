#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "rowan/query/binder.hpp"

namespace rowan {
namespace {

void check_choice(const ValueOps& ops, const Value& value) {
  const std::vector<std::string_view> choices = ops.choices();
  if (std::find(choices.begin(), choices.end(), value.as_string()) != choices.end()) return;
  throw InvalidValue(fmt::format("'{}' is none of its values: {}", value.as_string(), fmt::join(choices, ", ")));
}

Value converted(const AttributeInfo& attribute, const Value& value) {
  if (attribute.ops != nullptr && attribute.ops->stored != nullptr) return attribute.ops->stored(value);
  Value stored = value.parsed_as(attribute.type.kind);
  if (attribute.ops != nullptr && attribute.ops->choices != nullptr) check_choice(*attribute.ops, stored);
  return attribute.normalized(std::move(stored));
}

}  // namespace

Value bind_value(const ModelInfo& model, const AttributeInfo& attribute, const Value& value) {
  if (value.is_null()) return {};
  try {
    return converted(attribute, value);
  } catch (const InvalidValue& error) {
    throw InvalidValue(fmt::format("{}.{}: {}", model.name, attribute.name, error.what()));
  }
}

Value bind_value(TypeKind kind, const Value& value) { return value.parsed_as(kind); }

TypeKind kind_of(const Value& value) {
  if (const auto* list = std::get_if<std::vector<Value>>(&value.storage()))
    return array_of(list->empty() ? TypeKind::text : kind_of(list->front()));
  constexpr TypeKind kinds[] = {
      TypeKind::text,    TypeKind::boolean, TypeKind::int64, TypeKind::uint64, TypeKind::float64,
      TypeKind::decimal, TypeKind::text,    TypeKind::bytes, TypeKind::date,   TypeKind::local_date_time,
      TypeKind::instant, TypeKind::uuid,    TypeKind::json,  TypeKind::text};
  static_assert(std::size(kinds) == std::variant_size_v<Value::Storage>);
  return kinds[value.storage().index()];
}

TypeKind increment_kind(const AttributeInfo& attribute, const Value& amount) {
  const auto* number = std::get_if<std::int64_t>(&amount.storage());
  const bool lowers = number != nullptr && *number < 0;
  return lowers && is_unsigned(attribute.type.kind) ? TypeKind::int64 : attribute.type.kind;
}

}  // namespace rowan
