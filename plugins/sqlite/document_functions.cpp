#include "document_functions.hpp"

#include "own_function.hpp"
#include "rowan/core/document.hpp"

namespace rowan::sqlite {
namespace {

// What a function of documents gives, as SQLite takes it; nothing is NULL.
void give_value(sqlite3_context* context, bool value) { sqlite3_result_int(context, value ? 1 : 0); }
void give_value(sqlite3_context* context, std::int64_t value) { sqlite3_result_int64(context, value); }
void give_value(sqlite3_context* context, double value) { sqlite3_result_double(context, value); }
void give_value(sqlite3_context* context, std::string_view value) { give(context, value); }
void give_value(sqlite3_context* context, const std::string& value) { give(context, value); }
void give_value(sqlite3_context* context, const Decimal& value) { give(context, value.to_string()); }
template <class T>
void give_value(sqlite3_context* context, const std::optional<T>& value) {
  if (value) give_value(context, *value);
}

template <auto function>
void of_document(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto document = argument_view(arguments[0]);
  if (document) guarded(context, [&] { give_value(context, function(*document)); });
}

template <auto function>
void of_two_texts(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto document = argument_view(arguments[0]), other = argument_view(arguments[1]);
  if (document && other) guarded(context, [&] { give_value(context, function(*document, *other)); });
}

void element(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto document = argument_view(arguments[0]);
  const std::int64_t place = sqlite3_value_int64(arguments[1]);
  if (document) guarded(context, [&] { give_value(context, document::element(*document, place)); });
}

void with(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto name = argument_view(arguments[1]), value = argument_view(arguments[2]);
  if (!name || !value) return;
  guarded(context, [&] { give_value(context, document::with(argument_view(arguments[0]), *name, *value)); });
}

}  // namespace

int add_document_functions(sqlite3* handle) {
  constexpr NamedFunction all[] = {
      {"rowan_json_member", 2, of_two_texts<document::member>},
      {"rowan_json_element", 2, element},
      {"rowan_json_text", 1, of_document<document::as_text>},
      {"rowan_json_integer", 1, of_document<document::as_integer>},
      {"rowan_json_number", 1, of_document<document::as_number>},
      {"rowan_json_decimal", 1, of_document<document::as_decimal>},
      {"rowan_json_boolean", 1, of_document<document::as_boolean>},
      {"rowan_json_length", 1, of_document<document::length>},
      {"rowan_json_has", 2, of_two_texts<document::has>},
      {"rowan_json_contains", 2, of_two_texts<document::contains>},
      {"rowan_json_with", 3, with},
      {"rowan_json_without", 2, of_two_texts<document::without>},
  };
  return add_functions(handle, all);
}

}  // namespace rowan::sqlite
