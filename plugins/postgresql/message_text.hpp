// What is found in PostgreSQL's messages, which come in the server's language: `lc_messages`.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowan::postgresql {

/// The parts of `text` in quotation marks, without them: how messages name tables and columns. Marks of all languages:
/// "x", »x«, «x», « x », „x“, “x”, 'x'. Where there are several kinds, those of the kind that comes first.
std::vector<std::string> quoted_names(std::string_view text);

/// A message about data, which quotes the value: all from the first quotation mark to the last one is left out.
std::string without_values(std::string_view message);

/// The names outside of the parentheses, which hold the values of a key: `Key (id)=(7) is not present in table
/// "users".`
std::vector<std::string> names_in_detail(std::string_view detail);

/// The table and the column of `column t.x does not exist`, in whatever language; empty where there are none. `sql` is
/// the statement, which has the column.
std::pair<std::string, std::string> dotted_column(std::string_view message, std::string_view sql);

}  // namespace rowan::postgresql
