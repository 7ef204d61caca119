// What callbacks and handles may not do, and that it throws: on every database, and under sanitizers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"

namespace lifetimes {

struct Kid;
struct Label;

struct Owner : rowan::Model<Owner> {
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Kid> kids;
  rowan::ManyToMany<Label> labels;

  ROWAN_MODEL(Owner, (), (id, name, kids, labels))
  static void configure(rowan::ModelBuilder<Owner>& m);
};

enum Moment : std::uint8_t {
  before_validation,
  validation,
  before_save,
  before_create,
  after_create,
  before_update,
  after_update,
  after_save,
  before_destroy,
  after_destroy,
  moments
};

struct Kid : rowan::Model<Kid> {
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Owner> owner;

  /// What the callbacks of each moment do.
  inline static std::array<std::function<void(Kid&)>, moments> does;
  inline static std::function<void(const Kid&)> after_commit;

  ROWAN_MODEL(Kid, (), (id, name, owner))
  static void configure(rowan::ModelBuilder<Kid>& m) {
    const auto at = [](Moment moment) {
      return [moment](Kid& kid) {
        if (does[moment]) does[moment](kid);
      };
    };
    m.table("lifetime_kids").before_validation(at(before_validation));
    m.before_save(at(before_save)).after_save(at(after_save)).before_create(at(before_create));
    m.after_create(at(after_create)).before_update(at(before_update)).after_update(at(after_update));
    m.before_destroy(at(before_destroy)).after_destroy(at(after_destroy));
    m.validate([](const Kid& kid, rowan::Errors&) {
      if (does[validation]) does[validation](const_cast<Kid&>(kid));
    });
    m.after_commit([](const Kid& kid) {
      if (after_commit) after_commit(kid);
    });
  }
};

struct Label : rowan::Model<Label> {
  std::int64_t id{};
  std::string text;
  rowan::ManyToMany<Owner> owners;

  ROWAN_MODEL(Label, (), (id, text, owners))
  static void configure(rowan::ModelBuilder<Label>& m) { m.table("lifetime_labels"); }
};

void Owner::configure(rowan::ModelBuilder<Owner>& m) {
  m.table("lifetime_owners").has_many(&Owner::kids).dependent(rowan::dependent::destroy);
}

ROWAN_REGISTER_MODEL(Owner)
ROWAN_REGISTER_MODEL(Kid)
ROWAN_REGISTER_MODEL(Label)

namespace {

using rowan::RecordMoved;
using rowan::RecordNotSaved;

class LifetimesTest : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {
 protected:
  LifetimesTest() : db(rowan::connect(GetParam().url(dir_))) { db.create_tables<Owner, Kid, Label>(); }
  ~LifetimesTest() override { quiet(); }

  static void quiet() {
    Kid::does.fill(nullptr);
    Kid::after_commit = nullptr;
  }
  static Owner owner_of(int kids) {
    Owner owner;
    owner.name = "owner";
    for (int i = 0; i < kids; ++i) owner.kids.build(Kid()).name = "kid" + std::to_string(i);
    owner.save_or_throw();
    return owner;
  }
  static Kid kid_of(Owner& owner, std::string name = "kid") {
    Kid kid;
    kid.name = std::move(name);
    kid.owner = owner;
    return kid;
  }
  /// `run` saves, or at the moments of it destroys, a record whose callback at `moment` does `what`.
  template <class E, class Do, class Run>
  void expect_refused(Moment moment, Do what, Run run) {
    SCOPED_TRACE("moment " + std::to_string(moment));
    const std::uint64_t rows = Kid::count();
    Kid::does[moment] = what;
    EXPECT_THROW(run(), E);
    quiet();
    EXPECT_EQ(Kid::count(), rows);
  }

 private:
  rowan::testing::TempDir dir_;

