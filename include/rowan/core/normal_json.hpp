// What JSON documents are compared by.
#pragma once

#include <string>
#include <string_view>

#include "rowan/export.hpp"

namespace rowan {

/// A text that is the same for documents that hold the same: they may differ in white space, in the order of an
/// object's members, in escapes, and in how numbers are written (1, 1.0 and 10e-1). Of members of one name the last
/// counts. What is no JSON, or is nested more than a thousand levels deep, is given back as it is.
[[nodiscard]] ROWAN_EXPORT std::string normal_json(std::string_view document);

}  // namespace rowan
