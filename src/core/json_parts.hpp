// The parts of a JSON document that have several spellings.
#pragma once

#include <string>
#include <string_view>

namespace rowan::detail {

inline bool is_json_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// The string, with its quotes, that begins at `at`; empty when it has no end.
std::string_view json_string_at(std::string_view text, std::size_t at);
/// The number, or true, false or null, that begins at `at`; empty where a bracket or a comma stands.
std::string_view json_word_at(std::string_view text, std::size_t at);

/// What the string, with its quotes, says.
std::string unescaped_json(std::string_view quoted);
/// The string, quoted, without escapes but for quotes and backslashes.
std::string normal_string(std::string_view quoted);
/// Numbers that are equal have one text: "15e-1" for 1.5 and 1.50. What is no number stays as it is.
std::string normal_word(std::string_view word);

}  // namespace rowan::detail
