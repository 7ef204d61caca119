// What a database in memory promises beside answering as others do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "memory/models.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/sql/statement_compiler.hpp"
#include "rowan/testing/memory_driver.hpp"
#include "rowan/testing/query_count.hpp"

// Two models of one name.
namespace memory_tests::north {
struct Cove : rowan::Model<Cove> {
  std::int64_t id{};
  rowan::HasMany<Cove> inner;
  rowan::BelongsTo<Cove> outer;
  ROWAN_MODEL(Cove, (), (id, inner, outer))
  static void configure(rowan::ModelBuilder<Cove>& m) {
    m.table("memory_north_coves").has_many(&Cove::inner).inverse("outer");
    m.belongs_to(&Cove::outer).optional();
  }
};
}  // namespace memory_tests::north
namespace memory_tests::south {
struct Cove : rowan::Model<Cove> {
  std::int64_t id{};
  rowan::HasMany<Cove> inner;
  rowan::BelongsTo<Cove> outer;
  ROWAN_MODEL(Cove, (), (id, inner, outer))
  static void configure(rowan::ModelBuilder<Cove>& m) {
    m.table("memory_south_coves").has_many(&Cove::inner).inverse("outer");
    m.belongs_to(&Cove::outer).optional();
  }
};
}  // namespace memory_tests::south
ROWAN_REGISTER_MODEL(memory_tests::north::Cove)
ROWAN_REGISTER_MODEL(memory_tests::south::Cove)

