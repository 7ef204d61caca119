// MariaDB on both statement paths: a server of the test process's own, and a database in it for each test.
#include "contract/database_under_test.hpp"
#include "support/server/mariadb_server.hpp"

namespace rowan::contract::on_mysql {
namespace {

using testing::MariadbServer;

std::map<Capability, std::string> lacks() {
  return {
      {Capability::one_writer, "transactions wait for each other's rows only"},
      {Capability::size_limit, "a server's databases share its disk"},
      {Capability::negative_zero, "MariaDB stores -0.0 as 0"},
      {Capability::infinity, "MariaDB and MySQL have neither NaN nor infinities"},
  };
}

std::string url(const testing::TempDir& dir) {
  const auto database = "test_" + dir.path().filename().string();
  MariadbServer::shared().create_database(database);
  return MariadbServer::shared().url(database);
}

const bool native = add_database({
    .name = "mysql_native",
    .url = url,
    .lacks = lacks(),
    .missing = MariadbServer::missing(),
});

const bool plain = add_database({
    .name = "mysql_soci",
    .url = [](const testing::TempDir& dir) { return url(dir) + "&statements=soci"; },
    .lacks = lacks(),
    .missing = MariadbServer::missing(),
});

}  // namespace
}  // namespace rowan::contract::on_mysql
