#include "query/sql_scan.hpp"

#include <algorithm>
#include <utility>

#include "rowan/query/sql_tokens.hpp"

namespace rowan {
namespace {

using Kind = SqlToken::Kind;

// `?1` and `?name`; to SQLite, `:name` and the like are the user's matter.
bool is_numbered(const SqlToken& placeholder, const SqlToken& next) {
  return placeholder.kind == Kind::placeholder && next.kind == Kind::word;
}

// Enough to know a statement by.
constexpr std::size_t most_words = 32;

std::string lower(std::string_view word) {
  std::string text(word);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return text;
}

// MySQL and MariaDB run what is in such a comment, which to the tokens is none.
bool begins_run_comment(const SqlToken& token, std::string_view sql) {
  if (token.text != "/") return false;
  const std::string_view rest = sql.substr(static_cast<std::size_t>(token.text.data() - sql.data()));
  return rest.starts_with("/*!") || rest.starts_with("/*M!");
}

}  // namespace

SqlPieces scan_sql(const SqlLexis& lexis, std::string_view sql) {
  SqlTokens tokens(lexis, sql);
  SqlPieces out;
  std::string piece;
  SqlToken before;
  bool ended = false;
  for (SqlToken token = tokens.next(); token.kind != Kind::none; before = std::exchange(token, tokens.next())) {
    const bool matters = token.kind != Kind::blank && token.kind != Kind::semicolon;
    out.has_several = out.has_several || (matters && ended);
    out.has_statement = out.has_statement || matters;
    ended = ended || (token.kind == Kind::semicolon && out.has_statement);
    out.has_numbered = out.has_numbered || is_numbered(before, token);
    if (token.kind == Kind::placeholder)
      out.pieces.push_back(std::exchange(piece, {}));
    else
      piece += token.text == "??" ? "?" : token.text;
  }
  out.pieces.push_back(std::move(piece));
  return out;
}

std::vector<SqlWords> first_words(const SqlLexis& lexis, std::string_view sql) {
  SqlTokens tokens(lexis, sql);
  std::vector<SqlWords> statements(1);
  for (SqlToken token = tokens.next(); token.kind != Kind::none; token = tokens.next()) {
    if (token.kind == Kind::semicolon && !statements.back().empty()) statements.emplace_back();
    SqlWords& words = statements.back();
    if (words.size() == most_words) continue;
    if (token.kind == Kind::word) words.push_back(lower(token.text));
    if (begins_run_comment(token, sql)) words.emplace_back("/*!");
  }
  if (statements.back().empty()) statements.pop_back();
  return statements;
}

}  // namespace rowan
