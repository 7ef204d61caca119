// What a server's own settings change, and statements that end a transaction: none of it may pass unseen.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>

#include "contract/record_models.hpp"
#include "rowan/core/log.hpp"
#include "rowan/rowan.hpp"
#include "support/server/mariadb_server.hpp"
#include "support/server/postgresql_server.hpp"

namespace record_tests {

class Errand : public rowan::Model<Errand> {
 public:
  std::int64_t id{};
  std::string name, password;
  rowan::Bytes seal;
  double weight{};

  static inline std::string calls;

  ROWAN_MODEL(Errand, (), (id, name, password, seal, weight))
  static void configure(rowan::ModelBuilder<Errand>& m) {
    m.attribute(&Errand::name).length(50).unique();
    m.attribute(&Errand::password).secret();
    m.after_commit([](const Errand& errand) { calls += "+" + errand.name; });
    m.after_rollback([](const Errand& errand) { calls += "-" + errand.name; });
  }
};

namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Errand errand(std::string name) {
  Errand made;
  made.name = std::move(name);
  return made;
}

// A lock time-out that rolls back the whole transaction, and messages in German.
class OddServer : public ::testing::TestWithParam<std::string> {
 protected:
  static rowan::testing::MariadbServer& server() {
    static rowan::testing::MariadbServer one(
        {.options = {"--innodb-rollback-on-timeout=ON", "--innodb-lock-wait-timeout=1", "--lc-messages=de_DE"}});
    return one;
  }
  void SetUp() override {
    if (const auto missing = rowan::testing::MariadbServer::missing(); !missing.empty()) GTEST_SKIP() << missing;
    server().create_database("odd");
    Errand::calls.clear();
    db_ = rowan::connect(server().url("odd") + "&statements=" + GetParam());
    db_.execute("DROP TABLE IF EXISTS errands");
    db_.create_tables<Errand>();
  }
  void TearDown() override {
    if (Test::IsSkipped()) return;
    db_.close();
  }
  rowan::Database db_{nullptr};
};

TEST_P(OddServer, ATransactionThatALockTimeoutEndedTakesNoMore) {
  Errand hot = errand("hot");
  hot.save_or_throw();
  std::atomic<int> phase{0};
  std::thread other([&] {
    db_.transaction([&] {
      db_.execute("UPDATE errands SET name = 'held' WHERE id = ?", hot.id);
      for (phase = 1; phase < 2;) std::this_thread::yield();
    });
  });
  while (phase < 1) std::this_thread::yield();
  Errand early = errand("early");
  EXPECT_THROW(db_.transaction([&] {
    early.save_or_throw();
    EXPECT_THROW(db_.execute("UPDATE errands SET name = 'y' WHERE id = ?", hot.id), rowan::LockTimeout);
    errand("late").save_or_throw();
  }),
               rowan::TransactionError);
  phase = 2;
  other.join();
  EXPECT_TRUE(early.is_new());
  EXPECT_EQ(Errand::where(Errand::c.name.in({"early", "late"})).count(), 0U);
  EXPECT_EQ(Errand::calls, "+hot-early");
}

TEST_P(OddServer, AConstraintIsFoundInAnyLanguage) {
  errand("x").save_or_throw();
  Errand again = errand("x");
  const auto saved = again.save();
  EXPECT_FALSE(saved);
  EXPECT_EQ(saved.errors().to_string(), "name has already been taken");
}

// Else `WHERE id IS NULL` finds the row that was inserted last.
TEST_P(OddServer, NullIsNotTheLastKey) {
  server().run("SET GLOBAL sql_auto_is_null = ON");
  const auto db = rowan::connect(server().url("odd") + "&statements=" + GetParam(), {.make_default = false});
  server().run("SET GLOBAL sql_auto_is_null = OFF");
  Errand one = errand("x");
  EXPECT_TRUE(one.save(db));
  EXPECT_EQ(Errand::on(db).where(rowan::attr("id") == std::nullopt).count(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Servers, OddServer, ::testing::Values("native", "soci"),
                         [](const auto& at) { return "mysql_" + at.param; });

class Manners : public RecordTest {
 protected:
  void SetUp() override {
    ROWAN_NEEDS(raw_sql);
    db.create_tables<Errand>();
    Errand::calls.clear();
  }
  // DDL commits on MariaDB; elsewhere a COMMIT of the user's does.
  std::string committing() { return db.dialect().can().transactional_ddl ? "COMMIT" : "CREATE TABLE scratch (a int)"; }
};

TEST_P(Manners, WhatAStatementCommittedStaysCommitted) {
  ROWAN_NEEDS(transaction_state);
  Errand first = errand("first");
  EXPECT_THROW(db.transaction([&] {
    first.save_or_throw();
    db.execute(committing());
    throw std::runtime_error("the block fails");
  }),
               std::runtime_error);
  EXPECT_TRUE(first.is_persisted());
  EXPECT_EQ(Errand::calls, "+first");
  first.save_or_throw();
  EXPECT_EQ(Errand::count(), 1U);
}

TEST_P(Manners, WhatAQueryCommittedStaysCommitted) {
  ROWAN_NEEDS(transaction_state);
  Errand first = errand("first");
  EXPECT_THROW(db.transaction([&] {
    first.save_or_throw();
    static_cast<void>(db.query(committing()));
    throw std::runtime_error("the block fails");
  }),
               std::runtime_error);
  EXPECT_TRUE(first.is_persisted());
  EXPECT_EQ(Errand::calls, "+first");
}

TEST_P(Manners, WhatComesAfterAStatementThatCommittedIsRefused) {
  ROWAN_NEEDS(transaction_state);
  Errand first = errand("first"), second = errand("second");
  EXPECT_THROW(db.transaction([&] {
    db.transaction(
        [&] {
          first.save_or_throw();
          db.execute(committing());
        },
        {.requires_new = true});
    EXPECT_THROW(second.save_or_throw(), rowan::TransactionError);
  }),
               rowan::TransactionError);
  EXPECT_TRUE(first.is_persisted());
  EXPECT_TRUE(second.is_new());
  EXPECT_EQ(Errand::count(), 1U);
}

TEST_P(Manners, ARollbackOfTheUsersTakesRecordsBack) {
  ROWAN_NEEDS(transaction_state);
  Errand first = errand("first");
  EXPECT_THROW(db.transaction([&] {
    first.save_or_throw();
    db.execute("ROLLBACK");
  }),
               rowan::TransactionError);
  EXPECT_TRUE(first.is_new());
  EXPECT_EQ(Errand::calls, "-first");
  EXPECT_EQ(Errand::count(), 0U);
}

TEST_P(Manners, WithoutKnowingTheTransactionStatementsThatEndItAreRefused) {
  if (GetParam().lacking(rowan::contract::Capability::transaction_state).empty()) GTEST_SKIP() << "the state is known";
  Errand first = errand("first");
  db.transaction([&] {
    first.save_or_throw();
    EXPECT_THROW(db.execute("COMMIT"), rowan::Unsupported);
    EXPECT_THROW(static_cast<void>(db.query("  rollback")), rowan::Unsupported);
  });
  EXPECT_EQ(Errand::count(), 1U);
}

TEST_P(Manners, AWordInSqlIsNoRollback) {
  if (db.dialect().can().transactional_ddl) GTEST_SKIP() << "creating a table ends no transaction here";
  int name = 0;
  for (const std::string sql :
       {"CREATE OR REPLACE TABLE rollbacks (a int)", "CREATE OR REPLACE TABLE scratch (a int) COMMENT 'rollback'",
        "/* rollback */ COMMIT"}) {
    Errand first = errand(std::to_string(++name));
    EXPECT_THROW(db.transaction([&] {
      first.save_or_throw();
      db.execute(sql);
      throw std::runtime_error("the block fails");
    }),
                 std::runtime_error)
        << sql;
    EXPECT_TRUE(first.is_persisted()) << sql;
    EXPECT_EQ(Errand::where(Errand::c.name == first.name).count(), 1U) << sql;
  }
}

TEST_P(Manners, AFailedStatementThatCommittedIsNoticed) {
  if (db.dialect().can().transactional_ddl) GTEST_SKIP() << "what fails commits nothing here";
  int name = 0;
  for (const std::string sql : {"CREATE TABLE errands (a int)", "DROP TABLE no_such_table",
                                "ALTER TABLE errands ADD COLUMN name int", "SET PASSWORD FOR nobody@nowhere = ''"}) {
    for (const bool nested : {false, true}) {
      Errand first = errand("first" + std::to_string(++name)), second = errand("second" + std::to_string(name));
      const auto body = [&] { EXPECT_THROW(db.execute(sql), rowan::Error); };
      EXPECT_THROW(db.transaction([&] {
        first.save_or_throw();
        if (nested)
          db.transaction(body, {.requires_new = true});
        else
          body();
        second.save_or_throw();
      }),
                   rowan::TransactionError)
          << sql;
      EXPECT_TRUE(first.is_persisted()) << sql;
      EXPECT_TRUE(second.is_new()) << sql;
      EXPECT_EQ(Errand::where(Errand::c.name.in({first.name, second.name})).count(), 1U) << sql;
    }
  }
}

TEST_P(Manners, AFailedStatementThatEndsNothingLeavesTheTransaction) {
  if (db.dialect().can().failed_statement_aborts_transaction) GTEST_SKIP() << "it dooms it here";
  Errand first = errand("first");
  db.transaction([&] {
    first.save_or_throw();
    for (const std::string sql : {"SELECT * FROM no_such_table", "nonsense", "ROLLBACK TO SAVEPOINT nowhere",
                                  "INSERT INTO errands (id) VALUES (1, 2, 3)"})
      EXPECT_THROW(db.execute(sql), rowan::Error) << sql;
  });
  EXPECT_EQ(Errand::count(), 1U);
}

TEST_P(Manners, AScriptThatCommittedBeforeItFailedIsNoticed) {
  ROWAN_NEEDS(transaction_state);
  Errand first = errand("first");
  EXPECT_THROW(db.transaction([&] {
    first.save_or_throw();
    db.execute_script("COMMIT; SELECT * FROM no_such_table");
  }),
               rowan::UndefinedTable);
  EXPECT_EQ(Errand::count(), first.is_persisted() ? 1U : 0U);
  EXPECT_TRUE(first.is_persisted());
}

TEST_P(Manners, NoOtherTransactionBeginsInsideOfOne) {
  ROWAN_NEEDS(transaction_state);
  std::vector<std::string> texts{"BEGIN", "begin", "/* a */ -- b\n BEGIN"};
  if (!db.dialect().name().starts_with("sqlite"))
    for (const char* text : {"START TRANSACTION", "COMMIT AND CHAIN", "ROLLBACK WORK AND CHAIN"})
      texts.emplace_back(text);
  for (const std::string& sql : texts) {
    Errand first = errand(sql);
    EXPECT_THROW(db.transaction([&] {
      first.save_or_throw();
      db.execute(sql);
    }),
                 rowan::TransactionError)
        << sql;
    EXPECT_TRUE(first.is_new()) << sql;
  }
  EXPECT_THROW(db.transaction([&] {
    errand("script").save_or_throw();
    db.execute_script("COMMIT; BEGIN");
  }),
               rowan::TransactionError);
  EXPECT_EQ(Errand::count(), 0U);
}

TEST_P(Manners, AProcedureThatEndsTheTransactionIsNoticed) {
  if (db.dialect().can().transactional_ddl) GTEST_SKIP() << "procedures can't end a transaction that others began";
  db.execute("CREATE OR REPLACE PROCEDURE ends() ROLLBACK");
  db.execute("CREATE OR REPLACE PROCEDURE replaces() BEGIN COMMIT; START TRANSACTION; END");
  db.execute(
      "CREATE OR REPLACE PROCEDURE replaces_and_fails() BEGIN COMMIT; START TRANSACTION; SELECT * FROM nowhere; END");
  db.execute(
      "CREATE OR REPLACE PROCEDURE leaves() INSERT INTO errands (name, password, seal, weight)"
      " VALUES ('inside', '', '', 0)");
  int name = 0;
  for (const std::string sql : {"CALL ends()", "CALL replaces()", "BEGIN NOT ATOMIC COMMIT; START TRANSACTION; END",
                                "EXECUTE IMMEDIATE 'COMMIT'", "/*!50000 ROLLBACK */", "CALL replaces_and_fails()"}) {
    Errand first = errand("first" + std::to_string(++name)), second = errand("second" + std::to_string(name));
    Errand::calls.clear();
    EXPECT_THROW(db.transaction([&] {
      first.save_or_throw();
      try {
        db.execute_script(sql);
      } catch (const rowan::UndefinedTable&) {
      }
      EXPECT_THROW(second.save_or_throw(), rowan::TransactionError) << sql;
    }),
                 rowan::CommitOutcomeUnknown)
        << sql;
    EXPECT_THAT(Errand::calls, Not(HasSubstr("+"))) << sql;
    EXPECT_EQ(Errand::where(Errand::c.name == second.name).count(), 0U) << sql;
  }
  Errand around = errand("around");
  db.transaction([&] {
    around.save_or_throw();
    db.execute("CALL leaves()");
  });
  EXPECT_TRUE(around.is_persisted());
  EXPECT_EQ(Errand::where(Errand::c.name == "inside").count(), 1U);
}

TEST_P(Manners, SeveralStatementsInOneTextAreRefused) {
  ROWAN_NEEDS(one_statement);
  EXPECT_THROW(db.execute("DELETE FROM errands; DELETE FROM errands"), rowan::QueryError);
  EXPECT_THROW(static_cast<void>(db.query("SELECT 1; SELECT 2")), rowan::QueryError);
  EXPECT_THROW(db.execute(""), rowan::QueryError);
  EXPECT_THROW(db.execute("-- nothing"), rowan::QueryError);
  EXPECT_THROW(db.execute("CREATE TABLE one (x int); CREATE TABLE two (x int)"), rowan::Error);
  EXPECT_THROW(db.execute("SELECT * FROM one"), rowan::UndefinedTable) << "nothing of it was done";
}

TEST_P(Manners, PlaceholdersAreFoundAsTheDatabaseReads) {
  const bool backslashes = db.dialect().can().lexis.backslash_escapes;
  const auto rows = db.query(backslashes ? R"(SELECT 'it\'s ?', ?)" : R"(SELECT 'C:\', ?)", "x");
  EXPECT_EQ(rows[0][0].to_string(), backslashes ? "it's ?" : "C:\\");
  EXPECT_EQ(rows[0][1].to_string(), "x");
  errand("a").save_or_throw();
  EXPECT_EQ(Errand::where(rowan::sql("name = ? -- or ?", "a")).count(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Records, Manners, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

struct Lines final : rowan::LogSink {
  void statement(const rowan::StatementEvent& event) override {
    text += std::string(event.purpose) + " " + std::string(event.values) + "\n";
  }
  void message(rowan::LogLevel, std::string_view) override {}
  std::string text;
};

TEST_P(Manners, TheLogShowsValuesWhereTheyAreAskedFor) {
  auto talkative = connect_again("log_values=on");
  const auto lines = std::make_shared<Lines>();
  rowan::set_log_sink(lines);
  db.execute("DELETE FROM errands WHERE id = ? AND name = ?", 7, "quiet");
  talkative.execute("DELETE FROM errands WHERE id = ? AND name = ?", 7, "a\nb");
  talkative.execute("DELETE FROM errands WHERE id = ? AND password = ?", 7, "hush");
  talkative.execute("DELETE FROM errands WHERE id = ? AND PASSWORD = ?", 7, "hush");
  static_cast<void>(Errand::on(talkative).find_by(Errand::c.password == "hush"));
  rowan::set_log_sink(nullptr);
  EXPECT_THAT(lines->text, HasSubstr("execute \nexecute [7, 'a b']\nexecute [[hidden], [hidden]]\n"));
  EXPECT_THAT(lines->text, Not(HasSubstr("hush")));
  EXPECT_THAT(lines->text, Not(HasSubstr("quiet")));
}

TEST_P(Manners, AMessageShowsNothingOfAValueThatItsWordsStandIn) {
  if (db.dialect().name() != "mysql" && db.dialect().name() != "mariadb")
    GTEST_SKIP() << "its messages quote no values";
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] {
                db.execute("INSERT INTO errands (name, password, seal, weight) VALUES ('', '', '', ?)",
                           "hush for column hush");
              }),
              testing::AllOf(HasSubstr("weight"), Not(HasSubstr("hush"))));
}

TEST_P(Manners, AConnectionWritesAgainOnceAStatementEndedAReadOnlyTransaction) {
  ROWAN_NEEDS(raw_sql);
  if (GetParam().name.starts_with("odbc")) GTEST_SKIP() << "through ODBC no statement ends a transaction";
  auto alone = connect_again("pool=1");
  try {
    alone.transaction(
        [&] {
          static_cast<void>(Errand::on(alone).count());
          alone.execute("COMMIT");
        },
        {.read_only = true});
  } catch (const rowan::TransactionError&) {
  }
  Errand later = errand("later");
  EXPECT_TRUE(later.save(alone));
}

TEST_P(Manners, ATransactionLogOfAnotherSchemaIsNotOurs) {
  ROWAN_NEEDS(raw_sql);
  if (!db.dialect().can().schemas) GTEST_SKIP() << "it has no schemas";
  db.execute("DROP TABLE IF EXISTS rowan_transactions");
  db.execute("CREATE SCHEMA rowan_elsewhere");
  db.execute("CREATE TABLE rowan_elsewhere.rowan_transactions (id int)");
  auto logged = connect_again("transaction_log=on");
  EXPECT_TRUE(logged.table_exists("rowan_transactions"));
  EXPECT_NO_THROW(logged.transaction([&] { logged.execute("DELETE FROM errands"); }));
  db.execute("DROP TABLE rowan_elsewhere.rowan_transactions");
  db.execute("DROP SCHEMA rowan_elsewhere");
}

TEST_P(Manners, ARecordIsTheSameByEachViewOfItsDatabase) {
  ROWAN_NEEDS(raw_sql);  // a database in memory has no replicas
  auto replicated = connect_again({}, {.replicas = {GetParam().url(dir())}});
  Errand one = errand("one"), two = errand("two");
  EXPECT_TRUE(one.save(replicated));
  EXPECT_TRUE(two.save(replicated));
  const Errand there = Errand::on(replicated.primary()).find(one.id);
  EXPECT_TRUE(there == one);
  EXPECT_TRUE(there == Errand::on(replicated.primary()).find(one.id));
  EXPECT_FALSE(there == two);
}

TEST_P(Manners, AFileMayHaveAPercentSignInItsName) {
  if (db.dialect().name() != "sqlite") GTEST_SKIP() << "it is in no file";
  const std::string url = "sqlite://" + dir().file("100%25.db");
  auto first = rowan::connect(url, {.make_default = false}), second = rowan::connect(url, {.make_default = false});
  first.create_tables<Errand>();
  Errand one = errand("one");
  EXPECT_TRUE(one.save(first));
  one.weight = 2;
  EXPECT_TRUE(one.save(second));
}

// What a role may be set to, and is read wrongly if nobody minds.
class OddRole : public ::testing::TestWithParam<std::string> {
 protected:
  using PostgresqlServer = rowan::testing::PostgresqlServer;
  void SetUp() override {
    if (const auto missing = PostgresqlServer::missing(); !missing.empty()) GTEST_SKIP() << missing;
    for (const auto* setting :
         {"bytea_output = 'escape'", "extra_float_digits = -5", "standard_conforming_strings = off"})
      set(setting);
  }
  void TearDown() override {
    if (!IsSkipped()) admin().execute("ALTER ROLE CURRENT_USER RESET ALL");
  }
  static rowan::Database admin() { return rowan::connect(PostgresqlServer::shared().url(), {.make_default = false}); }
  static void set(const std::string& setting) { admin().execute("ALTER ROLE CURRENT_USER SET " + setting); }
};

TEST_P(OddRole, BytesAndRealsAreReadRight) {
  auto db = rowan::connect(PostgresqlServer::shared().url() + "&" + GetParam(), {.make_default = false});
  const auto row = db.query(R"(SELECT '\x005c41ff'::bytea, 0.1::float8 + 0.2::float8, 'C:\', ?::int)", 1)[0];
  EXPECT_EQ(row[0].as_bytes(), (rowan::Bytes{std::byte{0}, std::byte{0x5c}, std::byte{0x41}, std::byte{0xff}}));
  EXPECT_EQ(row[1].as_double(), 0.1 + 0.2);
  EXPECT_EQ(row[2].to_string(), "C:\\");
}

// Beside a type that has no binary form here, a row comes as text.
TEST_P(OddRole, RealsBesideATypeOfItsOwnAreReadRight) {
  auto db = rowan::connect(PostgresqlServer::shared().url() + "&" + GetParam(), {.make_default = false});
  const auto row = db.query("SELECT 0.1::float8 + 0.2::float8, '1 day'::interval, ?::float4", 0.1F)[0];
  EXPECT_EQ(row[0].as_double(), 0.1 + 0.2);
  EXPECT_EQ(static_cast<float>(row[2].as_double()), 0.1F);
}

INSTANTIATE_TEST_SUITE_P(Servers, OddRole, ::testing::Values("statements=native", "statements=soci", "prepare=off"),
                         [](const auto& at) {
                           return "postgresql_" + (at.param == "prepare=off" ? "unprepared" : at.param.substr(11));
                         });

// A pooler's sessions can't be set one by one.
TEST_P(OddRole, BehindAPoolerItIsRefused) {
  if (GetParam() != "prepare=off") GTEST_SKIP() << "once is enough";
  const auto url = PostgresqlServer::shared().url() + "&pooler=transaction";
  const auto refusal = [&] {
    return rowan::contract::message_of<rowan::ConnectionFailed>(
        [&] { (void)rowan::connect(url, {.make_default = false}); });
  };
  EXPECT_THAT(refusal(), HasSubstr("SET bytea_output"));
  set("bytea_output = 'hex'");
  EXPECT_THAT(refusal(), HasSubstr("ALTER ROLE … SET extra_float_digits"));
  set("extra_float_digits = 1");
  EXPECT_NO_THROW((void)rowan::connect(url, {.make_default = false}));
}

}  // namespace
}  // namespace record_tests

ROWAN_REGISTER_MODEL(record_tests::Errand)
