// after_find: whatever way a record is found, and whatever its callback does.
#include <functional>

#include "contract/record_models.hpp"
#include "rowan/model/from_sql.hpp"

namespace life_find {

class Bookcase;
class Tome;

/// What a test has each callback do.
inline std::function<void(Tome&)> task;
inline std::function<void()> shelf_task;
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
  rowan::HasOne<Tome> best;

  std::size_t letters = 0;

  ROWAN_MODEL(Bookcase, (), (id, name, tomes, borrowed, best))
  static void configure(rowan::ModelBuilder<Bookcase>& m) {
    m.table("life_bookcases");
    m.has_one(&Bookcase::best).inverse("shelf").order(Tome::c.name.desc());
    m.if_([](const Bookcase& shelf) { return shelf.name != "quiet"; }).after_find([](Bookcase& shelf) {
      ++calls;
      if (shelf_task) shelf_task();
      shelf.letters = shelf.name.size();
    });
  }
};

/// Goes up a tree as it is found.
class Branch : public rowan::Model<Branch> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Branch> parent;
  std::size_t depth = 0;

  ROWAN_MODEL(Branch, (), (id, parent))
  static void configure(rowan::ModelBuilder<Branch>& m) {
    m.table("life_branches");
    m.belongs_to(&Branch::parent).optional();
    m.after_find([](Branch& branch) { branch.depth = branch.parent ? branch.parent->depth + 1 : 0; });
  }
};

/// Changes what it was loaded with.
class Coded : public rowan::Model<Coded> {
 public:
  std::int64_t id{};
  std::string code, label;  // `label` is no attribute

  static inline const Coded* told = nullptr;

  ROWAN_MODEL(Coded, (), (id, code))
  static void configure(rowan::ModelBuilder<Coded>& m) {
    m.table("life_coded").attribute(&Coded::code).length(20).unique();
    m.after_find([](Coded& coded) {
      told = &coded;
      coded.label = "No. " + coded.code;
      coded.code += "!";
    });
  }
};

}  // namespace life_find
ROWAN_REGISTER_MODEL(life_find::Bookcase)
ROWAN_REGISTER_MODEL(life_find::Branch)
ROWAN_REGISTER_MODEL(life_find::Coded)
ROWAN_REGISTER_MODEL(life_find::Tome)

