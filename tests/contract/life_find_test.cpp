// after_find: whatever way a record is found, and whatever its callback does.
#include <functional>

#include "contract/record_models.hpp"
#include "rowan/model/from_sql.hpp"

namespace life_find {

class Bookcase;
class Tome;

/// What a test has each callback do.
inline std::function<void(Tome&)> task;
inline int calls = 0;

class Tome : public rowan::Model<Tome> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Bookcase> shelf;

  std::size_t letters = 0;  // no attribute

  ROWAN_MODEL(Tome, (), (id, name, shelf))
  static void configure(rowan::ModelBuilder<Tome>& m) {
    m.table("life_tomes");
    m.belongs_to(&Tome::shelf).optional();
    m.after_find([](Tome& tome) {
      tome.letters = tome.name.size();
      ++calls;
      if (task) task(tome);
    });
  }
};

class Bookcase : public rowan::Model<Bookcase> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Tome> tomes;
  rowan::ManyToMany<Tome> borrowed;

  std::size_t letters = 0;

  ROWAN_MODEL(Bookcase, (), (id, name, tomes, borrowed))
  static void configure(rowan::ModelBuilder<Bookcase>& m) {
    m.table("life_bookcases");
    m.if_([](const Bookcase& shelf) { return shelf.name != "quiet"; }).after_find([](Bookcase& shelf) {
      ++calls;
      shelf.letters = shelf.name.size();
    });
  }
};

}  // namespace life_find
ROWAN_REGISTER_MODEL(life_find::Bookcase)
ROWAN_REGISTER_MODEL(life_find::Tome)

namespace life_find {
namespace {

class LifeFind : public record_tests::RecordTest {
 protected:
  LifeFind() {
    db.create_tables<Bookcase, Tome>();
    for (const char* name : {"one", "three"}) shelf.tomes.add(tome(name));
    shelf.name = "top";
    shelf.save_or_throw();
    first = Tome::find_by(Tome::c.name == "one")->id;
    calls = 0;
  }
  ~LifeFind() override { task = nullptr; }
  LifeFind(const LifeFind&) = delete;
  LifeFind& operator=(const LifeFind&) = delete;

  static Tome tome(std::string name) {
    Tome made;
    made.name = std::move(name);
    return made;
  }
  static int taken() { return std::exchange(calls, 0); }

