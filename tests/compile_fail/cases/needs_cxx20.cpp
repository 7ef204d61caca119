// expect: Rowan needs C++20: compile with -std=c++20
// errors: 2
// flags: -std=c++17
#include "rowan/rowan.hpp"
