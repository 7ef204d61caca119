#include "table_definition.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "lexis.hpp"
#include "rowan/query/sql_tokens.hpp"

namespace rowan::sqlite {
namespace {

using Tokens = std::vector<Token>;

/// Reads one comma-separated part between the parentheses of CREATE TABLE.
class Definition {
 public:
  explicit Definition(Tokens tokens) : tokens_(std::move(tokens)) {}

  void collect(std::vector<DeclaredConstraint>& out) {
    if (!begins_table_constraint()) column_ = tokens_[at_++].text;
    for (; at_ < tokens_.size(); ++at_) {
      const auto& token = tokens_[at_];
      if (token.is("CONSTRAINT") && at_ + 1 < tokens_.size()) {
        name_ = tokens_[++at_].text;
      } else if (const auto kind = kind_of(token)) {
        auto columns = column_.empty() ? listed_columns() : std::vector{column_};
        out.push_back({*kind, std::exchange(name_, {}), std::move(columns)});
        if (column_.empty()) return;
      } else {
        name_.clear();  // it was the name of a constraint of another kind
        if (token.is("(")) skip_group();
      }
    }
  }

 private:
  [[nodiscard]] bool begins_table_constraint() const {
    constexpr std::array words{"CONSTRAINT", "UNIQUE", "PRIMARY", "FOREIGN", "CHECK"};
    return std::any_of(words.begin(), words.end(), [&](const char* word) { return tokens_.front().is(word); });
  }

  [[nodiscard]] const ConstraintKind* kind_of(const Token& token) const {
    static constexpr std::array kinds{ConstraintKind::unique, ConstraintKind::primary_key, ConstraintKind::foreign_key};
    if (token.is("UNIQUE")) return &kinds[0];
    if (token.is("PRIMARY")) return &kinds[1];
    if (token.is(column_.empty() ? "FOREIGN" : "REFERENCES")) return &kinds[2];
    return nullptr;
  }

  // The names that begin the elements of the next parenthesised list; what follows a name is COLLATE, ASC or DESC.
  std::vector<std::string> listed_columns() {
    std::vector<std::string> columns;
    while (at_ < tokens_.size() && !tokens_[at_].is("(")) ++at_;
    bool first = true;
    for (++at_; at_ < tokens_.size() && !tokens_[at_].is(")"); ++at_) {
      if (first) columns.push_back(tokens_[at_].text);
      first = tokens_[at_].is(",");
    }
    return columns;
  }

  void skip_group() {
    int depth = 0;
    for (; at_ < tokens_.size(); ++at_) {
      if (tokens_[at_].is("(")) ++depth;
      if (tokens_[at_].is(")") && --depth == 0) return;
    }
  }

  Tokens tokens_;
  std::size_t at_ = 0;
  std::string column_;
  std::string name_;
};

std::vector<Tokens> definitions(const Tokens& tokens) {
  std::vector<Tokens> parts;
  int depth = 0;
  for (const auto& token : tokens) {
    if (token.is(")") && --depth == 0) break;
    if (depth == 1 && token.is(",")) {
      parts.emplace_back();
    } else if (depth > 0) {
      parts.back().push_back(token);
    }
    if (token.is("(") && ++depth == 1) parts.emplace_back();
  }
  return parts;
}

}  // namespace

bool Token::is(std::string_view keyword) const {
  const auto same = [](char a, char b) { return std::toupper(static_cast<unsigned char>(a)) == b; };
  return !quoted && std::equal(text.begin(), text.end(), keyword.begin(), keyword.end(), same);
}

std::vector<Token> tokens_of(std::string_view sql) {
  Tokens tokens;
  SqlTokens pieces(lexis, sql);
  for (SqlToken piece = pieces.next_word(); piece.kind != SqlToken::Kind::none; piece = pieces.next_word()) {
    const bool quoted = piece.kind == SqlToken::Kind::quoted_name || piece.kind == SqlToken::Kind::text;
    tokens.push_back({piece.name(), quoted});
  }
  return tokens;
}

std::string declared_collation(std::string_view create_table, std::string_view column) {
  for (const Tokens& part : definitions(tokens_of(create_table))) {
    if (part.empty() || part.front().text != column) continue;
    const auto found = std::find_if(part.begin(), part.end(), [](const Token& token) { return token.is("COLLATE"); });
    if (found != part.end() && found + 1 != part.end()) return (found + 1)->text;
  }
  return {};
}

std::vector<DeclaredConstraint> declared_constraints(std::string_view create_table) {
  std::vector<DeclaredConstraint> constraints;
  for (auto& part : definitions(tokens_of(create_table))) {
    if (!part.empty()) Definition(std::move(part)).collect(constraints);
  }
  return constraints;
}

}  // namespace rowan::sqlite
