#include "rowan/connection/connection.hpp"

#include <gtest/gtest-spi.h>

#include "rowan/core/log.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/testing/query_count.hpp"
#include "unit/connection/scripted_database.hpp"

namespace rowan {
namespace {

using ConnectionTest = ScriptedDatabase;

TEST_F(ConnectionTest, PreparesAStatementOnce) {
  for (int i = 0; i < 3; ++i) db.execute("SELECT ?", i);
  EXPECT_EQ(driver.prepared(), 1);
}

TEST_F(ConnectionTest, DropsTheStatementUsedLongestAgo) {
  Database small = open(driver, {.statement_cache = 2});
  for (const auto* sql : {"a", "b", "a", "c", "a"}) small.execute(sql);
  EXPECT_EQ(driver.prepared(), 3);
  small.execute("b");
  EXPECT_EQ(driver.prepared(), 4);
}

TEST_F(ConnectionTest, HandsOutASecondStatementWhileTheFirstRuns) {
  Database small = open(driver, {.statement_cache = 1});
  auto lease = small.core()->acquire();
  Statement& outer = lease->prepared("a");
  {
    Execution running(*lease, outer, "", "test");
    Statement& inner = lease->prepared("a");
    EXPECT_NE(&inner, &outer);
    Execution running_too(*lease, inner, "", "test");
    lease->prepared("b");
    EXPECT_EQ(outer.sql(), "a");
    lease->clear_cache();
    EXPECT_EQ(inner.sql(), "a");
  }
  EXPECT_EQ(lease->prepared("a").sql(), "a");
  EXPECT_EQ(driver.prepared(), 3);
}

TEST_F(ConnectionTest, FindsAStatementAgainWithoutItsText) {
  Database small = open(driver, {.statement_cache = 2});
  auto lease = small.core()->acquire();
  CachedStatement place;
  const Statement& first = lease->prepared("a", place);
  EXPECT_EQ(&lease->prepared("a", place), &first);
  lease->prepared("b");
  EXPECT_EQ(&lease->prepared("a", place), &first);
  lease->prepared("c");  // b goes, which was used longest ago
  EXPECT_EQ(&lease->prepared("a", place), &first);
  EXPECT_EQ(driver.prepared(), 3);
  lease->prepared("b");
  lease->prepared("c");
  EXPECT_EQ(lease->prepared("a", place).sql(), "a") << "it was dropped";
  {
    Execution running(*lease, lease->prepared("a", place), "", "test");
    EXPECT_FALSE(Execution::uses(&running, lease->prepared("a", place))) << "the one in use is not handed out";
  }
}

TEST_F(ConnectionTest, RunsAStatementAndCountsItsRows) {
  driver.on("a", {.matched = 3});
  auto lease = db.core()->acquire();
  Statement& statement = lease->prepared("a");
  const auto run = [&] {
    Execution execution(*lease, statement, "", "test");
    EXPECT_EQ(execution.run(), 3u);
    EXPECT_EQ(execution.rows, 3u);
  };
  run();
  run();
  driver.on("a", testing::fails(LockTimeout("busy")));
  EXPECT_THROW(run(), LockTimeout);
  driver.on("a", {.matched = 3});
  run();
}

TEST_F(ConnectionTest, KeepsOneExtensionPerModel) {
  struct Counted : ConnectionExtension {
    explicit Counted(int& living) : living_(living) { ++living_; }
    ~Counted() override { --living_; }
    int& living_;
  };
  int living = 0;
  {
    auto lease = db.core()->acquire();
    EXPECT_EQ(lease->extension(5), nullptr);
    lease->extension(5) = std::make_unique<Counted>(living);
    EXPECT_NE(lease->extension(5), nullptr);
    EXPECT_EQ(lease->extension(9), nullptr);
  }
  EXPECT_EQ(living, 1);
  db.close();
  EXPECT_EQ(living, 0);
}

// Raw SQL

TEST_F(ConnectionTest, QueriesGiveRowsByPositionAndName) {
  driver.on("SELECT id, name FROM users WHERE id = ?", {.columns = {"id", "name"}, .rows = {{1, "ann"}, {2, {}}}});
  const auto rows = db.query("SELECT id, name FROM users WHERE id = ?", 7);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]["name"], Value("ann"));
  EXPECT_EQ(rows[1][0], Value(2));
  EXPECT_TRUE(rows[1]["name"].is_null());
  EXPECT_THAT(message_of<QueryError>([&] { static_cast<void>(rows[0]["nam"]); }), HasSubstr("id, name"));
  EXPECT_THAT(message_of<QueryError>([&] { static_cast<void>(rows[0][2]); }), HasSubstr("the row has 2"));
  EXPECT_EQ(driver.ran().back().parameters, std::vector<Value>{7});
}

