// Ports nobody listens on.
#pragma once

#include <cstddef>
#include <vector>

namespace rowan::testing {

/// Ports of 127.0.0.1 that were free a moment ago, all different. @throws std::runtime_error when there are none.
std::vector<unsigned> free_ports(std::size_t count);

}  // namespace rowan::testing
