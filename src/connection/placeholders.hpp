// `?` in SQL that a user wrote.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "rowan/fwd.hpp"

namespace rowan {

/// `sql` with each `?` in the dialect's spelling, and how many there were. Quoted text, quoted names and comments, as
/// the database reads them, are unchanged; `??` is an operator's question mark. @throws QueryError for a numbered one,
/// for a text without a statement, and for one that reads or writes rows and then goes on with another: that one was
/// forgotten by its author, or added by an attacker.
struct Placeholders {
  std::string sql;
  std::size_t count = 0;
};
Placeholders with_placeholders(const Dialect& dialect, std::string_view sql);

}  // namespace rowan
