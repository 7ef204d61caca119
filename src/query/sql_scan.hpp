// Finds the placeholders in SQL that a user wrote.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/query/sql_lexis.hpp"

namespace rowan {

/// The text cut at its placeholders, which are not in the pieces: one piece more than there are placeholders. What is
/// quoted or in a comment is left alone; `??` is an operator's question mark.
struct SqlPieces {
  std::vector<std::string> pieces;
  bool has_statement = false;  ///< there is more than white space, comments and semicolons
  bool has_several = false;    ///< something follows a semicolon
  bool has_numbered = false;   ///< `?1` or `?name`
  [[nodiscard]] std::size_t placeholders() const noexcept { return pieces.size() - 1; }
};

[[nodiscard]] SqlPieces scan_sql(const SqlLexis& lexis, std::string_view sql);

/// The first words of a statement in lower case, without what is quoted or in a comment; `/*!` stands for a comment
/// that MySQL and MariaDB execute.
using SqlWords = std::vector<std::string>;
/// Those of each statement of a script.
[[nodiscard]] std::vector<SqlWords> first_words(const SqlLexis& lexis, std::string_view sql);

/// @throws QueryError always.
[[noreturn]] void refuse_number_of_arguments(std::string_view text, std::size_t placeholders, std::size_t arguments);

}  // namespace rowan
