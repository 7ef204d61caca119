#include "sql_text.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace rowan::mysql {
namespace {

enum class TokenKind { blank, word, quoted_name, text, placeholder, other };

struct Token {
  TokenKind kind;
  std::string_view text;

  /// Keywords in capitals; MySQL takes them in any case.
  [[nodiscard]] bool is(std::string_view keyword) const {
    return std::equal(text.begin(), text.end(), keyword.begin(), keyword.end(), [](char c, char capital) {
      return (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c) == capital;
    });
  }
};

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::size_t past(std::string_view sql, std::string_view end, std::size_t from) {
  const auto at = sql.find(end, from);
  return at == std::string_view::npos ? sql.size() : at + end.size();
}

// A doubled quote stands for itself, and in texts a backslash escapes; sessions have ANSI_QUOTES, so "…" is a name.
std::size_t past_quoted(std::string_view sql) {
  const char quote = sql[0];
  std::size_t at = 1;
  while (at < sql.size()) {
    const bool doubled = sql[at] == quote && sql.substr(at + 1).starts_with(quote);
    if (sql[at] == quote && !doubled) return at + 1;
    at += doubled || (sql[at] == '\\' && quote == '\'') ? 2 : 1;
  }
  return sql.size();
}

template <class Predicate>
std::size_t past_while(std::string_view sql, Predicate predicate) {
  const auto end = std::find_if_not(sql.begin(), sql.end(), predicate);
  return static_cast<std::size_t>(end - sql.begin());
}

/// Takes the first token off `sql`, which is not empty.
Token take(std::string_view& sql) {
  TokenKind kind = TokenKind::other;
  std::size_t size = 1;
  if (is_blank(sql[0])) {
    kind = TokenKind::blank, size = past_while(sql, is_blank);
  } else if (sql.starts_with("-- ") || sql.starts_with("--\n") || sql[0] == '#') {
    kind = TokenKind::blank, size = past(sql, "\n", 0);
  } else if (sql.starts_with("/*") && !sql.starts_with("/*!") && !sql.starts_with("/*M!")) {
    kind = TokenKind::blank, size = past(sql, "*/", 2);
  } else if (sql[0] == '\'') {
    kind = TokenKind::text, size = past_quoted(sql);
  } else if (sql[0] == '`' || sql[0] == '"') {
    kind = TokenKind::quoted_name, size = past_quoted(sql);
  } else if (is_word(sql[0])) {
    kind = TokenKind::word, size = past_while(sql, is_word);
  } else if (sql[0] == '?') {
    kind = TokenKind::placeholder;
  }
  const Token token{kind, sql.substr(0, size)};
  sql.remove_prefix(size);
  return token;
}

std::vector<Token> tokens_of(std::string_view sql) {
  std::vector<Token> tokens;
  while (!sql.empty()) {
    if (const Token token = take(sql); token.kind != TokenKind::blank) tokens.push_back(token);
  }
  return tokens;
}

bool begins_with_any(std::string_view sql, std::span<const char* const> words) {
  while (!sql.empty()) {
    const Token token = take(sql);
    if (token.kind == TokenKind::blank || token.text == "(") continue;
    return std::any_of(words.begin(), words.end(), [&](const char* word) { return token.is(word); });
  }
  return false;
}

std::string name_in(const Token& token) {
  if (token.kind != TokenKind::quoted_name) return std::string(token.text);
  std::string name;
  const char quote = token.text.front();
  for (std::size_t i = 1; i + 1 < token.text.size(); ++i) {
    name += token.text[i];
    if (token.text[i] == quote) ++i;  // doubled
  }
  return name;
}

}  // namespace

std::vector<std::string> split_at_placeholders(std::string_view sql) {
  std::vector<std::string> pieces(1);
  while (!sql.empty()) {
    const Token token = take(sql);
    if (token.kind == TokenKind::placeholder) {
      pieces.emplace_back();
    } else {
      pieces.back() += token.text;
    }
  }
  return pieces;
}

bool is_script(std::string_view sql) {
  if (sql.find(';') == std::string_view::npos) return false;  // as transaction SQL, which comes often
  const auto tokens = tokens_of(sql);
  const auto end = std::find_if(tokens.begin(), tokens.end(), [](const Token& token) { return token.text == ";"; });
  return end != tokens.end() && end + 1 != tokens.end();
}

std::string written_table(std::string_view sql) {
  const auto tokens = tokens_of(sql);
  int depth = 0;
  const auto verb = std::find_if(tokens.begin(), tokens.end(), [&](const Token& token) {
    if (token.text == "(") ++depth;
    if (token.text == ")") --depth;
    return depth == 0 && (token.is("INTO") || token.is("UPDATE") || token.is("FROM"));
  });
  if (verb == tokens.end() || verb + 1 == tokens.end()) return {};
  auto name = verb + 1;
  if (name + 2 < tokens.end() && (name + 1)->text == ".") name += 2;
  return name_in(*name);
}

bool is_query(std::string_view sql) {
  constexpr std::array writing{"INSERT", "REPLACE", "DELETE", "UPDATE"};
  return !begins_with_any(sql, writing);
}

bool is_select(std::string_view sql) {
  constexpr std::array reading{"SELECT", "WITH"};
  return begins_with_any(sql, reading);
}

}  // namespace rowan::mysql
