#include "rowan/reflect/json_struct.hpp"

#include <fmt/format.h>

#include <utility>

#include "core/json_text.hpp"
#include "core/json_view.hpp"
#include "core/quote.hpp"
#include "rowan/core/error.hpp"

namespace rowan::detail {
namespace {

/// What is wrong in a document, and where: "colours[2].name".
struct Mistake : InvalidValue {
  Mistake(std::string at, std::string what)
      : InvalidValue(fmt::format("{}: {}", at, what)), path(std::move(at)), why(std::move(what)) {}
  std::string path, why;
};

}  // namespace

std::vector<JsonPart> json_members(std::string_view document) {
  if (!JsonView(document).is_object()) throw InvalidValue("an object is expected here");
  std::vector<JsonPart> parts;
  for (JsonMember& member : JsonView(document).members())
    parts.push_back({std::move(member.name), member.value.text()});
  return parts;
}

std::vector<std::string_view> json_elements(std::string_view document) {
  if (!JsonView(document).is_array()) throw InvalidValue("a list is expected here");
  std::vector<std::string_view> elements;
  for (const JsonView& element : JsonView(document).elements()) elements.push_back(element.text());
  return elements;
}

Value json_value(std::string_view document, TypeKind kind) {
  const JsonView view(document);
  if (view.is_null()) return {};
  Value value = view.value(kind);
  const bool text = std::holds_alternative<std::string>(value.storage());
  if (kind == TypeKind::text && !text) throw InvalidValue(fmt::format("{} is no text", document));
  return text ? value.parsed_as(kind) : value;
}

void append_json(std::string& out, const Value& value) { out += json_of_value(value); }

void append_json_name(std::string& out, std::string_view name) {
  if (out.back() != '{') out += ',';
  out += json_of_text(name);
  out += ':';
}

void refuse_json_null() { throw InvalidValue("null is for members that are optional"); }

void refuse_json_rest(std::string_view name) {
  throw InvalidValue(fmt::format(
      "the struct has no member {}, which saving it would lose: list it, or a member of type rowan::JsonRest",
      in_quotes(name)));
}

void refuse_json_length(std::size_t length) {
  throw InvalidValue(fmt::format("a list of {} elements has another length than the array", length));
}

void refuse_unlisted_member() {
  throw QueryError("this member of the struct is not listed by its ROWAN_JSON, so no document has it");
}

void throw_at(std::string_view where) {
  try {
    throw;
  } catch (const Mistake& inner) {
    const bool element = inner.path.starts_with('[');
    throw Mistake(fmt::format("{}{}{}", where, element ? "" : ".", inner.path), inner.why);
  } catch (const InvalidValue& error) {
    throw Mistake(std::string(where), error.what());
  }
}

}  // namespace rowan::detail
