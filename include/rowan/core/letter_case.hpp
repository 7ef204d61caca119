// Letters in the other case, beyond ASCII too.
#pragma once

#include <string>
#include <string_view>

#include "rowan/export.hpp"

namespace rowan {

/// `text`, UTF-8, in small letters: each character by itself, by Unicode's simple case pairs, whatever the process's
/// locale is. A byte that is no part of a character stays as it is. Thread-safe.
ROWAN_EXPORT std::string in_lower_case(std::string_view text);
/// The same in capitals.
ROWAN_EXPORT std::string in_upper_case(std::string_view text);

}  // namespace rowan
