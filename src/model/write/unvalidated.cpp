#include "model/write/unvalidated.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "model/load/fit_check.hpp"
#include "model/load/record_statements.hpp"
#include "model/record/members.hpp"
#include "reflect/error_details.hpp"
#include "reflect/subclass.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/reflect/rule.hpp"

namespace rowan {
namespace {

// Of lists, each element.
void check_scale(const AttributeInfo& attribute, const Value& value) {
  ColumnLimit limit;
  limit.scale = static_cast<std::int8_t>(attribute.type.scale);
  FitCheck check(limit, FitCheck::Digits::declared);
  write_value(check, 0, value, attribute.type.kind);
}

void check_digits(const AttributeInfo& attribute, const Value& value) {
  check_scale(attribute, value);
  const Rule rule{RuleKind::precision, {attribute.type.precision, attribute.type.scale}, {}, nullptr};
  if (const std::optional<std::string> complaint = rule.complaint(value))
    throw InvalidValue(value.to_string() + " " + *complaint);
}

template <class Check>
void check_declared(const ModelInfo& model, const AttributeInfo& attribute, const Value& value, const Check& check) {
  if (!declares_digits(attribute) || value.is_null()) return;
  try {
    check(attribute, value);
  } catch (const InvalidValue& error) {
    refuse_unfit(model, attribute, error);
  }
}

}  // namespace

void require_declared_digits(const ModelInfo& model, const AttributeInfo& attribute, const void* object) {
  if (declares_digits(attribute))
    require_declared_digits(model, attribute, attribute.ops->get(member_of(object, attribute)));
}

void require_declared_digits(const ModelInfo& model, const AttributeInfo& attribute, const Value& value) {
  check_declared(model, attribute, value, check_digits);
}

void require_known_type(const ModelInfo& model, const AttributeInfo& attribute, const Value& type) {
  if (&attribute != model.type_attribute || type.is_null()) return;
  const std::string name = type.to_string();
  if (name.empty() || detail::is_type_known(model.root(), name)) return;
  throw InvalidValue(fmt::format("{}.{} can't be '{}', the type of no model: there are {}", model.name, attribute.name,
                                 name, detail::types_of(model.root())),
                     details_of(model, attribute));
}

void require_fit(Connection& connection, const ModelInfo& model, const Assignment& set) {
  const AttributeInfo& attribute = *set.attribute;
  if (!set.computed.always_true()) return;
  require_known_type(model, attribute, set.value);
  // What is taken from an unsigned number is no value of its own.
  if (set.increment && increment_kind(attribute, set.value) != attribute.type.kind) return;
  const TableFacts& facts = RecordStatements::of(connection, model).facts();
  if (facts.limit_of(attribute) == nullptr && !declares_digits(attribute)) return;
  const Value value = bind_value(model, attribute, set.value);
  check_declared(model, attribute, value, set.increment ? check_scale : check_digits);
  facts.require_fit(model, attribute, value);
}

void require_fit(Connection& connection, const ModelInfo& model, const std::vector<Assignment>& sets) {
  for (const Assignment& set : sets) require_fit(connection, model, set);
}

}  // namespace rowan
