// SQL taken apart as a database reads it: enough to know where quotes and comments are, for those who look for
// placeholders, for a second statement, or for the table that a statement is about. A driver's lexis tells the
// differences.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "rowan/export.hpp"
#include "rowan/query/sql_lexis.hpp"

namespace rowan {

/// A piece of a statement. A view into its text.
struct SqlToken {
  enum class Kind : std::uint8_t {
    none,         ///< the text is at its end
    blank,        ///< white space, or a comment
    word,         ///< a keyword, a name without quotes, a number
    quoted_name,  ///< "…", `…` or […], with its quotes
    text,         ///< '…', E'…' or $$…$$, with its quotes
    placeholder,  ///< `?`
    semicolon,
    other,  ///< a sign; `??`, an operator's question mark
  };
  Kind kind = Kind::none;
  std::string_view text{};

  /// Whether it is this keyword, which is given in capitals, in any case.
  [[nodiscard]] ROWAN_EXPORT bool is(std::string_view keyword) const;
  /// What a name is without its quotes, also single ones, which SQLite takes.
  [[nodiscard]] ROWAN_EXPORT std::string name() const;
};

/// Reads a statement from its beginning to its end. A quote or comment that is never closed goes to the end: to refuse
/// it is the database's matter. Views the text, and copies the lexis.
class ROWAN_EXPORT SqlTokens {
 public:
  SqlTokens(const SqlLexis& lexis, std::string_view sql) : lexis_(lexis), rest_(sql) {}

  /// Blanks included.
  SqlToken next();
  /// Blanks left out.
  SqlToken next_word();

 private:
  [[nodiscard]] SqlToken::Kind kind_of_next(std::size_t& size) const;
  [[nodiscard]] std::size_t comment_size() const;
  [[nodiscard]] std::size_t text_size() const;
  [[nodiscard]] std::size_t name_size() const;
  [[nodiscard]] bool begins_line_comment() const;

  SqlLexis lexis_;
  std::string_view rest_;
};

/// Whether something follows a semicolon.
[[nodiscard]] ROWAN_EXPORT bool has_several_statements(const SqlLexis& lexis, std::string_view sql);

/// Whether the first word, opening parentheses left out, is one of these, in capitals.
[[nodiscard]] ROWAN_EXPORT bool begins_with_any(const SqlLexis& lexis, std::string_view sql,
                                                std::span<const std::string_view> words);

/// A table as a statement names it, without quotes.
struct WrittenTable {
  std::string schema, table;  ///< both may be empty
};
/// The table that a statement writes to or reads from first: the name after INTO, UPDATE or FROM outside of
/// parentheses. Empty when there is none.
[[nodiscard]] ROWAN_EXPORT WrittenTable main_table_of(const SqlLexis& lexis, std::string_view sql);
/// The same without its schema.
[[nodiscard]] ROWAN_EXPORT std::string main_table(const SqlLexis& lexis, std::string_view sql);

}  // namespace rowan
