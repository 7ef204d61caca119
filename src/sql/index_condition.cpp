#include "index_condition.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "rowan/core/error.hpp"
#include "rowan/core/value.hpp"

namespace rowan {
namespace {

std::string quoted_constant(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    // Declarations were looked at; a table may also be described by hand.
    if (c == '\\' || c == '\0') throw QueryError("the condition of an index has a text with a backslash or NUL in it");
    quoted.append(c == '\'' ? 2 : 1, c);
  }
  return quoted + "'";
}

std::string constant(const Value& value) {
  const Value::Storage& held = value.storage();
  if (const auto* truth = std::get_if<bool>(&held)) return *truth ? "TRUE" : "FALSE";
  if (const auto* number = std::get_if<std::int64_t>(&held)) return fmt::format("{}", *number);
  if (const auto* natural = std::get_if<std::uint64_t>(&held)) return fmt::format("{}", *natural);
  return quoted_constant(value.as_string());
}

void write_term(SqlWriter& out, std::string_view column, bool negated, const Value& value) {
  out.identifier(column);
  if (value.is_null())
    out.text(negated ? " IS NOT NULL" : " IS NULL");
  else
    out.text(negated ? " <> " : " = ").text(constant(value));
}

}  // namespace

void write_index_condition(SqlWriter& out, std::span<const schema::Term> terms) {
  for (const schema::Term& term : terms) {
    out.text(&term == &terms.front() ? " WHERE " : " AND ");
    write_term(out, term.column, term.negated, term.value);
  }
}

void write_index_condition(SqlWriter& out, std::span<const IndexTerm> terms) {
  for (const IndexTerm& term : terms) {
    out.text(&term == &terms.front() ? " WHERE " : " AND ");
    write_term(out, term.attribute->column, term.negated, term.value);
  }
}

}  // namespace rowan
