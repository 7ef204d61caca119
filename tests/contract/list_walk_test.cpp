// Walks at random over lists, failing callbacks and nested transactions: after each step, what lists hold in memory is
// what the rows say.
#include <random>
#include <set>
#include <stdexcept>

#include "contract/bookshop_test.hpp"

namespace walked {

class Owner;
class Child;
class Pet;
class Badge;
class Label;

struct Stop : std::runtime_error {
  Stop() : std::runtime_error("stop") {}
};

/// The callback that throws: the first from now, the second, …; 0: none.
inline int stop_at = 0;
inline void called() {
  if (stop_at > 0 && --stop_at == 0) throw Stop();
}

class Owner : public rowan::Model<Owner> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Child> children;
  rowan::HasMany<Pet> pets;
  rowan::HasOne<Badge> badge;
  rowan::ManyToMany<Label> labels;

  ROWAN_MODEL(Owner, (), (id, name, children, pets, badge, labels))
  static void configure(rowan::ModelBuilder<Owner>& m);
};

/// Set free when it is removed.
class Child : public rowan::Model<Child> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Owner> owner;

  ROWAN_MODEL(Child, (), (id, name, owner))
  static void configure(rowan::ModelBuilder<Child>& m) {
    m.attribute(&Child::name).not_blank();
    m.belongs_to(&Child::owner).optional();
    m.before_save([](Child&) { called(); }).after_save([](Child&) { called(); });
  }
};

/// Destroyed when it is removed.
class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Owner> owner;

  ROWAN_MODEL(Pet, (), (id, name, owner))
  static void configure(rowan::ModelBuilder<Pet>& m) {
    m.after_destroy([](Pet&) { called(); }).after_commit([](const Pet&) {});
  }
};

class Badge : public rowan::Model<Badge> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Owner> owner;

  ROWAN_MODEL(Badge, (), (id, name, owner))
  static void configure(rowan::ModelBuilder<Badge>& m) {
    m.attribute(&Badge::name).not_blank();
    m.belongs_to(&Badge::owner).unique();
    m.after_save([](Badge&) { called(); });
  }
};

class Label : public rowan::Model<Label> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::ManyToMany<Owner> owners;

  ROWAN_MODEL(Label, (), (id, name, owners))
  static void configure(rowan::ModelBuilder<Label>& m) {
    m.after_save([](Label&) { called(); });
  }
};

inline void Owner::configure(rowan::ModelBuilder<Owner>& m) {
  m.has_one(&Owner::badge).dependent(rowan::dependent::destroy);
  m.has_many(&Owner::pets).dependent(rowan::dependent::destroy);
}

}  // namespace walked
ROWAN_REGISTER_MODEL(walked::Owner)
ROWAN_REGISTER_MODEL(walked::Child)
ROWAN_REGISTER_MODEL(walked::Pet)
ROWAN_REGISTER_MODEL(walked::Badge)
ROWAN_REGISTER_MODEL(walked::Label)

namespace walked {
namespace {

using Names = std::multiset<std::string>;

template <class T>
T named(std::string name) {
  T made;
  made.name = std::move(name);
  return made;
}

template <class T>
Names rows_of(const Owner& owner) {
  Names names;
  for (const T& row : T::where(T::c.owner == owner.id)) names.insert(row.name);
  return names;
}

template <class List>
Names held_by(List& list) {
  Names names;
  for (auto& record : list) {
    if (!record.is_new()) names.insert(record.name);
  }
  return names;
}

class Walk {
 public:
  Walk(rowan::Database& db, unsigned seed) : db_(db), random_(seed), owner_(named<Owner>("owner")) {
    owner_.save_or_throw();
    for (int i = 0; i < 4; ++i) {
      labels_.push_back(named<Label>("label " + std::to_string(i)));
      labels_.back().save_or_throw();
    }
  }

  void run() {
    for (int i = 0; i < 8; ++i) level(0);
  }

 private:
  unsigned pick(unsigned count) { return static_cast<unsigned>(random_() % count); }

  void level(int depth) {
    for (unsigned i = 1 + pick(5); i-- > 0 && !::testing::Test::HasFailure();) {
      if (depth == 4 || pick(3) != 0) {
        step();
        continue;
      }
      const unsigned end = pick(3);
      steps_ += " (";
      try {
        db_.transaction(
            [&](rowan::Transaction& transaction) {
              level(depth + 1);
              if (end == 1) transaction.rollback();
              if (end == 2) throw Stop();
            },
            {.requires_new = true});
      } catch (const Stop&) {
        // as any error may leave a block
      }
      steps_ += end == 0 ? " )" : " )undone";
      check();
    }
  }

