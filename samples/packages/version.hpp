// The order of Debian versions.
#pragma once

#include <compare>
#include <string_view>

namespace packages {

/// As `dpkg --compare-versions`: epoch, upstream version, revision; `~` sorts before everything, even the end.
[[nodiscard]] std::strong_ordering compare_versions(std::string_view left, std::string_view right);

}  // namespace packages
