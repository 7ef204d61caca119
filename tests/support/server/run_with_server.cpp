// Runs a command with a server of its own: run_with_server KIND COMMAND…. Its URL is in ROWAN_DATABASE. Without the
// server installed, a test that the protocol of TAP counts as skipped, or failed where ROWAN_REQUIRE_SERVERS is set.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#if defined(ROWAN_TEST_MARIADB)
#include "support/server/mariadb_server.hpp"
#endif
#include "support/server/postgresql_server.hpp"
#include "support/server/spawn.hpp"

namespace {

using rowan::testing::PostgresqlServer;

#if defined(ROWAN_TEST_MARIADB)
using rowan::testing::MariadbServer;

std::string mariadb_url() {
  MariadbServer::shared().create_database("sample");
  return MariadbServer::shared().url("sample");
}
#endif

struct Kind {
  std::function<std::string()> missing;
  std::function<std::string()> url;
};

const std::map<std::string, Kind>& kinds() {
  static const std::map<std::string, Kind> all {
    {"postgresql", {[] { return PostgresqlServer::missing(); }, [] { return PostgresqlServer::shared().url(); }}},
#if defined(ROWAN_TEST_MARIADB)
        {"mysql", {[] { return MariadbServer::missing(); }, &mariadb_url}},
#endif
  };
  return all;
}

int skip(const std::string& why) {
  const bool required = std::getenv("ROWAN_REQUIRE_SERVERS") != nullptr;
  std::printf("1..1\n%s 1 - a server %s%s\n", required ? "not ok" : "ok", required ? "" : "# SKIP ", why.c_str());
  return 0;
}

int run(char** command) {
  const pid_t child = fork();
  if (child == 0) {
    execvp(command[0], command);
    std::perror(command[0]);
    _exit(127);
  }
  return rowan::testing::wait_for(child);
}

}  // namespace

int main(int count, char** arguments) {
  const auto kind = count > 2 ? kinds().find(arguments[1]) : kinds().end();
  if (kind == kinds().end()) {
    std::fprintf(stderr, "usage: run_with_server postgresql|mysql COMMAND…\n");
    return 2;
  }
  if (const auto why = kind->second.missing(); !why.empty()) return skip(why);
  try {
    setenv("ROWAN_DATABASE", kind->second.url().c_str(), 1);
    return run(arguments + 2);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
