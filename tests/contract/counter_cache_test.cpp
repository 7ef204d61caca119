// Counter caches: whatever is done through the library, an owner's counter is the number of rows that refer to it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"
#include "rowan/testing/query_count.hpp"
#include "support/in_threads.hpp"

namespace tallies {

class Quip;
class Accolade;

class Salon : public rowan::Model<Salon> {
 public:
  std::int64_t id{};
  std::string name;
  std::int64_t quips_count{};
  std::int64_t accolades{};
  rowan::HasMany<Quip> quips;

  ROWAN_MODEL(Salon, (), (id, name, quips_count, accolades, quips))
  static void configure(rowan::ModelBuilder<Salon>& m);
};

class Wit : public rowan::Model<Wit> {
 public:
  std::int64_t id{};
  std::optional<std::uint32_t> said;
  rowan::HasMany<Quip> quips;

  ROWAN_MODEL(Wit, (), (id, said, quips))
};

class Quip : public rowan::Model<Quip> {
 public:
  std::int64_t id{};
  std::string text;
  std::int64_t answers{};
  std::int64_t accolades{};
  rowan::BelongsTo<Salon> salon;
  rowan::BelongsTo<Wit> wit;
  rowan::BelongsTo<Quip> reply_to;

  ROWAN_MODEL(Quip, (), (id, text, answers, accolades, salon, wit, reply_to))
  static void configure(rowan::ModelBuilder<Quip>& m) {
    m.belongs_to(&Quip::salon).optional().counter_cache();  // quips_count
    m.belongs_to(&Quip::wit).optional().counter_cache(Wit::c.said, rowan::counter::not_yet_trusted);
    m.belongs_to(&Quip::reply_to).optional().counter_cache("answers");
  }
};

/// Counted by records of several models.
class Accolade : public rowan::Model<Accolade> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<rowan::Any<Quip, Salon>> subject;

  ROWAN_MODEL(Accolade, (), (id, subject))
  static void configure(rowan::ModelBuilder<Accolade>& m) {
    m.belongs_to(&Accolade::subject).optional().counter_cache("accolades");
  }
};

inline void Salon::configure(rowan::ModelBuilder<Salon>& m) {
  m.has_many(&Salon::quips).order("id").dependent(rowan::dependent::destroy);
}

class Booth : public rowan::Model<Booth> {
 public:
  std::int64_t hall{};
  std::string letter;
  std::int64_t callers{};

  ROWAN_MODEL(Booth, (), (hall, letter, callers))
  static void configure(rowan::ModelBuilder<Booth>& m) { m.primary_key(&Booth::hall, &Booth::letter); }
};

class Call : public rowan::Model<Call> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Booth, std::tuple<std::int64_t, std::string>> booth;

  ROWAN_MODEL(Call, (), (id, booth))
  static void configure(rowan::ModelBuilder<Call>& m) { m.belongs_to(&Call::booth).counter_cache(Booth::c.callers); }
};

}  // namespace tallies
ROWAN_REGISTER_MODEL(tallies::Salon)
ROWAN_REGISTER_MODEL(tallies::Wit)
ROWAN_REGISTER_MODEL(tallies::Quip)
ROWAN_REGISTER_MODEL(tallies::Accolade)
ROWAN_REGISTER_MODEL(tallies::Booth)
ROWAN_REGISTER_MODEL(tallies::Call)

namespace rowan::contract {
namespace {

using namespace tallies;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CounterCache : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  CounterCache() : db(connect(GetParam().url(dir_))) { db.create_tables<Salon, Wit, Quip, Accolade, Booth, Call>(); }

  static Salon salon(std::string name = "salon") { return Salon::create({{"name", std::move(name)}}); }
  static Quip quip(Salon& of) {
    Quip made;
    made.text = "a quip";
    made.salon = of;
    made.save_or_throw();
    return made;
  }
  static Quip quip_in(std::int64_t salon) { return Quip::create({{"text", "a quip"}, {"salon", salon}}); }
  static std::int64_t counter(const Salon& of) { return Salon::find(of.id).quips_count; }

