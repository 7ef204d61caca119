// expect: compile without -stdlib=libc++
// errors: 2
// flags: -D_LIBCPP_VERSION=16000
#include "rowan/rowan.hpp"
