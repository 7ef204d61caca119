// What stands in JSON documents.
#pragma once

#include <sqlite3.h>

namespace rowan::sqlite {

/// Registers `rowan_json_…`, as core/document.hpp has them. SQLite's own look for names as they are spelled, escapes
/// and all, and its versions differ. Gives SQLite's code.
int add_document_functions(sqlite3* handle);

}  // namespace rowan::sqlite
