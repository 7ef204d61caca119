// SQLite keeps the names of constraints nowhere but in the text of CREATE TABLE. This reads them out of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rowan::sqlite {

enum class ConstraintKind : std::uint8_t { unique, primary_key, foreign_key };

/// A constraint as declared, on a column or on the table; `name` is empty when it was given none.
struct DeclaredConstraint {
  ConstraintKind kind;
  std::string name;
  std::vector<std::string> columns;
};

/// The unique, primary-key and foreign-key constraints in the text of one CREATE TABLE statement that SQLite accepted.
std::vector<DeclaredConstraint> declared_constraints(std::string_view create_table);

/// The collation that a column is declared with, in the text of its table's CREATE TABLE; empty: none.
std::string declared_collation(std::string_view create_table, std::string_view column);

/// A piece of SQL: a word, a quoted identifier or string (unquoted here), or one character.
struct Token {
  std::string text;
  bool quoted = false;

  /// Whether it is this keyword (in capitals), in any case.
  [[nodiscard]] bool is(std::string_view keyword) const;
};

/// The tokens of `sql`, without blanks and comments.
std::vector<Token> tokens_of(std::string_view sql);

}  // namespace rowan::sqlite
