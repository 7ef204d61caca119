// Records that end before they are saved, or before what refers to them is.
#include "contract/write_state.hpp"

namespace write_state {
namespace {

using rowan::RecordMoved;
using rowan::RecordNotSaved;
using rowan::contract::Capability;
using rowan::contract::message_of;
using ::testing::HasSubstr;

using WriteStateLinks = WriteStateTest;

TEST_P(WriteStateLinks, ALinkedRecordThatEndedIsNotLinked) {
  Man man = named("ann");
  {
    Club club;
    man.clubs.link(club);
  }
  EXPECT_THAT(message_of<RecordNotSaved>([&] { man.save_or_throw(); }), HasSubstr("the Club ended before"));
  EXPECT_TRUE(man.is_new());
  EXPECT_EQ(Man::count(), 0u);
  expect_no_links();
  man.clubs.reset();
  man.save_or_throw();
  Man other = named("bob");
  Club gone;
  gone.save_or_throw();
  other.clubs.link(gone);
  (void)gone.destroy();
  EXPECT_THAT(message_of<RecordNotSaved>([&] { other.save_or_throw(); }), HasSubstr("the Club was destroyed"));
  EXPECT_THROW((void)Man::save_all(std::vector<Man*>{&other}), RecordNotSaved);
  EXPECT_EQ(Man::count(), 1u);
  expect_no_links();
}

TEST_P(WriteStateLinks, ATableThatTakesALinkTwiceIsTold) {
  ROWAN_NEEDS(raw_sql);
  db.execute("DROP TABLE ws_clubs_ws_men");
  db.execute("CREATE TABLE ws_clubs_ws_men (club_id bigint NOT NULL, man_id bigint NOT NULL)");
  Man man = saved("ann");
  Club club;
  club.save_or_throw();
  man.clubs.link(club);
  man.clubs.link(club);
  EXPECT_EQ(man.clubs.size(), man.clubs.count());
  man.clubs.remove(club);
  EXPECT_EQ(man.clubs.size(), 0u);
  EXPECT_EQ(man.clubs.count(), 0u);
  EXPECT_THAT(rowan::check<Man>(db).to_string(), HasSubstr("a record that is linked twice has two rows"));
}

TEST_P(WriteStateLinks, AReferenceToWhatIsGoneIsNotSaved) {
  Man man = named("ann");
  {
    Team red;
    man.team = red;
  }
  EXPECT_THAT(message_of<RecordNotSaved>([&] { man.save_or_throw(); }), HasSubstr("ended before it was saved"));
  Team blue = team();
  man.team = blue;
  (void)blue.destroy();
  EXPECT_THAT(message_of<RecordNotSaved>([&] { man.save_or_throw(); }), HasSubstr("was destroyed"));
  EXPECT_EQ(Man::count(), 0u);
  man.team = std::nullopt;
  man.save_or_throw();
  Team green = team();
  man.team = green;
  (void)green.destroy();
  EXPECT_THAT(message_of<RecordNotSaved>([&] { man.save_or_throw(); }), HasSubstr("was destroyed"));
  EXPECT_TRUE(Man::find(man.id).team.is_null());
}

// SQLite gives the key of an undone INSERT to the next row, which is another one.
TEST_P(WriteStateLinks, AReferenceToWhatWasUndoneAndIsGoneIsNotSaved) {
  Man assigned = named("ann"), taken = named("bob"), copy = named("cid"), persisted = named("dan");
  persisted.save_or_throw();
  {
    Team red, blue;
    db.transaction([&](rowan::Transaction& transaction) {
      red.save_or_throw();
      assigned.team = red;
      copy.team = red;
      persisted.team = red;
      persisted.save_or_throw();
      taken.team = blue;
      taken.save_or_throw();
      transaction.rollback();
    });
    copy = Man(copy);
  }
  const Team stranger = team();
  for (Man* man : {&assigned, &taken, &copy, &persisted}) {
    EXPECT_THAT(message_of<RecordNotSaved>([&] { man->save_or_throw(); }), HasSubstr("ended before it was saved"));
  }
  std::vector<Man> many{taken};
  EXPECT_THROW(Man::insert_all(many), RecordNotSaved);
  EXPECT_EQ(Man::where(Man::c.team == stranger).count(), 0U);
  assigned.team = stranger;
  assigned.save_or_throw();
  EXPECT_EQ(Man::find(assigned.id).team->id, stranger.id);
}

TEST_P(WriteStateLinks, ManyRowsAreNotInsertedWithoutWhatTheyReferTo) {
  std::vector<Man> men{named("ann"), named("bob")};
  Team red;
  men[1].team = red;
  EXPECT_THAT(message_of<RecordNotSaved>([&] { Man::insert_all(men); }), HasSubstr("row 1: Man.team"));
  EXPECT_THROW(Man::insert_all_with_keys(men), RecordNotSaved);
  EXPECT_THROW(Man::upsert_all(men, {"mail"}), RecordNotSaved);
  red.save_or_throw();
  men[1].team = red;
  EXPECT_EQ(Man::insert_all(men), 2u);
  EXPECT_EQ(Man::where(Man::c.team == red).count(), 1u);
  men[0] = Man::where(Man::c.mail == "ann@example.org").sole();
  (void)men[0].destroy();
  EXPECT_THROW(Man::insert_all(men), rowan::RecordDestroyed);
  EXPECT_THROW((void)Man::save_all(std::vector<Man*>{nullptr}), rowan::QueryError);
}

TEST_P(WriteStateLinks, ARowWhoseReferenceWasSetFreeIsSaved) {
  Team red = team();
  Man man = named("ann");
  man.team = red;
  man.save_or_throw();
  Man::find(man.id).update_columns({{"team", rowan::Value()}});
  (void)red.destroy();
  man.points = 1;
  man.save_or_throw();
  EXPECT_TRUE(Man::find(man.id).team.is_null());
}

// --- Lists, and what is undone

TEST_P(WriteStateLinks, WhatWasLinkedWaitsAgainWhenItIsUndone) {
  Club old;
  old.save_or_throw();
  Man man = named("ann");
  man.clubs.link(old);
  man.clubs.add(Club());
  db.transaction([&](rowan::Transaction& transaction) {
    man.save_or_throw();
    transaction.rollback();
  });
  expect_no_links();
  man.save_or_throw();
  EXPECT_EQ(Man::find(man.id).clubs.count(), 2u);
}

TEST_P(WriteStateLinks, WhatWasLinkedWaitsAgainWhereTheOutcomeIsUnknown) {
  if (db.dialect().name() != "mysql" && db.dialect().name() != "mariadb")
    GTEST_SKIP() << "statements can't end a transaction unseen";
  Club old;
  old.save_or_throw();
  Man man = named("ann");
  man.clubs.link(old);
  man.clubs.add(Club());
  EXPECT_THROW(db.transaction([&] {
    man.save_or_throw();
    db.execute_script("EXECUTE IMMEDIATE 'ROLLBACK'");
  }),
               rowan::CommitOutcomeUnknown);
  expect_no_links();
  man.save_or_throw();
  EXPECT_EQ(Man::find(man.id).clubs.count(), 2u);
}

TEST_P(WriteStateLinks, ARowThatIsAddedAgainStandsInItsListOnce) {
  Team red = team();
  red.men.add(named("ann"));
  red.men.add(named("bob"));
  for (const bool loaded : {false, true}) {
    if (loaded) red.reload();
    const Man& before = red.men[0];
    const std::string name = before.name;
    Man copy = red.men[0];
    copy.points = loaded ? 8 : 7;
    const Man& added = red.men.add(std::move(copy));
    EXPECT_EQ(&red.men[0], &added);
    EXPECT_EQ(red.men.size(), red.men.count());
    EXPECT_EQ(before.name, name) << "who refers to it may go on";
  }
  Man gone = red.men[1];
  const Man* second = &red.men[1];
  db.transaction([&](rowan::Transaction& transaction) {
    const Man& added = red.men.add(std::move(gone));
    EXPECT_EQ(&red.men[1], &added);
    transaction.rollback();
  });
  ASSERT_EQ(red.men.size(), 2u);
  EXPECT_EQ(&red.men[1], second);
}

TEST_P(WriteStateLinks, ARowThatIsLinkedAgainStandsInItsListOnce) {
  Man man = saved("ann");
  man.clubs.add(Club());
  man.reload();
  ASSERT_EQ(man.clubs.size(), 1u);
  man.clubs.add(Club::find(man.clubs[0].id));
  EXPECT_EQ(man.clubs.size(), 1u);
  EXPECT_EQ(man.clubs.count(), 1u);
}

INSTANTIATE_TEST_SUITE_P(, WriteStateLinks, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace write_state
