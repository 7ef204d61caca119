// Every operation on an association is done or not done, alone or inside a transaction, and a rollback takes it back,
// in rows and in handles.
#include <functional>
#include <stdexcept>

#include "contract/bookshop_test.hpp"
#include "rowan/core/log.hpp"

namespace whole {

struct Stop : std::runtime_error {
  Stop() : std::runtime_error("stop") {}
};

class Kid;
class Badge;
class Label;

class Owner : public rowan::Model<Owner> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Kid> kids;
  rowan::HasOne<Badge> badge;
  rowan::ManyToMany<Label> labels;

  ROWAN_MODEL(Owner, (), (id, name, kids, badge, labels))
  static void configure(rowan::ModelBuilder<Owner>& m);
};

/// Destroyed when it is taken from its owner.
class Badge : public rowan::Model<Badge> {
 public:
  std::int64_t id{};
  std::string file;
  rowan::BelongsTo<Owner> owner;

  ROWAN_MODEL(Badge, (), (id, file, owner))
  static void configure(rowan::ModelBuilder<Badge>& m) {
    m.attribute(&Badge::file).not_blank();
    m.belongs_to(&Badge::owner).unique();
  }
};

/// Set free when it is taken from its owner.
class Kid : public rowan::Model<Kid> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Owner> owner;

  inline static std::function<void(Kid&)> before_save, after_save;

  ROWAN_MODEL(Kid, (), (id, name, owner))
  static void configure(rowan::ModelBuilder<Kid>& m) {
    m.attribute(&Kid::name).max_length(10);
    m.belongs_to(&Kid::owner).optional();
    m.before_save([](Kid& kid) {
      if (before_save) before_save(kid);
    });
    m.after_save([](Kid& kid) {
      if (after_save) after_save(kid);
    });
  }
};

class Label : public rowan::Model<Label> {
 public:
  std::int64_t id{};
  std::string text;
  rowan::ManyToMany<Owner> owners;

  ROWAN_MODEL(Label, (), (id, text, owners))
  static void configure(rowan::ModelBuilder<Label>& m) { m.attribute(&Label::text).not_blank(); }
};

inline void Owner::configure(rowan::ModelBuilder<Owner>& m) {
  m.attribute(&Owner::name).not_blank();
  m.has_one(&Owner::badge).dependent(rowan::dependent::destroy);
}

/// Told what was committed and rolled back.
class Told : public rowan::Model<Told> {
 public:
  std::int64_t id{};
  std::string state;
  std::int64_t lock_version{};

  inline static std::vector<std::string> events;
  inline static std::function<void(Told&)> after_save;

  ROWAN_MODEL(Told, (), (id, state, lock_version))
  static void configure(rowan::ModelBuilder<Told>& m) {
    m.after_save([](Told& told) {
      if (const auto now = std::exchange(after_save, nullptr)) now(told);
    });
    m.after_commit([](const Told& told) { events.push_back("committed " + told.state); });
    m.after_rollback([](const Told& told) { events.push_back("undone " + told.state); });
  }
};

}  // namespace whole
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

const rowan::TransactionOptions savepoint{.requires_new = true};

class AllOrNothing : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {
 protected:
  AllOrNothing() : db(rowan::connect(GetParam().url(dir_))) {
    db.create_tables<Owner, Badge, Kid, Label, Told>();
    Kid::before_save = Kid::after_save = nullptr;
    Told::after_save = nullptr;
    Told::events.clear();
  }

  static Owner owner_of(int kids) {
    Owner owner;
    owner.name = "o";
    for (int i = 0; i < kids; ++i) owner.kids.build(kid("k" + std::to_string(i)));
    owner.save_or_throw();
    return owner;
  }
  static Kid kid(std::string name) {
    Kid made;
    made.name = std::move(name);
    return made;
  }
  static Badge badge(std::string file) {
    Badge made;
    made.file = std::move(file);
    return made;
  }
  static Label unsaved_label(std::string text) {
    Label made;
    made.text = std::move(text);
    return made;
  }
  static Label label(std::string text) {
    Label made = unsaved_label(std::move(text));
    made.save_or_throw();
    return made;
  }
  static std::uint64_t links() {
    std::uint64_t count = 0;
    for (Owner& owner : Owner::all()) count += owner.labels.count();
    return count;
  }
  std::uint64_t kids_of(const Owner& owner) { return Kid::where(Kid::c.owner == owner.id).count(); }

