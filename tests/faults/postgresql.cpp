#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <stdexcept>
#include <thread>

#include "faults/subject.hpp"
#include "support/server/postgresql_server.hpp"

namespace faults::on_postgresql {
namespace {

using rowan::testing::PostgresqlServer;

/// Its commits reach the system before they are answered, so that they survive the process.
PostgresqlServer& server() {
  static PostgresqlServer one({.options = {"synchronous_commit=on"}});
  return one;
}

/// Tries again what is refused for a while, a long one where much else runs.
void insist(const std::function<void()>& action) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(40);
  for (;;) {
    try {
      return action();
    } catch (const std::exception&) {
      if (std::chrono::steady_clock::now() > until) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
}

void restart() {
  server().crash();
  // Until the last process of the one that was killed is gone, the new one refuses to start.
  insist([] { server().start(); });
}

const bool added = add_subject({
    .name = "PostgreSQL",
    .missing = PostgresqlServer::missing(),
    .begin = "START TRANSACTION",
    .direct_url = [] { return server().url(); },
    .proxied_url =
        [](int port) { return "postgresql://rowan@127.0.0.1:" + std::to_string(port) + "/postgres?sslmode=disable"; },
    .socket = [] { return server().socket(); },
    .kill = [] { ::kill(server().process().pid(), SIGKILL); },
    .restart = &restart,
});

}  // namespace
}  // namespace faults::on_postgresql