  void step() {
    const unsigned kind = pick(22);
    stop_at = pick(5) == 0 ? static_cast<int>(1 + pick(3)) : 0;
    steps_ += " " + std::to_string(kind) + (stop_at > 0 ? "!" : "");
    try {
      change(kind, "n" + std::to_string(++count_));
    } catch (const Stop&) {
    } catch (const rowan::TransactionError& error) {
      ADD_FAILURE() << error.what() << steps_;
    } catch (const rowan::Error&) {
      // refused
    }
    stop_at = 0;
    if (pick(4) == 0) {
      Owner moved = std::move(owner_);
      owner_ = std::move(moved);
    }
    check();
  }

  void change(unsigned kind, std::string name) {
    switch (kind) {
      case 0:
        owner_.children.add(named<Child>(std::move(name)));
        break;
      case 1:
        owner_.children.add({});  // invalid
        break;
      case 2:
        owner_.children.build(named<Child>(std::move(name)));
        break;
      case 3:
        owner_.children.clear();
        break;
      case 4:
        owner_.children.reset();
        break;
      case 5:
        owner_.pets.add(named<Pet>(std::move(name)));
        break;
      case 6:
        owner_.pets.clear();
        break;
      case 7:
      case 8:
        owner_.badge.set(named<Badge>(std::move(name)));
        break;
      case 9:
        owner_.badge.set({});  // invalid
        break;
      case 10:
        owner_.badge.remove();
        break;
      case 11:
        if (owner_.badge && owner_.badge->is_persisted()) static_cast<void>(owner_.badge->destroy());
        break;
      case 12:
        owner_.labels.link(labels_[pick(4)]);
        break;
      case 13:
        owner_.labels.add(named<Label>(std::move(name)));
        break;
      case 14:
        owner_.labels.build(named<Label>(std::move(name)));
        break;
      case 15:
        owner_.labels.remove(labels_[pick(4)]);
        break;
      case 16:
        owner_.labels.clear();
        break;
      case 17:
        remove_one(owner_.labels);
        break;
      case 18:
        pick(2) == 0 ? remove_one(owner_.children) : remove_one(owner_.pets);
        break;
      case 19:
        pick(2) == 0 ? destroy_one(owner_.children) : destroy_one(owner_.pets);
        break;
      default:
        owner_.name = name;
        static_cast<void>(owner_.save());
    }
  }

  template <class List>
  void remove_one(List& list) {
    if (!list.empty()) list.remove(list[pick(static_cast<unsigned>(list.size()))]);
  }
  template <class List>
  void destroy_one(List& list) {
    if (list.empty()) return;
    auto& record = list[pick(static_cast<unsigned>(list.size()))];
    if (record.is_persisted()) static_cast<void>(record.destroy());
  }

  // Lists that are not loaded are left so, mostly.
  template <class Handle>
  bool looks_at(const Handle& handle) {
    return handle.is_loaded() || pick(3) == 0;
  }

  void check() {
    if (looks_at(owner_.children)) {
      EXPECT_EQ(held_by(owner_.children), rows_of<Child>(owner_)) << steps_;
      for (const Child& child : owner_.children) EXPECT_FALSE(child.is_persisted() && child.changed()) << steps_;
    }
    if (looks_at(owner_.pets)) {
      EXPECT_EQ(held_by(owner_.pets), rows_of<Pet>(owner_)) << steps_;
    }
    if (looks_at(owner_.badge)) {
      const Badge* badge = owner_.badge.get_if();
      const Names held = badge == nullptr || badge->is_new() ? Names() : Names{badge->name};
      EXPECT_EQ(held, rows_of<Badge>(owner_)) << steps_;
    }
    if (looks_at(owner_.labels)) {
      Names rows;
      for (const Label& label : Label::where(Label::c.owners.some(Owner::c.id == owner_.id))) rows.insert(label.name);
      EXPECT_EQ(held_by(owner_.labels), rows) << steps_;
    }
  }

  rowan::Database& db_;
  std::mt19937 random_;
  Owner owner_;
  std::vector<Label> labels_;
  std::string steps_;
  int count_ = 0;
};

class ListWalk : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {};

TEST_P(ListWalk, ListsHoldWhatTheRowsSay) {
  const rowan::testing::TempDir dir;
  rowan::Database db = rowan::connect(GetParam().url(dir));
  db.create_tables<Owner, Child, Pet, Badge, Label>();
  for (unsigned seed = 0; seed < 20 && !HasFailure(); ++seed) Walk(db, seed).run();
}

INSTANTIATE_TEST_SUITE_P(Databases, ListWalk, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace walked
