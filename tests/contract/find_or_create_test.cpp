// Records that are found, or else made, by many at once.
#include <set>

#include "contract/record_models.hpp"
#include "contract/stop.hpp"
#include "support/in_threads.hpp"

namespace find_or_create {

class Topic;

/// Has its name once, and a declared limit of its length.
class Shelfmark : public rowan::Model<Shelfmark> {
 public:
  std::int64_t id{};
  std::string name;
  std::optional<std::string> colour;
  std::int32_t rank{};
  rowan::BelongsTo<Topic> topic;

  ROWAN_MODEL(Shelfmark, (), (id, name, colour, rank, topic))
  static void configure(rowan::ModelBuilder<Shelfmark>& m) {
    m.table("find_or_create_marks");
    m.attribute(&Shelfmark::name).max_length(40).unique();
    m.belongs_to(&Shelfmark::topic).optional();
  }
};

class Topic : public rowan::Model<Topic> {
 public:
  std::int64_t id{};
  std::string title;
  rowan::HasMany<Shelfmark> marks;

  ROWAN_MODEL(Topic, (), (id, title, marks))
  static void configure(rowan::ModelBuilder<Topic>& m) { m.table("find_or_create_topics"); }
};

/// Unique by an index that is not declared to be an error of the record, and with callbacks.
class Visit : public rowan::Model<Visit> {
 public:
  std::int64_t id{};
  std::string page;
  rowan::Date day{std::chrono::year{2026} / 1 / 1};
  bool announced{};

  ROWAN_MODEL(Visit, (), (id, page, day, announced))
  static void configure(rowan::ModelBuilder<Visit>& m) {
    m.table("find_or_create_visits");
    m.attribute(&Visit::page).max_length(40);
    m.unique_index(&Visit::page, &Visit::day);
    m.before_create([](Visit& visit) { visit.announced = true; });
  }
};

}  // namespace find_or_create

ROWAN_REGISTER_MODEL(find_or_create::Shelfmark)
ROWAN_REGISTER_MODEL(find_or_create::Topic)
ROWAN_REGISTER_MODEL(find_or_create::Visit)

