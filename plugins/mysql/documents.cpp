#include "documents.hpp"

#include <fmt/format.h>

#include "rowan/core/error.hpp"

namespace rowan::mysql {
namespace {

// JSON functions give texts of another collation than texts of the statement have: one is said, for both.
std::string utf8(const std::string& text) { return fmt::format("CONVERT({} USING utf8mb4) COLLATE utf8mb4_bin", text); }

// The document, where its text has this form; else NULL. What a document is, its first letter says: a function that
// says it would take the document a second time.
std::string where_like(const std::string& document, const char* pattern) {
  return fmt::format("NULLIF(REGEXP_SUBSTR({}, '{}'), '')", utf8(document), pattern);
}

constexpr const char* list = "(?s)^[[:space:]]*[[].*";

// The server takes what is no list for one of itself.
std::string list_only(const std::string& document) { return where_like(document, list); }

// The member's path, by the name that is bound.
std::string path_of(const std::string& name) {
  return fmt::format("CONCAT('$.', {})", utf8(fmt::format("JSON_QUOTE({})", name)));
}

// A number, or a text that is one if `quoted`, as a decimal: NULL beyond its digits, where the cast gives the largest.
std::string decimal_of(const std::string& document, bool quoted) {
  const std::string text = quoted ? fmt::format("JSON_UNQUOTE({})", document) : document;
  constexpr const char* number = "^-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?$";
  constexpr const char* form = "NULLIF(GREATEST(NULLIF(LEAST(CAST({0} AS DECIMAL(65, 29)), {1}), {1}), -{1}), -{1})";
  return fmt::format(form, where_like(text, number), "100000000000000000000000000000000000");
}

std::string double_of(const std::string& document) {
  constexpr const char* form = "NULLIF(NULLIF(CAST({} AS DOUBLE), 1.7976931348623157e308), -1.7976931348623157e308)";
  return fmt::format(form, where_like(document, "^-?[0-9].*"));
}

// The whole part of a number that has no other, unless it is beyond 64 bits.
std::string integer_of(const std::string& document) {
  const std::string digits = fmt::format("CAST({} AS CHAR)", decimal_of(document, false));
  constexpr const char* form =
      "CAST(NULLIF(GREATEST(NULLIF(LEAST(CAST({} AS DECIMAL(65, 0)), 9223372036854775808), 9223372036854775808), "
      "-9223372036854775809), -9223372036854775809) AS SIGNED)";
  return fmt::format(form, where_like(digits, "^-?[0-9]+(?=([.]0*)?$)"));
}

// An object to set members of: a new one for none, or for null.
std::string object_of(const std::string& document) {
  return fmt::format("REGEXP_REPLACE(COALESCE({}, 'null'), '^[[:space:]]*null[[:space:]]*$', '{{}}')", utf8(document));
}

}  // namespace

std::string document_call(Function function, const std::vector<std::string>& arguments) {
  switch (function) {
    case Function::json_member:
      return fmt::format("JSON_EXTRACT({}, {})", arguments[0], path_of(arguments[1]));
    case Function::json_element:
      return fmt::format("JSON_EXTRACT({}, CONCAT('$[', {}, ']'))", list_only(arguments[0]), arguments[1]);
    case Function::json_text:
      return fmt::format("JSON_UNQUOTE({})", where_like(arguments[0], "(?s)^[[:space:]]*\".*"));
    case Function::json_integer:
      return integer_of(arguments[0]);
    case Function::json_number:
      return double_of(arguments[0]);
    case Function::json_decimal:
      return decimal_of(arguments[0], true);
    case Function::json_boolean:
      return fmt::format("(CASE {} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)", arguments[0]);
    case Function::json_length:
      return fmt::format("JSON_LENGTH({})", list_only(arguments[0]));
    case Function::json_has:  // of what is no list, an empty one
      return fmt::format(
          "JSON_OVERLAPS(REGEXP_REPLACE({}, '(?s)^[[:space:]]*[^[[:space:]].*', '[]'), CONCAT('[', {}, ']'))",
          arguments[0], arguments[1]);
    case Function::json_contains:
      throw Unsupported(
          "MariaDB and MySQL look for a part of a document in other ways than SQLite and PostgreSQL, whose contains() "
          "this is: compare members, doc[\"a\"] == 1, or ask a list with has()");
    case Function::json_with:
      return fmt::format("JSON_SET({}, {}, JSON_EXTRACT({}, '$'))", object_of(arguments[0]), path_of(arguments[1]),
                         arguments[2]);
    case Function::json_without:
      return fmt::format("JSON_REMOVE({}, {})", arguments[0], path_of(arguments[1]));
    default:
      return {};
  }
}

std::string time_call(Function function, const std::vector<std::string>& arguments, TypeKind kind) {
  const auto plus = [&](const char* unit) {
    // The year 0 is none; beyond 9999 the server gives NULL itself.
    const bool date = kind == TypeKind::date;
    const char* const type = date ? "DATE" : "DATETIME(6)";
    const char* const before = date ? "'0000-12-31'" : "'0000-12-31 23:59:59.999999'";
    return fmt::format("CAST(NULLIF(GREATEST(CAST({} + INTERVAL {} {} AS {}), {}), {}) AS {})", arguments[0],
                       arguments[1], unit, type, before, before, type);
  };
  switch (function) {
    case Function::add_microseconds:
      return plus("MICROSECOND");
    case Function::add_days:
      return plus("DAY");
    case Function::add_months:
      return plus("MONTH");
    case Function::microseconds_between:
      return fmt::format("(-TIMESTAMPDIFF(MICROSECOND, {}, {}))", arguments[0], arguments[1]);
    case Function::days_between:
      return fmt::format("DATEDIFF({}, {})", arguments[0], arguments[1]);
    default:
      return {};
  }
}

}  // namespace rowan::mysql
