// expect: rowan: a transaction body takes a rowan::Transaction& or nothing
// errors: 1
#include "rowan/connection/database.hpp"

void run(rowan::Database& database) {
  database.transaction([](int) {});
}
