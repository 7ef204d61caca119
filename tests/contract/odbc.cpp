// PostgreSQL through ODBC and SOCI's own statements, as a database is reached for which the library has no statement of
// its own: by a plugin of the tests', with a schema for each test.
#include <fmt/format.h>

#include <fstream>
#include <string>

#include "contract/database_under_test.hpp"
#include "rowan/connection/driver_registry.hpp"
#include "rowan/core/error.hpp"
#include "rowan/plugin/plugin.hpp"
#include "support/server/postgresql_server.hpp"

namespace rowan::contract::on_odbc {
namespace {

using testing::PostgresqlServer;

std::string missing() {
#if defined(ROWAN_ODBC_MODULE)
  std::ifstream drivers("/etc/odbcinst.ini");
  for (std::string line; std::getline(drivers, line);) {
    if (line == "[PostgreSQL ANSI]") return PostgresqlServer::missing();
  }
  return "there is no ODBC driver for PostgreSQL: install the package odbc-postgresql";
#else
  return "the tests were built without ODBC: install the package unixodbc-dev, and build them again";
#endif
}

std::string url(const testing::TempDir& dir) {
#if defined(ROWAN_ODBC_MODULE)
  load_plugin(ROWAN_ODBC_MODULE);
#endif
  std::string schema = "test_";
  for (const char c : dir.path().filename().string()) schema += fmt::format("{:02x}", c);
  const auto server = PostgresqlServer::shared().url();
  return fmt::format("odbc{}&schema={}", server.substr(server.find(':')), schema);
}

const bool added = add_database({
    .name = "odbc_postgresql_soci",
    .url = url,
    .lacks =
        {
            {Capability::json_nul, "jsonb holds no \\u0000"},
            {Capability::one_writer, "transactions wait for each other's rows only"},
            {Capability::size_limit, "a server's databases share its disk"},
            {Capability::error_fields, "ODBC gives the text of an error and no more"},
            {Capability::transaction_state, "ODBC does not tell: statements that begin or end one are refused"},
            {Capability::one_statement, "the ODBC driver takes them"},
            {Capability::cancel, "SOCI can't cancel a statement"},
            {Capability::time_limits, "SOCI has no limits for statements"},
        },
    .missing = missing(),
});

/// What SOCI can't carry is refused by a typed error, whoever describes the columns.
class SociExchange : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (const auto reason = missing(); !reason.empty()) GTEST_SKIP() << reason;
    const auto address = Url::parse(url(dir_) + (soci_describes() ? "&described=soci" : ""));
    connection_ = find_driver(address.scheme).open(address);
    connection_->execute("CREATE TABLE carried (n bigint, d decimal(20, 4), t text, b bytea, r double precision)");
    connection_->execute("INSERT INTO carried VALUES (1, 1.2345, 'x', '\\x00ff', 0.30000000000000004)");
  }
  static bool soci_describes() { return std::string(GetParam()) == "described_by_soci"; }
  std::unique_ptr<Statement> row(const std::string& column) {
    auto statement = connection_->prepare("SELECT " + column + ", n FROM carried");
    EXPECT_TRUE(statement->step());
    return statement;
  }
  testing::TempDir dir_;
  std::unique_ptr<DriverConnection> connection_;
};

TEST_P(SociExchange, CarriesNumbersAndTextsExactly) {
  double real = 0;
  std::int64_t number = 0;
  const auto statement = row("r");
  EXPECT_TRUE(statement->read(0, real) && statement->read(1, number));
  EXPECT_EQ(real, 0.30000000000000004);
  EXPECT_EQ(number, 1);
  EXPECT_EQ(row("t")->value(0).as_string(), "x");
}

TEST_P(SociExchange, ADecimalThroughADoubleIsRefused) {
  Decimal decimal;
  const auto statement = row("d");
  if (soci_describes()) {
    EXPECT_THROW(statement->read(0, decimal), InvalidValue);
  } else {
    statement->read(0, decimal);
    EXPECT_EQ(decimal, Decimal("1.2345"));
  }
}

TEST_P(SociExchange, BytesThatItDoesNotKnowAreRefused) {
  Bytes bytes;
  std::int64_t number = 0;
  const auto statement = row("b");
  const auto insert = connection_->prepare("INSERT INTO carried (b) VALUES (?)");
  const Bytes written{std::byte{0}, std::byte{1}};
  if (soci_describes()) {
    EXPECT_THROW(statement->read(0, bytes), Unsupported);
    EXPECT_THROW(insert->write(0, std::span<const std::byte>(written)), Unsupported);
  } else {
    statement->read(0, bytes);
    EXPECT_EQ(bytes, (Bytes{std::byte{0}, std::byte{0xff}}));
    insert->write(0, std::span<const std::byte>(written));
    EXPECT_EQ(insert->run(), 1U);
  }
  EXPECT_TRUE(statement->read(1, number)) << "the rest of the row can be read";
}

TEST_P(SociExchange, ATextThatWouldBeCutIsRefused) {
  connection_->execute("UPDATE carried SET t = repeat('x', 3000000)");
  std::string text;
  EXPECT_THROW(row("t")->read(0, text), InvalidValue);
  connection_->execute("UPDATE carried SET t = ''");
  EXPECT_EQ(row("t")->value(0), Value(""));
}

INSTANTIATE_TEST_SUITE_P(Servers, SociExchange, ::testing::Values("described_by_odbc", "described_by_soci"),
                         [](const auto& at) { return std::string("odbc_") + at.param; });

}  // namespace
}  // namespace rowan::contract::on_odbc
