// expect: rowan: two enumerators of this ROWAN_ENUM have the same text
// errors: 1
#include "rowan/rowan.hpp"

enum class Rating { g, pg };
ROWAN_ENUM(Rating, (g, "G"), (pg, "G"))
