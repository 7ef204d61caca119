// How statements live: counts, generated keys, reuse, interleaving, transactions.
#include <array>
#include <string>
#include <utility>

#include "contract/database_under_test.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/attr.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/schema/database_schema.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan::contract {
namespace {

class Statements : public ContractTest {
 protected:
  Statements() {
    model_.name = "Thing";
    model_.table = "things";
    for (const char* name : {"id", "n"}) {
      AttributeInfo& attribute = model_.attributes.emplace_back();
      attribute.name = attribute.column = name;
      attribute.type.kind = TypeKind::int64;
      attribute.nullable = attribute.name == "n";
      attribute.index = attribute.nullable ? 1 : 0;
    }
    AttributeInfo& key = model_.attributes.front();
    key.primary_key = key.generated = true;
    model_.primary_key = {&key};
    create_table();
  }

  /// Anew, its numbers unique or not.
  void create_table(bool unique = false) {
    schema::Table table;
    table.name = model_.table;
    for (const AttributeInfo& attribute : model_.attributes)
      table.columns.push_back({attribute.column, attribute.type, attribute.nullable, attribute.generated, {}});
    table.primary_key = {"id"};
    if (unique) {
      table.indexes.push_back({"things_n", {"n"}, true});
      for (const std::string& text : compiler().drop_tables({{table}})) connection->execute(text);
    }
    for (const std::string& text : compiler().create_tables({{table}})) connection->execute(text);
  }

  [[nodiscard]] const AttributeInfo* n() const { return &model_.attributes.back(); }
  std::unique_ptr<Statement> insert() { return connection->prepare(compiler().insert(model_, std::array{n()})); }

  [[nodiscard]] SelectQuery all(Expr where = {}) const {
    SelectQuery query;
    query.model = &model_;
    query.where = std::move(where);
    return query;
  }
  /// The numbers of the things that are wanted, in the order given.
  [[nodiscard]] CompiledSql numbers(OrderTerm order, Expr where = {}) const {
    SelectQuery query = all(std::move(where));
    query.order = {std::move(order)};
    query.outputs = {ast::column(n()->name)};
    return compiler().select(query);
  }
  std::int64_t count() {
    const auto statement = connection->prepare(compiler().count(all()).sql);
    return statement->step() ? statement->value(0).as_int64() : -1;
  }

  void fill(std::int64_t count) {
    const auto statement = insert();
    for (std::int64_t n = 1; n <= count; ++n) {
      statement->write(0, n);
      statement->run();
    }
  }

  std::uint64_t run(std::string_view sql) { return connection->prepare(sql)->run(); }
  std::uint64_t run(const CompiledSql& compiled) {
    const auto statement = connection->prepare(compiled.sql);
    for (std::size_t i = 0; i < compiled.parameters.size(); ++i)
      write_value(*statement, static_cast<int>(i), compiled.parameters[i], compiled.kinds[i]);
    return statement->run();
  }
  void begin(bool read_only = false) {
    connection->begin({.statements = dialect().begin({}, read_only), .read_only = read_only});
  }

