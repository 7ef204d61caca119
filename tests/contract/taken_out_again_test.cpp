// Callbacks and listeners of a record that is added to a list, and which they take out of it again.
#include <functional>
#include <memory>

#include "contract/bookshop_test.hpp"
#include "rowan/model/change_listener.hpp"
#include "rowan/model/soft_delete.hpp"

namespace returned {

class Parcel;
class Letter;
class Postcard;
class Stamp;

class Counter : public rowan::Model<Counter> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Parcel> parcels;      // deleted when they are taken out
  rowan::HasMany<Letter> letters;      // set free
  rowan::HasMany<Postcard> postcards;  // destroyed, softly
  rowan::HasOne<Stamp> stamp;          // destroyed

  ROWAN_MODEL(Counter, (), (id, name, parcels, letters, postcards, stamp))
  static void configure(rowan::ModelBuilder<Counter>& m);
};

/// What is called after each save.
template <class T>
struct AfterSave {
  inline static std::function<void(T&)> now;
};

class Parcel : public rowan::Model<Parcel> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Counter> counter;

  ROWAN_MODEL(Parcel, (), (id, name, counter))
  static void configure(rowan::ModelBuilder<Parcel>& m) {
    m.after_save([](Parcel& saved) {
      if (const auto code = std::exchange(AfterSave<Parcel>::now, nullptr)) code(saved);
    });
  }
};

class Letter : public rowan::Model<Letter> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Counter> counter;

  ROWAN_MODEL(Letter, (), (id, name, counter))
  static void configure(rowan::ModelBuilder<Letter>& m) {
    m.belongs_to(&Letter::counter).optional();
    m.after_create([](Letter& saved) {
      if (const auto code = std::exchange(AfterSave<Letter>::now, nullptr)) code(saved);
    });
  }
};

class Postcard : public rowan::Model<Postcard>, public rowan::SoftDelete {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Counter> counter;

  ROWAN_MODEL(Postcard, (rowan::SoftDelete), (id, name, counter))
  static void configure(rowan::ModelBuilder<Postcard>& m) {
    m.after_save([](Postcard& saved) {
      if (const auto code = std::exchange(AfterSave<Postcard>::now, nullptr)) code(saved);
    });
  }
};

class Stamp : public rowan::Model<Stamp> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Counter> counter;

  ROWAN_MODEL(Stamp, (), (id, name, counter))
  static void configure(rowan::ModelBuilder<Stamp>& m) {
    m.after_save([](Stamp& saved) {
      if (const auto code = std::exchange(AfterSave<Stamp>::now, nullptr)) code(saved);
    });
  }
};

void Counter::configure(rowan::ModelBuilder<Counter>& m) {
  m.has_many(&Counter::parcels).dependent(rowan::dependent::delete_all);
  m.has_many(&Counter::postcards).dependent(rowan::dependent::destroy);
  m.has_one(&Counter::stamp).dependent(rowan::dependent::destroy);
}

ROWAN_REGISTER_MODEL(Counter)
ROWAN_REGISTER_MODEL(Parcel)
ROWAN_REGISTER_MODEL(Letter)
ROWAN_REGISTER_MODEL(Postcard)
ROWAN_REGISTER_MODEL(Stamp)

namespace {

using ::testing::HasSubstr;

class TakenOutAgain : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {
 protected:
  TakenOutAgain() : db(rowan::connect(GetParam().url(dir_))) {
    db.create_tables<Counter, Parcel, Letter, Postcard, Stamp>();
    counter.name = "c";
    counter.parcels.build(named<Parcel>("there"));
    counter.letters.build(named<Letter>("there"));
    counter.postcards.build(named<Postcard>("there"));
    counter.save_or_throw();
  }
  ~TakenOutAgain() override {
    AfterSave<Parcel>::now = nullptr;
    AfterSave<Letter>::now = nullptr;
    AfterSave<Postcard>::now = nullptr;
    AfterSave<Stamp>::now = nullptr;
  }

  template <class T>
  static T named(std::string name) {
    T made;
    made.name = std::move(name);
    return made;
  }

  /// Adding throws, and leaves `list` as it was and as the rows are.
  template <class T, class List>
  void refused(List& list, std::function<void(T&)> code) {
    (void)list.size();
    AfterSave<T>::now = std::move(code);
    try {
      list.add(named<T>("added"));
      FAIL() << "the list holds " << list.size() << " and the database has " << list.count();
    } catch (const rowan::RecordNotSaved& error) {
      EXPECT_THAT(error.what(), HasSubstr("took it out again"));
    }
    unchanged<T>(list);
  }

  template <class T, class List>
  void unchanged(List& list) {
    ASSERT_EQ(list.size(), 1u);
    EXPECT_EQ(list[0].name, "there");
    EXPECT_EQ(list.count(), 1u);
    EXPECT_EQ(T::count(), 1u);
  }

 private:
  rowan::testing::TempDir dir_;

