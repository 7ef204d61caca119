// expect: rowan: a transaction body takes a rowan::Transaction& or nothing
#include "rowan/connection/database.hpp"

void run(rowan::Database& database) {
  database.transaction([](int) {});
}
