// touch(): owners are stamped when the transaction commits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"
#include "rowan/testing/query_count.hpp"
#include "support/in_threads.hpp"

namespace stamped {

class Folio;

class Shelfmark : public rowan::Model<Shelfmark>, public rowan::Timestamps {
 public:
  std::int64_t id{};
  std::string name;

  ROWAN_MODEL(Shelfmark, (rowan::Timestamps), (id, name))
};

class Codex : public rowan::Model<Codex>, public rowan::Timestamps {
 public:
  std::int64_t room{};
  std::int64_t number{};
  std::int64_t folios_count{};
  rowan::BelongsTo<Shelfmark> shelfmark;
  rowan::HasMany<Folio> folios;

  ROWAN_MODEL(Codex, (rowan::Timestamps), (room, number, folios_count, shelfmark, folios))
  static void configure(rowan::ModelBuilder<Codex>& m) {
    m.primary_key(&Codex::room, &Codex::number);
    m.belongs_to(&Codex::shelfmark).optional().touch();
    m.has_many(&Codex::folios).dependent(rowan::dependent::destroy);
  }
};

class Folio : public rowan::Model<Folio> {
 public:
  std::int64_t id{};
  std::string text;
  rowan::BelongsTo<Codex, std::tuple<std::int64_t, std::int64_t>> codex;

  ROWAN_MODEL(Folio, (), (id, text, codex))
  static void configure(rowan::ModelBuilder<Folio>& m) {
    m.belongs_to(&Folio::codex).optional().counter_cache().touch();
  }
};

/// Of one of several.
class Gloss : public rowan::Model<Gloss> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<rowan::Any<Shelfmark>> on;

  ROWAN_MODEL(Gloss, (), (id, on))
  static void configure(rowan::ModelBuilder<Gloss>& m) { m.belongs_to(&Gloss::on).optional().touch(); }
};

/// Its stamp may be missing.
class Parchment : public rowan::Model<Parchment> {
 public:
  std::int64_t id{};
  std::string name;
  std::optional<rowan::Instant> updated_at;

  ROWAN_MODEL(Parchment, (), (id, name, updated_at))
};

class Pricking : public rowan::Model<Pricking> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Parchment> parchment;

  ROWAN_MODEL(Pricking, (), (id, parchment))
  static void configure(rowan::ModelBuilder<Pricking>& m) { m.belongs_to(&Pricking::parchment).touch(); }
};

class Quill : public rowan::Model<Quill>, public rowan::Timestamps {
 public:
  std::int64_t id{};
  std::string name;
  std::int64_t marks{};

  ROWAN_MODEL(Quill, (rowan::Timestamps), (id, name, marks))
};

class Inkpot : public rowan::Model<Inkpot>, public rowan::Timestamps {
 public:
  std::int64_t id{};
  std::string name;
  std::int64_t marks{};

  ROWAN_MODEL(Inkpot, (rowan::Timestamps), (id, name, marks))
};

/// Touches the one and is counted by the other.
class Stroke : public rowan::Model<Stroke> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Inkpot> inkpot;
  rowan::BelongsTo<Quill> quill;

  ROWAN_MODEL(Stroke, (), (id, inkpot, quill))
  static void configure(rowan::ModelBuilder<Stroke>& m) {
    m.belongs_to(&Stroke::inkpot).touch();
    m.belongs_to(&Stroke::quill).counter_cache(Quill::c.marks);
  }
};

/// The other way round.
class Blot : public rowan::Model<Blot> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Inkpot> inkpot;
  rowan::BelongsTo<Quill> quill;

  ROWAN_MODEL(Blot, (), (id, inkpot, quill))
  static void configure(rowan::ModelBuilder<Blot>& m) {
    m.belongs_to(&Blot::inkpot).counter_cache(Inkpot::c.marks);
    m.belongs_to(&Blot::quill).touch();
  }
};

}  // namespace stamped
ROWAN_REGISTER_MODEL(stamped::Shelfmark)
ROWAN_REGISTER_MODEL(stamped::Codex)
ROWAN_REGISTER_MODEL(stamped::Folio)
ROWAN_REGISTER_MODEL(stamped::Gloss)
ROWAN_REGISTER_MODEL(stamped::Parchment)
ROWAN_REGISTER_MODEL(stamped::Pricking)
ROWAN_REGISTER_MODEL(stamped::Quill)
ROWAN_REGISTER_MODEL(stamped::Inkpot)
ROWAN_REGISTER_MODEL(stamped::Stroke)
ROWAN_REGISTER_MODEL(stamped::Blot)

namespace rowan::contract {
namespace {

using namespace stamped;
using namespace std::chrono_literals;

class TouchOwner : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  TouchOwner() : db(connect(GetParam().url(dir_))) {
    db.create_tables<Shelfmark, Codex, Folio, Gloss, Parchment, Pricking, Quill, Inkpot, Stroke, Blot>();
    shelfmark.name = "Cotton Nero D.IV";
    shelfmark.save_or_throw();
    for (std::int64_t number : {1, 2}) {
      Codex codex;
      codex.room = 7;
      codex.number = number;
      codex.shelfmark = shelfmark;
      codex.save_or_throw();
    }
    later();
  }

