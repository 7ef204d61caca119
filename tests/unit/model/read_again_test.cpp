// Which reads survive the loss of their connection.
#include "rowan/rowan.hpp"
#include "unit/connection/scripted_database.hpp"

namespace read_again_tests {

class Cairn : public rowan::Model<Cairn> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<class Stone> stones;

  ROWAN_MODEL(Cairn, (), (id, name, stones))
};

class Stone : public rowan::Model<Stone> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Cairn> cairn;

  ROWAN_MODEL(Stone, (), (id, name, cairn))
};

}  // namespace read_again_tests
ROWAN_REGISTER_MODEL(read_again_tests::Cairn)
ROWAN_REGISTER_MODEL(read_again_tests::Stone)

namespace read_again_tests {
namespace {

using rowan::ConnectionLost;
using rowan::Value;

class ReadAgainTest : public rowan::ScriptedDatabase {
 protected:
  ReadAgainTest() {
    const rowan::testing::Reply one{.columns = {"id", "name"}, .rows = {{Value(1), Value("first")}}};
    driver.on("SELECT \"id\", \"name\" FROM \"cairns\"*", one);
    driver.on("SELECT COUNT*", {.columns = {"n"}, .rows = {{Value(3)}}});
    driver.on("SELECT 1 FROM*", {.columns = {"n"}, .rows = {{Value(1)}}});
    driver.on("SELECT \"name\"*", {.columns = {"name"}, .rows = {{Value("first")}}});
    driver.on("SELECT \"id\", \"name\", \"cairn_id\"*",
              {.columns = {"id", "name", "cairn_id"}, .rows = {{Value(7), Value("flat"), Value(1)}}});
  }
  /// The next statement that begins so loses its connection, `times` times.
  void lose(const std::string& beginning, int times = 1) {
    driver.on(beginning + '*',
              {.error = std::make_exception_ptr(ConnectionLost("cut")), .breaks_connection = true, .times = times});
    driver.forget_statements();
  }
  /// The connections that the statements ran on.
  std::vector<int> connections() {
    std::vector<int> all;
    for (const auto& statement : driver.ran()) all.push_back(statement.connection);
    return all;
  }
  rowan::Relation<Cairn> cairns() { return Cairn::on(db); }
};

TEST_F(ReadAgainTest, EveryReadOfTheLibrarysOwn) {
  const std::vector<std::function<void()>> reads = {
      [&] { EXPECT_EQ(cairns().load()[0].name, "first"); },
      [&] { EXPECT_EQ(cairns().find(1).name, "first"); },
      [&] { EXPECT_EQ(cairns().first()->name, "first"); },
      [&] { EXPECT_EQ(cairns().count(), 3U); },
      [&] { EXPECT_TRUE(cairns().exists()); },
      [&] { EXPECT_EQ(cairns().pluck(Cairn::c.name)[0], "first"); },
  };
  for (const auto& read : reads) {
    lose("SELECT");
    read();
    const auto on = connections();
    ASSERT_EQ(on.size(), 2U);
    EXPECT_NE(on[0], on[1]);
  }
}

TEST_F(ReadAgainTest, LazyLoadsAndReloadsToo) {
  Cairn cairn = cairns().find(1);
  lose("SELECT");
  EXPECT_EQ(cairn.stones[0].name, "flat");
  EXPECT_EQ(cairn.stones.size(), 1U);
  lose("SELECT");
  EXPECT_NO_THROW(cairn.reload());
}

TEST_F(ReadAgainTest, OnceOnly) {
  lose("SELECT", 2);
  EXPECT_THROW((void)cairns().load(), ConnectionLost);
  EXPECT_EQ(connections().size(), 2U);
}

TEST_F(ReadAgainTest, NotWithTextOfTheUsers) {
  lose("SELECT");
  EXPECT_THROW((void)cairns().where(rowan::sql("next_secret() > 0")).load(), ConnectionLost);
  lose("SELECT");
  EXPECT_THROW((void)db.query("SELECT 1"), ConnectionLost);
}

TEST_F(ReadAgainTest, NotInATransactionThatHasBegun) {
  lose("SELECT");
  EXPECT_THROW(db.transaction([&] { (void)cairns().load(); }), ConnectionLost);
}

TEST_F(ReadAgainTest, NotOnAConnectionHeldForSomethingElse) {
  const auto lease = db.core()->acquire();
  lose("SELECT");
  EXPECT_THROW((void)cairns().load(), ConnectionLost);
}

TEST_F(ReadAgainTest, WritesNever) {
  Cairn cairn = cairns().find(1);
  cairn.name = "second";
  lose("UPDATE");
  EXPECT_THROW((void)cairn.save(), ConnectionLost);
  EXPECT_EQ(connections().size(), 1U);
  lose("DELETE");
  EXPECT_THROW(cairn.delete_row(), ConnectionLost);
  lose("UPDATE");
  EXPECT_THROW((void)cairns().everything().update_all({rowan::set("name", "x")}), ConnectionLost);
  EXPECT_EQ(connections().size(), 1U);
}

}  // namespace
}  // namespace read_again_tests
