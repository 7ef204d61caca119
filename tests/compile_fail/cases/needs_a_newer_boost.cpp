// expect: Rowan needs Boost 1.77 or newer
// errors: 2
// flags: -I@/old
#include "rowan/rowan.hpp"