  /// In a transaction that is rolled back, in a savepoint that is, and in a released one whose transaction is.
  void undone(const std::function<void()>& code) {
    db.transaction([&](Transaction& transaction) {
      code();
      transaction.rollback();
    });
    db.transaction([&] {
      db.transaction(
          [&](Transaction& inner) {
            code();
            inner.rollback();
          },
          savepoint);
    });
    db.transaction([&](Transaction& transaction) {
      db.transaction([&] { code(); }, savepoint);
      transaction.rollback();
    });
  }

 private:
  rowan::testing::TempDir dir_;

 protected:
  rowan::Database db;
};

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

TEST_P(AllOrNothing, AChangedTargetIsNotSavedAndTheLogSaysSo) {
  struct Messages : rowan::LogSink {
    void statement(const rowan::StatementEvent&) override {}
    void message(rowan::LogLevel, std::string_view text) override { all += text; }
    std::string all;
  };
  Owner owner = owner_of(2);
  const auto messages = std::make_shared<Messages>();
  rowan::set_log_sink(messages);
  owner.save_or_throw();
  EXPECT_EQ(messages->all, "");
  owner.kids[1].name = "renamed";
  owner.save_or_throw();
  rowan::set_log_sink(nullptr);
  EXPECT_THAT(messages->all, HasSubstr("does not save what was changed in Owner.kids"));
  EXPECT_TRUE(owner.kids[1].changed());
  EXPECT_EQ(Kid::find(owner.kids[1].id).name, "k1");
}

TEST_P(AllOrNothing, AnErrorDoomsAsTheDatabaseDoesAndNothingElseDoes) {
  Owner owner = owner_of(1);
  Kid::after_save = [](Kid&) { throw Stop(); };
  db.transaction([&] {
    EXPECT_THROW(owner.kids.add(kid("ghost")), Stop);
    EXPECT_THROW(Kid::create({{"name", "ghost"}}), Stop);
    owner.name = "goes on";
    owner.save_or_throw();
  });
  Kid::after_save = nullptr;
  EXPECT_EQ(Owner::find(owner.id).name, "goes on");
  EXPECT_EQ(Kid::count(), 1u);
  // A key that is taken, of a model with callbacks, of one without, and of one with children.
  const auto survives = [&](const std::function<void()>& code) {
    try {
      db.transaction([&] {
        EXPECT_THROW(code(), rowan::UniqueViolation);
        label("goes on");
      });
    } catch (const rowan::TransactionError&) {
      return false;
    }
    return true;
  };
  const auto taken = [&](auto record) {
    return [&, record]() mutable {
      if constexpr (requires { record.text; })
        record.text = "t", record.id = label("l").id;
      else if constexpr (requires { record.kids; })
        record.name = "t", record.id = owner.id, record.kids.build(kid("kid"));
      else
        record.name = "t", record.id = owner.kids[0].id;
      record.save_or_throw();
    };
  };
  const bool plain = survives(taken(Label()));
  EXPECT_EQ(survives(taken(Kid())), plain);
  EXPECT_EQ(survives(taken(Owner())), plain);
}

TEST_P(AllOrNothing, AllThatIsInvalidIsToldAndNothingSent) {
  Owner owner;
  owner.kids.build(kid("much too long a name"));
  owner.kids.build(kid("fine"));
  owner.kids.build(kid("another name that is too long"));
  owner.badge.set({});
  owner.labels.build({});
  const auto statements = rowan::statements_executed();
  const auto result = owner.save();
  EXPECT_EQ(rowan::statements_executed(), statements);
  const std::string told = result.errors().to_string();
  for (const char* path : {"name can't", "kids[0].name", "kids[2].name", "badge.file", "labels[0].text"})
    EXPECT_THAT(told, HasSubstr(path));
  EXPECT_THAT(told, ::testing::Not(HasSubstr("kids[1]")));
  EXPECT_THAT(told, ::testing::Not(HasSubstr("owner must be set")));
  Kid lone = kid("a name that is too long");
  lone.owner = Owner();
  const auto both = lone.save();
  EXPECT_EQ(rowan::statements_executed(), statements);
  EXPECT_THAT(both.errors().to_string(), HasSubstr("owner.name can't be blank"));
  EXPECT_THAT(both.errors().to_string(), HasSubstr("name is too long"));
  std::vector<Owner> all(2);
  all[0].name = "fine";
  all[0].kids.build(kid("fine"));
  all[1].kids.build(kid("much too long a name"));
  const auto several = Owner::save_all(all);
  EXPECT_EQ(rowan::statements_executed(), statements);
  EXPECT_THAT(several.to_string(), HasSubstr("kids[0].name"));
  EXPECT_TRUE(all[0].is_new());
  all[1].name = "fine, too";
  all[1].kids[0].name = "fine";
  ASSERT_TRUE(Owner::save_all(all));
  EXPECT_EQ(Kid::count(), 2u);
}

