// What records read of a transaction that was rolled back: it was never committed, and is not written later.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "contract/record_models.hpp"
#include "contract/stop.hpp"

namespace undone_reads {

class Leaf;
class Twig : public rowan::Model<Twig> {
 public:
  std::int64_t id{};
  std::string name;
  std::optional<std::int32_t> length;
  rowan::HasMany<Leaf> leaves;

  ROWAN_MODEL(Twig, (), (id, name, length, leaves))
  static void configure(rowan::ModelBuilder<Twig>& m) { m.table("undone_twigs"); }
};

class Leaf : public rowan::Model<Leaf> {
 public:
  std::int64_t id{};
  std::string colour;
  rowan::BelongsTo<Twig> twig;

  ROWAN_MODEL(Leaf, (), (id, colour, twig))
  static void configure(rowan::ModelBuilder<Leaf>& m) { m.table("undone_leaves").belongs_to(&Leaf::twig).optional(); }
};

/// The database fills in what it leaves out.
class Bark : public rowan::Model<Bark> {
 public:
  std::int64_t id{};
  std::int32_t layers{};
  std::string kind;

  ROWAN_MODEL(Bark, (), (id, layers, kind))
  static void configure(rowan::ModelBuilder<Bark>& m) {
    m.table("undone_barks").attribute(&Bark::layers).database_default("7");
  }
};

}  // namespace undone_reads
ROWAN_REGISTER_MODEL(undone_reads::Bark)
ROWAN_REGISTER_MODEL(undone_reads::Twig)
ROWAN_REGISTER_MODEL(undone_reads::Leaf)

namespace record_tests {
namespace {

using namespace undone_reads;

class UndoneReads : public RecordTest {
 protected:
  UndoneReads() { db.create_tables<Twig, Leaf>(); }

  static Twig twig(std::string name = "oak") {
    return Twig::create(Twig::c.name = std::move(name), Twig::c.length = 1);
  }
  static Leaf leaf(const Twig& of) { return Leaf::create(Leaf::c.colour = "green", Leaf::c.twig = of.id); }
  static void rename_all() { Twig::everything().update_all(Twig::c.name = "never", Twig::c.length = 99); }
  static void expect_as_before(Twig& twig) {
    EXPECT_EQ(twig.name, "oak");
    EXPECT_EQ(twig.length, 1);
    EXPECT_FALSE(twig.changed());
    twig.name = "ash";
    twig.save_or_throw();
    EXPECT_EQ(Twig::find(twig.id).length, 1);
  }
};

TEST_P(UndoneReads, ReloadsAreTakenBack) {
  Twig oak = twig();
  undone([&] {
    rename_all();
    oak.reload();
    EXPECT_EQ(oak.name, "never");
  });
  expect_as_before(oak);
}

TEST_P(UndoneReads, WhatWasNotSavedYetComesBackToo) {
  Twig mine = twig(), other = twig("elm");
  mine.name = "ash";
  undone([&] {
    other.name = "fir";
    other.save_or_throw();
    mine.reload();
    EXPECT_EQ(mine.name, "oak");
  });
  EXPECT_EQ(mine.name, "ash");
  EXPECT_TRUE(mine.changed("name"));
}

TEST_P(UndoneReads, WhatTheDatabaseFilledInIsLeftToItAgain) {
  ROWAN_NEEDS(raw_sql);
  db.create_tables<Bark>();
  Bark bark;
  undone([&] {
    bark.save_or_throw();
    EXPECT_EQ(bark.layers, 7);
    bark.kind = "cork";
  });
  EXPECT_EQ(bark.layers, 0);
  EXPECT_EQ(bark.kind, "cork");
  bark.save_or_throw();
  EXPECT_EQ(bark.layers, 7);
  std::vector<Bark> two(2);
  undone([&] { ASSERT_TRUE(Bark::save_all(two)); });
  EXPECT_EQ(two[1].layers, 0);
}

TEST_P(UndoneReads, ReloadsAreTakenBackWithTheirLevel) {
  Twig one = twig(), two = twig(), three = twig();
  undone([&] {
    one.reload();
    EXPECT_THROW(nested([&] {
                   rename_all();
                   two.reload();
                   throw Stop();
                 }),
                 Stop);
    EXPECT_EQ(two.name, "oak");
    EXPECT_FALSE(two.changed());
    nested([&] {
      rename_all();
      three.reload();
    });
    EXPECT_EQ(three.name, "never");
    three.reload();
  });
  expect_as_before(one);
  expect_as_before(two);
  expect_as_before(three);
}

TEST_P(UndoneReads, ReloadsAreTakenBackInCopiesAndWhereTheyWereMoved) {
  std::vector<Twig> twigs;
  twigs.push_back(twig());
  std::optional<Twig> copy;
  undone([&] {
    rename_all();
    twigs[0].reload();
    copy = twigs[0];
    for (int i = 0; i < 9; ++i) twigs.push_back(twig());
  });
  expect_as_before(*copy);
  twigs[0].reload();
  EXPECT_EQ(twigs[0].name, "ash");
}

TEST_P(UndoneReads, WhatTheUserSetStays) {
  Twig before = twig(), after = twig();
  before.name = "before";
  undone([&] {
    rename_all();
    before.reload();
    after.reload();
    after.name = "after";
    after.save_or_throw();
  });
  EXPECT_EQ(before.name, "before");
  EXPECT_TRUE(before.changed("name"));
  EXPECT_FALSE(before.changed("length"));
  EXPECT_EQ(after.name, "after");
  EXPECT_EQ(after.length, 1);
  EXPECT_TRUE(after.changed("name"));
}

TEST_P(UndoneReads, AReferenceThatWasReloadedIsTheOneThatItWas) {
  Twig oak = twig(), elm = twig("elm");
  Leaf one = leaf(oak);
  undone([&] {
    Leaf::where(Leaf::c.id == one.id).update_all(Leaf::c.twig = elm.id);
    one.reload();
    EXPECT_EQ(one.twig->name, "elm");
  });
  EXPECT_EQ(one.twig.key(), oak.id);
  EXPECT_EQ(one.twig->name, "oak");
  EXPECT_FALSE(one.changed());
}

TEST_P(UndoneReads, TargetsOfReferencesAreForgotten) {
  Leaf one = Leaf::find(leaf(twig()).id);
  undone([&] {
    rename_all();
    EXPECT_EQ(one.twig->name, "never");
  });
  EXPECT_EQ(one.twig->name, "oak");
  db.transaction([&] {
    Leaf two = Leaf::find(one.id);
    EXPECT_THROW(nested([&] {
                   rename_all();
                   EXPECT_EQ(two.twig->name, "never");
                   throw Stop();
                 }),
                 Stop);
    EXPECT_EQ(two.twig->name, "oak");
  });
}

TEST_P(UndoneReads, TargetsThatTheUserChangedOrAssignedStay) {
  Twig elm = twig("elm");
  const Twig oak = twig();
  Leaf changed = Leaf::find(leaf(oak).id), assigned = Leaf::find(leaf(oak).id);
  undone([&] {
    rename_all();
    changed.twig->name = "mine";
    EXPECT_EQ(assigned.twig->name, "never");
    assigned.twig = elm;
  });
  EXPECT_EQ(changed.twig->name, "mine");
  EXPECT_EQ(&*assigned.twig, &elm);
}

ROWAN_RECORD_SUITE(UndoneReads);

}  // namespace
}  // namespace record_tests
