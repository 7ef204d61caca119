// Owners with every kind of association, whose callbacks do what a test says.
#pragma once

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

inline const rowan::TransactionOptions savepoint{.requires_new = true};

}  // namespace whole

namespace whole {

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
    db.transaction([&](rowan::Transaction& transaction) {
      code();
      transaction.rollback();
    });
    db.transaction([&] {
      db.transaction(
          [&](rowan::Transaction& inner) {
            code();
            inner.rollback();
          },
          savepoint);
    });
    db.transaction([&](rowan::Transaction& transaction) {
      db.transaction([&] { code(); }, savepoint);
      transaction.rollback();
    });
  }

 private:
  rowan::testing::TempDir dir_;

 protected:
  rowan::Database db;
};

}  // namespace whole