TEST_P(AllOrNothing, AfterCommitIsGivenWhatWasWrittenLast) {
  Told told;
  told.state = "new";
  Told::after_save = [](Told& saved) {
    Told copy = Told::find(saved.id);
    copy.state = "confirmed";
    copy.save_or_throw();
  };
  told.save_or_throw();
  EXPECT_THAT(std::exchange(Told::events, {}), ElementsAre("committed confirmed"));
  Told::after_save = [](Told& saved) { Told::find(saved.id).update_columns({{"state", "columns"}}); };
  told.reload();
  told.state = "again";
  told.save_or_throw();
  EXPECT_THAT(std::exchange(Told::events, {}), ElementsAre("committed columns"));
}

// One row, saved or not on three levels; the two inner ones released or undone.
TEST_P(AllOrNothing, ARowIsToldOnceInWhateverOrderLevelsEnd) {
  Told told;
  const auto save = [&](const char* state) {
    told.state = state;
    told.save_or_throw();
  };
  save("saved");
  for (int shape = 0; shape < 64; ++shape) {
    const auto is = [&](int bit) { return (shape >> bit & 1) != 0; };
    told.reload();
    told.update_columns({{"state", "before"}});
    Told::events.clear();
    db.transaction([&] {
      if (is(0)) save("outer");
      db.transaction(
          [&](Transaction& middle) {
            if (is(1)) save("middle");
            db.transaction(
                [&](Transaction& inner) {
                  if (is(2)) save("inner");
                  if (is(4)) inner.rollback();
                },
                savepoint);
            if (is(3)) save("late");
            if (is(5)) middle.rollback();
          },
          savepoint);
    });
    std::vector<std::string> expected;
    if (is(2) && is(4)) expected.emplace_back("undone inner");
    const std::string middle = is(3) ? "late" : is(2) && !is(4) ? "inner" : is(1) ? "middle" : "";
    if (is(5) && !middle.empty()) expected.push_back("undone " + middle);
    const std::string last = !is(5) && !middle.empty() ? middle : is(0) ? "outer" : "";
    if (!last.empty()) expected.push_back("committed " + last);
    EXPECT_EQ(Told::events, expected) << "shape " << shape;
    EXPECT_EQ(Told::find(told.id).state, last.empty() ? "before" : last) << "shape " << shape;
  }
}

TEST_P(AllOrNothing, ALockVersionThatWasSetIsCompared) {
  Told told;
  told.state = "0";
  told.save_or_throw();
  told.state = "1";
  told.save_or_throw();
  Told form = Told::find(told.id);
  form.assign_json(R"({"state": "from a form", "lock_version": 0})");
  EXPECT_THROW((void)form.save(), rowan::StaleRecord);
  EXPECT_EQ(form.lock_version, 0) << "so that a second try fails, too";
  EXPECT_THROW((void)form.destroy(), rowan::StaleRecord);
  std::vector<Told> all;
  all.push_back(std::move(form));
  EXPECT_THROW((void)Told::save_all(all), rowan::StaleRecord);
  Told far = Told::find(told.id);
  far.lock_version = 500;
  EXPECT_THROW((void)far.save(), rowan::StaleRecord);
  Told right = Told::find(told.id);
  right.set("lock_version", 1);
  right.state = "2";
  right.save_or_throw();
  EXPECT_EQ(right.lock_version, 2);
  told.lock_version = 2;  // loaded before that, but set to what the row has
  told.state = "3";
  told.save_or_throw();
  EXPECT_EQ(Told::find(told.id).lock_version, 3);
  told.lock_version = 2;
  EXPECT_THROW((void)told.destroy(), rowan::StaleRecord);
  told.lock_version = 3;
  EXPECT_TRUE(told.destroy());
}

INSTANTIATE_TEST_SUITE_P(Databases, AllOrNothing, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace whole
