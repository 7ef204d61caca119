// Records that are deleted by a time-stamp.
#include "contract/record_models.hpp"
#include "rowan/model/soft_delete.hpp"

namespace life_soft {

inline std::vector<std::string> called;

/// What a mix-in of the program's own declares for the models that list it.
class Named {
 public:
  std::string name;
  ROWAN_MIXIN(Named, (), (name))

  template <class T>
  static void configure_mixin(rowan::ModelBuilder<T>& m) {
    m.attribute(&Named::name).not_blank();
    m.before_destroy([](T& record) { called.push_back("before_destroy " + record.name); });
  }
};

/// Declares nothing, and lists one that does.
class Titled : public Named {
 public:
  std::string title;
  ROWAN_MIXIN(Titled, (Named), (title))
};

class Portfolio : public rowan::Model<Portfolio>, public Titled {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Portfolio, (Titled), (id))
};

class Folder;
class Paper;
class Sticker;

class Paper : public rowan::Model<Paper>, public Named, public rowan::SoftDelete {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Folder> folder;
  rowan::Instant updated_at{};

  ROWAN_MODEL(Paper, (Named, rowan::SoftDelete), (id, folder, updated_at))
  static void configure(rowan::ModelBuilder<Paper>& m) {
    m.table("life_papers");
    m.belongs_to(&Paper::folder).optional();
  }
};

/// Has no time-stamp: a soft delete of its folder leaves it.
class Sticker : public rowan::Model<Sticker> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Folder> folder;

  ROWAN_MODEL(Sticker, (), (id, folder))
  static void configure(rowan::ModelBuilder<Sticker>& m) {
    m.table("life_stickers");
    m.belongs_to(&Sticker::folder).optional();
  }
};

class Folder : public rowan::Model<Folder>, public Named, public rowan::SoftDelete {
 public:
  std::int64_t id{};
  rowan::HasMany<Paper> papers;
  rowan::HasMany<Sticker> stickers;

  ROWAN_MODEL(Folder, (Named, rowan::SoftDelete), (id, papers, stickers))
  static void configure(rowan::ModelBuilder<Folder>& m) {
    m.table("life_folders");
    m.has_many(&Folder::papers).dependent(rowan::dependent::destroy);
    m.has_many(&Folder::stickers).dependent(rowan::dependent::destroy);
  }
};

class Slip;
/// Its time-stamp keeps whole seconds; that of its slips all.
class Shelf : public rowan::Model<Shelf>, public rowan::SoftDelete {
 public:
  std::int64_t id{};
  rowan::HasMany<Slip> slips;

  ROWAN_MODEL(Shelf, (rowan::SoftDelete), (id, slips))
  static void configure(rowan::ModelBuilder<Shelf>& m) {
    m.table("life_shelves").attribute(&Shelf::deleted_at).stored_as_epoch_seconds();
    m.has_many(&Shelf::slips).dependent(rowan::dependent::destroy);
  }
};
class Slip : public rowan::Model<Slip>, public rowan::SoftDelete {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Shelf> shelf;

  ROWAN_MODEL(Slip, (rowan::SoftDelete), (id, shelf))
  static void configure(rowan::ModelBuilder<Slip>& m) { m.table("life_slips").belongs_to(&Slip::shelf).optional(); }
};

class Tenant : public rowan::Model<Tenant> {
 public:
  std::int64_t house{}, code{};

  ROWAN_MODEL(Tenant, (), (house, code))
  static void configure(rowan::ModelBuilder<Tenant>& m) {
    m.table("life_tenants").primary_key(&Tenant::house, &Tenant::code);
  }
};
/// Shares a column with its reference.
class Lease : public rowan::Model<Lease>, public rowan::SoftDelete {
 public:
  std::int64_t id{}, house{};
  rowan::BelongsTo<Tenant, std::tuple<std::int64_t, std::int64_t>> tenant;
  std::int32_t from{}, until{};
  std::optional<std::int32_t> until_again;

