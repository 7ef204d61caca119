// PostgreSQL on each way that statements take: a server of the tests' own, and a schema for each test.
#include <libpq-fe.h>

#include <fmt/format.h>

#include <memory>
#include <stdexcept>

#include "contract/database_under_test.hpp"
#include "support/server/postgresql_server.hpp"

namespace rowan::contract::on_postgresql {
namespace {

using testing::PostgresqlServer;

// A connection for what tests need beside their own.
PGconn* maintenance() {
  static const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(
      PQconnectdb(PostgresqlServer::shared().conninfo().c_str()), &PQfinish);
  PQsetNoticeReceiver(
      connection.get(), [](void*, const PGresult*) {}, nullptr);
  return connection.get();
}

void create_schema(const std::string& name) {
  PGresult* result = PQexec(maintenance(), ("CREATE SCHEMA IF NOT EXISTS " + name).c_str());
  const bool created = PQresultStatus(result) == PGRES_COMMAND_OK;
  PQclear(result);
  if (!created) throw std::runtime_error(PQerrorMessage(maintenance()));
}

// The test's directory has a name of its own, which its schema is made of: letters in their two cases, so by their
// numbers.
std::string url(const testing::TempDir& dir, std::string_view more) {
  std::string schema = "test_";
  for (const char c : dir.path().filename().string()) schema += fmt::format("{:02x}", c);
  create_schema(schema);
  return fmt::format("{}&options=-csearch_path%3D{}{}", PostgresqlServer::shared().url(), schema, more);
}

std::map<Capability, std::string> lacks() {
  return {
      {Capability::json_nul, "jsonb holds no \\u0000"},
      {Capability::one_writer, "transactions wait for each other's rows only"},
      {Capability::size_limit, "a server's databases share its disk"},
  };
}

const bool native = add_database({
    .name = "postgresql_native",
    .url = [](const testing::TempDir& dir) { return url(dir, ""); },
    .lacks = lacks(),
    .missing = PostgresqlServer::missing(),
});

const bool unprepared = add_database({
    .name = "postgresql_unprepared",
    .url = [](const testing::TempDir& dir) { return url(dir, "&prepare=off"); },
    .lacks = lacks(),
    .missing = PostgresqlServer::missing(),
});

const bool plain = add_database({
    .name = "postgresql_soci",
    .url = [](const testing::TempDir& dir) { return url(dir, "&statements=soci"); },
    .lacks = lacks(),
    .missing = PostgresqlServer::missing(),
});

}  // namespace
}  // namespace rowan::contract::on_postgresql