namespace memory_tests {
namespace {

using ::testing::HasSubstr;

class InMemory : public ::testing::Test {
 protected:
  InMemory() { db.create_tables<Author, Book, Tag, Remark>(); }
  ~InMemory() override { rowan::testing::MemoryDriver::forget("shared"); }
  static Author author(const std::string& name) {
    Author made;
    made.name = name;
    EXPECT_TRUE(made.save());
    return made;
  }
  rowan::Database db = rowan::connect("memory:");
};

TEST_F(InMemory, TakesBackWhatASavepointDid) {
  db.transaction([&](rowan::Transaction&) {
    author("kept");
    try {
      db.transaction(
          [&](rowan::Transaction&) {
            author("lost");
            throw std::runtime_error("no");
          },
          {.requires_new = true});
    } catch (const std::runtime_error&) {
    }
    EXPECT_EQ(Author::all().count(), 1U);
  });
  EXPECT_EQ(Author::all().pluck(Author::c.name), std::vector<std::string>{"kept"});
  EXPECT_THROW(db.transaction([&](rowan::Transaction&) {
    Author::where(Author::c.name == "kept").delete_all();
    throw std::runtime_error("no");
  }),
               std::runtime_error);
  EXPECT_EQ(Author::all().count(), 1U);
}

TEST_F(InMemory, KeepsUniqueIndexesAndForeignKeys) {
  Tag red, again;
  red.word = again.word = "red";
  EXPECT_TRUE(red.save());
  EXPECT_FALSE(again.save());
  Book book;
  book.author = 77;
  EXPECT_THROW((void)book.save(), rowan::ForeignKeyViolation);
  EXPECT_EQ(Book::all().count(), 0U);
  EXPECT_GT(author("next").id, 0);
}

TEST_F(InMemory, RefusesSqlByName) {
  try {
    db.execute("DELETE FROM memory_authors");
    FAIL();
  } catch (const rowan::Unsupported& error) {
    EXPECT_THAT(error.what(), HasSubstr("a database in memory takes no SQL"));
  }
  EXPECT_THROW((void)Author::where(rowan::sql("1 = 1")).load(), rowan::Unsupported);
}

TEST_F(InMemory, TellsItsTables) {
  EXPECT_TRUE((rowan::check<Author, Book, Tag, Remark>(db).empty()));
  db.drop_tables<Remark>();
  EXPECT_FALSE(db.table_exists<Remark>());
  EXPECT_THAT((rowan::check<Tag, Remark>(db).to_string()), HasSubstr("there is no table or view memory_remarks"));
  rowan::schema::Table table;
  table.name = "memory_tags";
  for (const char* name : {"id", "word"}) table.columns.push_back({name, {rowan::TypeKind::text}, false, false, {}});
  table.primary_key = {"id"};
  rowan::Database other = rowan::connect("memory:", {.make_default = false});
  for (const std::string& text : other.core()->compiler().create_tables({{table}})) other.execute_script(text);
  EXPECT_THAT(rowan::check<Tag>(other).to_string(), HasSubstr("Tag.uses"));
}

TEST_F(InMemory, RecordsCommits) {
  rowan::Database shared = rowan::connect("memory://shared?transaction_log=on", {.make_default = false});
  shared.create_tables<Author, Book, Tag, Remark>();
  shared.transaction([&] {
    Author ann;
    ann.save_or_throw(shared);
  });
  EXPECT_EQ(Author::on(shared).count(), 1U);
  rowan::testing::StatementRecorder recorder;
  shared.transaction([&] { EXPECT_EQ(Author::on(shared).everything().update_all(Author::c.name = "Ann"), 1U); });
  EXPECT_THAT(recorder.statements().back(), HasSubstr("rowan_transactions"));
}

TEST_F(InMemory, ANamedOneIsSharedAndHasOneWriterAtATime) {
  const char* url = "memory://shared?lock_timeout=20";
  rowan::Database one = rowan::connect(url, {.make_default = false});
  rowan::Database two = rowan::connect(url, {.make_default = false});
  one.create_tables<Author, Book, Tag, Remark>();
  one.transaction([&](rowan::Transaction&) {
    Author ann;
    ann.name = "Ann";
    EXPECT_TRUE(ann.save(one));
    EXPECT_EQ(Author::on(two).count(), 0U);
    Author bob;
    EXPECT_THROW((void)bob.save(two), rowan::LockTimeout);
  });
  EXPECT_EQ(Author::on(two).count(), 1U);
}

TEST_F(InMemory, KeepsModelsOfOneNameApart) {
  db.create_tables<north::Cove, south::Cove>();
  north::Cove outer, inner;
  outer.save_or_throw();
  inner.outer = outer;
  inner.save_or_throw();
  south::Cove alone;
  alone.save_or_throw();
  ASSERT_EQ(alone.id, outer.id);
  EXPECT_EQ(north::Cove::find(outer.id).inner.size(), 1U);
  EXPECT_EQ(south::Cove::find(alone.id).inner.size(), 0U);
}

// Twenty thousand rows: their square would take minutes.
TEST_F(InMemory, AsksWindowsOfManyRowsInTime) {
  std::vector<Author> many(20000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i].number = static_cast<std::int64_t>(i / 2);
  Author::insert_all(many);
  const auto by_number = rowan::order_by(Author::c.number), by_id = rowan::order_by(Author::c.id);
  const auto start = std::chrono::steady_clock::now();
  const auto rows = Author::order(Author::c.id)
                        .pluck(rowan::sum(Author::c.number).over(by_id), rowan::rank().over(by_number),
                               rowan::cume_dist().over(by_number));
  EXPECT_EQ(rows.back(), std::tuple(std::int64_t{99990000}, std::int64_t{19999}, 1.0));
  const auto near = by_number.range_between(rowan::preceding(1), rowan::following(1));
  EXPECT_EQ(Author::order(Author::c.id).pluck(rowan::count().over(near)).back(), 4);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST_F(InMemory, ManyThreadsWriteAndRead) {
  rowan::Database shared = rowan::connect("memory://shared", {.make_default = false});
  shared.create_tables<Author, Book, Tag, Remark>();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        Author one;
        one.name = "x";
        EXPECT_TRUE(one.save(shared));
        EXPECT_GT(Author::on(shared).count(), 0U);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(Author::on(shared).count(), 200U);
}

}  // namespace
}  // namespace memory_tests
