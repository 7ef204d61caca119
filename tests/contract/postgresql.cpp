// PostgreSQL on each way that statements take: a server of the tests' own, and a schema for each test.
#include <libpq-fe.h>

#include <fmt/format.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include "contract/database_under_test.hpp"
#include "support/server/postgresql_server.hpp"

namespace rowan::contract::on_postgresql {
namespace {

using testing::PostgresqlServer;

struct Ends {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Maintenance = std::unique_ptr<PGconn, Ends>;

// A connection for what tests need beside their own.
Maintenance connect_to(const std::string& database) {
  Maintenance connection(PQconnectdb(PostgresqlServer::shared().conninfo(database).c_str()));
  PQsetNoticeReceiver(
      connection.get(), [](void*, const PGresult*) {}, nullptr);
  return connection;
}

void run(PGconn* connection, const std::string& sql) {
  PGresult* result = PQexec(connection, sql.c_str());
  const bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
  PQclear(result);
  if (!done) throw std::runtime_error(PQerrorMessage(connection));
}

/// Where schemas are made. What a test asks of the catalogue takes longer the more tables there are in a database, of
/// whatever schema: so there is a new one now and then.
class Schemas {
 public:
  /// The database that has the schema.
  const std::string& create(const std::string& schema) {
    const auto [place, fresh] = database_of_.try_emplace(schema);
    if (!fresh) return place->second;
    if ((database_of_.size() - 1) % in_one_database == 0) begin_database();
    run(connection_.get(), "CREATE SCHEMA " + schema);
    return place->second = database_;
  }

 private:
  static constexpr std::size_t in_one_database = 100;

  void begin_database() {
    database_ = fmt::format("schemas_{}", database_of_.size());
    run(connect_to("postgres").get(), "CREATE DATABASE " + database_);
    connection_ = connect_to(database_);
  }

  std::map<std::string, std::string> database_of_;
  std::string database_;  ///< of the next ones
  Maintenance connection_;
};

// The test's directory has a name of its own, which its schema is made of: letters in their two cases, so by their
// numbers.
std::string url(const testing::TempDir& dir, std::string_view more) {
  static Schemas schemas;
  std::string schema = "test_";
  for (const char c : dir.path().filename().string()) schema += fmt::format("{:02x}", c);
  const std::string& database = schemas.create(schema);
  return fmt::format("{}&options=-csearch_path%3D{}{}", PostgresqlServer::shared().url(database), schema, more);
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
