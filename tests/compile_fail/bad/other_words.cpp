// expect: rowan: the promised sentence
static_assert(false, "rowan: quite another sentence");
