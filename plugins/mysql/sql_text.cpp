#include "sql_text.hpp"

#include <array>

namespace rowan::mysql {

std::vector<std::string> split_at_placeholders(std::string_view sql) {
  std::vector<std::string> pieces(1);
  SqlTokens tokens(lexis, sql);
  for (SqlToken token = tokens.next(); token.kind != SqlToken::Kind::none; token = tokens.next()) {
    if (token.kind == SqlToken::Kind::placeholder)
      pieces.emplace_back();
    else
      pieces.back() += token.text;
  }
  return pieces;
}

bool concerns_rows_only(std::string_view sql) {
  static constexpr std::array<std::string_view, 7> words{"SELECT",  "INSERT", "UPDATE", "DELETE",
                                                         "REPLACE", "WITH",   "VALUES"};
  return begins_with_any(lexis, sql, words) && !has_several_statements(lexis, sql);
}

bool is_query(std::string_view sql) {
  constexpr std::array<std::string_view, 4> writing{"INSERT", "REPLACE", "DELETE", "UPDATE"};
  return !begins_with_any(lexis, sql, writing);
}

bool is_select(std::string_view sql) {
  constexpr std::array<std::string_view, 2> reading{"SELECT", "WITH"};
  return begins_with_any(lexis, sql, reading);
}

}  // namespace rowan::mysql