namespace life_find {
namespace {

using ::testing::HasSubstr;

class LifeFind : public record_tests::RecordTest {
 protected:
  LifeFind() {
    db.create_tables<Bookcase, Branch, Coded, Tome>();
    for (const char* name : {"one", "three"}) shelf.tomes.add(tome(name));
    shelf.name = "top";
    shelf.save_or_throw();
    first = Tome::find_by(Tome::c.name == "one")->id;
    calls = 0;
  }
  ~LifeFind() override {
    task = nullptr;
    shelf_task = nullptr;
  }
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
  EXPECT_TRUE(know(found.tomes, 2));
}

TEST_P(LifeFind, MayNotReplaceTheRecordsThatItIsLoadedFor) {
  auto shelves = Bookcase::order(Bookcase::c.id).load();
  task = [&](Tome&) { shelves = Bookcase::order(Bookcase::c.id).load(); };
  EXPECT_THROW((void)shelves[0].tomes.size(), rowan::RecordMoved);
  task = nullptr;
  EXPECT_TRUE(know(shelves[0].tomes, 2));
}

TEST_P(LifeFind, WhatItWasNotToldOfIsServedToNobody) {
  int left = 0;
  task = [&](Tome&) {
    if (left-- == 0) throw std::domain_error("no");
  };
  auto shelves = Bookcase::order(Bookcase::c.id).load();
  shelves[0].tomes.build().name = "waiting";
  left = 1;
  EXPECT_THROW((void)shelves[0].tomes.size(), std::domain_error);
  left = 9;
  EXPECT_EQ(shelves[0].tomes.size(), 3u) << "with what waits";
  EXPECT_EQ(shelves[0].tomes[0].letters + shelves[0].tomes[1].letters, 3u + 5u);

  std::vector<Bookcase> cases;
  cases.push_back(Bookcase::find(shelf.id));
  left = 1;
  EXPECT_THROW(Bookcase::preload(Bookcase::c.tomes).preload_into(cases), std::domain_error);
  left = 9;
  EXPECT_TRUE(know(cases[0].tomes, 2));
}

TEST_P(LifeFind, AReferenceItWasNotToldOfIsServedToNobody) {
  for (int i = 0; i < 2; ++i) Tome::create({{"name", "more"}, {"shelf", shelf.id}});
  const auto tomes = Tome::order(Tome::c.id).load();
  Bookcase::where(Bookcase::c.id == shelf.id).update_all(Bookcase::c.name = "high");
  shelf_task = [] { throw std::domain_error("no"); };  // the target of all of them is one record
  EXPECT_THROW((void)tomes[0].shelf->letters, std::domain_error);
  shelf_task = nullptr;
  EXPECT_EQ(tomes[1].shelf->letters, 4u);
  EXPECT_EQ(tomes[0].shelf->letters, 4u);
}

TEST_P(LifeFind, AReferenceThatIsResetByWhatItLoadsIsSaidToBe) {
  const Tome tome_ = Tome::find(first);
  shelf_task = [&] { const_cast<Tome&>(tome_).shelf.reset(); };
  EXPECT_THAT(record_tests::message_of<rowan::RecordMoved>([&] { (void)tome_.shelf->name; }), HasSubstr("reset"));
  shelf_task = nullptr;
  EXPECT_EQ(tome_.shelf->letters, 3u);
}

TEST_P(LifeFind, AReferenceThatIsChangedByWhatItLoadsIsAsChanged) {
  Tome loose = Tome::find(first);
  shelf_task = [&] { loose.shelf = std::nullopt; };
  EXPECT_EQ(loose.shelf.get_if(), nullptr);
  shelf_task = nullptr;
  EXPECT_EQ(loose.shelf, std::nullopt);
}

TEST_P(LifeFind, WhatWasAddedOutlivesALoadThatFails) {
  Bookcase found = Bookcase::find(shelf.id);
  Tome& added = found.tomes.add(Tome());
  added.name = "four";
  task = [](Tome&) { throw std::domain_error("no"); };
  EXPECT_THROW((void)found.tomes.size(), std::domain_error);
  task = nullptr;
  EXPECT_EQ(added.name, "four");
  EXPECT_EQ(found.tomes.size(), 3u);
}

TEST_P(LifeFind, ThatGoesUpALongChainIsAQueryError) {
  std::optional<std::int64_t> last;
  for (int i = 0; i < 120; ++i) {
    Branch branch;
    if (last) branch.set("parent", rowan::Value(*last));
    branch.save_or_throw();
    last = branch.id;
    if (i == 50) {
      EXPECT_EQ(Branch::find(*last).depth, 50u);
    }
  }
  EXPECT_THAT(record_tests::message_of<rowan::QueryError>([&] { (void)Branch::find(*last); }), HasSubstr("after_find"));
}

TEST_P(LifeFind, IsCalledForWhatAHandleKeeps) {
  Bookcase found = Bookcase::find(shelf.id);
  taken();
  EXPECT_EQ(found.best->name, "three");
  EXPECT_EQ(taken(), 1);
  EXPECT_EQ(Bookcase::preload(Bookcase::c.best).load()[0].best->name, "three");
  EXPECT_EQ(taken(), 2);
}

TEST_P(LifeFind, IsCalledForARecordThatIsUpserted) {
  for (int again = 0; again < 2; ++again) {
    Coded coded;
    coded.code = "ab";
    coded.upsert({"code"});
    EXPECT_EQ(Coded::told, &coded);
    EXPECT_EQ(coded.label, "No. ab");
    EXPECT_EQ(coded.code, "ab!");
    EXPECT_TRUE(coded.changed("code"));
    EXPECT_EQ(Coded::all().pluck(Coded::c.code), std::vector<std::string>{"ab"});
  }
}

TEST_P(LifeFind, MayNeitherSaveNorMoveItsRecord) {
  task = [](Tome& tome) { (void)tome.save(); };
  EXPECT_THAT(record_tests::message_of<rowan::RecordNotSaved>([&] { (void)Tome::find(first); }),
              ::testing::Not(HasSubstr("being saved")));
  Tome thief;
  task = [&](Tome& tome) { thief = std::move(tome); };
  EXPECT_THROW((void)Tome::find(first), rowan::RecordMoved);
  task = [](Tome& tome) { tome.reload(); };
  EXPECT_THROW((void)Tome::find(first), rowan::QueryError);  // for ever
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