 protected:
  rowan::Database db;
  Counter counter;
};

TEST_P(TakenOutAgain, ByClearing) {
  refused<Parcel>(counter.parcels, [&](Parcel&) { counter.parcels.clear(); });
  refused<Letter>(counter.letters, [&](Letter&) { counter.letters.clear(); });
  refused<Postcard>(counter.postcards, [&](Postcard&) { counter.postcards.clear(); });
  counter.parcels.reset();
  counter.parcels.add(named<Parcel>("goes"));
  EXPECT_EQ(counter.parcels.size(), 2u);
}

TEST_P(TakenOutAgain, ByBulkChanges) {
  refused<Parcel>(counter.parcels, [&](Parcel&) { counter.parcels.delete_all(); });
  refused<Letter>(counter.letters, [&](Letter&) { counter.letters.delete_all(); });
}

TEST_P(TakenOutAgain, ByAnotherRecordOfTheRow) {
  const auto remove_loaded = [&](auto& list, const auto& saved) {
    list.reset();
    for (auto& each : list) {
      if (each.id == saved.id) return list.remove(each);
    }
  };
  refused<Parcel>(counter.parcels, [&](Parcel& saved) { remove_loaded(counter.parcels, saved); });
  refused<Letter>(counter.letters, [&](Letter& saved) { remove_loaded(counter.letters, saved); });
  refused<Postcard>(counter.postcards, [&](Postcard& saved) { remove_loaded(counter.postcards, saved); });
  refused<Parcel>(counter.parcels, [&](Parcel& saved) {
    counter.parcels.reset();
    Parcel::find(saved.id).delete_row();
  });
}

TEST_P(TakenOutAgain, ByWhatEndsTheOwner) {
  refused<Parcel>(counter.parcels, [&](Parcel&) {
    Letter::all().everything().delete_all();
    Postcard::all().everything().delete_all();
    (void)counter.destroy();
  });
  EXPECT_TRUE(counter.is_persisted());
  EXPECT_EQ(Letter::count(), 1u);
}

TEST_P(TakenOutAgain, ByANewTargetInItsPlace) {
  counter.stamp.set(named<Stamp>("there"));
  AfterSave<Stamp>::now = [&](Stamp&) {
    counter.stamp.reset();
    counter.stamp.set(named<Stamp>("inner"));
  };
  EXPECT_THROW(counter.stamp.set(named<Stamp>("outer")), rowan::RecordNotSaved);
  EXPECT_EQ(counter.stamp->name, "there");
  EXPECT_EQ(Stamp::count(), 1u);
  AfterSave<Stamp>::now = [&](Stamp&) {
    counter.stamp.reset();
    (void)counter.stamp->destroy();
  };
  EXPECT_THROW(counter.stamp.set(named<Stamp>("outer")), rowan::RecordNotSaved);
  EXPECT_EQ(counter.stamp->name, "there");
  EXPECT_EQ(Stamp::count(), 1u);
}

// It is being worked on.
TEST_P(TakenOutAgain, TheRecordItselfRefuses) {
  const auto fails = [&](std::function<void(Parcel&)> code) {
    AfterSave<Parcel>::now = std::move(code);
    EXPECT_THROW(counter.parcels.add(named<Parcel>("added")), rowan::RecordNotSaved);
    unchanged<Parcel>(counter.parcels);
  };
  fails([&](Parcel& saved) { counter.parcels.remove(saved); });
  fails([&](Parcel& saved) { (void)saved.destroy(); });
  fails([&](Parcel& saved) { saved.delete_row(); });
}

TEST_P(TakenOutAgain, AListThatIsOnlyLoadedAnewKeepsIt) {
  AfterSave<Parcel>::now = [&](Parcel&) { counter.parcels.reset(); };
  Parcel& added = counter.parcels.add(named<Parcel>("added"));
  EXPECT_EQ(counter.parcels.size(), 2u);
  EXPECT_EQ(&added, &counter.parcels[1]);
  AfterSave<Letter>::now = [&](Letter&) { counter.reload(); };
  counter.letters.add(named<Letter>("added"));
  EXPECT_EQ(counter.letters.size(), 2u);
}

// While the owner is saved, nothing that is in no list is refused: both have it, or neither.
TEST_P(TakenOutAgain, WhileTheOwnerIsSaved) {
  (void)counter.parcels.size();
  (void)counter.letters.size();
  counter.parcels.build(named<Parcel>("one"));
  counter.parcels.build(named<Parcel>("two"));
  AfterSave<Parcel>::now = [&](Parcel&) { counter.parcels.clear(); };
  counter.save_or_throw();
  EXPECT_EQ(counter.parcels.size(), Parcel::count());
  counter.letters.build(named<Letter>("one"));
  counter.letters.build(named<Letter>("two"));
  counter.letters.build(named<Letter>("three"));
  AfterSave<Letter>::now = [&](Letter&) { counter.letters.delete_all(); };
  counter.save_or_throw();
  EXPECT_EQ(counter.letters.size(), 2u);
  EXPECT_EQ(Letter::count(), 2u);
}

struct Clears : rowan::ChangeListener {
  explicit Clears(Counter& of) : counter(of) {}
  void after(const rowan::RowChange& change) override {
    if (change.operation == rowan::Operation::insert && !std::exchange(done, true)) counter.parcels.clear();
  }
  Counter& counter;
  bool done = false;
};

TEST_P(TakenOutAgain, ByAListener) {
  const auto listening = rowan::listen<Parcel>(std::make_shared<Clears>(counter));
  EXPECT_THROW(counter.parcels.add(named<Parcel>("added")), rowan::RecordNotSaved);
  EXPECT_EQ(counter.parcels.size(), Parcel::count());
}

INSTANTIATE_TEST_SUITE_P(Databases, TakenOutAgain, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace returned
