// From a URL's scheme to its driver. Declared here, below plugin/, because `connect` asks; plugin/ answers.
#pragma once

#include <string_view>

#include "rowan/export.hpp"
#include "rowan/fwd.hpp"

namespace rowan {

/// The driver for `scheme`: one that is linked in or registered, else from a plugin that is found and loaded now.
/// Drivers live as long as the process. Thread-safe. @throws Unsupported listing the schemes there are and saying what
/// to build or install.
ROWAN_EXPORT Driver& find_driver(std::string_view scheme);

/// The same, but null where there is no driver. @throws Unsupported when its plugin is there and can't be loaded.
ROWAN_EXPORT Driver* find_driver_if(std::string_view scheme);

}  // namespace rowan