TEST_F(ConnectionTest, ExecuteTellsHowManyRowsMatchedAndBindsItsValues) {
  driver.on("UPDATE*", {.matched = 3});
  const std::string hostile = "'); DROP TABLE users;--";
  EXPECT_EQ(db.execute("UPDATE users SET name = ?, age = ?", hostile, std::nullopt), 3U);
  EXPECT_EQ(driver.ran().back().sql, "UPDATE users SET name = ?, age = ?");
  EXPECT_EQ(driver.ran().back().parameters, (std::vector<Value>{hostile, {}}));
}

TEST_F(ConnectionTest, RefusesTheWrongNumberOfValues) {
  EXPECT_THAT(message_of<QueryError>([&] { db.execute("SELECT ?, ?", 1); }),
              AllOf(HasSubstr("2 placeholders"), HasSubstr("not 1")));
  EXPECT_THAT(ran(), IsEmpty());
}

// Counting and logging

TEST_F(ConnectionTest, CountsStatementsButNotTransactionSql) {
  const auto before = statements_executed();
  db.transaction([&] {
    db.execute("a");
    db.transaction([&] { db.query("b"); }, {.requires_new = true});
  });
  db.execute_script("c; d");
  EXPECT_EQ(statements_executed() - before, 3U);
}

TEST_F(ConnectionTest, ExpectQueryCountListsWhatRan) {
  EXPECT_QUERY_COUNT(2) {
    db.execute("a");
    EXPECT_QUERY_COUNT(1) db.execute("b");
  }
  EXPECT_NONFATAL_FAILURE(
      EXPECT_QUERY_COUNT(1) {
        db.execute("first");
        db.execute("second");
      },
      "expected 1 statements, but 2 ran:\n  first\n  second");
  const auto returns_early = [&] {
    EXPECT_QUERY_COUNT(0) {
      db.execute("a");
      return;
    }
  };
  EXPECT_NONFATAL_FAILURE(returns_early(), "expected 0 statements, but 1 ran");
}

class CollectedLog : public LogSink {
 public:
  void statement(const StatementEvent& event) override {
    lines.push_back(std::string(event.purpose) + ": " + std::string(event.sql) + (event.failed ? " failed" : "") +
                    ", " + std::to_string(event.rows) + " rows on " + std::string(event.database));
    timed = timed && event.elapsed.count() > 0;
  }
  void message(LogLevel, std::string_view text) override { lines.emplace_back(text); }

  std::vector<std::string> lines;
  bool timed = true;
};

TEST_F(ConnectionTest, LogsStatementsWithTimeAndRows) {
  const auto log = std::make_shared<CollectedLog>();
  driver.on("bad", fails(StatementError("no")));
  driver.on("three", {.matched = 3});
  set_log_sink(log);
  db.transaction([&] { db.execute("three"); });
  EXPECT_THROW(db.execute("bad"), StatementError);
  set_log_sink(nullptr);
  EXPECT_TRUE(log->timed);
  EXPECT_THAT(log->lines, ElementsAre("begin: START TRANSACTION, 0 rows on \"scripted://test\"",
                                      "execute: three, 3 rows on \"scripted://test\"",
                                      "commit: COMMIT, 0 rows on \"scripted://test\"",
                                      "execute: bad failed, 0 rows on \"scripted://test\""));
}

// Tables

class CreateTables : public ScriptedDatabase {
 protected:
  CreateTables() {
    for (ModelInfo* model : {&users, &posts}) {
      AttributeInfo& id = model->attributes.emplace_back();
      id.name = id.column = "id";
      id.type.kind = TypeKind::int64;
      model->primary_key = {&id};
    }
    users.table = "users";
    posts.table = "posts";
  }

  ModelInfo users, posts;
  std::vector<const ModelInfo*> models{&users, &posts};
};

TEST_F(CreateTables, RunsItsDdlInOneTransaction) {
  const auto ddl = db.create_tables_sql(models);
  ASSERT_EQ(ddl.size(), 2U);
  db.create_tables(models);
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", db.dialect().list_tables(TablesOf::own_schema), ddl[0], ddl[1],
                                 "COMMIT"));
}

