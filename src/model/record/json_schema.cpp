// JSON Schema of what to_json() writes and assign_json() takes. https://json-schema.org/draft/2020-12
#include <charconv>
#include <string>

#include <nlohmann/json.hpp>

#include "core/json_text.hpp"
#include "rowan/reflect/model_description.hpp"

namespace rowan {
namespace {

using Tree = nlohmann::ordered_json;

constexpr std::string_view decimal_pattern = R"(^-?[0-9]+(\.[0-9]+)?$)";
// As to_json() writes them: with a blank, where RFC 3339, and so the format "date-time", has a T.
constexpr std::string_view local_pattern =
    R"(^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?$)";
constexpr std::string_view instant_pattern =
    R"(^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z$)";

Tree text_like(std::string_view word, std::string_view value) {
  return {{"type", "string"}, {std::string(word), std::string(value)}};
}

Tree integer_of(std::string_view type) {
  const bool is_unsigned = type.front() == 'u';
  int bits = 0;
  const std::string_view digits = type.substr(type.find_first_of("1368"));
  std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  const std::uint64_t half = std::uint64_t{1} << (bits - 1);
  if (is_unsigned) return {{"type", "integer"}, {"minimum", 0}, {"maximum", half - 1 + half}};
  return {{"type", "integer"}, {"minimum", -static_cast<std::int64_t>(half - 1) - 1}, {"maximum", half - 1}};
}

Tree type_of(std::string_view type) {
  if (type.ends_with("[]")) return {{"type", "array"}, {"items", type_of(type.substr(0, type.size() - 2))}};
  if (type == "boolean") return {{"type", "boolean"}};
  if (type.starts_with("int") || type.starts_with("uint")) return integer_of(type);
  if (type.starts_with("float")) return {{"type", "number"}};
  if (type == "decimal") return text_like("pattern", decimal_pattern);
  if (type == "bytes") return text_like("contentEncoding", "base64");
  if (type == "date") return text_like("format", "date");
  if (type == "local_date_time") return text_like("pattern", local_pattern);
  if (type == "instant") return text_like("pattern", instant_pattern);
  if (type == "uuid") return text_like("format", "uuid");
  if (type == "json") return Tree::object();
  return {{"type", "string"}};
}

Tree values_of(const RuleDescription& rule) {
  Tree values = Tree::array();
  for (const Value& value : rule.values) values.push_back(Tree::parse(json_of_known(value)));
  return values;
}

// A word that is there already, as of two patterns, holds as well.
void add(Tree& schema, const char* word, Tree value) {
  if (schema.contains(word))
    schema["allOf"].push_back({{word, std::move(value)}});
  else
    schema[word] = std::move(value);
}

void add_limit(Tree& schema, const char* word, const RuleDescription& rule) {
  const bool number = schema["type"] == "integer" || schema["type"] == "number";
  if (!number || rule.values.empty() || !rule.other.empty()) return;
  Tree limit = Tree::parse(json_of_known(rule.values.front()));
  if (!limit.is_number()) return;
  // That of the type is wider.
  schema.erase(word);
  schema[word] = std::move(limit);
}

void add_rule(Tree& schema, const RuleDescription& rule) {
  const std::string& kind = rule.kind;
  const bool text = schema["type"] == "string";
  if (kind == "not_blank" && text) add(schema, "pattern", R"(\S)");
  if (kind == "min_length" && text) schema["minLength"] = values_of(rule)[0];
  if (kind == "max_length" && text) schema["maxLength"] = values_of(rule)[0];
  if (kind == "at_least") add_limit(schema, "minimum", rule);
  if (kind == "at_most") add_limit(schema, "maximum", rule);
  if (kind == "more_than") add_limit(schema, "exclusiveMinimum", rule);
  if (kind == "less_than") add_limit(schema, "exclusiveMaximum", rule);
  if (kind == "one_of") add(schema, "enum", values_of(rule));
  if (kind == "none_of") add(schema, "not", {{"enum", values_of(rule)}});
  if (kind == "matches") add(schema, "pattern", "^(?:" + rule.values.front().as_string() + ")$");
  if (kind == "accepted") schema["const"] = true;
}

// NULL breaks no rule but not_blank, which no rule of a text can tell from other blanks.
Tree or_null(Tree schema) {
  if (schema.empty()) return schema;
  return {{"anyOf", Tree::array({std::move(schema), Tree{{"type", "null"}}})}};
}

Tree schema_of(const AttributeDescription& attribute) {
  Tree schema = type_of(attribute.type);
  if (!attribute.choices.empty()) schema["enum"] = attribute.choices;
  if (attribute.length != 0) schema["maxLength"] = attribute.length;
  bool required = false;
  for (const RuleDescription& rule : attribute.rules) {
    if (rule.conditional || !rule.on.empty()) continue;
    required |= rule.kind == "not_blank";
    if (!schema.empty()) add_rule(schema, rule);
  }
  return attribute.nullable && !required ? or_null(std::move(schema)) : schema;
}

bool is_made(const AttributeDescription& attribute) { return attribute.generated || attribute.managed; }

}  // namespace

std::string ModelDescription::json_schema(JsonSchemaOf of) const {
  Tree properties = Tree::object(), required = Tree::array();
  for (const AttributeDescription& attribute : attributes) {
    if (of == JsonSchemaOf::record ? attribute.secret : is_made(attribute)) continue;
    if (of == JsonSchemaOf::change && attribute.read_only) continue;
    Tree& one = properties[attribute.name] = schema_of(attribute);
    if (of == JsonSchemaOf::record && (is_made(attribute) || attribute.read_only)) one["readOnly"] = true;
    if (of != JsonSchemaOf::record && attribute.secret) one["writeOnly"] = true;
    if (of == JsonSchemaOf::record) required.push_back(attribute.name);
  }
  return Tree{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", name},
              {"type", "object"},
              {"properties", std::move(properties)},
              {"required", std::move(required)},
              {"additionalProperties", false}}
      .dump();
}

}  // namespace rowan
