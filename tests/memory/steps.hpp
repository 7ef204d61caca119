// Random changes.
#pragma once

#include <cstdint>
#include <string>

namespace memory_tests {

/// Changes the default database in one of many ways, which the seed decides, and tells what came of it. Needs nothing
/// of what was done before: steps can be left out.
std::string take_step(std::uint64_t seed);
/// All rows, by the numbers and words that the test gave them.
std::string contents();

}  // namespace memory_tests