  /// What holds whatever was done.
  static void expect_right() {
    for (const Salon& each : Salon::all())
      EXPECT_EQ(each.quips_count, static_cast<std::int64_t>(Quip::where(Quip::c.salon == each.id).count())) << each;
    for (const Wit& each : Wit::all())
      EXPECT_EQ(each.said.value_or(0), Quip::where(Quip::c.wit == each.id).count()) << each;
    for (const Quip& each : Quip::all())
      EXPECT_EQ(each.answers, static_cast<std::int64_t>(Quip::where(Quip::c.reply_to == each.id).count())) << each;
  }

 private:
  testing::TempDir dir_;

 protected:
  Database db;
};

TEST_P(CounterCache, CountsWhatIsCreatedMovedAndDestroyed) {
  Salon one = salon(), two = salon();
  Quip first = quip(one);
  quip(one);
  EXPECT_EQ(one.quips_count, 2);
  EXPECT_FALSE(one.changed());
  EXPECT_EQ(counter(one), 2);

  first.salon = two;
  first.save_or_throw();
  EXPECT_EQ(two.quips_count, 1);
  EXPECT_EQ(counter(one), 1);
  EXPECT_EQ(counter(two), 1);

  first.salon = std::nullopt;
  first.save_or_throw();
  EXPECT_EQ(counter(two), 0);
  first.salon = two;
  first.save_or_throw();
  ASSERT_TRUE(first.destroy());
  EXPECT_EQ(counter(two), 0);
  expect_right();
}

TEST_P(CounterCache, LeavesTheOwnersOtherChangesAlone) {
  Salon one = salon();
  one.name = "renamed";
  quip(one);
  EXPECT_EQ(one.changes().size(), 1U);
  one.save_or_throw();
  EXPECT_EQ(counter(one), 1);
  one.quips_count = 7;  // whoever sets it sets it
  quip(one);
  EXPECT_EQ(one.quips_count, 8);
  EXPECT_TRUE(one.changed(&Salon::quips_count));
}

TEST_P(CounterCache, CostsNothingWhenNobodyIsMoved) {
  Salon one = salon();
  Quip made = quip(one);
  made.text = "another";
  EXPECT_QUERY_COUNT(1) { made.save_or_throw(); }
  EXPECT_QUERY_COUNT(0) { made.save_or_throw(); }
  made.salon = one;
  EXPECT_QUERY_COUNT(0) { made.save_or_throw(); }
  EXPECT_EQ(counter(one), 1);
}

TEST_P(CounterCache, GoesBackWithTheTransaction) {
  Salon one = salon(), two = salon();
  Quip made = quip(one);
  db.transaction([&](Transaction& transaction) {
    quip(one);
    made.salon = two;
    made.save_or_throw();
    EXPECT_EQ(two.quips_count, 1);
    transaction.rollback();
  });
  EXPECT_EQ(one.quips_count, 1);
  EXPECT_EQ(two.quips_count, 0);
  EXPECT_FALSE(one.changed());
  EXPECT_FALSE(two.changed());
  db.transaction([&] {
    quip(one);
    db.transaction(
        [&](Transaction& inner) {
          quip(one);
          EXPECT_EQ(one.quips_count, 3);
          inner.rollback();
        },
        {.requires_new = true});
    EXPECT_EQ(one.quips_count, 2);
  });
  EXPECT_EQ(one.quips_count, 2);
  EXPECT_FALSE(one.changed());
  made.reload();
  expect_right();
}

TEST_P(CounterCache, OfAnOwnerThatIsSavedWithTheRecordsAndRolledBack) {
  Salon one;
  one.name = "new";
  db.transaction([&](Transaction& transaction) {
    one.save_or_throw();
    quip(one);
    EXPECT_EQ(one.quips_count, 1);
    transaction.rollback();
  });
  EXPECT_TRUE(one.is_new());
  EXPECT_EQ(one.quips_count, 0);
  one.quips.build({{"text", "with it"}});
  one.save_or_throw();
  EXPECT_EQ(one.quips_count, 1);
  EXPECT_FALSE(one.changed());
  expect_right();
}

// A number that was never committed must not look as if the user had set it.
TEST_P(CounterCache, GoesBackInCopies) {
  Salon one = salon();
  Salon copy, assigned = salon("another");
  std::optional<Salon> inner;
  db.transaction([&](Transaction& transaction) {
    quip(one);
    copy = one;
    db.transaction([&] { inner = one; }, {.requires_new = true});
    assigned = std::move(copy);
    copy = one;
    quip(one);
    transaction.rollback();
  });
  for (Salon* each : {&one, &copy, &assigned, &*inner}) {
    EXPECT_EQ(each->quips_count, 0);
    EXPECT_FALSE(each->changed());
    each->name += "!";
    each->save_or_throw();
  }
  expect_right();
}

TEST_P(CounterCache, HasGoneBackBeforeAnyCallback) {
  Salon one = salon();
  db.transaction([&](Transaction& transaction) {
    transaction.after_rollback([&] {
      EXPECT_EQ(one.quips_count, 0);
      EXPECT_FALSE(one.changed());
      one.name = "saved later";
      one.save_or_throw();
    });
    quip(one);
    transaction.rollback();
  });
  EXPECT_EQ(Salon::find(one.id).name, "saved later");
  expect_right();
}

TEST_P(CounterCache, GoesBackInARecordThatWasLoadedAgain) {
  Salon one = salon();
  db.transaction([&](Transaction& transaction) {
    quip(one);
    quip_in(one.id);
    one.reload();
    EXPECT_EQ(one.quips_count, 2);
    transaction.rollback();
  });
  EXPECT_EQ(one.quips_count, 0);
  EXPECT_FALSE(one.changed());
}

TEST_P(CounterCache, GoesBackWhereTheOutcomeIsUnknown) {
  if (db.dialect().name() != "mysql" && db.dialect().name() != "mariadb")
    GTEST_SKIP() << "statements can't end a transaction unseen";
  Salon one = salon();
  EXPECT_THROW(db.transaction([&] {
    quip(one);
    db.execute_script("EXECUTE IMMEDIATE 'ROLLBACK'");
  }),
               CommitOutcomeUnknown);
  EXPECT_EQ(one.quips_count, 0);
  EXPECT_FALSE(one.changed());
  one.name = "saved later";
  one.save_or_throw();
  expect_right();
}

TEST_P(CounterCache, DoesNotSpoilARetry) {
  Salon outside = salon();
  int attempts = 0;
  db.transaction(
      [&] {
        quip(outside);
        if (++attempts == 1) throw SerializationFailure("another transaction was faster");
      },
      {.retries = 2});
  EXPECT_EQ(attempts, 2);
  EXPECT_EQ(outside.quips_count, 1);
  EXPECT_EQ(counter(outside), 1);
}

TEST_P(CounterCache, GoesByTheRowNotByTheRecord) {
  const Salon one = salon(), two = salon(), three = salon();
  Quip a = quip_in(one.id), b = Quip::find(a.id), c = Quip::find(a.id);
  a.salon = two.id;
  a.save_or_throw();
  b.salon = three.id;  // which believes that it leaves the first
  b.save_or_throw();
  EXPECT_THAT((std::vector{counter(one), counter(two), counter(three)}), ElementsAre(0, 0, 1));
  ASSERT_TRUE(c.destroy());
  EXPECT_EQ(counter(three), 0);
  EXPECT_THROW((void)a.destroy(), StaleRecord);  // no row, no count
  EXPECT_THROW(b.delete_row(), StaleRecord);
  EXPECT_EQ(counter(two), 0);
  EXPECT_EQ(counter(three), 0);
}

TEST_P(CounterCache, IsLeftAloneWhenTheOwnerGoesToo) {
  Salon one = salon();
  const Wit wit = Wit::create({{"said", 0}});
  for (int i = 0; i < 3; ++i) Quip::create({{"text", "a quip"}, {"salon", one.id}, {"wit", wit.id}});
  Salon again = Salon::find(one.id);
  std::vector<Quip> loaded;
  const auto observed = [&] { ASSERT_TRUE(again.destroy()); };
  // The salon's quips: loaded; of each the row looked at, the wit counted, the row deleted; then the salon.
  EXPECT_QUERY_COUNT(1 + 3 * 3 + 1) { observed(); }
  EXPECT_EQ(Wit::find(wit.id).said, 0U);
  EXPECT_EQ(Quip::count(), 0U);
}

TEST_P(CounterCache, CountsALoadedOwnersListAlong) {
  Salon one = Salon::find(salon().id);
  one.quips.create({{"text", "a"}});
  one.quips.create({{"text", "b"}});
  one.quips.create({{"text", "c"}});
  EXPECT_EQ(one.quips_count, 3);
  ASSERT_TRUE(one.quips[0].destroy());
  EXPECT_EQ(one.quips_count, 2);
  EXPECT_EQ(one.quips.size(), 2U);
  Quip alone = Quip::find(one.quips[0].id);
  db.transaction([&](Transaction& transaction) {
    one.quips.remove(alone);
    EXPECT_EQ(one.quips_count, 1);
    transaction.rollback();
  });
  EXPECT_EQ(one.quips_count, 2);
  one.quips.clear();
  EXPECT_EQ(one.quips_count, 0);
  EXPECT_FALSE(one.changed());
  EXPECT_EQ(counter(one), 0);
}

TEST_P(CounterCache, OfSeveralModelsAndOfTheSameOne) {
  Salon place = salon();
  Quip made = quip(place), answer;
  answer.text = "so there";
  answer.reply_to = made;
  answer.save_or_throw();
  EXPECT_EQ(made.answers, 1);
  answer.reply_to = answer;  // to itself
  answer.save_or_throw();
  EXPECT_EQ(answer.answers, 1);
  expect_right();
  ASSERT_TRUE(answer.destroy());

  Accolade accolade;
  accolade.subject = made;
  accolade.save_or_throw();
  EXPECT_EQ(made.accolades, 1);
  accolade.subject = place;
  accolade.save_or_throw();
  EXPECT_EQ(place.accolades, 1);
  EXPECT_EQ(Quip::find(made.id).accolades, 0);
  EXPECT_EQ(Salon::find(place.id).accolades, 1);
  EXPECT_EQ(Accolade::where(Accolade::c.id == accolade.id).delete_all(), 1U);
  EXPECT_EQ(Salon::find(place.id).accolades, 0);
}

TEST_P(CounterCache, OfAKeyOfSeveralParts) {
  const auto booth = [](std::int64_t hall, const char* letter) {
    Booth made;
    made.hall = hall;
    made.letter = letter;
    made.save_or_throw();
    return made;
  };
  const auto callers = [](const Booth& of) { return Booth::find(of.hall, of.letter).callers; };
  Booth a = booth(1, "a"), b = booth(1, "b");
  Call call;
  call.booth = a;
  call.save_or_throw();
  EXPECT_EQ(a.callers, 1);
  call.booth = b;
  call.save_or_throw();
  EXPECT_EQ(callers(a), 0);
  EXPECT_EQ(callers(b), 1);
  std::vector<Booth> booths(150);
  std::vector<Call> calls(300);
  for (std::size_t i = 0; i < booths.size(); ++i) {
    booths[i].hall = 2;
    booths[i].letter = std::to_string(i);
  }
  Booth::insert_all(booths);
  for (std::size_t i = 0; i < calls.size(); ++i) calls[i].booth = std::tuple(std::int64_t{2}, std::to_string(i % 150));
  Call::insert_all(calls);
  EXPECT_EQ(Booth::where(Booth::c.callers == 2).count(), 150U);
  EXPECT_EQ(Call::limit(200).delete_all(), 200U);
  EXPECT_EQ(Booth::where(Booth::c.hall == 2).sum(Booth::c.callers), 101 - callers(b));
}

TEST_P(CounterCache, CountsManyRowsAtOnce) {
  std::vector<Salon> salons;
  for (int i = 0; i < 12; ++i) salons.push_back(salon());
  const Wit wit = Wit::create({{"said", std::nullopt}});
  const auto quips = [&](std::size_t count) {
    std::vector<Quip> made(count);
    for (std::size_t i = 0; i < count; ++i) {
      made[i].text = "one of many";
      made[i].salon = salons[i * i % salons.size()].id;
      if (i % 3 == 0) made[i].wit = wit.id;
    }
    return made;
  };
  EXPECT_EQ(Quip::insert_all(quips(50)), 50U);
  expect_right();
  std::vector<Quip> with_keys = quips(50);
  EXPECT_EQ(Quip::insert_all_with_keys(with_keys), 50U);
  expect_right();
  std::vector<Quip> saved = quips(40);
  for (Quip& each : saved) each.salon = salons[0];
  ASSERT_TRUE(Quip::save_all(saved));
  EXPECT_EQ(salons[0].quips_count, 40);
  expect_right();
  for (std::size_t i = 0; i < saved.size(); ++i) saved[i].salon = salons[i % 7].id;
  ASSERT_TRUE(Quip::save_all(saved));
  expect_right();
  const std::uint64_t moved = Quip::where(Quip::c.salon == salons[4].id).update_all(Quip::c.salon = salons[5].id);
  EXPECT_GT(moved, 0U);
  expect_right();
  EXPECT_EQ(Quip::where(Quip::c.wit == wit.id).update_all(set("wit", std::nullopt)), 48U);
  expect_right();
  EXPECT_EQ(Quip::order(Quip::c.id.desc()).limit(20).delete_all(), 20U);
  expect_right();
  const std::uint64_t left = Quip::where(Quip::c.salon == salons[5].id).count();
  EXPECT_GT(left, 0U);
  EXPECT_EQ(salons[5].quips.delete_all(), left);
  expect_right();
}

TEST_P(CounterCache, RefusesWhatCantBeCounted) {
  const std::vector<Quip> one(1);
  EXPECT_THAT(message_of<QueryError>([&] { Quip::upsert_all(one, {"id"}); }),
              HasSubstr("upsert_all of Quip can't keep its counter caches right"));
  EXPECT_THROW(Quip::insert_all(one, {.skip_duplicates = true}), QueryError);
  EXPECT_THAT(message_of<QueryError>([&] {
                Quip::everything().update_all(AttributeAssignment{"salon", 1, true});
              }),
              HasSubstr("can't add to Quip.salon"));
  EXPECT_THAT(message_of<QueryError>([&] { Wit::everything().reset_counters("id"); }), HasSubstr("id"));
}

TEST_P(CounterCache, IsSetRight) {
  std::vector<Salon> salons;
  for (int i = 0; i < 5; ++i) salons.push_back(salon());
  for (Salon& each : salons) quip(each);
  EXPECT_EQ(Salon::everything().update_all(Salon::c.quips_count = 99), 5U);
  EXPECT_EQ(Salon::reset_counters(Salon::c.quips, {salons[0].id, salons[1].id}), 2U);
  EXPECT_EQ(counter(salons[1]), 1);
  EXPECT_EQ(counter(salons[2]), 99);
  EXPECT_EQ(Salon::where(Salon::c.id == salons[2].id).reset_counters(Salon::c.quips), 1U);
  EXPECT_EQ(Salon::reset_counters(Salon::c.quips), 2U);
  EXPECT_EQ(Salon::reset_counters(Salon::c.quips), 0U);
  expect_right();
}

TEST_P(CounterCache, IsReadInsteadOfCountingOnceItIsTrusted) {
  Salon place = salon();
  Wit wit = Wit::create({{"said", 40}});
  Quip said;
  said.salon = place;
  said.wit = wit;
  said.save_or_throw();
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(place.quips.counted(), 1U); }
  EXPECT_EQ(wit.said, 41U);
  EXPECT_QUERY_COUNT(1) { EXPECT_EQ(wit.quips.counted(), 1U); }
}

