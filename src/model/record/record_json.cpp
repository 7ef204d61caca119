// Records as JSON.
#include <algorithm>

#include <fmt/format.h>

#include "core/json_text.hpp"
#include "core/json_view.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/members.hpp"
#include "model/record/partial.hpp"
#include "model/record/value_json.hpp"
#include "model/record/value_of_json.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

// A float is written as the shortest text that parses to it: as a double it would have extra digits.
std::string json_of_float(float number) {
  require_finite(static_cast<double>(number));
  std::string text = fmt::format("{}", number);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string json_of(const AttributeInfo& attribute, const Value& value) {
  const auto* number = std::get_if<double>(&value.storage());
  if (attribute.type.kind == TypeKind::float32 && number != nullptr) return json_of_float(static_cast<float>(*number));
  return json_of_value(value);
}

}  // namespace

Value value_of_json(JsonView json, const ModelInfo& model, const AttributeInfo& attribute) {
  const TypeKind kind = attribute.type.kind;
  if (kind == TypeKind::json && (!json.is_null() || !attribute.ops->nullable))
    return Value(Json::trusted(std::string(json.text())));
  try {
    return json.value(kind);
  } catch (const InvalidValue& error) {
    throw InvalidValue(fmt::format("{}.{} can't be set: {}", model.name, attribute.name, error.what()));
  }
}

namespace {

// The attributes that JSON may set.
class Allowed {
 public:
  Allowed(const ModelInfo& model, const JsonOptions& options) : model_(model), options_(options) {
    for (const std::string& name : options.only.names()) attributes_.push_back(&model.attribute(name));
  }

  /// The attribute with this name; null when it must be skipped.
  const AttributeInfo* find(std::string_view name) const {
    if (options_.ignore_others && model_.find_attribute(name) == nullptr) return nullptr;
    const AttributeInfo& attribute = model_.attribute(name);
    const bool listed = std::find(attributes_.begin(), attributes_.end(), &attribute) != attributes_.end();
    if (listed || options_.only.allows_all()) return &attribute;
    if (options_.ignore_others) return nullptr;
    throw QueryError(
        fmt::format("{}.{} may not be set by this JSON; it may set {}", model_.name, attribute.name,
                    attributes_.empty() ? "nothing" : fmt::format("{}", fmt::join(options_.only.names(), ", "))));
  }

 private:
  const ModelInfo& model_;
  const JsonOptions& options_;
  std::vector<const AttributeInfo*> attributes_;
};

}  // namespace

std::string json_of_record(const ModelBase& record, std::span<const AttributeInfo* const> attributes,
                           std::span<const JsonPart> parts) {
  const ModelInfo& model = record.model_info();
  std::string text = "{";
  const auto add = [&](std::string_view name, std::string_view json) {
    if (text.size() > 1) text += ',';
    text += json_of_text(name) + ':';
    text += json;
  };
  for (const AttributeInfo* attribute : attributes) {
    if (is_missing(record.slot(), *attribute)) continue;
    if (std::any_of(parts.begin(), parts.end(), [&](const JsonPart& part) { return part.name == attribute->name; }))
      continue;
    try {
      add(attribute->name, json_of(*attribute, record.get(attribute->name)));
    } catch (const InvalidValue& error) {
      throw InvalidValue(fmt::format("{}.{} can't be written as JSON: {}", model.name, attribute->name, error.what()));
    }
  }
  for (const JsonPart& part : parts) add(part.name, part.json);
  return text + "}";
}

std::string ModelBase::to_json() const {
  detail::require_not_moved(*this, "write as JSON");
  std::vector<const AttributeInfo*> attributes;
  for (const AttributeInfo& attribute : model_info().attributes) {
    if (!attribute.secret) attributes.push_back(&attribute);
  }
  return json_of_record(*this, attributes, {});
}

void ModelBase::assign_json(TextArgument text, const JsonOptions& options) {
  const std::string_view json = text;
  detail::require_not_moved(*this, "assign to");
  if (json.size() > options.most_bytes) {
    throw InvalidValue(fmt::format("{} bytes of JSON for one {} are too many: at most {} are read", json.size(),
                                   model_info().name, options.most_bytes));
  }
  const Allowed allowed(model_info(), options);
  const Json document(json);
  const JsonView view(document.text());
  if (!view.is_object()) throw InvalidValue("a record is assigned from a JSON object: {\"name\": value, …}");
  std::vector<NamedMember> values;
  for (const JsonMember& member : view.members()) {
    const AttributeInfo* attribute = allowed.find(member.name);
    if (attribute != nullptr) values.push_back({attribute, value_of_json(member.value, model_info(), *attribute)});
  }
  set_members(model_info(), object(), values);
}

}  // namespace rowan
