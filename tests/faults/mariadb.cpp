#include <csignal>

#include "faults/subject.hpp"
#include "support/server/mariadb_server.hpp"

namespace faults::on_mariadb {
namespace {

using rowan::testing::MariadbServer;

/// Its commits reach the system before they are answered, so that they survive the process.
MariadbServer& server() {
  static MariadbServer one({.options = {"--innodb-flush-log-at-trx-commit=2"}});
  static const bool created = (one.create_database("faults"), true);
  static_cast<void>(created);
  return one;
}

void restart() {
  server().crash();
  server().start();
}

const bool added = add_subject({
    .name = "MariaDB",
    .missing = MariadbServer::missing(),
    .begin = "START TRANSACTION",
    .direct_url = [] { return server().url("faults"); },
    .proxied_url = [](int port) { return "mysql://root@127.0.0.1:" + std::to_string(port) + "/faults"; },
    .socket = [] { return server().socket(); },
    .kill = [] { ::kill(server().process().pid(), SIGKILL); },
    .restart = &restart,
});

}  // namespace
}  // namespace faults::on_mariadb
