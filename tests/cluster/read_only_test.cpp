// A MariaDB server that was made read-only under its clients, as a primary is that another one replaces.
#include <gtest/gtest.h>

#include <string>

#include "cluster/required.hpp"
#include "rowan/core/error.hpp"
#include "support/bank/bank_models.hpp"
#include "support/server/mariadb_server.hpp"

namespace rowan::testing {
namespace {

using bank::Account;
using bank::Transfer;

TEST(ReadOnlyServer, AWriteIsTypedAndItsConnectionThrownAway) {
  if (!installed(MariadbServer::missing())) GTEST_SKIP() << MariadbServer::missing();
  auto& server = MariadbServer::shared();
  server.create_database("demoted");
  server.run("CREATE USER app@localhost");  // root may write whatever the server says
  server.run("GRANT ALL ON demoted.* TO app@localhost");
  std::string url = server.url("demoted");
  url.replace(url.find("root@"), 5, "app@");
  Database db = connect(url, {.make_default = false});
  db.create_tables<Account, Transfer>();
  Account account;
  account.owner = "Ann";
  account.save_or_throw(db);

  server.run("SET GLOBAL read_only = 1");
  account.balance = 1;
  EXPECT_THROW(account.save_or_throw(), ReadOnlyDatabase);
  EXPECT_EQ(db.pool_statistics().broken, 1U);
  EXPECT_EQ(Account::on(db).count(), 1U);
  server.run("SET GLOBAL read_only = 0");
  account.save_or_throw();

  const auto write = [&] { db.execute("UPDATE accounts SET balance = 2"); };
  EXPECT_THROW(db.transaction(write, {.read_only = true}), ReadOnlyDatabase);
  EXPECT_EQ(db.pool_statistics().broken, 1U);
}

}  // namespace
}  // namespace rowan::testing
