// SQL of the user's inside of a condition.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "query/sql_scan.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"

namespace rowan {
namespace {

// Which database will read it is not known here: one of them must count as many placeholders as there are values.
constexpr std::array known{
    SqlLexis{}, SqlLexis{.escape_texts = true, .dollar_quotes = true, .nested_comments = true},
    SqlLexis{.backslash_escapes = true, .hash_comments = true, .dashes_need_space = true, .executable_comments = true},
    SqlLexis{.bracket_names = true}};

}  // namespace

Expr sql_with_values(std::string_view text, std::vector<Value> arguments) {
  if (text.find('\0') != std::string_view::npos) throw QueryError("sql(): the text has a NUL in it");
  const bool fits = std::any_of(known.begin(), known.end(), [&](const SqlLexis& lexis) {
    return scan_sql(lexis, text).placeholders() == arguments.size();
  });
  if (!fits) refuse_number_of_arguments(text, scan_sql({}, text).placeholders(), arguments.size());
  return ast::make(ast::RawSql{std::string(text), std::move(arguments)});
}

void refuse_number_of_arguments(std::string_view text, std::size_t placeholders, std::size_t arguments) {
  throw QueryError(
      fmt::format("sql(\"{}\"): {} placeholders, but {} arguments; a question mark that is none is written ??", text,
                  placeholders, arguments));
}

}  // namespace rowan
