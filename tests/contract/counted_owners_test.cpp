// Owners as counter caches find them: with a lock version, by keys that rows spell otherwise.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "contract/record_models.hpp"
#include "rowan/rowan.hpp"

namespace counted_owners {

class Verse;
class Poem : public rowan::Model<Poem> {
 public:
  std::int64_t id{};
  std::string name;
  std::int64_t verses_count{};
  std::int64_t lock_version{};
  rowan::HasMany<Verse> verses;

  ROWAN_MODEL(Poem, (), (id, name, verses_count, lock_version, verses))
  static void configure(rowan::ModelBuilder<Poem>& m) { m.table("counted_poems"); }
};

class Verse : public rowan::Model<Verse> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Poem> poem;

  ROWAN_MODEL(Verse, (), (id, poem))
  static void configure(rowan::ModelBuilder<Verse>& m) {
    m.table("counted_verses").belongs_to(&Verse::poem).optional().counter_cache(Poem::c.verses_count);
  }
};

class Runner;
/// A key of two parts, of which the database compares the text.
class Team : public rowan::Model<Team> {
 public:
  std::string code;
  std::int64_t year{};
  std::int64_t runners_count{};
  rowan::HasMany<Runner> runners;

  ROWAN_MODEL(Team, (), (code, year, runners_count, runners))
  static void configure(rowan::ModelBuilder<Team>& m) {
    m.table("counted_teams").primary_key(&Team::code, &Team::year);
    m.has_many(&Team::runners).foreign_key({"of_code", "of_year"});
  }
};

class Runner : public rowan::Model<Runner> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Team, std::tuple<std::string, std::int64_t>> team;

  ROWAN_MODEL(Runner, (), (id, team))
  static void configure(rowan::ModelBuilder<Runner>& m) {
    m.table("counted_runners");
    m.belongs_to(&Runner::team).foreign_key({"of_code", "of_year"}).optional().counter_cache("runners_count");
  }
};

}  // namespace counted_owners
ROWAN_REGISTER_MODEL(counted_owners::Poem)
ROWAN_REGISTER_MODEL(counted_owners::Verse)
ROWAN_REGISTER_MODEL(counted_owners::Team)
ROWAN_REGISTER_MODEL(counted_owners::Runner)

namespace record_tests {
namespace {

using namespace counted_owners;

class CountedOwners : public RecordTest {
 protected:
  [[nodiscard]] bool is(std::string_view name) const { return GetParam().name.find(name) != std::string::npos; }

  /// Tables whose keys ignore case.
  void make_teams() {
    std::string text = "varchar(9) COLLATE utf8mb4_general_ci";
    if (is("sqlite")) text = "text COLLATE nocase";
    if (is("postgres") || is("odbc")) {
      db.execute("CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
      text = "varchar(9) COLLATE any_case";
    }
    std::string key = "bigint AUTO_INCREMENT";
    if (is("sqlite")) key = "integer";
    if (is("postgres") || is("odbc")) key = "bigserial";
    db.execute("CREATE TABLE counted_teams (code " + text +
               " NOT NULL, year bigint NOT NULL, runners_count bigint NOT NULL DEFAULT 0, PRIMARY KEY (code, year))");
    db.execute("CREATE TABLE counted_runners (id " + key + " PRIMARY KEY, of_code " + text + ", of_year bigint)");
    db.execute("INSERT INTO counted_teams VALUES ('ABC', 1, 0), ('ABC', 2, 0), ('XYZ', 1, 0)");
  }
  static std::vector<Runner> runners(std::initializer_list<const char*> codes) {
    std::vector<Runner> made(codes.size());
    for (std::size_t i = 0; i < made.size(); ++i) made[i].team = std::tuple(std::string(codes.begin()[i]), 1);
    return made;
  }
  static std::int64_t counted(const char* code) { return Team::find(code, 1).runners_count; }
};

// Whoever counts has not read the owner's row: those who have can still save it.
TEST_P(CountedOwners, KeepTheirLockVersion) {
  db.create_tables<Poem, Verse>();
  Poem poem = Poem::create(Poem::c.name = "The Raven"), other = Poem::create(Poem::c.name = "Ulalume");
  Verse verse;
  verse.poem = poem.id;
  verse.save_or_throw();
  std::vector<Verse> more(6);
  for (Verse& one : more) one.poem = poem.id;
  Verse::insert_all(more);
  verse.poem = other.id;
  verse.save_or_throw();
  (void)verse.destroy();
  EXPECT_EQ(Poem::find(poem.id).lock_version, 0);
  EXPECT_EQ(Poem::find(other.id).lock_version, 0);
  poem.name += " again";
  EXPECT_TRUE(poem.save());
  poem.verses.add(Verse{});
  poem.name += " and again";
  EXPECT_TRUE(poem.save()) << "whose list has got one more";
  EXPECT_EQ(Poem::find(poem.id).verses_count, 7);
  EXPECT_EQ(Poem::find(poem.id).lock_version, 2);
}

TEST_P(CountedOwners, CountRowsThatSpellThemDifferently) {
  ROWAN_NEEDS(raw_sql);
  make_teams();
  Runner::insert_all(runners({"abc", "aBc", "ABC", "xyz"}));
  EXPECT_EQ(counted("ABC"), 3);
  EXPECT_EQ(counted("XYZ"), 1);
  std::vector<Runner> more = runners({"Abc", "abC"});
  ASSERT_TRUE(Runner::save_all(more));
  EXPECT_EQ(counted("ABC"), 5);
  EXPECT_EQ(Runner::where(Runner::c.id <= 3).delete_all(), 3U);
  EXPECT_EQ(counted("ABC"), 2);
  more[0].team = std::tuple(std::string("ABC"), 1);
  more[0].save_or_throw();
  EXPECT_EQ(counted("ABC"), 2) << "it has the owner that it had";
  EXPECT_EQ(Team::reset_counters(Team::c.runners), 0U);
}

TEST_P(CountedOwners, AtHandCountAlongHoweverARowSpellsThem) {
  ROWAN_NEEDS(raw_sql);
  make_teams();
  Runner::insert_all(runners({"abc", "aBc"}));
  Team team = Team::find("ABC", 1);
  EXPECT_EQ(team.runners_count, 2);
  team.runners.remove(team.runners[0]);
  EXPECT_EQ(team.runners_count, 1);
  EXPECT_EQ(team.runners_count, counted("ABC"));
  EXPECT_FALSE(team.changed());
}

ROWAN_RECORD_SUITE(CountedOwners);

}  // namespace
}  // namespace record_tests