 protected:
  rowan::Database db;
};

constexpr std::array creating{before_validation, validation, before_save, before_create, after_create, after_save};
constexpr std::array destroying{before_destroy, after_destroy};

TEST_P(LifetimesTest, ACallbackMayNotMoveItsRecord) {
  Owner owner = owner_of(0);
  for (const Moment moment : creating) {
    std::vector<Kid> kids;
    const auto save_first = [&] {
      kids = std::vector<Kid>();
      kids.push_back(kid_of(owner));
      kids.shrink_to_fit();
      kids[0].save_or_throw();
    };
    expect_refused<RecordMoved>(
        moment, [&](Kid&) { kids.reserve(kids.capacity() + 1); }, save_first);
    Kid stolen;
    expect_refused<RecordMoved>(
        moment, [&](Kid& kid) { stolen = std::move(kid); }, save_first);
    expect_refused<RecordMoved>(
        moment, [&](Kid& kid) { kid = Kid(); }, save_first);
    expect_refused<RecordNotSaved>(
        moment, [&](Kid& kid) { kid.detach(); }, save_first);
  }
  Kid saved = kid_of(owner);
  saved.save_or_throw();
  for (const Moment moment : destroying) {
    std::vector<Kid> kids;
    kids.push_back(Kid::find(saved.id));
    kids.shrink_to_fit();
    expect_refused<RecordMoved>(
        moment, [&](Kid&) { kids.reserve(kids.capacity() + 1); }, [&] { (void)kids[0].destroy(); });
    EXPECT_TRUE(kids[0].is_persisted());
  }
}

TEST_P(LifetimesTest, ACallbackMayNotEndItsRecord) {
  Owner owner = owner_of(1);
  std::unique_ptr<Kid> kid;
  for (const Moment moment : creating) {
    expect_refused<RecordMoved>(
        moment, [&](Kid&) { kid.reset(); },
        [&] {
          kid = std::make_unique<Kid>(kid_of(owner));
          kid->save_or_throw();
        });
  }
  for (const Moment moment : destroying) {
    expect_refused<RecordMoved>(
        moment, [&](Kid&) { kid.reset(); },
        [&] {
          kid = std::make_unique<Kid>(Kid::find(owner.kids[0].id));
          (void)kid->destroy();
        });
  }
}

TEST_P(LifetimesTest, ACallbackMayNeitherSaveNorDestroyItsRecord) {
  Owner owner = owner_of(1);
  for (const Moment moment : creating) {
    const auto save = [&] { kid_of(owner).save_or_throw(); };
    expect_refused<RecordNotSaved>(
        moment, [](Kid& kid) { kid.save_or_throw(); }, save);
    if (moment < after_create) continue;
    expect_refused<RecordNotSaved>(
        moment, [](Kid& kid) { (void)kid.destroy(); }, save);
    expect_refused<RecordNotSaved>(
        moment, [](Kid& kid) { kid.delete_row(); }, save);
  }
  const auto destroy = [&] { (void)Kid::find(owner.kids[0].id).destroy(); };
  expect_refused<RecordNotSaved>(
      before_destroy, [](Kid& kid) { (void)kid.destroy(); }, destroy);
  expect_refused<RecordNotSaved>(
      before_destroy, [](Kid& kid) { kid.delete_row(); }, destroy);
  expect_refused<RecordNotSaved>(
      before_destroy, [](Kid& kid) { kid.save_or_throw(); }, destroy);
  // Nor by a record that stands for the same row, or by what leads back to it.
  expect_refused<RecordNotSaved>(
      before_destroy, [](Kid& kid) { (void)Kid(kid).destroy(); }, destroy);
  expect_refused<RecordNotSaved>(
      before_destroy, [](Kid& kid) { (void)kid.owner->destroy(); }, destroy);
}

TEST_P(LifetimesTest, CallbacksThatCallEachOtherWithoutEndAreStopped) {
  Owner owner = owner_of(1);
  const auto save_another = [](Kid& kid) {
    Kid another;
    another.owner = *kid.owner.key();
    another.save_or_throw();
  };
  expect_refused<RecordNotSaved>(before_save, save_another, [&] { kid_of(owner).save_or_throw(); });
  expect_refused<RecordNotSaved>(after_save, save_another, [&] { kid_of(owner).save_or_throw(); });
  int committed = 0;
  Kid::after_commit = [&](const Kid& kid) {
    ++committed;
    Kid again = Kid::find(kid.id);
    again.name += "!";
    again.save_or_throw();
  };
  EXPECT_THROW(kid_of(owner).save_or_throw(), rowan::AfterCommitError);
  EXPECT_LE(committed, 100);
}

TEST_P(LifetimesTest, ACallbackMayUseTheBareStatements) {
  Owner owner = owner_of(0);
  Kid::does[after_save] = [](Kid& kid) { kid.update_columns({{"name", "stamped"}}); };
  Kid kid = kid_of(owner);
  kid.save_or_throw();
  EXPECT_EQ(Kid::find(kid.id).name, "stamped");
}

TEST_P(LifetimesTest, ACascadeBearsWhatCallbacksDoToItsList) {
  const auto destroy_with = [&](std::function<void(Kid&)> what) {
    Owner owner = owner_of(5);
    Kid::does[before_destroy] = std::move(what);
    EXPECT_TRUE(owner.destroy());
    quiet();
    EXPECT_EQ(Kid::count(), 0u);
  };
  destroy_with([](Kid& kid) { kid.owner->kids.reset(); });
  int left = 20;
  destroy_with([&](Kid& kid) {
    while (left-- > 0) kid.owner->kids.add(Kid());
  });
  destroy_with([](Kid& kid) {
    if (kid.name == "kid1") (void)kid.owner->kids[3].destroy();
  });
  destroy_with([](Kid& kid) {
    if (kid.name == "kid1") (void)Kid::find_by(Kid::c.name == "kid3")->destroy();
  });
  std::vector<Kid> stolen;
  destroy_with([&](Kid& kid) {
    if (kid.name == "kid1") stolen.push_back(std::move(kid.owner->kids[3]));
  });
  EXPECT_TRUE(stolen[0].is_destroyed());
}

TEST_P(LifetimesTest, ACascadeThatCanNotGoOnIsRefused) {
  const auto refuse = [&]<class E>(E*, std::function<void(Kid&)> what) {
    auto owner = std::make_unique<Owner>(owner_of(3));
    Owner* at = owner.get();
    Kid::does[before_destroy] = what;
    EXPECT_THROW((void)at->destroy(), E);
    quiet();
    EXPECT_EQ(Kid::where(Kid::c.owner == owner->id).count(), 3u);
  };
  refuse(static_cast<RecordNotSaved*>(nullptr), [](Kid& kid) { kid.owner->kids.add(Kid()); });
  refuse(static_cast<RecordMoved*>(nullptr), [](Kid& kid) {
    if (kid.name == "kid1") const Kid gone = std::move(kid.owner->kids[2]);
  });
  std::optional<Owner> ended = owner_of(3);
  Kid::does[before_destroy] = [&](Kid&) { ended.reset(); };
  EXPECT_THROW((void)ended->destroy(), RecordMoved);
}

TEST_P(LifetimesTest, WhatWasAddedLivesThoughCallbacksResetTheList) {
  Owner owner = owner_of(2);
  for (const bool load : {false, true}) {
    Kid::does[after_save] = [load](Kid& kid) {
      kid.owner->kids.reset();
      if (load) kid.owner->kids.front().name = "loaded anew";
    };
    Kid& added = owner.kids.add(Kid());
    quiet();
    added.name = "added";
    added.save_or_throw();
    EXPECT_EQ(owner.kids.size(), owner.kids.count());
    EXPECT_EQ(&owner.kids.back(), &added);
  }
}

TEST_P(LifetimesTest, CallbacksOfAChildMayNotMoveOrEndItsOwner) {
  for (const Moment moment : {before_save, after_save}) {
    std::vector<Owner> owners;
    const auto one_owner = [&](Owner owner) {
      owners = std::vector<Owner>();
      owners.push_back(std::move(owner));
      owners.shrink_to_fit();
    };
    one_owner(owner_of(1));
    Kid::does[moment] = [&](Kid&) { owners.reserve(owners.capacity() + 1); };
    EXPECT_THROW(owners[0].kids.add(Kid()), RecordMoved);
    one_owner(Owner());
    owners[0].kids.build();
    EXPECT_THROW(owners[0].save_or_throw(), RecordMoved);
    EXPECT_TRUE(owners[0].is_new());
    quiet();
    auto ended = std::make_unique<Owner>(owner_of(1));
    Kid::does[moment] = [&](Kid&) { ended.reset(); };
    EXPECT_THROW(ended->kids.add(Kid()), RecordMoved);
    quiet();
  }
}

TEST_P(LifetimesTest, RecordsOfSaveAllStayWhereTheyAre) {
  Owner owner = owner_of(0);
  for (const Moment moment : creating) {
    std::vector<Kid> kids;
    expect_refused<RecordMoved>(
        moment, [&](Kid&) { kids.reserve(kids.capacity() + 1); },
        [&] {
          kids = std::vector<Kid>();
          for (int i = 0; i < 3; ++i) kids.push_back(kid_of(owner));
          Kid::save_all_or_throw(kids);
        });
    std::array<std::unique_ptr<Kid>, 3> apart;
    expect_refused<RecordMoved>(
        moment, [&](Kid&) { apart[2].reset(); },
        [&] {
          for (auto& kid : apart) kid = std::make_unique<Kid>(kid_of(owner));
          Kid::save_all_or_throw(std::array{apart[0].get(), apart[1].get(), apart[2].get()});
        });
  }
}

TEST_P(LifetimesTest, ARecordMovedFromIsNoNewOne) {
  Owner owner = owner_of(0);
  Kid kid;
  const Kid kept = std::move(kid);
  Label label;
  const Label kept_label = std::move(label);
  Owner left;
  const Owner kept_owner = std::move(left);
  Kid other;
  const auto refused = [](const char* what, auto&& code) { EXPECT_THROW(code(), RecordMoved) << what; };
  refused("add", [&] { owner.kids.add(std::move(kid)); });
  refused("build", [&] { owner.kids.build(std::move(kid)); });
  refused("remove", [&] { owner.kids.remove(kid); });
  refused("add label", [&] { owner.labels.add(std::move(label)); });
  refused("link", [&] { owner.labels.link(label); });
  refused("refer", [&] { other.owner = left; });
  refused("hand over", [&] { other.owner = std::move(left); });
  refused("compare", [&] { (void)Kid::where(Kid::c.owner == left).count(); });
  refused("get", [&] { (void)kid.get("name"); });
  refused("set", [&] { kid.set("name", "x"); });
  refused("assign", [&] { kid.assign({}); });
  refused("update", [&] { (void)kid.update({}); });
  refused("to_json", [&] { (void)kid.to_json(); });
  refused("assign_json", [&] { kid.assign_json("{}"); });
  refused("validate", [&] { (void)kid.validate(); });
  refused("changed", [&] { (void)kid.changed(); });
  refused("changed name", [&] { (void)kid.changed("name"); });
  refused("changes", [&] { (void)kid.changes(); });
  refused("saved_changes", [&] { (void)kid.saved_changes(); });
  refused("detach", [&] { kid.detach(); });
  refused("reload", [&] { kid.reload(); });
  refused("destroy", [&] { (void)kid.destroy(); });
  refused("create", [&] { (void)Kid::create(std::move(kid)); });
  refused("copy", [&] { Kid(kid).save_or_throw(); });
  std::vector<Kid> kids;
  for (int i = 0; i < 25; ++i) kids.push_back(kid_of(owner));
  const Kid stolen = std::move(kids[22]);
  refused("insert_all", [&] { (void)Kid::insert_all(kids); });
  refused("insert_all by statements", [&] { (void)Kid::insert_all(kids, {.skip_duplicates = true}); });
  refused("insert_all_with_keys", [&] { (void)Kid::insert_all_with_keys(kids); });
  refused("upsert_all", [&] { (void)Kid::upsert_all(kids, {"id"}); });
  refused("save_all", [&] { (void)Kid::save_all(kids); });
  EXPECT_EQ(Kid::count(), 0u);
}

TEST_P(LifetimesTest, AHandleOutlivesItsOwnerToReadOnly) {
  rowan::HasMany<Kid> kids;
  rowan::ManyToMany<Label> labels;
  {
    Owner owner = owner_of(3);
    kids = owner.kids;
    labels = owner.labels;
  }
  EXPECT_EQ(kids.size(), 3u);
  Label label;
  label.save_or_throw();
  EXPECT_THROW(kids.add(Kid()), RecordMoved);
  EXPECT_THROW(kids.build(), RecordMoved);
  EXPECT_THROW(kids.remove(kids[0]), RecordMoved);
  EXPECT_THROW(kids.clear(), RecordMoved);
  EXPECT_THROW(labels.link(label), RecordMoved);
  EXPECT_THROW(labels.clear(), RecordMoved);
  EXPECT_EQ(kids.count(), 3u);
}

TEST_P(LifetimesTest, AHandleCopiedOutWorksByItsOwner) {
  Owner owner = owner_of(1);
  rowan::HasMany<Kid> copy = owner.kids;
  copy.add(Kid());
  EXPECT_EQ(owner.kids.size(), 2u);
  EXPECT_EQ(copy.size(), 2u);
  rowan::HasMany<Kid> moved = std::move(owner.kids);
  EXPECT_THROW((void)owner.kids.size(), RecordMoved);
  moved.remove(moved[0]);
  EXPECT_EQ(owner.kids.size(), 1u);
  EXPECT_EQ(moved.size(), 1u);
}

TEST_P(LifetimesTest, ARecordsHandleIsNotAssignedAlone) {
  Owner one = owner_of(1), two = owner_of(2);
  EXPECT_THROW(one.kids = two.kids, rowan::Unsupported);
  EXPECT_EQ(one.kids.size(), 1u);
  one.kids = std::move(two.kids);
  EXPECT_THROW((void)one.kids.size(), RecordMoved);
  EXPECT_THROW(one.kids.add(Kid()), RecordMoved);
  EXPECT_EQ(two.kids.size(), 2u);
  one.kids.reset();
  EXPECT_EQ(one.kids.size(), 1u);
  // A new record's handle can't be told from one that is no member: it reads the other's until it is saved.
  Owner three;
  three.kids = two.kids;
  EXPECT_EQ(three.kids.size(), 2u);
  three.save_or_throw();
  EXPECT_EQ(three.kids.size(), 0u);
  three.kids.add(Kid());
  EXPECT_EQ(two.kids.count(), 2u);
  EXPECT_EQ(three.kids.count(), 1u);
}

TEST_P(LifetimesTest, ARecordsHandlesAreAssignedWithIt) {
  Owner one = owner_of(1);
  const Owner two = owner_of(2);
  one = two;
  EXPECT_EQ(one.kids.size(), 2u);
  one.kids.add(Kid());
  EXPECT_EQ(two.kids.count(), 3u);
  one = owner_of(4);
  EXPECT_EQ(one.kids.size(), 4u);
  one = Owner();
  EXPECT_EQ(one.kids.size(), 0u);
  one.kids.add(Kid());
  one.save_or_throw();
  EXPECT_EQ(one.kids.count(), 1u);
}

TEST_P(LifetimesTest, ABelongsToIsAssignedAloneByItsKey) {
  Owner one = owner_of(1), two = owner_of(1);
  Kid mine = Kid::find(one.kids[0].id);
  Kid theirs = Kid::find(two.kids[0].id);
  mine.owner = theirs.owner;
  EXPECT_EQ(mine.owner->id, two.id);
  mine.save_or_throw();
  EXPECT_EQ(two.kids.count(), 2u);
  const Kid kept = std::move(theirs);
  EXPECT_THROW(mine.owner = theirs.owner, RecordMoved);
  EXPECT_EQ(mine.owner->id, two.id);
}

INSTANTIATE_TEST_SUITE_P(, LifetimesTest, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace lifetimes
