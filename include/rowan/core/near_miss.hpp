// Help with misspelt names.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/export.hpp"

namespace rowan {

/// The candidates that `name` may have meant, best first, at most three: those at most two edits away (a swap of
/// neighbours is one edit, fewer count for short names), then those where one begins with the other. Letter case does
/// not count.
ROWAN_EXPORT std::vector<std::string_view> near_misses(std::string_view name,
                                                       std::span<const std::string_view> candidates);

/// The end of a message: `; did you mean "email" or "mail"?`, or with no near miss `; there is "age", "email"` (all
/// candidates, sorted), or nothing when there are none.
ROWAN_EXPORT std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates);
ROWAN_EXPORT std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

}  // namespace rowan
