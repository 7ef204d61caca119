// expect: Rowan reports errors as exceptions: compile without -fno-exceptions
// errors: 2
// flags: -fno-exceptions
#include "rowan/rowan.hpp"
