// Upserts to the end, inserts from queries and ranges, destroy_all.
#include <memory>
#include <string>

#include "contract/record_models.hpp"
#include "rowan/query/default_condition.hpp"
#include "support/in_threads.hpp"

namespace upserts {

class Page : public rowan::Model<Page>, public record_tests::Timestamps {
 public:
  std::int64_t id{};
  std::string url, lang{"en"};
  std::optional<std::string> title;
  std::int64_t views{};
  std::int32_t lock_version{};

  ROWAN_MODEL(Page, (Timestamps), (id, url, lang, title, views, lock_version))
  static void configure(rowan::ModelBuilder<Page>& m) {
    m.table("upserts_pages");
    m.attribute(&Page::url).max_length(40);
    m.attribute(&Page::lang).max_length(10);
    m.unique_index(&Page::url, &Page::lang);
  }
};

/// Two keys of its own, either of which may be in the way.
class Handle : public rowan::Model<Handle> {
 public:
  std::int64_t id{};
  std::string name, mail;
  std::int32_t rank{};

  ROWAN_MODEL(Handle, (), (id, name, mail, rank))
  static void configure(rowan::ModelBuilder<Handle>& m) {
    m.table("upserts_handles");
    m.attribute(&Handle::name).max_length(40).unique();
    m.attribute(&Handle::mail).max_length(40).unique();
  }
};

/// Another key of it has a default of the database in it.
class Berth : public rowan::Model<Berth> {
 public:
  std::int64_t id{};
  std::string ship, quay;
  std::int32_t number{};

  ROWAN_MODEL(Berth, (), (id, ship, quay, number))
  static void configure(rowan::ModelBuilder<Berth>& m) {
    m.table("upserts_berths");
    m.attribute(&Berth::ship).max_length(40).unique();
    m.attribute(&Berth::quay).max_length(40).database_default("'north'");
    m.unique_index(&Berth::quay, &Berth::number);
  }
};

class Token : public rowan::Model<Token> {
 public:
  rowan::Uuid id;
  std::string name;

  ROWAN_MODEL(Token, (), (id, name))
  static void configure(rowan::ModelBuilder<Token>& m) {
    m.table("upserts_tokens");
    m.attribute(&Token::name).max_length(40).unique();
    m.before_destroy([](Token& token) { return token.name != "kept"; });
  }
};

}  // namespace upserts

ROWAN_REGISTER_MODEL(upserts::Page)
ROWAN_REGISTER_MODEL(upserts::Handle)
ROWAN_REGISTER_MODEL(upserts::Berth)
ROWAN_REGISTER_MODEL(upserts::Token)