TEST_P(CounterCache, IsTheCountAfterManyThreads) {
  constexpr int salons = 4, threads = 8, rounds = 25;
  std::vector<std::int64_t> keys;
  for (int i = 0; i < salons; ++i) keys.push_back(salon().id);
  for (int i = 0; i < 40; ++i) quip_in(keys[static_cast<std::size_t>(i % salons)]);
  testing::in_threads(threads, [&](std::size_t thread) {
    std::mt19937 random(static_cast<unsigned>(thread));
    const auto any_salon = [&] { return keys[random() % salons]; };
    for (int i = 0; i < rounds; ++i) {
      try {
        db.transaction(
            [&] {
              const auto some =
                  Quip::order(Quip::c.id).offset(static_cast<std::int64_t>(random() % 20)).limit(1).load();
              switch (random() % 3) {
                case 0:
                  quip_in(any_salon());
                  break;
                case 1:
                  if (!some.empty()) static_cast<void>(Quip(some[0]).destroy());
                  break;
                default:
                  if (some.empty()) break;
                  Quip moved(some[0]);
                  moved.salon = any_salon();
                  moved.save_or_throw();
              }
            },
            {.retries = 20});
      } catch (const StaleRecord&) {     // another thread destroyed it
      } catch (const StatementError&) {  // no end of conflicts: undone
      }
    }
  });
  expect_right();
}

INSTANTIATE_TEST_SUITE_P(Every, CounterCache, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
