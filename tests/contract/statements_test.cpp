// How statements live: counts, generated keys, reuse, interleaving, transactions.
#include <string>

#include "contract/database_under_test.hpp"
#include "rowan/core/error.hpp"
#include "rowan/schema/table.hpp"

namespace rowan::contract {
namespace {

class Statements : public ContractTest {
 protected:
  Statements() {
    schema::Column id;
    id.type = {TypeKind::int64};
    id.generated = true;
    connection->execute("CREATE TABLE things (id " + dialect().column_definition(id) +
                        (dialect().can().inline_generated_key ? "" : " PRIMARY KEY") + ", n " +
                        dialect().column_type({TypeKind::int64}) + ")");
  }

  std::unique_ptr<Statement> insert() {
    return connection->prepare("INSERT INTO things (n) VALUES (" + placeholders(1) + ")");
  }

  void fill(std::int64_t count) {
    const auto statement = insert();
    for (std::int64_t n = 1; n <= count; ++n) {
      statement->write(0, n);
      statement->run();
    }
  }

  std::uint64_t run(std::string_view sql) { return connection->prepare(sql)->run(); }
};

TEST_P(Statements, CountTheRowsTheyMatch) {
  EXPECT_EQ(run("INSERT INTO things (n) VALUES (1), (2), (3)"), 3u);
  EXPECT_EQ(run("UPDATE things SET n = 2 WHERE n >= 2"), 2u) << "matched rows count, changed or not";
  EXPECT_EQ(run("UPDATE things SET n = 9 WHERE n = 8"), 0u);
  EXPECT_EQ(run("DELETE FROM things WHERE n = 8"), 0u);
  EXPECT_EQ(run("DELETE FROM things"), 3u);
}

TEST_P(Statements, OtherStatementsCountNothing) {
  fill(3);
  EXPECT_EQ(run("SELECT n FROM things"), 0u);
  EXPECT_EQ(run("CREATE TABLE others (n INTEGER)"), 0u);
}

TEST_P(Statements, TellTheGeneratedKey) {
  if (!dialect().can().last_insert_id) GTEST_SKIP() << "generated keys come back by RETURNING";
  fill(2);
  EXPECT_EQ(connection->last_insert_id(), scalar("SELECT max(id) FROM things").as_int64());
}

TEST_P(Statements, NameTheirColumns) {
  const auto statement = connection->prepare("SELECT id, n AS number, n + 1 AS \"a b\" FROM things");
  ASSERT_EQ(statement->column_count(), 3);
  EXPECT_EQ(statement->column_name(0), "id");
  EXPECT_EQ(statement->column_name(1), "number");
  EXPECT_EQ(statement->column_name(2), "a b");
  EXPECT_EQ(statement->sql(), "SELECT id, n AS number, n + 1 AS \"a b\" FROM things");
}

TEST_P(Statements, RunAgainWithOtherParameters) {
  fill(10);
  const auto statement = connection->prepare("SELECT id FROM things WHERE n <= " + placeholders(1) + " ORDER BY n");
  for (std::int64_t most = 0; most <= 10; ++most) {
    statement->write(0, most);
    std::int64_t rows = 0;
    while (statement->step()) ++rows;
    EXPECT_EQ(rows, most);
    EXPECT_FALSE(statement->step()) << "after the last row there is none, until reset";
    statement->reset();
  }
}

TEST_P(Statements, StopHalfway) {
  fill(10);
  const auto statement = connection->prepare("SELECT n FROM things ORDER BY n");
  std::int64_t n = 0;
  ASSERT_TRUE(statement->step());
  ASSERT_TRUE(statement->step());
  statement->reset();
  ASSERT_TRUE(statement->step());
  ASSERT_TRUE(statement->read(0, n));
  EXPECT_EQ(n, 1) << "a reset statement starts over";
}

TEST_P(Statements, InterleaveOnOneConnection) {
  fill(5);
  const auto up = connection->prepare("SELECT n FROM things ORDER BY n");
  const auto down = connection->prepare("SELECT n FROM things ORDER BY n DESC");
  for (int i = 0; i < 5; ++i) {
    std::int64_t low = 0, high = 0;
    ASSERT_TRUE(up->step());
    ASSERT_TRUE(down->step());
    up->read(0, low);
    down->read(0, high);
    EXPECT_EQ(low + high, 6);
  }
  EXPECT_FALSE(up->step());
  EXPECT_FALSE(down->step());
}

TEST_P(Statements, ReadOnWhileOthersUseTheConnection) {
  constexpr std::int64_t rows = 300;
  fill(rows);
  const auto read = connection->prepare("SELECT n, 'row', '', NULL FROM things WHERE n > 0 ORDER BY n");
  std::int64_t seen = 0;
  const auto expect_row = [&](std::int64_t expected) {
    std::int64_t n = 0;
    std::string text, empty = "not read";
    ASSERT_TRUE(read->read(0, n) && read->read(1, text) && read->read(2, empty));
    EXPECT_EQ(n, expected);
    EXPECT_EQ(text, "row");
    EXPECT_EQ(empty, "");
    EXPECT_TRUE(read->is_null(3));
  };
  while (read->step()) {
    expect_row(++seen);
    if (seen == 3) run("INSERT INTO things (n) VALUES (0)");
    if (seen == 5) static_cast<void>(connection->ping());
    expect_row(seen);
  }
  EXPECT_EQ(seen, rows);
  EXPECT_EQ(scalar("SELECT count(*) FROM things").as_int64(), rows + 1);
}

TEST_P(Statements, SurviveAnError) {
  connection->execute("CREATE UNIQUE INDEX things_n ON things (n)");
  fill(1);
  const auto statement = insert();
  for (int attempt = 0; attempt < 2; ++attempt) {
    statement->write(0, std::int64_t{1});
    EXPECT_THROW(statement->run(), UniqueViolation);
    statement->reset();
  }
  statement->write(0, std::int64_t{2});
  EXPECT_EQ(statement->run(), 1u);
  EXPECT_EQ(scalar("SELECT count(*) FROM things").as_int64(), 2);
}

TEST_P(Statements, AReadThatEndedSeesWhatOthersWroteSince) {
  fill(1);
  const auto other = connect();
  const auto count = connection->prepare("SELECT count(*) FROM things");
  for (std::int64_t expected = 1; expected <= 3; ++expected) {
    std::int64_t found = 0;
    ASSERT_TRUE(count->step());
    count->read(0, found);
    EXPECT_EQ(found, expected);
    EXPECT_FALSE(count->step());
    // Not reset: the end of the rows is the end of the read.
    other->execute("INSERT INTO things (n) VALUES (0)");
    EXPECT_FALSE(connection->in_transaction());
    count->reset();
  }
}

TEST_P(Statements, ShareTheTransactionOfTheirConnection) {
  for (const auto& sql : dialect().begin({}, false)) connection->execute(sql);
  EXPECT_TRUE(connection->in_transaction());
  fill(2);
  EXPECT_EQ(scalar("SELECT count(*) FROM things").as_int64(), 2);
  connection->execute(dialect().rollback());
  EXPECT_FALSE(connection->in_transaction());
  EXPECT_EQ(scalar("SELECT count(*) FROM things").as_int64(), 0);
}

TEST_P(Statements, ASavepointRollsBackToItself) {
  for (const auto& sql : dialect().begin({}, false)) connection->execute(sql);
  fill(1);
  connection->execute(dialect().savepoint("s1"));
  fill(2);
  connection->execute(dialect().rollback_to_savepoint("s1"));
  connection->execute(dialect().release_savepoint("s1"));
  connection->execute(dialect().commit());
  EXPECT_EQ(scalar("SELECT count(*) FROM things").as_int64(), 1);
}

TEST_P(Statements, AReadOnlyTransactionRefusesToWriteAndOnlyThen) {
  for (const auto& sql : dialect().begin({}, true)) connection->execute(sql);
  EXPECT_EQ(scalar("SELECT count(*) FROM things").as_int64(), 0);
  EXPECT_THROW(fill(1), ReadOnlyDatabase);
  connection->execute(dialect().rollback());
  EXPECT_EQ(scalar("SELECT count(*) FROM things").as_int64(), 0);
  fill(1);
  EXPECT_EQ(scalar("SELECT count(*) FROM things").as_int64(), 1);
}

TEST_P(Statements, AConnectionProvesThatItWorks) {
  EXPECT_TRUE(connection->usable());
  EXPECT_TRUE(connection->ping());
}

INSTANTIATE_TEST_SUITE_P(Contract, Statements, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
