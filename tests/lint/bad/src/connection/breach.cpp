#include <soci/soci.h>
#include <sqlite3.h>

#include "plugins/sqlite/driver.hpp"

const char* const somebody = "/home/somebody/build";
