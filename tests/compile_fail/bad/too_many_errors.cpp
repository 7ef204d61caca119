// expect: rowan: the first
// errors: 1
static_assert(false, "rowan: the first");
static_assert(false, "rowan: the second");