  /// From here on every stamp is greater.
  void later() {
    std::this_thread::sleep_for(2ms);
    mark = now();
    std::this_thread::sleep_for(2ms);
  }
  static Folio folio(std::int64_t codex) {
    return Folio::create({{"text", "a folio"}, {"codex_key1", 7}, {"codex_key2", codex}});
  }
  static Instant codex_stamp(std::int64_t number) { return Codex::find(7, number).updated_at; }
  Instant shelfmark_stamp() { return Shelfmark::find(shelfmark.id).updated_at; }

 private:
  testing::TempDir dir_;

 protected:
  Instant mark{};
  Database db;
  Shelfmark shelfmark;
};

TEST_P(TouchOwner, StampsOwnersAndTheirOwners) {
  const Instant before = codex_stamp(2);
  Folio one = folio(1);
  EXPECT_GT(codex_stamp(1), mark);
  EXPECT_GT(shelfmark_stamp(), mark);
  EXPECT_EQ(codex_stamp(2), before);
  later();
  one.text = "changed";
  one.save_or_throw();
  EXPECT_GT(codex_stamp(1), mark);
  const Instant changed = codex_stamp(1);
  later();
  one.save_or_throw();  // nothing to save
  one.update_columns({{"text", "by the way"}});
  EXPECT_EQ(codex_stamp(1), changed);
  ASSERT_TRUE(one.destroy());
  EXPECT_GT(codex_stamp(1), mark);
  EXPECT_GT(shelfmark_stamp(), mark);
}

TEST_P(TouchOwner, StampsBothWhenARecordMoves) {
  Folio one = folio(1);
  later();
  one.codex = std::tuple<std::int64_t, std::int64_t>(7, 2);
  one.save_or_throw();
  EXPECT_GT(codex_stamp(1), mark);
  EXPECT_GT(codex_stamp(2), mark);
  EXPECT_EQ(Codex::find(7, 2).folios_count, 1);
}

TEST_P(TouchOwner, GoesByTheRowThatIsDestroyed) {
  Folio one = folio(1), stale = Folio::find(one.id);
  one.codex = std::tuple<std::int64_t, std::int64_t>(7, 2);
  one.save_or_throw();
  const Instant before = codex_stamp(1);
  later();
  ASSERT_TRUE(stale.destroy());
  EXPECT_EQ(codex_stamp(1), before);
  EXPECT_GT(codex_stamp(2), mark);
}

TEST_P(TouchOwner, StampsWhatAStatementCommitsEarly) {
  if (db.dialect().name() != "mysql" && db.dialect().name() != "mariadb")
    GTEST_SKIP() << "no statement commits a transaction";
  folio(1);
  later();
  EXPECT_THROW(db.transaction([&] {
    folio(1);
    db.execute("CREATE TABLE committed_early (id int)");
    folio(2);
  }),
               TransactionError);
  EXPECT_EQ(Folio::count(), 2U);
  EXPECT_GT(codex_stamp(1), mark);
  EXPECT_LT(codex_stamp(2), mark);
}

TEST_P(TouchOwner, StampsOncePerTransactionRightBeforeTheCommit) {
  Folio one = folio(1);
  const Instant before = codex_stamp(1);
  later();
  db.transaction([&] {
    one.text = "first";
    one.save_or_throw();
    EXPECT_EQ(codex_stamp(1), before);
    one.text = "second";
    EXPECT_QUERY_COUNT(1) { one.save_or_throw(); }
    later();
  });
  EXPECT_GT(codex_stamp(1), mark);  // after the last save
  EXPECT_EQ(shelfmark_stamp(), codex_stamp(1));
}

TEST_P(TouchOwner, NeverStampsBack) {
  Folio one = folio(1);
  Codex codex = Codex::find(7, 1);
  db.transaction([&] {
    one.text = "touches first";
    one.save_or_throw();
    later();
    codex.shelfmark = std::nullopt;
    codex.save_or_throw();
  });
  EXPECT_GE(codex_stamp(1), mark);
  // Another clock is ahead.
  const Instant ahead = now() + 1h;
  Codex::where(Codex::c.number == 2).update_all(Codex::c.updated_at = ahead);
  folio(2);
  EXPECT_GE(codex_stamp(2), ahead - 1s);
}

TEST_P(TouchOwner, StampsWhatHadNoStamp) {
  Parchment parchment = Parchment::create({{"name", "vellum"}});
  parchment.update_columns({{"updated_at", Value()}});
  EXPECT_FALSE(Parchment::find(parchment.id).updated_at);
  Pricking pricking;
  pricking.parchment = parchment.id;
  pricking.save_or_throw();
  EXPECT_GT(Parchment::find(parchment.id).updated_at, mark);
}

TEST_P(TouchOwner, ForgetsWhatIsRolledBack) {
  Folio one = folio(1), two = folio(2);
  const Instant before = codex_stamp(1);
  later();
  db.transaction([&] {
    db.transaction(
        [&](Transaction& inner) {
          one.text = "undone";
          one.save_or_throw();
          inner.rollback();
        },
        {.requires_new = true});
    db.transaction(
        [&] {
          two.text = "kept";
          two.save_or_throw();
        },
        {.requires_new = true});
  });
  EXPECT_EQ(codex_stamp(1), before);
  EXPECT_GT(codex_stamp(2), mark);
  later();
  db.transaction([&](Transaction& transaction) {
    folio(1);
    transaction.rollback();
  });
  EXPECT_EQ(codex_stamp(1), before);
}

TEST_P(TouchOwner, LeavesOwnersAloneThatGo) {
  folio(1), folio(1);
  Codex codex = Codex::find(7, 1);
  later();
  ASSERT_TRUE(codex.destroy());
  EXPECT_GT(shelfmark_stamp(), mark);
  EXPECT_EQ(Folio::count(), 0U);
}

TEST_P(TouchOwner, OfManyRecordsAndOfOneOfSeveralModels) {
  std::vector<Folio> folios(10);
  for (std::size_t i = 0; i < folios.size(); ++i)
    folios[i].codex = std::tuple<std::int64_t, std::int64_t>(7, 1 + static_cast<std::int64_t>(i % 2));
  ASSERT_TRUE(Folio::save_all(folios));
  EXPECT_GT(codex_stamp(1), mark);
  EXPECT_GT(codex_stamp(2), mark);
  EXPECT_EQ(Codex::find(7, 2).folios_count, 5);
  later();
  for (Folio& each : folios) each.text = "again";
  ASSERT_TRUE(Folio::save_all(folios));
  EXPECT_GT(codex_stamp(2), mark);
  later();
  Gloss gloss;
  gloss.on = shelfmark;
  gloss.save_or_throw();
  EXPECT_GT(shelfmark_stamp(), mark);
}

TEST_P(TouchOwner, LetsManyAddToOneOwner) {
  testing::in_threads(4, [&](std::size_t thread) {
    std::vector<Codex> codices(10);
    for (std::size_t i = 0; i < codices.size(); ++i) {
      codices[i].room = 100 + static_cast<std::int64_t>(thread);
      codices[i].number = static_cast<std::int64_t>(i);
      codices[i].shelfmark = shelfmark.id;
    }
    for (std::size_t i = 0; i < 7; ++i) EXPECT_NO_THROW(codices[i].save_or_throw());
    EXPECT_NO_THROW(static_cast<void>(Codex::save_all(codices)));
  });
  EXPECT_EQ(Codex::count(), 42U);
  EXPECT_GT(shelfmark_stamp(), mark);
}

// Two new rows that refer to the same two owners hold locks on both, and then each stamps both.
TEST_P(TouchOwner, LetsManyAddToTwoOwners) {
  Shelfmark second = Shelfmark::create({{"name", "Royal 2 A XX"}});
  testing::in_threads(4, [&](std::size_t thread) {
    Shelfmark one = Shelfmark::find(shelfmark.id), two = Shelfmark::find(second.id);  // records are of one thread
    for (int round = 0; round < 10; ++round) {
      std::vector<Gloss> glosses(4);
      for (std::size_t i = 0; i < glosses.size(); ++i) glosses[i].on = (i + thread) % 2 == 0 ? one : two;
      EXPECT_NO_THROW(static_cast<void>(Gloss::save_all(glosses)));
      std::vector<Codex> codices(4);
      for (std::size_t i = 0; i < codices.size(); ++i) {
        codices[i].room = 100 + static_cast<std::int64_t>(thread);
        codices[i].number = round * 10 + static_cast<std::int64_t>(i);
        codices[i].shelfmark = (i + thread) % 2 == 0 ? shelfmark.id : second.id;
      }
      EXPECT_NO_THROW(static_cast<void>(Codex::save_all(codices)));
    }
  });
  EXPECT_EQ(Codex::count(), 162U);
  EXPECT_GT(Shelfmark::find(second.id).updated_at, mark);
}

// One is counted where the other touches.
TEST_P(TouchOwner, TakesTurnsWithCounters) {
  Inkpot inkpot = Inkpot::create({{"name", "oak gall"}});
  Quill quill = Quill::create({{"name", "goose"}});
  testing::in_threads(2, [&](std::size_t thread) {
    for (int round = 0; round < 20; ++round) {
      if (thread == 0) {
        Stroke stroke;
        stroke.inkpot = inkpot.id;
        stroke.quill = quill.id;
        EXPECT_NO_THROW(stroke.save_or_throw());
      } else {
        Blot blot;
        blot.inkpot = inkpot.id;
        blot.quill = quill.id;
        EXPECT_NO_THROW(blot.save_or_throw());
      }
    }
  });
  EXPECT_EQ(Quill::find(quill.id).marks, 20);
  EXPECT_EQ(Inkpot::find(inkpot.id).marks, 20);
}

INSTANTIATE_TEST_SUITE_P(Every, TouchOwner, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
