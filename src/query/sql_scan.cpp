#include "query/sql_scan.hpp"

#include <utility>

#include "rowan/query/sql_tokens.hpp"

namespace rowan {
namespace {

using Kind = SqlToken::Kind;

// `?1` and `?name`; to SQLite, `:name` and the like are the user's matter.
bool is_numbered(const SqlToken& placeholder, const SqlToken& next) {
  return placeholder.kind == Kind::placeholder && next.kind == Kind::word;
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

}  // namespace rowan
