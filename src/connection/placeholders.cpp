#include "connection/placeholders.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "query/sql_scan.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

[[noreturn]] void refuse_sql(std::string_view sql, std::string_view why) {
  ErrorDetails details;
  details.statement = sql;
  throw QueryError("\"" + std::string(sql) + "\" " + std::string(why), std::move(details));
}

// Others may contain semicolons: the body of a trigger or a procedure.
bool is_plain(std::string_view sql) {
  constexpr std::array<std::string_view, 7> words{"select", "insert", "update", "delete", "replace", "with", "values"};
  sql.remove_prefix(std::min(sql.find_first_not_of(" \t\r\n"), sql.size()));
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    const auto same = [](char letter, char in_sql) { return letter == (in_sql | 0x20); };
    return sql.size() > word.size() && std::equal(word.begin(), word.end(), sql.begin(), same);
  });
}

}  // namespace

Placeholders with_placeholders(const Dialect& dialect, std::string_view sql) {
  const SqlPieces cut = scan_sql(dialect.can().lexis, sql);
  if (!cut.has_statement) refuse_sql(sql, "holds no statement");
  if (cut.has_numbered) {
    refuse_sql(sql, "has a numbered or named placeholder; write a bare ? for each value, in order");
  }
  if (cut.has_several && is_plain(sql))
    refuse_sql(sql, "holds several statements: run one at a time, or use execute_script");
  Placeholders out;
  out.count = cut.placeholders();
  out.sql.reserve(sql.size() + 8);
  out.sql = cut.pieces.front();
  for (std::size_t i = 1; i < cut.pieces.size(); ++i) {
    dialect.append_placeholder(out.sql, i);
    out.sql += cut.pieces[i];
  }
  return out;
}

}  // namespace rowan