  ROWAN_MODEL(Lease, (rowan::SoftDelete), (id, house, tenant, from, until))
  static void configure(rowan::ModelBuilder<Lease>& m) {
    m.table("life_leases").belongs_to(&Lease::tenant).columns(&Lease::house, "tenant_code");
    m.attribute(&Lease::until).more_than(c.from);
    m.confirmed_by(&Lease::until, &Lease::until_again);
  }
};

/// Is told what became of its rows.
class Notice : public rowan::Model<Notice>, public rowan::SoftDelete {
 public:
  std::int64_t id{};
  std::string name;

  ROWAN_MODEL(Notice, (rowan::SoftDelete), (id, name))
  static void configure(rowan::ModelBuilder<Notice>& m) {
    using enum rowan::Occasion;
    m.table("life_notices");
    m.on(create).after_commit([](const Notice& notice) { called.push_back("created " + notice.name); });
    m.on(update).after_commit([](const Notice& notice) { called.push_back("updated " + notice.name); });
    m.on(destroy).after_commit([](const Notice& notice) { called.push_back("destroyed " + notice.name); });
  }
};

}  // namespace life_soft
ROWAN_REGISTER_MODEL(life_soft::Notice)
ROWAN_REGISTER_MODEL(life_soft::Shelf)
ROWAN_REGISTER_MODEL(life_soft::Slip)
ROWAN_REGISTER_MODEL(life_soft::Tenant)
ROWAN_REGISTER_MODEL(life_soft::Lease)
ROWAN_REGISTER_MODEL(life_soft::Portfolio)
ROWAN_REGISTER_MODEL(life_soft::Folder)
ROWAN_REGISTER_MODEL(life_soft::Paper)
ROWAN_REGISTER_MODEL(life_soft::Sticker)

namespace life_soft {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class LifeSoftDelete : public record_tests::RecordTest {
 protected:
  LifeSoftDelete() {
    db.create_tables<Folder, Notice, Paper, Sticker>();
    folder = named<Folder>("folder");
    a = in_folder("a");
    b = in_folder("b");
    sticker.folder = folder;
    sticker.save_or_throw();
    called.clear();
  }
  ~LifeSoftDelete() override { rowan::set_clock(nullptr); }

  template <class M>
  M named(std::string name) {
    M made;
    made.name = std::move(name);
    made.save_or_throw();
    return made;
  }
  Paper in_folder(std::string name) {
    Paper made;
    made.name = std::move(name);
    made.folder = folder;
    made.save_or_throw();
    return made;
  }
  static std::vector<std::string> names() { return Paper::order(Paper::c.name).pluck(Paper::c.name); }