namespace find_or_create {
namespace {

using record_tests::message_of;
using record_tests::Stop;
using rowan::testing::in_threads;
using ::testing::HasSubstr;

class FindOrCreate : public record_tests::RecordTest {
 protected:
  FindOrCreate() { db.create_tables<Shelfmark, Topic, Visit>(); }
};

TEST_P(FindOrCreate, MakesWhatIsMissingAndFindsWhatIsThere) {
  const Shelfmark made = Shelfmark::find_or_create_by(Shelfmark::c.name = "QA76", Shelfmark::c.colour = "red");
  EXPECT_TRUE(made.is_persisted());
  EXPECT_FALSE(made.saved_changes().empty());
  EXPECT_EQ(made.colour, "red");
  const Shelfmark found = Shelfmark::find_or_create_by(Shelfmark::c.name = "QA76", Shelfmark::c.colour = "blue");
  EXPECT_EQ(found.id, made.id);
  EXPECT_EQ(found.colour, "red") << "what is there stays as it is";
  EXPECT_TRUE(found.saved_changes().empty());
  EXPECT_EQ(Shelfmark::count(), 1u);
  const Shelfmark filled = Shelfmark::find_or_create_by(
      {Shelfmark::c.name = "QA77", Shelfmark::c.colour = std::nullopt}, [](Shelfmark& mark) { mark.rank = 7; });
  EXPECT_EQ(Shelfmark::find(filled.id).rank, 7);
  EXPECT_EQ(Shelfmark::find_or_create_by({rowan::set("name", "QA77"), rowan::set("colour", {})}).id, filled.id)
      << "by name, NULL being a value";
}

TEST_P(FindOrCreate, InsertsFirstAndLooksOnlyThen) {
  {
    EXPECT_QUERY_COUNT(1) { Shelfmark::create_or_find_by(Shelfmark::c.name = "a"); }
  }
  Shelfmark theirs;
  EXPECT_QUERY_COUNT(2) { theirs = Shelfmark::create_or_find_by(Shelfmark::c.name = "a", Shelfmark::c.rank = 3); }
  EXPECT_EQ(theirs.rank, 0);
  EXPECT_EQ(Shelfmark::count(), 1u);
  theirs.rank = 5;
  EXPECT_TRUE(theirs.save());
}

TEST_P(FindOrCreate, BuildsWithoutSaving) {
  const Shelfmark built = Shelfmark::find_or_build_by(Shelfmark::c.name = "a", Shelfmark::c.rank = 2);
  EXPECT_TRUE(built.is_new());
  EXPECT_EQ(built.name, "a");
  EXPECT_EQ(built.rank, 2);
  EXPECT_EQ(Shelfmark::count(), 0u);
  const auto id = Shelfmark::create(Shelfmark::c.name = "a").id;
  EXPECT_EQ(Shelfmark::find_or_build_by(Shelfmark::c.name = "a", Shelfmark::c.rank = 2).id, id);
}

TEST_P(FindOrCreate, GoesOnInATransaction) {
  Visit::create(Visit::c.page = "home");
  db.transaction([] {
    Shelfmark::create(Shelfmark::c.name = "before");
    const Visit found = Visit::create_or_find_by({Visit::c.page = "home", Visit::c.day = Visit().day});
    EXPECT_TRUE(found.announced);
    Shelfmark::create(Shelfmark::c.name = "after");
  });
  EXPECT_EQ(Visit::count(), 1u);
  EXPECT_EQ(Shelfmark::count(), 2u) << "the attempt was undone by itself";
}

TEST_P(FindOrCreate, IsUndoneWithItsTransaction) {
  Shelfmark made;
  EXPECT_THROW(db.transaction([&] {
    made = Shelfmark::find_or_create_by(Shelfmark::c.name = "a");
    throw Stop();
  }),
               Stop);
  EXPECT_TRUE(made.is_new());
  EXPECT_EQ(Shelfmark::count(), 0u);
  EXPECT_TRUE(Shelfmark::find_or_create_by(Shelfmark::c.name = "a").is_persisted());
}

TEST_P(FindOrCreate, SaysWhatElseIsWrong) {
  EXPECT_THAT(
      message_of<rowan::RecordInvalid>([] { Shelfmark::find_or_create_by(Shelfmark::c.name = std::string(41, 'x')); }),
      HasSubstr("too long"));
  Shelfmark::create(Shelfmark::c.name = "taken", Shelfmark::c.rank = 1);
  EXPECT_THAT(message_of<rowan::RecordInvalid>(
                  [] { Shelfmark::find_or_create_by(Shelfmark::c.rank = 2, Shelfmark::c.name = "taken"); }),
              HasSubstr("taken"))
      << "by its rank it is not there, and its name is in the way";
  EXPECT_EQ(Shelfmark::count(), 1u);
  EXPECT_THAT(message_of<rowan::QueryError>([] { Shelfmark::find_or_create_by(Shelfmark::c.rank += 2); }),
              HasSubstr("rank"));
  EXPECT_THAT(message_of<rowan::QueryError>(
                  [] { Shelfmark::where(Shelfmark::c.rank == 1).find_or_create_by(Shelfmark::c.name = "new"); }),
              HasSubstr("conditions"));
  EXPECT_THROW(Shelfmark::find_or_create_by({rowan::set("nmae", "x")}), rowan::QueryError);
}

TEST_P(FindOrCreate, WorksByName) {
  const rowan::AnyRelation marks("find_or_create::Shelfmark");
  const rowan::AnyRecord made = marks.find_or_create_by({{"name", "a"}}, {{"rank", 4}});
  EXPECT_EQ(made->get("rank").as_int64(), 4);
  const rowan::AnyRecord found = marks.create_or_find_by({{"name", "a"}}, {{"rank", 5}});
  EXPECT_EQ(found->get("id"), made->get("id"));
  EXPECT_TRUE(marks.find_or_build_by({{"name", "b"}})->is_new());
  EXPECT_EQ(marks.count(), 1u);
}

TEST_P(FindOrCreate, StaysAmongTheTargetsOfAnOwner) {
  Topic one = Topic::create(Topic::c.title = "one"), two = Topic::create(Topic::c.title = "two");
  const Shelfmark made = one.marks.find_or_create_by(Shelfmark::c.name = "a", Shelfmark::c.rank = 1);
  EXPECT_EQ(made.topic.key(), one.id);
  EXPECT_EQ(one.marks.size(), 1u);
  EXPECT_EQ(one.marks.find_or_create_by(Shelfmark::c.name = "a").id, made.id);
  EXPECT_EQ(one.marks.create_or_find_by(Shelfmark::c.name = "a").id, made.id);
  EXPECT_EQ(one.marks.size(), 1u) << "the attempt left nothing in the handle";
  EXPECT_THROW(two.marks.find_or_create_by(Shelfmark::c.name = "a"), rowan::RecordInvalid) << "it is another's";
  EXPECT_EQ(Shelfmark::find(made.id).topic.key(), one.id);
  Topic unsaved;
  EXPECT_THROW(unsaved.marks.find_or_create_by(Shelfmark::c.name = "z"), rowan::RecordNotSaved);
}

TEST_P(FindOrCreate, MakesOneRowForTwentyThreads) {
  std::vector<std::int64_t> keys(20);
  in_threads(keys.size(), [&](std::size_t i) {
    keys[i] = Shelfmark::on(db)
                  .find_or_create_by(Shelfmark::c.name = "one",
                                     [&](Shelfmark& mark) { mark.rank = static_cast<std::int32_t>(i); })
                  .id;
  });
  EXPECT_EQ(std::set<std::int64_t>(keys.begin(), keys.end()).size(), 1u);
  EXPECT_EQ(Shelfmark::count(), 1u);
}

TEST_P(FindOrCreate, MakesOneRowForTwentyThreadsInTransactions) {
  std::vector<std::int64_t> keys(20);
  in_threads(keys.size(), [&](std::size_t i) {
    const auto visit = [&] {
      static_cast<void>(Visit::count());  // what it sees may be older than the row
      return Visit::find_or_create_by({Visit::c.page = "home", Visit::c.day = Visit().day}).id;
    };
    // Newer MariaDB gives no lock of a row that is newer than what the transaction sees.
    keys[i] = db.transaction(visit, {.retries = 20});
  });
  EXPECT_EQ(std::set<std::int64_t>(keys.begin(), keys.end()).size(), 1u);
  EXPECT_EQ(Visit::count(), 1u);
}

ROWAN_RECORD_SUITE(FindOrCreate);

}  // namespace
}  // namespace find_or_create