  ModelInfo model_;
};

TEST_P(Statements, CountTheRowsTheyMatch) {
  const auto three = connection->prepare(compiler().insert(model_, std::array{n()}, 3));
  for (int i = 0; i < 3; ++i) three->write(i, std::int64_t{i + 1});
  EXPECT_EQ(three->run(), 3u);
  const auto update = [&](std::int64_t number, const Expr& where) {
    return run(compiler().update_all(all(where), std::array{Assignment{n(), Value(number)}}));
  };
  EXPECT_EQ(update(2, attr("n") >= 2), 2u) << "matched rows count, changed or not";
  EXPECT_EQ(update(9, attr("n") == 8), 0u);
  EXPECT_EQ(run(compiler().delete_all(all(attr("n") == 8))), 0u);
  EXPECT_EQ(run(compiler().delete_all(all())), 3u);
}

TEST_P(Statements, OtherStatementsCountNothing) {
  fill(3);
  EXPECT_EQ(run(compiler().select(all())), 0u);
  schema::Table others;
  others.name = "others";
  others.columns.push_back({"n", {TypeKind::int64}, true, false, {}});
  EXPECT_EQ(run(compiler().create_tables({{others}}).front()), 0u);
}

TEST_P(Statements, TellTheGeneratedKey) {
  if (!dialect().can().last_insert_id) GTEST_SKIP() << "generated keys come back by RETURNING";
  fill(2);
  const std::int64_t before = connection->last_insert_id();
  fill(1);
  EXPECT_EQ(connection->last_insert_id(), before + 1);
}

TEST_P(Statements, NameTheirColumns) {
  ROWAN_NEEDS(raw_sql);
  const auto statement = connection->prepare("SELECT id, n AS number, n + 1 AS \"a b\" FROM things");
  ASSERT_EQ(statement->column_count(), 3);
  EXPECT_EQ(statement->column_name(0), "id");
  EXPECT_EQ(statement->column_name(1), "number");
  EXPECT_EQ(statement->column_name(2), "a b");
  EXPECT_EQ(statement->sql(), "SELECT id, n AS number, n + 1 AS \"a b\" FROM things");
}

TEST_P(Statements, RunAgainWithOtherParameters) {
  fill(10);
  const auto statement = connection->prepare(numbers(attr("n").asc(), attr("n") <= 0).sql);
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
  const auto statement = connection->prepare(numbers(attr("n").asc()).sql);
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
  const auto up = connection->prepare(numbers(attr("n").asc()).sql);
  const auto down = connection->prepare(numbers(attr("n").desc()).sql);
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
  ROWAN_NEEDS(raw_sql);
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
  EXPECT_EQ(count(), rows + 1);
}

TEST_P(Statements, SurviveAnError) {
  create_table(true);
  fill(1);
  const auto statement = insert();
  for (int attempt = 0; attempt < 2; ++attempt) {
    statement->write(0, std::int64_t{1});
    EXPECT_THROW(statement->run(), UniqueViolation);
    statement->reset();
  }
  statement->write(0, std::int64_t{2});
  EXPECT_EQ(statement->run(), 1u);
  EXPECT_EQ(count(), 2);
}

TEST_P(Statements, AReadThatEndedSeesWhatOthersWroteSince) {
  fill(1);
  const auto other = connect();
  const auto counting = connection->prepare(compiler().count(all()).sql);
  for (std::int64_t expected = 1; expected <= 3; ++expected) {
    std::int64_t found = 0;
    ASSERT_TRUE(counting->step());
    counting->read(0, found);
    EXPECT_EQ(found, expected);
    EXPECT_FALSE(counting->step());
    // Not reset: the end of the rows is the end of the read.
    const auto writing = other->prepare(compiler().insert(model_, std::array{n()}));
    writing->write(0, std::int64_t{0});
    writing->run();
    EXPECT_FALSE(connection->in_transaction());
    counting->reset();
  }
}

TEST_P(Statements, ShareTheTransactionOfTheirConnection) {
  begin();
  EXPECT_TRUE(connection->in_transaction());
  fill(2);
  EXPECT_EQ(count(), 2);
  connection->rollback(dialect().rollback());
  EXPECT_FALSE(connection->in_transaction());
  EXPECT_EQ(count(), 0);
}

TEST_P(Statements, ASavepointRollsBackToItself) {
  begin();
  fill(1);
  connection->savepoint("s1", dialect().savepoint("s1"));
  fill(2);
  connection->rollback_to_savepoint("s1", dialect().rollback_to_savepoint("s1"));
  connection->release_savepoint("s1", dialect().release_savepoint("s1"));
  connection->commit(dialect().commit());
  EXPECT_EQ(count(), 1);
}

TEST_P(Statements, AReadOnlyTransactionRefusesToWriteAndOnlyThen) {
  begin(true);
  EXPECT_EQ(count(), 0);
  EXPECT_THROW(fill(1), ReadOnlyDatabase);
  connection->rollback(dialect().rollback());
  EXPECT_EQ(count(), 0);
  fill(1);
  EXPECT_EQ(count(), 1);
}

TEST_P(Statements, AConnectionProvesThatItWorks) {
  EXPECT_TRUE(connection->usable());
  EXPECT_TRUE(connection->ping());
}

INSTANTIATE_TEST_SUITE_P(Contract, Statements, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
