#include "connection/placeholders.hpp"

#include <algorithm>

#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

bool is_word(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

/// Where the text that `end` closes ends; at the end of `sql` when nothing closes it (the database will complain).
std::size_t past(std::string_view sql, std::string_view end, std::size_t from) {
  const auto at = sql.find(end, from);
  return at == sql.npos ? sql.size() : at + end.size();
}

/// `$$ … $$` or `$tag$ … $tag$` (PostgreSQL), or a bare dollar.
std::size_t past_dollar(std::string_view sql, std::size_t at) {
  auto end = at + 1;
  while (end < sql.size() && is_word(sql[end])) ++end;
  if (end >= sql.size() || sql[end] != '$') return at + 1;
  return past(sql, sql.substr(at, end + 1 - at), end + 1);
}

/// The end of what begins at `at` and can hold no placeholder; `at` itself when it begins no such thing. A doubled
/// quote inside quotes reads as the end of one text and the begin of the next, which comes to the same.
std::size_t past_literal(std::string_view sql, std::size_t at) {
  switch (sql[at]) {
    case '\'':
    case '"':
    case '`':
      return past(sql, sql.substr(at, 1), at + 1);
    case '-':
      return sql.substr(at).starts_with("--") ? past(sql, "\n", at) : at;
    case '/':
      return sql.substr(at).starts_with("/*") ? past(sql, "*/", at + 2) : at;
    case '$':
      return past_dollar(sql, at);
    default:
      return at;
  }
}

}  // namespace

Placeholders with_placeholders(const Dialect& dialect, std::string_view sql) {
  Placeholders out;
  out.sql.reserve(sql.size() + 8);
  for (std::size_t at = 0; at < sql.size();) {
    if (const auto end = past_literal(sql, at); end != at) {
      out.sql.append(sql, at, end - at);
      at = end;
    } else if (sql[at] != '?') {
      out.sql += sql[at++];
    } else if (sql.substr(at).starts_with("??")) {
      out.sql += '?';
      at += 2;
    } else {
      if (at + 1 < sql.size() && is_word(sql[at + 1])) {
        throw QueryError("\"" + std::string(sql) +
                         "\" has a numbered or named placeholder; write a bare ? for each value, in order");
      }
      dialect.append_placeholder(out.sql, ++out.count);
      ++at;
    }
  }
  return out;
}

}  // namespace rowan
