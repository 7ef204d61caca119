// Where in the program the library was called.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace rowan {

/// The innermost `most` calls outside of the library on this thread's stack, as `program(function+0x1a) [0x…]`. Empty
/// where it can't be found out.
std::vector<std::string> call_site(std::size_t most);

}  // namespace rowan