namespace upserts {
namespace {

using record_tests::message_of;
using record_tests::stop_clock;
using rowan::excluded;
using rowan::testing::in_threads;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Page page(std::string url, std::optional<std::string> title = {}, std::int64_t views = 0) {
  Page made;
  made.url = std::move(url);
  made.title = std::move(title);
  made.views = views;
  return made;
}
Handle named(std::string name, std::string mail, std::int32_t rank) {
  Handle made;
  made.name = std::move(name);
  made.mail = std::move(mail);
  made.rank = rank;
  return made;
}

class Upserts : public record_tests::RecordTest {
 protected:
  Upserts() {
    db.create_tables<Page, Handle, Berth, Token>();
    stop_clock("2026-01-01 00:00:00");
  }
  const record_tests::SystemClockAgain again_;
};

TEST_P(Upserts, GivesTheRowBackToOneRecord) {
  Page first = page("/a", "A", 1);
  first.upsert({"url", "lang"});
  EXPECT_TRUE(first.is_persisted());
  EXPECT_FALSE(first.changed());
  EXPECT_NE(first.id, 0);
  stop_clock("2026-02-01 00:00:00");
  Page second = page("/a", "B", 2);
  second.upsert({Page::c.lang, Page::c.url});
  EXPECT_EQ(second.id, first.id);
  EXPECT_EQ(second.created_at, first.created_at) << "as the row has it";
  EXPECT_EQ(rowan::to_string(second.updated_at), "2026-02-01 00:00:00.000000Z");
  EXPECT_EQ(second.lock_version, 1);
  EXPECT_EQ(Page::count(), 1u);
  second.title = "C";
  EXPECT_TRUE(second.save()) << "it is the row, clean";
  first.title = "stale";
  EXPECT_THROW((void)first.save(), rowan::StaleRecord);
  EXPECT_THROW(second.upsert({"url", "lang"}), rowan::RecordNotSaved);
}

TEST_P(Upserts, WithNothingToUpdateIsKeptOutByAnotherKeyAloud) {
  Handle::create(Handle::c.name = "bob", Handle::c.mail = "bob@x");
  const rowan::UpsertOptions nothing{.update_only = {}};
  Handle::upsert_all({named("bob", "other@x", 9)}, {"name"}, nothing);
  EXPECT_THROW(Handle::upsert_all({named("cid", "bob@x", 9)}, {"name"}, nothing), rowan::UniqueViolation);
  EXPECT_EQ(Handle::find_by(Handle::c.name == "bob")->rank, 0);
  EXPECT_THROW(Handle::upsert_all({named("bob", "x", 9)}, {"name"}, {.update_only = {"name"}}), rowan::QueryError);
}

TEST_P(Upserts, ReadsTheRowAsItIsInATransactionThatHasRead) {
  ROWAN_NEEDS(raw_sql);
  if (db.dialect().name() == "sqlite") GTEST_SKIP() << "one writer at a time";
  auto other = connect_again();
  bool conflict = false;
  try {
    db.transaction([&] {
      EXPECT_EQ(Page::count(), 0u);
      Page theirs = page("/a");
      theirs.upsert({"url", "lang"}, {.database = other.core()});
      Page mine = page("/a");
      mine.upsert({"url", "lang"});
      EXPECT_EQ(mine.id, theirs.id);
    });
  } catch (const rowan::SerializationFailure&) {
    conflict = true;
  }
  EXPECT_EQ(conflict, rowan::contract::refuses_newer_rows(db));
}

TEST_P(Upserts, UndoesTheRecordWithItsTransaction) {
  Page made = page("/a");
  undone([&] { made.upsert({"url", "lang"}); });
  EXPECT_TRUE(made.is_new());
  EXPECT_EQ(Page::count(), 0u);
  EXPECT_TRUE(made.save());
}

TEST_P(Upserts, MovesTimesOnlyWhereAValueChanged) {
  Page::insert_all(std::vector<Page>{page("/a", "A", 1), page("/b", "B", 1)});
  stop_clock("2026-02-01 00:00:00");
  Page::upsert_all(std::vector<Page>{page("/a", "A", 1), page("/b", "B", 2), page("/c")}, {"url", "lang"});
  std::vector<std::string> times;
  for (const Page& each : Page::order(Page::c.url)) times.push_back(rowan::to_string(each.updated_at).substr(0, 10));
  EXPECT_THAT(times, ElementsAre("2026-01-01", "2026-02-01", "2026-02-01"));
  EXPECT_THAT(Page::order(Page::c.url).pluck(Page::c.lock_version), ElementsAre(0, 1, 0));
  Page::upsert_all(std::vector<Page>{page("/b", std::nullopt, 2)}, {"url", "lang"});
  EXPECT_EQ(Page::find_by(Page::c.url == "/b")->lock_version, 2) << "NULL is another value";
}

TEST_P(Upserts, UpdatesOnlyWhatIsSaid) {
  Page::insert_all(std::vector<Page>{page("/a", "A", 1)});
  Page::upsert_all(std::vector<Page>{page("/a", "B", 5), page("/b", "B", 5)}, {"url", "lang"},
                   {.update_only = {Page::c.views}});
  EXPECT_THAT(Page::order(Page::c.url).pluck(Page::c.title, Page::c.views),
              ElementsAre(std::tuple("A", 5), std::tuple("B", 5)));
  Page::upsert_all(std::vector<Page>{page("/a", "C", 9)}, {"url", "lang"}, {.update_only = {}});
  EXPECT_EQ(Page::find_by(Page::c.url == "/a")->views, 5) << "nothing of what is there changes";
  EXPECT_THROW(Page::upsert_all(std::vector<Page>{page("/a")}, {"url", "lang"}, {.update_only = {"titel"}}),
               rowan::QueryError);
}

TEST_P(Upserts, ComputesOfTheRowThereAndOfWhatWasSent) {
  Page::insert_all(std::vector<Page>{page("/a", "A", 10)});
  const rowan::UpsertOptions adding{.set = {Page::c.views = Page::c.views + excluded(Page::c.views),
                                            Page::c.title = coalesce(excluded(Page::c.title), Page::c.title)}};
  Page::upsert_all(std::vector<Page>{page("/a", std::nullopt, 5), page("/b", "B", 5)}, {"url", "lang"}, adding);
  EXPECT_THAT(Page::order(Page::c.url).pluck(Page::c.title, Page::c.views),
              ElementsAre(std::tuple("A", 15), std::tuple("B", 5)));
  Page::upsert_all(std::vector<Page>{page("/a")}, {"url", "lang"},
                   {.set = {Page::c.views += 100, Page::c.title = "set"}});
  EXPECT_EQ(Page::find_by(Page::c.url == "/a")->views, 115);
  EXPECT_EQ(Page::find_by(Page::c.url == "/a")->title, "set");
  Page counted = page("/a");
  counted.upsert({"url", "lang"}, {.set = {Page::c.views += 1}});
  EXPECT_EQ(counted.views, 116);
  EXPECT_THROW(Page::upsert_all(std::vector<Page>{page("/a")}, {"url", "lang"}, {.set = {Page::c.url = "/z"}}),
               rowan::QueryError);
}

TEST_P(Upserts, RefusesAnotherKeyThatIsInTheWay) {
  Handle::create(named("ann", "ann@x", 1));
  Handle::create(named("bob", "bob@x", 1));
  Handle::upsert_all(std::vector<Handle>{named("ann", "new@x", 2)}, {"name"});
  EXPECT_EQ(Handle::find_by(Handle::c.name == "ann")->mail, "new@x");
  EXPECT_THROW(Handle::upsert_all(std::vector<Handle>{named("cid", "bob@x", 9)}, {"name"}), rowan::UniqueViolation);
  EXPECT_THROW(Handle::upsert_all(std::vector<Handle>{named("dan", "dan@x", 9), named("ann", "bob@x", 9)}, {"name"}),
               rowan::UniqueViolation);
  EXPECT_THAT(Handle::order(Handle::c.name).pluck(Handle::c.name, Handle::c.rank),
              ElementsAre(std::tuple("ann", 2), std::tuple("bob", 1)));
  Handle::upsert_all(std::vector<Handle>{named("ann", "bob2@x", 3), named("eve", "eve@x", 1)}, {"name"});
  EXPECT_EQ(Handle::count(), 3u);
}

// MariaDB may meet the other key first.
TEST_P(Upserts, UpdatesTheRightRowThoughAnotherKeyIsInTheWayToo) {
  Handle::create(named("ann", "ann@x", 1));
  Handle::create(named("bob", "bob@x", 1));
  const auto rows = [] { return Handle::order(Handle::c.id).pluck(Handle::c.name, Handle::c.mail, Handle::c.rank); };
  const std::vector<Handle> both{named("bob", "ann@x", 9)};
  EXPECT_THROW(Handle::upsert_all(both, {"mail"}), rowan::UniqueViolation);
  EXPECT_THROW(Handle::upsert_all(std::vector<Handle>{named("eve", "eve@x", 2), both[0]}, {"mail"}),
               rowan::UniqueViolation);
  EXPECT_THAT(rows(), ElementsAre(std::tuple("ann", "ann@x", 1), std::tuple("bob", "bob@x", 1)));
  Handle::upsert_all(both, {"mail"}, {.update_only = {Handle::c.rank}});
  EXPECT_THAT(rows(), ElementsAre(std::tuple("ann", "ann@x", 9), std::tuple("bob", "bob@x", 1)));
  const rowan::UpsertOptions adding{.set = {Handle::c.rank = Handle::c.rank + excluded(Handle::c.rank)}};
  Handle::upsert_all(std::vector<Handle>{named("bob", "bob@x", 1), named("bob", "ann@x", 5), named("cid", "cid@x", 3)},
                     {"mail"}, {.update_only = {}, .set = adding.set});
  EXPECT_THAT(rows(), ElementsAre(std::tuple("ann", "ann@x", 14), std::tuple("bob", "bob@x", 2),
                                  std::tuple("cid", "cid@x", 3)));
  Handle::upsert_all(both, {"mail"}, {.update_only = {}});
  EXPECT_EQ(Handle::find_by(Handle::c.name == "ann")->rank, 14);
}

TEST_P(Upserts, UpdatesTheRightRowThoughAnotherHasTheIdThatIsSent) {
  const Handle ann = Handle::create(named("ann", "ann@x", 1)), bob = Handle::create(named("bob", "bob@x", 1));
  Handle other = named("ann", "ann@y", 7);
  other.id = bob.id;
  Handle::upsert_all(std::vector<Handle>{other}, {"name"});
  EXPECT_THAT(Handle::order(Handle::c.id).pluck(Handle::c.id, Handle::c.name, Handle::c.mail, Handle::c.rank),
              ElementsAre(std::tuple(ann.id, "ann", "ann@y", 7), std::tuple(bob.id, "bob", "bob@x", 1)));
}

TEST_P(Upserts, RefusesAKeyInTheWayThatTheDatabaseFillsIn) {
  Berth moored;
  moored.ship = "Ada";
  moored.number = 3;
  moored.save_or_throw();
  Berth coming;
  coming.ship = "Bea";
  coming.number = 3;
  EXPECT_THROW(Berth::upsert_all(std::vector<Berth>{coming}, {"ship"}), rowan::UniqueViolation);
  EXPECT_THROW(coming.upsert({"ship"}), rowan::UniqueViolation);
  EXPECT_THAT(Berth::pluck(Berth::c.ship, Berth::c.quay, Berth::c.number), ElementsAre(std::tuple("Ada", "north", 3)));
}

TEST_P(Upserts, KeepsNobodyFromInsertingWhileAConditionIsLookedFor) {
  if (!db.dialect().can().row_locks) GTEST_SKIP() << "one transaction writes at a time";
  const auto shown = rowan::add_default_condition<Handle>([] { return Handle::c.rank >= 0; });
  in_threads(8, [&](std::size_t thread) {
    for (int i = 0; i < 5; ++i) {
      const std::string name = std::to_string(thread) + "-" + std::to_string(i);
      Handle mine = named(name, name + "@x", 1);
      mine.upsert({"name"}, {.database = db.core()});
    }
  });
  EXPECT_EQ(Handle::count(), 40u);
}

TEST_P(Upserts, NamesTheKeysThereAre) {
  const std::vector<Page> pages{page("/a")};
  EXPECT_THAT(message_of<rowan::MappingError>([&] { Page::upsert_all(pages, {"url"}); }),
              AllOf(HasSubstr("{id}"), HasSubstr("{url, lang}")));
  EXPECT_THROW(Page::upsert_all(pages, {}), rowan::MappingError);
  Token unnamed;
  EXPECT_THROW(unnamed.upsert({"nmae"}), rowan::QueryError);
}

TEST_P(Upserts, MakesOneRowForTwentyThreads) {
  in_threads(20, [&](std::size_t) {
    Page::upsert_all(std::vector<Page>{page("/a", "A", 1)}, {"url", "lang"},
                     {.set = {Page::c.views = Page::c.views + excluded(Page::c.views)}, .database = db.core()});
    Page one = page("/b");
    one.upsert({"url", "lang"}, {.database = db.core()});
  });
  EXPECT_EQ(Page::count(), 2u);
  EXPECT_EQ(Page::find_by(Page::c.url == "/a")->views, 20);
}

TEST_P(Upserts, InsertsFromAQuery) {
  Page::insert_all(std::vector<Page>{page("/a", "A", 1), page("/b", "B", 20), page("/c", "C", 30)});
  EXPECT_EQ(Handle::insert_from(
                {"name", "mail", "rank"},
                Page::where(Page::c.views >= 20).select(lower(Page::c.title), Page::c.url, length(Page::c.url))),
            2u);
  EXPECT_THAT(Handle::order(Handle::c.name).pluck(Handle::c.name, Handle::c.mail, Handle::c.rank),
              ElementsAre(std::tuple("b", "/b", 2), std::tuple("c", "/c", 2)));
  EXPECT_EQ(Page::insert_from({"url", "lang"}, Page::where(Page::c.url == "/a").select(Page::c.url, Page::c.title)),
            1u);
  const Page copied = Page::find_by(Page::c.lang == "A").value();
  EXPECT_EQ(copied.lock_version, 0);
  EXPECT_EQ(rowan::to_string(copied.created_at), "2026-01-01 00:00:00.000000Z");
  EXPECT_THAT(message_of<rowan::QueryError>([] { Handle::insert_from({"rank"}, Page::select(Page::c.url)); }),
              AllOf(HasSubstr("Handle.rank"), HasSubstr("text")));
  EXPECT_THROW(Handle::insert_from({"name", "mail"}, Page::select(Page::c.url)), rowan::QueryError);
  EXPECT_THROW(Token::insert_from({"name"}, Page::select(Page::c.url)), rowan::QueryError) << "who makes its key?";
}

/// Makes pages one after the other, and keeps none.
struct Pages {
  struct Iterator {
    int at;
    Page operator*() const { return page("/" + std::to_string(at)); }
    Iterator& operator++() { return ++at, *this; }
    bool operator!=(const Iterator& other) const { return at != other.at; }
  };
  int count;
  [[nodiscard]] Iterator begin() const { return {0}; }
  [[nodiscard]] Iterator end() const { return {count}; }
};

TEST_P(Upserts, InsertsWhatARangeGives) {
  EXPECT_EQ(Page::insert_all(Pages{2500}), 2500u);
  EXPECT_EQ(Page::count(), 2500u);
  EXPECT_THROW(Page::insert_all(Pages{2501}), rowan::UniqueViolation);
  EXPECT_EQ(Page::count(), 2500u) << "all or none";
  EXPECT_EQ(Page::insert_all(Pages{2501}, {.skip_duplicates = true}), 1u);
}

TEST_P(Upserts, DestroysInBatches) {
  std::vector<Token> tokens(25);
  for (std::size_t i = 0; i < tokens.size(); ++i) tokens[i].name = "t" + std::to_string(i);
  Token::insert_all(tokens);
  EXPECT_EQ(Token::where(Token::c.name != "t0").destroy_all(10), 24u);
  EXPECT_EQ(Token::count(), 1u);
  Token::create(Token::c.name = "kept");
  EXPECT_THAT(message_of<rowan::RecordNotSaved>([] { Token::everything().destroy_all(); }), HasSubstr("kept"));
  EXPECT_EQ(Token::count(), 2u) << "its batch is undone";
  EXPECT_EQ(Token::order(Token::c.name.desc()).limit(1).destroy_all(), 1u);
  EXPECT_FALSE(Token::exists(Token::c.name == "t0"));
  EXPECT_THROW(Token::all().destroy_all(), rowan::QueryError);
}

ROWAN_RECORD_SUITE(Upserts);

}  // namespace
}  // namespace upserts