  Folder folder;
  Paper a, b;
  Sticker sticker;
};

TEST_P(LifeSoftDelete, HidesTheRowAndKeepsIt) {
  record_tests::stop_clock("2026-05-01T12:00:00Z");
  a.name = "not sent";
  ASSERT_TRUE(a.destroy());
  EXPECT_THAT(called, ElementsAre("before_destroy not sent"));
  EXPECT_TRUE(a.is_deleted());
  EXPECT_TRUE(a.is_persisted());
  EXPECT_THAT(names(), ElementsAre("b"));
  EXPECT_FALSE(Paper::find_if(a.id).has_value());
  EXPECT_THROW((void)Paper::find(a.id), rowan::RecordNotFound);
  EXPECT_EQ(folder.papers.count(), 1u);
  EXPECT_EQ(Folder::where(Folder::c.papers.some(Paper::c.name == "a")).count(), 0u);
  const Paper there = Paper::unscoped().find(a.id);
  EXPECT_EQ(there.name, "a");
  EXPECT_EQ(there.deleted_at, a.deleted_at);
  EXPECT_EQ(Paper::unscoped().where(!Paper::c.deleted_at.is_null()).count(), 1u);
}

TEST_P(LifeSoftDelete, SaysThatATargetMayBeHidden) {
  Folder::where(Folder::c.id == folder.id).update_all(Folder::c.deleted_at = rowan::now());
  const Sticker its = Sticker::find(sticker.id);
  EXPECT_THAT(record_tests::message_of<rowan::RecordNotFound>([&] { (void)its.folder->id; }),
              HasSubstr("Folder::unscoped()"));
}

TEST_P(LifeSoftDelete, TakesTheRecordOutOfLoadedLists) {
  ASSERT_EQ(folder.papers.size(), 2u);
  ASSERT_TRUE(folder.papers[0].destroy());
  ASSERT_EQ(folder.papers.size(), 1u);
  EXPECT_EQ(folder.papers[0].name, "b");
}

TEST_P(LifeSoftDelete, IsTakenBackByRestore) {
  ASSERT_TRUE(a.destroy());
  rowan::restore(a);
  EXPECT_FALSE(a.is_deleted());
  EXPECT_FALSE(a.changed());
  EXPECT_THAT(names(), ElementsAre("a", "b"));
  EXPECT_QUERY_COUNT(1) { rowan::restore(a); }  // asks the row
  EXPECT_THAT(record_tests::message_of<rowan::QueryError>([&] { rowan::restore(sticker); }), HasSubstr("SoftDelete"));
  EXPECT_THROW((void)rowan::really_destroy(sticker), rowan::QueryError);
}

TEST_P(LifeSoftDelete, ASecondDestroyLeavesTheTimeStamp) {
  ASSERT_TRUE(folder.destroy());
  const auto when = folder.deleted_at;
  called.clear();
  ASSERT_TRUE(folder.destroy());
  EXPECT_EQ(folder.deleted_at, when);
  EXPECT_TRUE(called.empty());
  rowan::restore(folder);
  EXPECT_THAT(names(), ElementsAre("a", "b"));
  Paper stale = Paper::find(a.id);
  ASSERT_TRUE(a.destroy());
  EXPECT_THROW((void)stale.destroy(), rowan::StaleRecord);
  EXPECT_FALSE(stale.is_deleted()) << "nothing was sent";
  rowan::restore(a);
  EXPECT_FALSE(Paper::find(a.id).is_deleted());
}

TEST_P(LifeSoftDelete, LeavesTheRecordAsItWasWhereItFails) {
  ROWAN_NEEDS(raw_sql);
  db.execute("DROP TABLE life_papers");
  EXPECT_THROW((void)a.destroy(), rowan::Error);
  EXPECT_FALSE(a.is_deleted());
  EXPECT_FALSE(a.changed());
}

TEST_P(LifeSoftDelete, CallbacksSeeNoDeletedRows) {
  ASSERT_TRUE(a.destroy());
  static std::uint64_t seen = 0;
  class Counting : public rowan::ChangeListener {
    void before(const rowan::RowChange& change) override {
      if (change.operation == rowan::Operation::destroy && change.model.name == "Folder") seen = Paper::count();
    }
  };
  const auto listening = rowan::listen<Folder>(std::make_shared<Counting>());
  ASSERT_TRUE(rowan::really_destroy(folder));
  EXPECT_EQ(seen, 0u) << "its papers are gone, and none is shown before";
}

// Papers that stay deleted while their folder goes are counted by nobody in the course of it.
TEST_P(LifeSoftDelete, NobodyWhoIsToldSeesDeletedRows) {
  ASSERT_TRUE(a.destroy());
  static std::vector<std::uint64_t> seen;
  seen.clear();
  class Counting : public rowan::ChangeListener {
    void before(const rowan::RowChange&) override { seen.push_back(Paper::count()); }
  };
  const auto listening = rowan::listen<Paper>(std::make_shared<Counting>());
  rowan::restore(a);
  ASSERT_TRUE(a.destroy());
  db.transaction([&](rowan::Transaction& transaction) {
    transaction.after_commit([] { seen.push_back(Paper::count()); });
    ASSERT_TRUE(rowan::really_destroy(a));
  });
  EXPECT_THAT(seen, ElementsAre(1u, 2u, 1u, 1u));
}

TEST_P(LifeSoftDelete, TheRowDecidesWhetherItIsDeleted) {
  a.deleted_at = rowan::now();
  ASSERT_TRUE(a.destroy());
  EXPECT_THAT(names(), ElementsAre("b")) << "what was never saved is no deletion";
  Paper stale = Paper::unscoped().find(a.id);
  rowan::restore(a);
  ASSERT_TRUE(stale.destroy());
  EXPECT_THAT(names(), ElementsAre("b")) << "restored meanwhile, it is deleted again";
  Paper part = Paper::unscoped().where(Paper::c.id == a.id).only(Paper::c.id).load()[0];
  rowan::restore(part);
  EXPECT_THAT(names(), ElementsAre("a", "b"));
  Paper fixed = Paper::all().readonly().first().value();
  EXPECT_THROW(rowan::restore(fixed), rowan::Error);
}

TEST_P(LifeSoftDelete, TheRowDecidesWhetherItIsRestored) {
  Paper live = Paper::find(a.id);
  ASSERT_TRUE(a.destroy());
  rowan::restore(live);
  EXPECT_THAT(names(), ElementsAre("a", "b")) << "deleted by another since it was loaded";

  record_tests::stop_clock("2026-05-01T12:00:00Z");
  ASSERT_TRUE(folder.destroy());
  Folder stale = Folder::unscoped().find(folder.id);
  rowan::restore(folder);
  record_tests::stop_clock("2026-05-02T12:00:00Z");
  ASSERT_TRUE(folder.destroy());
  rowan::restore(stale);
  EXPECT_THAT(names(), ElementsAre("a", "b")) << "deleted again since it was loaded";
  EXPECT_FALSE(stale.is_deleted());

  ASSERT_TRUE(b.destroy());
  Paper known = Paper::unscoped().find(b.id);
  rowan::restore(b);
  rowan::restore(known);
  EXPECT_FALSE(known.is_deleted()) << "restored by another";
  Paper gone = Paper::find(b.id);
  b.delete_row();
  EXPECT_THROW(rowan::restore(gone), rowan::StaleRecord);
}

TEST_P(LifeSoftDelete, WhatIsRestoredInTheSameTransactionIsNotToldAsDestroyed) {
  Notice known = Notice::create({{"name", "known"}});
  called.clear();
  db.transaction([&] {
    ASSERT_TRUE(known.destroy());
    rowan::restore(known);
  });
  EXPECT_THAT(std::exchange(called, {}), ElementsAre("updated known"));
  db.transaction([&] {
    Notice made = Notice::create({{"name", "made"}});
    ASSERT_TRUE(made.destroy());
    nested([&] { rowan::restore(made); });
    ASSERT_TRUE(known.destroy());
    undone([&] { rowan::restore(known); }, {.requires_new = true});
    known.update_columns({{"name", "gone"}});
  });
  EXPECT_THAT(std::exchange(called, {}), ElementsAre("created made", "destroyed gone"));
  db.transaction([&] {
    nested([&] {
      rowan::restore(known);
      ASSERT_TRUE(known.destroy());
    });
    nested([&] { rowan::restore(known); });
    ASSERT_TRUE(known.destroy());
  });
  EXPECT_THAT(std::exchange(called, {}), ElementsAre("destroyed gone"));
}

TEST_P(LifeSoftDelete, ReallyDestroyShowsNothingDeletedInListsOfOthers) {
  Folder second = named<Folder>("second");
  Paper kept;
  kept.name = "kept";
  kept.folder = second;
  kept.save_or_throw();
  ASSERT_TRUE(kept.destroy());
  db.transaction([&] {
    auto all = Folder::order(Folder::c.id).load();
    ASSERT_TRUE(rowan::really_destroy(all[0]));
    EXPECT_TRUE(all[1].papers.empty());
  });
}

TEST_P(LifeSoftDelete, RestoreKnowsDependentsByAStampOfAnotherPrecision) {
  db.create_tables<Shelf, Slip>();
  Shelf shelf = Shelf::create({});
  Slip slip = Slip::create(Slip::c.shelf = shelf.id);
  ASSERT_TRUE(shelf.destroy());
  EXPECT_EQ(Slip::count(), 0u);
  rowan::restore(shelf);
  EXPECT_EQ(Slip::count(), 1u);
  ASSERT_TRUE(Slip::find(slip.id).destroy());
  rowan::restore(shelf);
  EXPECT_EQ(Slip::count(), 0u);
}

TEST_P(LifeSoftDelete, ColumnsThatAReferenceSharesLeaveRulesAndStampsWhole) {
  db.create_tables<Tenant, Lease>();
  Tenant tenant;
  tenant.house = 1;
  tenant.code = 7;
  tenant.save_or_throw();
  Lease lease;
  lease.house = 1;
  lease.tenant = tenant;
  lease.from = 5;
  lease.until = 3;
  lease.until_again = 4;
  const auto errors = lease.validate();
  EXPECT_EQ(errors.full_messages().size(), 2u) << errors;
  lease.until = 6;
  lease.until_again = 6;
  lease.save_or_throw();
  ASSERT_TRUE(lease.destroy());
  EXPECT_EQ(Lease::count(), 0u);
  rowan::restore(lease);
  EXPECT_EQ(Lease::count(), 1u);
}

TEST_P(LifeSoftDelete, GoesToDependentsThatCanComeBackAndBack) {
  record_tests::stop_clock("2026-05-01T12:00:00Z");
  ASSERT_TRUE(b.destroy());
  record_tests::stop_clock("2026-05-02T12:00:00Z");
  ASSERT_TRUE(folder.destroy());
  EXPECT_THAT(called, UnorderedElementsAre("before_destroy b", "before_destroy folder", "before_destroy a"));
  EXPECT_EQ(Paper::count(), 0u);
  EXPECT_EQ(Folder::count(), 0u);
  EXPECT_EQ(Sticker::count(), 1u);
  EXPECT_EQ(Sticker::find(sticker.id).get("folder"), rowan::Value(folder.id));
  rowan::restore(folder);
  EXPECT_EQ(Folder::count(), 1u);
  EXPECT_THAT(names(), ElementsAre("a"));  // b was deleted before
  EXPECT_EQ(folder.papers.size(), 1u);
}

TEST_P(LifeSoftDelete, IsUndoneWithItsTransaction) {
  undone([&] {
    ASSERT_TRUE(a.destroy());
    EXPECT_THAT(names(), ElementsAre("b"));
  });
  EXPECT_FALSE(a.is_deleted());
  EXPECT_FALSE(a.changed());
  EXPECT_THAT(names(), ElementsAre("a", "b"));
  ASSERT_TRUE(a.destroy());
  undone([&] { rowan::restore(a); });
  EXPECT_TRUE(a.is_deleted());
  EXPECT_THAT(names(), ElementsAre("b"));
}

TEST_P(LifeSoftDelete, ReallyDestroyDeletesAll) {
  ASSERT_TRUE(a.destroy());
  ASSERT_TRUE(rowan::really_destroy(folder));
  EXPECT_TRUE(folder.is_destroyed());
  EXPECT_EQ(Folder::unscoped().count(), 0u);
  EXPECT_EQ(Paper::unscoped().count(), 0u);
  EXPECT_EQ(Sticker::count(), 0u);
}

TEST_P(LifeSoftDelete, OfAWholeRelation) {
  EXPECT_EQ(Paper::where(Paper::c.name == "a").destroy_all(), 1u);
  EXPECT_THAT(names(), ElementsAre("b"));
  EXPECT_EQ(Paper::unscoped().count(), 2u);
  EXPECT_EQ(Paper::everything().delete_all(), 1u);  // the bare DELETE, of what is shown
  EXPECT_EQ(Paper::unscoped().count(), 1u);
}

TEST_P(LifeSoftDelete, MixInsDeclareForTheirModels) {
  EXPECT_EQ(Paper().validate().to_string(), "name can't be blank");
  EXPECT_EQ(rowan::describe("life_soft::Folder").find_attribute("name")->rules.at(0).kind, "not_blank");
}

TEST_P(LifeSoftDelete, MixInsDeclareOnceWhereAnotherListsThem) {
  const rowan::ModelDescription told = rowan::describe("life_soft::Portfolio");
  EXPECT_EQ(told.find_attribute("name")->rules.size(), 1u);
  EXPECT_EQ(told.callbacks.size(), 1u);
}

ROWAN_RECORD_SUITE(LifeSoftDelete);

}  // namespace
}  // namespace life_soft
