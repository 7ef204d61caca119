// Every operation on an association is done or not done, alone or inside a transaction, and a rollback takes it back,
// in rows and in handles.
#include "contract/all_or_nothing.hpp"

ROWAN_REGISTER_MODEL(whole::Owner)
ROWAN_REGISTER_MODEL(whole::Badge)
ROWAN_REGISTER_MODEL(whole::Kid)
ROWAN_REGISTER_MODEL(whole::Label)
ROWAN_REGISTER_MODEL(whole::Told)

namespace whole {
namespace {

using rowan::Transaction;
using rowan::contract::each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_P(AllOrNothing, AHasOneKeepsItsOldTargetWhenTheNewOneIsInvalid) {
  Owner owner = owner_of(0);
  owner.badge.set(badge("old"));
  const auto statements = rowan::statements_executed();
  EXPECT_THROW(owner.badge.set({}), rowan::RecordInvalid);
  EXPECT_EQ(rowan::statements_executed(), statements) << "nothing is sent";
  EXPECT_EQ(owner.badge->file, "old");
  EXPECT_EQ(Badge::count(), 1u);
  db.transaction([&] {
    EXPECT_THROW(owner.badge.set({}), rowan::RecordInvalid);
    owner.badge.set(badge("new"));
  });
  EXPECT_EQ(owner.badge->file, "new");
  EXPECT_THAT(each(Badge::all().load(), &Badge::file), ElementsAre("new"));
}

TEST_P(AllOrNothing, AHasOneKeepsItsOldTargetWhenTheDatabaseRefusesTheNewOne) {
  Owner owner = owner_of(0);
  owner.badge.set(badge("old"));
  Badge other;
  other.file = "other";
  other.owner = owner_of(0);
  other.save_or_throw();
  Badge twin;
  twin.id = other.id;  // taken
  twin.file = "twin";
  EXPECT_THROW(owner.badge.set(Badge(twin)), rowan::Error);
  EXPECT_EQ(owner.badge->file, "old");
  EXPECT_TRUE(owner.badge->is_persisted());
  EXPECT_EQ(Badge::count(), 2u);
  db.transaction([&] {
    EXPECT_THROW(owner.badge.set(Badge(twin)), rowan::Error);
    EXPECT_EQ(owner.badge->file, "old") << "and the transaction goes on";
    owner.name = "renamed";
    owner.save_or_throw();
  });
  EXPECT_EQ(Owner::find(owner.id).name, "renamed");
  EXPECT_EQ(Owner::find(owner.id).badge->file, "old");
}

TEST_P(AllOrNothing, ARollbackSetsAHasOneBack) {
  Owner owner = owner_of(0);
  owner.badge.set(badge("old"));
  undone([&] {
    owner.badge.set(badge("new"));
    EXPECT_EQ(owner.badge->file, "new");
  });
  EXPECT_EQ(owner.badge->file, "old");
  EXPECT_TRUE(owner.badge->is_persisted());
  undone([&] {
    owner.badge.remove();
    EXPECT_FALSE(owner.badge);
  });
  ASSERT_TRUE(owner.badge);
  EXPECT_FALSE(owner.badge->changed());
  owner.name = "again";
  owner.save_or_throw();
  EXPECT_THAT(each(Badge::all().load(), &Badge::file), ElementsAre("old"));
  owner.badge.set(badge("new"));
  EXPECT_THAT(each(Badge::all().load(), &Badge::file), ElementsAre("new"));
}

TEST_P(AllOrNothing, WhatWasAddedAndRolledBackIsNotSavedWithTheOwner) {
  Owner owner = owner_of(1);
  for (const bool loaded : {false, true}) {
    owner.kids.reset();
    if (loaded) static_cast<void>(owner.kids.size());
    undone([&] { owner.kids.add(kid("ghost")); });
    owner.name += "!";
    owner.save_or_throw();
    EXPECT_THAT(each(owner.kids, &Kid::name), ElementsAre("k0"));
    EXPECT_EQ(Kid::count(), 1u);
  }
  owner.kids.build(kid("built"));
  undone([&] { owner.save_or_throw(); });
  owner.save_or_throw();
  EXPECT_EQ(kids_of(owner), 2u) << "what waited before the transaction waits after it";
}

TEST_P(AllOrNothing, ALinkThatWasRolledBackIsNotMade) {
  Owner owner = owner_of(0);
  Label one = label("one");
  undone([&] {
    owner.labels.link(one);
    owner.labels.remove(one);
  });
  undone([&] { owner.labels.link(one); });
  undone([&] { owner.labels.add(unsaved_label("two")); });
  EXPECT_THROW(owner.labels.remove(one), rowan::RecordNotFound);
  owner.name = "renamed";
  owner.save_or_throw();
  EXPECT_EQ(links(), 0u);
  EXPECT_EQ(Label::count(), 1u);
  owner.labels.link(one);
  EXPECT_EQ(owner.labels.size(), 1u);
  undone([&] {
    owner.labels.remove(one);
    EXPECT_TRUE(owner.labels.empty());
  });
  EXPECT_THAT(each(owner.labels, &Label::text), ElementsAre("one"));
  undone([&] {
    owner.labels.clear();
    EXPECT_TRUE(owner.labels.empty());
  });
  EXPECT_THAT(each(owner.labels, &Label::text), ElementsAre("one"));
  EXPECT_EQ(links(), 1u);
}

TEST_P(AllOrNothing, ALinkThatWaitsCanBeTakenBack) {
  Owner owner;
  owner.name = "new";
  Label one = label("one"), two = label("two");
  owner.labels.link(one);
  owner.labels.link(two);
  undone([&] { owner.save_or_throw(); });
  owner.labels.remove(one);
  owner.save_or_throw();
  EXPECT_EQ(links(), 1u);
  EXPECT_THAT(each(owner.labels, &Label::text), ElementsAre("two"));
  Label& three = owner.labels.build(unsaved_label("three"));
  owner.labels.link(one);
  EXPECT_EQ(Label::count(), 2u) << "what was built waits for the owner's save";
  owner.labels.remove(three);
  owner.name = "saved";
  owner.save_or_throw();
  EXPECT_EQ(Label::count(), 2u);
  EXPECT_EQ(links(), 2u);
}

TEST_P(AllOrNothing, ALinkToWhatCantBeSavedLeavesNothing) {
  Owner owner = owner_of(0);
  Label blank;
  db.transaction([&] {
    EXPECT_THROW(owner.labels.link(blank), rowan::RecordInvalid);
    EXPECT_THROW(owner.labels.add({}), rowan::RecordInvalid);
    owner.name = "goes on";
    owner.save_or_throw();
  });
  EXPECT_EQ(Owner::find(owner.id).name, "goes on");
  EXPECT_TRUE(owner.labels.empty());
  EXPECT_EQ(Label::count() + links(), 0u);
}

TEST_P(AllOrNothing, WhatWasRemovedAndRolledBackIsThereAgain) {
  Owner owner = owner_of(3);
  undone([&] {
    owner.kids.remove(owner.kids[1]);
    EXPECT_EQ(owner.kids.size(), 2u);
  });
  EXPECT_THAT(each(owner.kids, &Kid::name), ElementsAre("k0", "k1", "k2"));
  EXPECT_EQ(owner.kids[1].owner.key(), owner.id) << "its key was taken by the library, and is given back by it";
  EXPECT_FALSE(owner.kids[1].changed());
  Kid apart = Kid::find(owner.kids[1].id);
  undone([&] { owner.kids.remove(apart); });
  EXPECT_EQ(apart.owner.key(), owner.id);
  EXPECT_EQ(kids_of(owner), 3u);
}

TEST_P(AllOrNothing, ARemoveThatFailsLeavesTheChildAsItWas) {
  Owner owner = owner_of(2);
  const auto fails = [&] {
    EXPECT_THROW(owner.kids.remove(owner.kids[0]), std::exception);
    EXPECT_EQ(owner.kids.size(), 2u);
    EXPECT_EQ(owner.kids[0].owner.key(), owner.id);
  };
  Kid::after_save = [](Kid&) { throw Stop(); };
  fails();
  db.transaction(fails);
  Kid::after_save = nullptr;
  owner.kids[0].name = "much too long a name";
  fails();
  db.transaction(fails);
  EXPECT_EQ(kids_of(owner), 2u);
  owner.kids[0].name = "k0";
  EXPECT_FALSE(owner.kids[0].changed());
}

TEST_P(AllOrNothing, ClearIsOneTransaction) {
  Owner owner = owner_of(4);
  int saved = 0;
  const auto third_fails = [&](Kid&) {
    if (++saved == 3) throw Stop();
  };
  for (const bool in_transaction : {false, true}) {
    saved = 0;
    Kid::after_save = third_fails;
    const auto clear = [&] { EXPECT_THROW(owner.kids.clear(), Stop); };
    if (in_transaction)
      db.transaction(clear);
    else
      clear();
    Kid::after_save = nullptr;
    EXPECT_EQ(kids_of(owner), 4u);
    EXPECT_EQ(owner.kids.size(), 4u);
    for (Kid& held : owner.kids) EXPECT_EQ(held.owner.key(), owner.id);
  }
  undone([&] {
    owner.kids.clear();
    EXPECT_TRUE(owner.kids.empty());
  });
  EXPECT_EQ(owner.kids.size(), 4u);
  for (Kid& held : owner.kids) EXPECT_FALSE(held.changed());
  ASSERT_TRUE(owner.kids[1].destroy());
  owner.kids.clear();
  EXPECT_TRUE(owner.kids.empty());
  EXPECT_EQ(kids_of(owner), 0u);
  EXPECT_EQ(Kid::count(), 3u) << "the destroyed one is not asked again";
}

TEST_P(AllOrNothing, ADestroyedTargetLeavesTheList) {
  Owner owner = owner_of(5);
  Kid& first = owner.kids[0];
  ASSERT_TRUE(first.destroy());
  EXPECT_THAT(each(owner.kids, &Kid::name), ElementsAre("k1", "k2", "k3", "k4"));
  EXPECT_EQ(first.name, "k0") << "the record itself stays until the list is changed";
  undone([&] {
    ASSERT_TRUE(owner.kids[1].destroy());
    EXPECT_EQ(owner.kids.size(), 3u);
  });
  EXPECT_THAT(each(owner.kids, &Kid::name), ElementsAre("k1", "k2", "k3", "k4"));
  EXPECT_TRUE(owner.kids[1].is_persisted());
  int destroyed = 0;
  for (Kid& held : owner.kids) {
    ASSERT_TRUE(held.destroy());
    EXPECT_EQ(owner.kids.size(), static_cast<std::size_t>(4 - ++destroyed)) << "a loop goes on over what it began with";
  }
  EXPECT_EQ(destroyed, 4);
  owner.badge.set(badge("f"));
  ASSERT_TRUE(owner.badge->destroy());
  EXPECT_FALSE(owner.badge);
}

INSTANTIATE_TEST_SUITE_P(Databases, AllOrNothing, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace whole
