// Owners and kids whose callbacks do what a test says.
#pragma once

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

inline void Owner::configure(rowan::ModelBuilder<Owner>& m) {
  m.table("lifetime_owners").has_many(&Owner::kids).dependent(rowan::dependent::destroy);
}

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

}  // namespace lifetimes
