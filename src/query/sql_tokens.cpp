#include "rowan/query/sql_tokens.hpp"

#include <algorithm>
#include <utility>

namespace rowan {
namespace {

using Kind = SqlToken::Kind;

bool begins_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}
bool is_in_word(char c) { return begins_word(c) || c == '$'; }
bool is_white(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

template <class Predicate>
std::size_t size_while(std::string_view text, Predicate predicate) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), predicate) - text.begin());
}

std::size_t size_past(std::string_view text, std::string_view end, std::size_t from) {
  const auto at = text.find(end, from);
  return at == std::string_view::npos ? text.size() : at + end.size();
}

// From the opening quote on; the closing one, doubled, stands for itself.
std::size_t quoted_size(std::string_view text, char closing, bool escapes) {
  std::size_t at = 1;
  while (at < text.size()) {
    const bool doubled = text[at] == closing && text.substr(at + 1).starts_with(closing);
    if (text[at] == closing && !doubled) return at + 1;
    at += doubled || (escapes && text[at] == '\\') ? 2 : 1;
  }
  return text.size();
}

std::size_t nested_comment_size(std::string_view text) {
  int depth = 0;
  std::size_t at = 0;
  do {
    const std::string_view here = text.substr(at, 2);
    depth += here == "/*" ? 1 : here == "*/" ? -1 : 0;
    at += here == "/*" || here == "*/" ? 2 : 1;
  } while (depth > 0 && at < text.size());
  return at;
}

// `$tag$`, where it begins a text; a tag is no number.
std::string_view dollar_tag(std::string_view text) {
  const std::size_t size = 1 + size_while(text.substr(1), begins_word);
  const bool closed = size < text.size() && text[size] == '$';
  return closed && !(text[1] >= '0' && text[1] <= '9') ? text.substr(0, size + 1) : std::string_view();
}

}  // namespace

bool SqlToken::is(std::string_view keyword) const {
  return std::equal(text.begin(), text.end(), keyword.begin(), keyword.end(), [](char c, char capital) {
    return (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c) == capital;
  });
}

std::string SqlToken::name() const {
  const bool quoted = kind == Kind::quoted_name || (kind == Kind::text && text.front() == '\'');
  if (!quoted || text.size() < 2) return std::string(text);
  const char closing = text.front() == '[' ? ']' : text.front();
  std::string name;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    name += text[i];
    if (text[i] == closing) ++i;
  }
  return name;
}

bool SqlTokens::begins_line_comment() const {
  if (lexis_.hash_comments && rest_[0] == '#') return true;
  if (!rest_.starts_with("--")) return false;
  return !lexis_.dashes_need_space || rest_.size() == 2 || is_white(rest_[2]);
}

std::size_t SqlTokens::comment_size() const {
  if (begins_line_comment()) return size_past(rest_, "\n", 0);
  if (!rest_.starts_with("/*")) return 0;
  if (lexis_.executable_comments && (rest_.starts_with("/*!") || rest_.starts_with("/*M!"))) return 0;
  return lexis_.nested_comments ? nested_comment_size(rest_) : size_past(rest_, "*/", 2);
}

std::size_t SqlTokens::text_size() const {
  if (rest_[0] == '\'') return quoted_size(rest_, '\'', lexis_.backslash_escapes);
  const bool escaped = lexis_.escape_texts && (rest_.starts_with("E'") || rest_.starts_with("e'"));
  if (escaped) return 1 + quoted_size(rest_.substr(1), '\'', true);
  if (!lexis_.dollar_quotes || rest_[0] != '$') return 0;
  const std::string_view tag = dollar_tag(rest_);
  return tag.empty() ? 0 : size_past(rest_, tag, tag.size());
}

// In names backslashes are letters.
std::size_t SqlTokens::name_size() const {
  if (rest_[0] == '"' || rest_[0] == '`') return quoted_size(rest_, rest_[0], false);
  return lexis_.bracket_names && rest_[0] == '[' ? size_past(rest_, "]", 1) : 0;
}

SqlToken::Kind SqlTokens::kind_of_next(std::size_t& size) const {
  size = size_while(rest_, is_white);
  if (size != 0) return Kind::blank;
  size = comment_size();
  if (size != 0) return Kind::blank;
  size = text_size();
  if (size != 0) return Kind::text;
  size = name_size();
  if (size != 0) return Kind::quoted_name;
  size = rest_.starts_with("??") ? 2 : 1;
  if (rest_[0] == '?') return size == 2 ? Kind::other : Kind::placeholder;
  if (rest_[0] == ';') return Kind::semicolon;
  const bool dollar = rest_[0] == '$' && !lexis_.dollar_quotes;  // there it begins a placeholder
  if (!begins_word(rest_[0]) && !dollar) return Kind::other;
  size = size_while(rest_, is_in_word);
  return Kind::word;
}

SqlToken SqlTokens::next() {
  if (rest_.empty()) return {};
  std::size_t size = 0;
  const Kind kind = kind_of_next(size);
  const SqlToken token{kind, rest_.substr(0, size)};
  rest_.remove_prefix(size);
  return token;
}

SqlToken SqlTokens::next_word() {
  SqlToken token = next();
  while (token.kind == Kind::blank) token = next();
  return token;
}

bool has_several_statements(const SqlLexis& lexis, std::string_view sql) {
  if (sql.find(';') == std::string_view::npos) return false;  // as transaction SQL, which comes often
  SqlTokens tokens(lexis, sql);
  bool ended = false;
  for (SqlToken token = tokens.next_word(); token.kind != Kind::none; token = tokens.next_word()) {
    if (ended && token.kind != Kind::semicolon) return true;
    ended = ended || token.kind == Kind::semicolon;
  }
  return false;
}

bool begins_with_any(const SqlLexis& lexis, std::string_view sql, std::span<const std::string_view> words) {
  SqlTokens tokens(lexis, sql);
  SqlToken first = tokens.next_word();
  while (first.text == "(") first = tokens.next_word();
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return first.is(word); });
}

WrittenTable main_table_of(const SqlLexis& lexis, std::string_view sql) {
  SqlTokens tokens(lexis, sql);
  int depth = 0;
  for (SqlToken token = tokens.next_word(); token.kind != Kind::none; token = tokens.next_word()) {
    if (token.text == "(") ++depth;
    if (token.text == ")") --depth;
    if (depth != 0 || !(token.is("INTO") || token.is("UPDATE") || token.is("FROM"))) continue;
    SqlToken name = tokens.next_word(), schema;
    if (name.is("OR")) tokens.next_word(), name = tokens.next_word();  // SQLite's UPDATE OR IGNORE t
    for (SqlToken dot = tokens.next_word(); dot.text == "."; dot = tokens.next_word())
      schema = std::exchange(name, tokens.next_word());
    return {schema.name(), name.name()};
  }
  return {};
}

std::string main_table(const SqlLexis& lexis, std::string_view sql) { return main_table_of(lexis, sql).table; }

}  // namespace rowan