TEST_F(CreateTables, NamesEveryTableThatIsThereAndCreatesNothing) {
  driver.on(db.dialect().list_tables(TablesOf::own_schema),
            {.columns = {"s", "n", "o", "i"},
             .rows = {{"", "posts", "own", 0}, {"other", "tags", "other", 0}, {"", "users", "own", 0}}});
  EXPECT_THAT(message_of<SchemaConflict>([&] { db.create_tables(models); }),
              AllOf(HasSubstr("users, posts"), HasSubstr("Nothing was created")));
  EXPECT_EQ(ran().back(), "ROLLBACK");
}

TEST_F(CreateTables, TheSameNameInAnotherSchemaIsNoConflict) {
  driver.on(db.dialect().list_tables(TablesOf::own_schema),
            {.columns = {"s", "n", "o", "i"}, .rows = {{"other", "users", "other", 0}}});
  EXPECT_NO_THROW(db.create_tables(models));
}

TEST_F(CreateTables, ASchemaThatUnqualifiedNamesMeanMayBeNamed) {
  driver.on(db.dialect().list_tables(TablesOf::named_schema),
            {.columns = {"s", "n", "o", "i"}, .rows = {{"", "users", "own", 0}}});
  users.schema = "own";
  EXPECT_TRUE(db.table_exists(users));
  EXPECT_THAT(message_of<SchemaConflict>([&] { db.create_tables(models); }), HasSubstr("own.users"));
  EXPECT_FALSE(db.table_exists("users", "other"));
}

TEST_F(CreateTables, NamesAreComparedAsTheDatabaseDoes) {
  users.table = "Users";
  driver.on(db.dialect().list_tables(TablesOf::own_schema),
            {.columns = {"s", "n", "o", "i"}, .rows = {{"", "users", "own", 0}}, .times = 1});
  EXPECT_FALSE(db.table_exists(users));
  driver.on(db.dialect().list_tables(TablesOf::own_schema),
            {.columns = {"s", "n", "o", "i"}, .rows = {{"", "users", "own", 1}}});
  EXPECT_TRUE(db.table_exists(users));
  EXPECT_THAT(message_of<SchemaConflict>([&] { db.create_tables(models); }), HasSubstr("Users"));
}

// Databases by name

TEST_F(ConnectionTest, TheFirstDatabaseIsTheDefaultUntilItEnds) {
  const Url url = Url::parse("scripted://x");
  EXPECT_FALSE(default_database());
  {
    Database first = connect(driver, url, {.name = "first"});
    Database second = connect(driver, url, {.name = "second"});
    EXPECT_EQ(default_database()->name(), "first");
    EXPECT_EQ(find_database("second")->core(), second.core());
    EXPECT_FALSE(find_database("third"));
    set_default_database(second);
    EXPECT_EQ(default_database()->name(), "second");
    second.close();
    EXPECT_FALSE(default_database());
    EXPECT_FALSE(find_database("second"));
  }
  EXPECT_FALSE(find_database("first"));
}

TEST_F(ConnectionTest, ANameIsTakenWhileItsDatabaseIsOpen) {
  const Url url = Url::parse("scripted://x");
  DatabaseOptions options{.name = "main", .make_default = false};
  {
    Database first = connect(driver, url, options);
    EXPECT_THAT(message_of<ConnectionFailed>([&] { static_cast<void>(connect(driver, url, options)); }),
                HasSubstr("\"main\""));
  }
  EXPECT_EQ(connect(driver, url, options).name(), "main");
}

TEST_F(ConnectionTest, ConnectTellsAtOnceWhatFails) {
  driver.refuse_connections(std::make_exception_ptr(ConnectionFailed("no route")));
  EXPECT_THROW(open(driver), ConnectionFailed);
  EXPECT_THAT(message_of<Unsupported>([] { static_cast<void>(connect("oracle://host/x")); }),
              AllOf(HasSubstr("\"oracle\""), HasSubstr("there is \"")));
  EXPECT_THROW(static_cast<void>(connect(driver, Url::parse("scripted://x?pool=none"))), InvalidUrl);
  EXPECT_THROW(static_cast<void>(connect(driver, Url::parse("scripted://x?other=1"))), InvalidUrl);
}

TEST_F(ConnectionTest, PingFindsABrokenConnection) {
  EXPECT_NO_THROW(db.ping());
  driver.on("a", {.breaks_connection = true});
  auto lease = db.core()->acquire();
  db.execute("a");
  EXPECT_THROW(db.ping(), ConnectionLost);
}

}  // namespace
}  // namespace rowan
