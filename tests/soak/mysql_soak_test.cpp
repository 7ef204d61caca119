#include <gtest/gtest.h>

#include <string>

#include "cluster/required.hpp"
#include "rowan/core/error.hpp"
#include "soak/soak.hpp"
#include "support/server/mariadb_server.hpp"

namespace rowan::testing {
namespace {

TEST(Soak, Mysql) {
  if (!installed(MariadbServer::missing())) GTEST_SKIP() << MariadbServer::missing();
  auto& server = MariadbServer::shared();
  server.create_database("soak");
  server.create_database("killer");
  Database killer = connect(server.url("killer"), {.make_default = false});
  const auto kill_one = [&] {
    const auto found =
        killer.query("SELECT id FROM information_schema.processlist WHERE db = 'soak' ORDER BY rand() LIMIT 1");
    if (found.empty()) return;
    try {
      killer.execute_script("KILL " + found[0]["id"].to_string());
    } catch (const StatementError&) {  // it had gone by itself
    }
  };
  soak({.url = server.url("soak"), .fault = kill_one});
}

}  // namespace
}  // namespace rowan::testing
