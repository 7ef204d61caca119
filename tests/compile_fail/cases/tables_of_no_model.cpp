// expect: rowan: say of which models: create_tables<Author, Book>(), or create_tables(rowan::registry().models())
// expect: rowan: say of which models: drop_tables<Author, Book>()
// errors: 2
#include "rowan/rowan.hpp"

void create(rowan::Database& db) { db.create_tables({.if_missing = true}); }
void drop(rowan::Database& db) { db.drop_tables(); }
void fine(rowan::Database& db) { db.create_tables(rowan::registry().models(), {.if_missing = true}); }