  Bookcase shelf;
  std::int64_t first = 0;
};

// Whether there are that many, all of which were told of.
template <class Range>
bool know(Range&& records, std::size_t count) {
  std::size_t seen = 0;
  for (const Tome& each : records) {
    if (each.letters != each.name.size()) return false;
    ++seen;
  }
  return seen == count;
}

TEST_P(LifeFind, IsCalledForOne) {
  EXPECT_EQ(Tome::find(first).letters, 3u);
  EXPECT_EQ(Tome::find_if(first)->letters, 3u);
  for (int again = 0; again < 2; ++again) EXPECT_EQ(Tome::find_by(Tome::c.name == "three")->letters, 5u);
  EXPECT_EQ(taken(), 4);
  EXPECT_EQ(Tome::order(Tome::c.id).first()->letters, 3u);
  EXPECT_EQ(Tome::order(Tome::c.id).only(Tome::c.name).first()->letters, 3u);
  EXPECT_EQ(Tome::where(Tome::c.name == "three").sole().letters, 5u);
  EXPECT_EQ(Tome::preload(Tome::c.shelf).order(Tome::c.id).first()->letters, 3u);
  EXPECT_EQ(taken(), 5);  // and of the shelf
  EXPECT_FALSE(Tome::find_by(Tome::c.name == "none").has_value());
  EXPECT_EQ(taken(), 0);
}

TEST_P(LifeFind, IsCalledOnceForEachOfMany) {
  EXPECT_TRUE(know(Tome::order(Tome::c.id).load(), 2));
  EXPECT_TRUE(know(Tome::order(Tome::c.id).each(), 2));
  EXPECT_TRUE(know(Tome::find_all({first, first}), 2));
  EXPECT_TRUE(know(Tome::order(Tome::c.id).page(5).records, 2));
  EXPECT_EQ(taken(), 8);
  EXPECT_EQ(rowan::AnyRelation("life_find::Tome").load().size(), 2u);
  EXPECT_EQ(taken(), 2);
}

TEST_P(LifeFind, IsCalledForTargetsAsTheirOwnersAreTouched) {
  Bookcase low;
  low.name = "low";
  low.tomes.add(tome("seven77"));
  low.save_or_throw();
  const auto shelves = Bookcase::order(Bookcase::c.id).load();
  EXPECT_EQ(taken(), 2);
  EXPECT_TRUE(know(shelves[0].tomes, 2));
  EXPECT_EQ(taken(), 2);
  EXPECT_QUERY_COUNT(0) { EXPECT_TRUE(know(shelves[1].tomes, 1)); }
  EXPECT_EQ(taken(), 1);
  EXPECT_TRUE(know(shelves[0].tomes, 2));
  EXPECT_EQ(taken(), 0);
}

TEST_P(LifeFind, IsCalledOnceForATargetOfSeveral) {
  const auto tomes = Tome::order(Tome::c.id).load();
  taken();
  for (const Tome& each : tomes) EXPECT_EQ(each.shelf->letters, 3u);
  EXPECT_EQ(taken(), 1);
  EXPECT_EQ(Tome::preload(Tome::c.shelf).load()[1].shelf->letters, 3u);
  EXPECT_EQ(taken(), 3);
}

TEST_P(LifeFind, IsCalledForWhatIsPreloadedAndForCopies) {
  Bookcase low;
  low.name = "low";
  low.save_or_throw();
  Tome one = Tome::find(first);
  for (Bookcase* each : {&shelf, &low}) each->borrowed.link(one);
  taken();
  for (const Bookcase& each :
       Bookcase::preload(Bookcase::c.borrowed).preload(Bookcase::c.tomes).order(Bookcase::c.id).load()) {
    EXPECT_TRUE(know(each.borrowed, 1));
    EXPECT_TRUE(know(each.tomes, each.name == "top" ? 2 : 0));
  }
  EXPECT_EQ(taken(), 2 + 2 + 2);
  for (const Bookcase& each : Bookcase::order(Bookcase::c.id).load()) EXPECT_TRUE(know(each.borrowed, 1));
  EXPECT_EQ(taken(), 2 + 2);
}

TEST_P(LifeFind, IsCalledAgainByAReload) {
  Tome found = Tome::find(first);
  Tome::where(Tome::c.id == first).update_all(Tome::c.name = "seven77");
  found.reload();
  EXPECT_EQ(found.letters, 7u);
  EXPECT_EQ(taken(), 2);
  EXPECT_FALSE(found.changed());
}

TEST_P(LifeFind, HeedsConditions) {
  Bookcase quiet;
  quiet.name = "quiet";
  quiet.save_or_throw();
  EXPECT_EQ(Bookcase::find(quiet.id).letters, 0u);
}

TEST_P(LifeFind, MayQueryAndWriteOthers) {
  task = [](Tome& tome) {
    const auto outer = std::exchange(task, nullptr);
    EXPECT_EQ(Tome::where(Tome::c.id != tome.id).count(), 1u);
    Bookcase::create({{"name", "for " + tome.name}});
    EXPECT_EQ(tome.shelf->name, "top");
    EXPECT_EQ(tome.shelf->tomes.size(), 2u);
    task = outer;
  };
  EXPECT_TRUE(know(Tome::order(Tome::c.id).load(), 2));
  EXPECT_TRUE(know(Bookcase::find(shelf.id).tomes, 2));
  EXPECT_EQ(Tome::find(first).letters, 3u);
  EXPECT_EQ(Bookcase::count(), 6u);
}

TEST_P(LifeFind, WhatItThrowsEndsTheLoad) {
  task = [](Tome&) { throw std::domain_error("no"); };
  EXPECT_THROW((void)Tome::find(first), std::domain_error);
  EXPECT_THROW((void)Tome::order(Tome::c.id).load(), std::domain_error);
  const Bookcase found = Bookcase::find(shelf.id);
  EXPECT_THROW((void)found.tomes.size(), std::domain_error);
  task = nullptr;
  EXPECT_EQ(found.tomes.size(), 2u);
}

TEST_P(LifeFind, MayNeitherSaveNorMoveItsRecord) {
  task = [](Tome& tome) { (void)tome.save(); };
  EXPECT_THROW((void)Tome::find(first), rowan::RecordNotSaved);
  Tome thief;
  task = [&](Tome& tome) { thief = std::move(tome); };
  EXPECT_THROW((void)Tome::find(first), rowan::RecordMoved);
  task = [](Tome& tome) { tome.reload(); };
  EXPECT_THROW((void)Tome::find(first), rowan::RecordNotSaved);  // for ever
}

TEST_P(LifeFind, MayEndTheOwnerOrResetTheList) {
  auto owner = std::make_unique<Bookcase>(Bookcase::find(shelf.id));
  task = [&](Tome&) { owner.reset(); };
  EXPECT_THROW((void)owner->tomes.size(), rowan::RecordMoved);
  Bookcase other = Bookcase::find(shelf.id);
  task = [&](Tome&) { other.tomes.reset(); };
  EXPECT_THROW((void)other.tomes.size(), rowan::RecordMoved);
  task = [](Tome& tome) {
    const auto done = std::exchange(task, nullptr);
    tome.shelf->tomes.reset();
  };
  EXPECT_TRUE(know(Bookcase::preload(Bookcase::c.tomes).load()[0].tomes, 2));
}

ROWAN_RECORD_SUITE(LifeFind);

}  // namespace
}  // namespace life_find
