#include <gtest/gtest.h>

#include "cluster/required.hpp"
#include "soak/soak.hpp"
#include "support/server/postgresql_server.hpp"

namespace rowan::testing {
namespace {

TEST(Soak, Postgresql) {
  if (!installed(PostgresqlServer::missing())) GTEST_SKIP() << PostgresqlServer::missing();
  PostgresqlServer server;
  Database killer = connect(server.url(), {.make_default = false});
  soak({.url = server.url() + "&application_name=soak", .fault = [&] {
          static_cast<void>(
              killer.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'soak' "
                           "ORDER BY random() LIMIT 1"));
        }});
}

}  // namespace
}  // namespace rowan::testing
