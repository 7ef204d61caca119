// What callbacks and handles may not do, and that it throws: on every database, and under sanitizers.
#include "contract/lifetimes.hpp"

namespace lifetimes {

ROWAN_REGISTER_MODEL(Owner)
ROWAN_REGISTER_MODEL(Kid)
ROWAN_REGISTER_MODEL(Label)

namespace {

using rowan::RecordMoved;
using rowan::RecordNotSaved;

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

TEST_P(LifetimesTest, ABeforeCallbackMayGiveItsRecordANewOwner) {
  Owner owner = owner_of(0);
  const auto give = [](Kid& kid) {
    Owner fresh;
    fresh.name = "fresh of " + kid.name;
    kid.owner = std::move(fresh);
  };
  for (const Moment moment : {before_validation, before_save, before_create, before_update}) {
    SCOPED_TRACE("moment " + std::to_string(moment));
    std::vector<Kid> kids;
    for (const char* name : {"a", "b", "c"}) kids.push_back(kid_of(owner, name));
    if (moment == before_update) {
      Kid::save_all_or_throw(kids);
      for (Kid& kid : kids) kid.name += "!";
    }
    Kid::does[moment] = give;
    kids[0].save_or_throw();
    Kid::save_all_or_throw(std::array{&kids[1], &kids[2]});
    quiet();
    for (const Kid& kid : kids) EXPECT_EQ(Kid::find(kid.id).owner->name, "fresh of " + kid.name);
  }
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
    if (kid.name == "kid1") const Kid gone = std::move(kid.owner->kids.back());
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

INSTANTIATE_TEST_SUITE_P(, LifetimesTest, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace lifetimes
