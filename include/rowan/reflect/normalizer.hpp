// Texts in the form in which they are kept and looked for: `m.attribute(&User::email).normalize(rowan::trimmed)`.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "rowan/export.hpp"

namespace rowan {

/// Gives the normal form of a text; that of a normal form is itself. Called by several threads at once.
using TextNormalizer = std::function<std::string(std::string_view)>;

/// Without ASCII white space at both ends.
[[nodiscard]] ROWAN_EXPORT std::string trimmed(std::string_view text);
/// As trimmed, and with one space for each run of ASCII white space inside.
[[nodiscard]] ROWAN_EXPORT std::string squished(std::string_view text);
/// With the letters A to Z in lower case, as in e-mail addresses and names of hosts. Others stay.
[[nodiscard]] ROWAN_EXPORT std::string lower_case(std::string_view text);

}  // namespace rowan
