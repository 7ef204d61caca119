// Transactions as records see them: what a rollback takes back, wherever the record has gone meanwhile.
#include <algorithm>
#include <memory>
#include <stdexcept>

#include "contract/record_models.hpp"
#include "contract/stop.hpp"

namespace record_tests {
namespace {

using rowan::Transaction;
using rowan::Value;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Transactions : public RecordTest {
 protected:
  Account saved(std::string name) { return Account::create(account(std::move(name))); }
};

void expect_new_again(const Account& record) {
  EXPECT_TRUE(record.is_new());
  EXPECT_EQ(record.id, 0);
}

TEST_P(Transactions, CommitsAndReturnsWhatTheBlockReturns) {
  EXPECT_EQ(db.transaction([&] { return saved("Ann").name; }), "Ann");
  EXPECT_EQ(Account::count(), 1u);
  const auto before = rowan::statements_executed();
  db.transaction([] {});
  EXPECT_EQ(rowan::statements_executed(), before);
}

TEST_P(Transactions, RollsBackAndRethrows) {
  auto ann = account("Ann");
  EXPECT_THROW(db.transaction([&] {
    ann.save_or_throw();
    throw Stop();
  }),
               Stop);
  expect_new_again(ann);
  EXPECT_EQ(Account::count(), 0u);
  ASSERT_TRUE(ann.save()) << "it is inserted, with all its values";
  EXPECT_EQ(Account::find(ann.id).name, "Ann");
}

TEST_P(Transactions, RestoresAnUpdateButKeepsWhatTheUserSet) {
  auto document = Document::create({{"title", "old"}, {"body", "b"}});
  undone([&] {
    document.title = "new";
    ASSERT_TRUE(document.save());
    EXPECT_EQ(document.lock_version, 1);
    EXPECT_FALSE(document.changed());
  });
  EXPECT_EQ(document.title, "new");
  EXPECT_EQ(document.lock_version, 0);
  EXPECT_TRUE(document.changed("title"));
  EXPECT_EQ(document.changes()[0].before, Value("old"));
  EXPECT_EQ(Document::find(document.id).title, "old");
  ASSERT_TRUE(document.save()) << "sends it again, from the right lock version";
  EXPECT_EQ(Document::find(document.id).title, "new");
}

TEST_P(Transactions, RestoresWhatSeveralUpdatesReplaced) {
  Odd odd;
  odd.errors = "one";
  odd.order = 1;
  odd.save_or_throw();
  const auto id = odd.id;
  undone([&] {
    odd.errors = "two";
    odd.save_or_throw();
    nested([&] {
      odd.errors = "three";
      odd.order = 2;
      odd.save_or_throw();
    });
    odd.limit = 5;
    odd.save_or_throw();
    undone([&] { EXPECT_TRUE(odd.destroy()); }, {.requires_new = true});
    EXPECT_FALSE(odd.changed());
    odd.id = id + 77;
    odd.save_or_throw();
  });
  EXPECT_EQ(odd.id, id);
  EXPECT_TRUE(odd.changed(&Odd::errors) && odd.changed(&Odd::order) && odd.changed(&Odd::limit));
  EXPECT_EQ(odd.changes().size(), 3u);
  odd.save_or_throw();
  EXPECT_EQ(rowan::Relation<Odd>().sole().errors, "three");
}

TEST_P(Transactions, RestoresHundredsOfRecords) {
  std::vector<Odd> odds(300);
  const auto save_all = [&] { std::for_each(odds.begin(), odds.end(), [](Odd& odd) { odd.save_or_throw(); }); };
  db.transaction(save_all);
  undone([&] {
    for (std::size_t i = 0; i < 200; ++i) odds[i].errors = "new";
    save_all();
    for (Odd& odd : odds) odd.limit = 7;
    undone(save_all, {.requires_new = true});
    for (Odd& odd : odds) EXPECT_EQ(odd.changes().size(), 1u);
    save_all();
  });
  for (std::size_t i = 0; i < odds.size(); ++i) {
    EXPECT_EQ(odds[i].changed(&Odd::errors), i < 200);
    EXPECT_TRUE(odds[i].changed(&Odd::limit));
  }
  db.transaction(save_all);
  EXPECT_EQ(rowan::Relation<Odd>().where(Odd::c.limit == 7).count(), 300u);
}

TEST_P(Transactions, RestoresADestroyedRecord) {
  auto ann = saved("Ann");
  auto bob = saved("Bob");
  undone([&] {
    ASSERT_TRUE(ann.destroy());
    bob.delete_row();
  });
  EXPECT_TRUE(ann.is_persisted());
  ann.name = "Anna";
  bob.name = "Bobby";
  EXPECT_TRUE(ann.save());
  EXPECT_TRUE(bob.save());
  EXPECT_EQ(Account::find(ann.id).name, "Anna");
}

TEST_P(Transactions, RestoresAKey) {
  auto place = Place::create({{"country", "de"}, {"zip", 1}, {"name", "n"}});
  auto ann = saved("Ann");
  const auto id = ann.id;
  undone([&] {
    place.zip = 2;
    ann.id = 900;
    ASSERT_TRUE(place.save());
    ASSERT_TRUE(ann.save());
  });
  EXPECT_TRUE(place.changed("zip"));
  place.reload();
  EXPECT_EQ(place.zip, 1);
  ann.reload();
  EXPECT_EQ(ann.id, id);
}

TEST_P(Transactions, FindsTheRecordWhereItWasMoved) {
  auto ann = account("Ann");
  auto home = std::make_unique<Account>();
  undone([&] {
    ASSERT_TRUE(ann.save());
    *home = std::move(ann);
  });
  expect_new_again(*home);
  EXPECT_EQ(home->name, "Ann");
  EXPECT_TRUE(ann.is_moved_from());
}

TEST_P(Transactions, FindsRecordsInAVectorThatGrewAndWasSorted) {
  std::vector<Account> accounts;
  undone([&] {
    for (int i = 0; i < 50; ++i) {
      accounts.push_back(account("n" + std::to_string(i % 7) + std::to_string(i)));
      ASSERT_TRUE(accounts.back().save());
    }
    std::sort(accounts.begin(), accounts.end(), [](const Account& a, const Account& b) { return a.name < b.name; });
    accounts.erase(accounts.begin(), accounts.begin() + 10);
  });
  ASSERT_EQ(accounts.size(), 40u);
  for (const Account& one : accounts) expect_new_again(one);
  for (Account& one : accounts) ASSERT_TRUE(one.save());
  EXPECT_EQ(Account::count(), 40u);
  EXPECT_EQ(Account::find(accounts[0].id).name, accounts[0].name);
}

TEST_P(Transactions, FindsLoadedRecordsThatWereSorted) {
  for (const char* name : {"c", "a", "b"}) saved(name);
  auto records = Account::all().load().to_vector();
  undone([&] {
    for (Account& one : records) {
      one.age = 5;
      ASSERT_TRUE(one.save());
    }
    std::sort(records.begin(), records.end(), [](const Account& a, const Account& b) { return a.name < b.name; });
  });
  for (Account& one : records) {
    EXPECT_TRUE(one.changed("age")) << one.name;
    EXPECT_EQ(Account::find(one.id).name, one.name) << "each kept its own key";
    ASSERT_TRUE(one.save());
  }
  EXPECT_EQ(Account::where(Account::c.age == 5).count(), 3u);
}

TEST_P(Transactions, RestoresACopyAsItsOriginal) {
  auto ann = account("Ann");
  std::optional<Account> copy;
  undone([&] {
    ASSERT_TRUE(ann.save());
    copy = ann;
    EXPECT_TRUE(copy->is_persisted());
  });
  expect_new_again(*copy);
  expect_new_again(ann);
}

TEST_P(Transactions, RestoresACopyMadeInASavepointWithTheOuterLevel) {
  auto ann = account("Ann");
  std::optional<Account> copy, late;
  undone([&] {
    ASSERT_TRUE(ann.save());
    undone(
        [&] {
          copy = ann;
          ann.age = 1;
          ASSERT_TRUE(ann.save());
          late = ann;
        },
        {.requires_new = true});
    EXPECT_TRUE(copy->is_persisted());
    EXPECT_TRUE(late->changed("age"));
  });
  expect_new_again(*copy);
  expect_new_again(*late);
}

// Their entries are far from the log's end, and its places change when savepoints are undone.
TEST_P(Transactions, RestoresCopiesOfRecordsSavedLongBefore) {
  const auto named = [](std::string prefix) {
    std::vector<Account> made;
    for (int i = 0; i < 200; ++i) made.push_back(account(prefix + std::to_string(i)));
    return made;
  };
  const auto save = [](std::vector<Account>& records) {
    for (Account& each : records) each.save_or_throw();
  };
  std::vector<Account> early = named("early"), inner = named("inner"), late = named("late");
  std::vector<Account> copies, twice, others;
  undone([&] {
    save(early);
    copies = early;
    EXPECT_THROW(nested([&] {
                   save(inner);
                   for (Account& each : early) each.age = 5;
                   save(early);
                   twice = early;
                   throw std::runtime_error("back");
                 }),
                 std::runtime_error);
    for (const Account& each : twice) EXPECT_TRUE(each.is_persisted()) << "by the outer level";
    for (const Account& each : inner) expect_new_again(each);
    save(late);
    others = early;
    copies.insert(copies.end(), late.begin(), late.end());
    for (const Account& each : copies) EXPECT_TRUE(each.is_persisted());
  });
  for (const auto* all : {&early, &late, &copies, &twice, &others}) {
    for (const Account& each : *all) expect_new_again(each);
  }
  EXPECT_EQ(Account::count(), 0u);
}

TEST_P(Transactions, SurvivesARecordThatDied) {
  auto ann = std::make_unique<Account>(account("Ann"));
  auto bob = saved("Bob");
  std::optional<Account> copy;
  undone([&] {
    ASSERT_TRUE(ann->save());
    copy = *ann;
    ann.reset();
    ASSERT_TRUE(bob.destroy());
    bob = account("another");
  });
  expect_new_again(*copy);
  EXPECT_TRUE(bob.is_new());
  EXPECT_EQ(Account::count(), 1u);
}

TEST_P(Transactions, TakesBackAnInnerSavepointOnly) {
  auto outer = account("outer"), inner = account("inner");
  db.transaction([&] {
    ASSERT_TRUE(outer.save());
    const auto id = outer.id;
    undone(
        [&] {
          ASSERT_TRUE(inner.save());
          outer.age = 5;
          ASSERT_TRUE(outer.save());
        },
        {.requires_new = true});
    expect_new_again(inner);
    EXPECT_EQ(outer.id, id);
    EXPECT_TRUE(outer.is_persisted());
    EXPECT_TRUE(outer.changed("age"));
  });
  EXPECT_EQ(Account::count(), 1u);
  ASSERT_TRUE(outer.save());
  EXPECT_EQ(Account::find(outer.id).age, 5);
}

TEST_P(Transactions, TakesBackAReleasedSavepointWithItsParent) {
  auto early = account("early"), late = account("late");
  auto document = Document::create({{"title", "t"}, {"body", "b"}});
  undone([&] {
    ASSERT_TRUE(early.save());
    document.body = "1";
    ASSERT_TRUE(document.save());
    nested([&] {
      ASSERT_TRUE(late.save());
      document.body = "2";
      ASSERT_TRUE(document.save());
      early.age = 1;
      ASSERT_TRUE(early.save());
    });
    EXPECT_EQ(document.lock_version, 2);
  });
  expect_new_again(early);
  expect_new_again(late);
  EXPECT_EQ(document.lock_version, 0);
  EXPECT_EQ(document.body, "2");
  ASSERT_TRUE(document.save());
  EXPECT_EQ(Document::find(document.id).body, "2");
}

TEST_P(Transactions, TakesBackEveryLevelOfThree) {
  auto ann = account("Ann");
  undone([&] {
    ASSERT_TRUE(ann.save());
    undone(
        [&] {
          ASSERT_TRUE(ann.destroy());
          undone([&] { EXPECT_TRUE(ann.is_destroyed()); }, {.requires_new = true});
          EXPECT_TRUE(ann.is_destroyed());
        },
        {.requires_new = true});
    EXPECT_TRUE(ann.is_persisted());
    nested([&] {
      ann.age = 1;
      ASSERT_TRUE(ann.save());
    });
  });
  expect_new_again(ann);
}

TEST_P(Transactions, ARecordReadInsideIsNotTakenForSaved) {
  auto ann = saved("Ann");
  undone([&] {
    Account::where(Account::c.id == ann.id).update_all({rowan::set("name", "Bob")});
    ann.reload();
    EXPECT_EQ(ann.name, "Bob");
  });
  EXPECT_EQ(ann.name, "Ann") << "as the database has it again";
  EXPECT_FALSE(ann.changed());
}

// What others committed is no change of the user's: the next save would write it over what they commit next.
TEST_P(Transactions, ARollbackLeavesWhatWasReadOfOthers) {
  auto ann = saved("Ann");
  Account::where(Account::c.id == ann.id).update_all({rowan::set("name", "Bob")});
  undone([&] { ann.reload(); });
  EXPECT_EQ(ann.name, "Bob");
  EXPECT_FALSE(ann.changed());
  Account::where(Account::c.id == ann.id).update_all({rowan::set("name", "Cy")});
  EXPECT_THROW(rowan::with_lock(ann, [&] { throw Stop(); }), Stop);
  EXPECT_FALSE(ann.changed());
  EXPECT_TRUE(ann.save());
  EXPECT_EQ(Account::find(ann.id).name, "Cy");
}

TEST_P(Transactions, AnExceptionFromAJoinedBlockDoomsTheWhole) {
  auto ann = account("Ann");
  EXPECT_THROW(db.transaction([&] {
    ASSERT_TRUE(ann.save());
    EXPECT_THROW(db.transaction([] { throw Stop(); }), Stop);
    EXPECT_THAT(message_of<rowan::TransactionError>([&] { saved("Bob"); }), HasSubstr("must roll back"));
    EXPECT_THROW((void)Account::count(), rowan::TransactionError);
  }),
               rowan::TransactionError);
  expect_new_again(ann);
  EXPECT_EQ(Account::count(), 0u);
}

TEST_P(Transactions, AnExceptionFromASavepointLeavesTheOuterIntact) {
  auto ann = account("Ann"), bob = account("Bob");
  db.transaction([&] {
    ASSERT_TRUE(ann.save());
    EXPECT_THROW(nested([&] {
                   ASSERT_TRUE(bob.save());
                   throw Stop();
                 }),
                 Stop);
    expect_new_again(bob);
  });
  EXPECT_EQ(Account::count(), 1u);
}

TEST_P(Transactions, AJoinedBlockHasTheTimeLimitOfItsTransaction) {
  ROWAN_NEEDS(time_limits);
  using namespace std::chrono_literals;
  db.transaction(
      [&] {
        EXPECT_EQ(db.transaction([] { return Account::count(); }, {.timeout = 5s}), 0U) << "the same one is fine";
        for (const bool savepoint : {false, true}) {
          EXPECT_THAT(message_of<rowan::TransactionError>([&] {
                        db.transaction([] { return Account::count(); }, {.requires_new = savepoint, .timeout = 1s});
                      }),
                      HasSubstr("time limit"));
        }
        saved("Ann");
      },
      {.timeout = 5s});
  EXPECT_EQ(Account::count(), 1U) << "nothing was doomed";
}

TEST_P(Transactions, MustNotBeUsedAfterItsEnd) {
  Transaction* kept = nullptr;
  db.transaction([&](Transaction& transaction) {
    kept = &transaction;
    EXPECT_TRUE(transaction.is_open());
    EXPECT_EQ(transaction.depth(), 1);
  });
  EXPECT_FALSE(kept->is_open());
  EXPECT_THROW(kept->rollback(), rowan::TransactionError);
  EXPECT_THROW(kept->after_commit([] {}), rowan::TransactionError);
}

TEST_P(Transactions, RunsItsOwnCallbacksAtTheEnd) {
  std::vector<std::string> told;
  const auto tell = [&](const char* text) { return [&told, text] { told.emplace_back(text); }; };
  db.transaction([&](Transaction& outer) {
    outer.after_commit(tell("outer commit"));
    outer.after_rollback(tell("outer rollback"));
    db.transaction([&](Transaction& inner) { inner.after_commit(tell("released")); }, {.requires_new = true});
    db.transaction(
        [&](Transaction& inner) {
          inner.after_commit(tell("dropped"));
          inner.after_rollback(tell("inner rollback"));
          saved("x");
          inner.rollback();
        },
        {.requires_new = true});
    EXPECT_THAT(told, ElementsAre("inner rollback"));
    saved("Ann");
  });
  EXPECT_THAT(told, ElementsAre("inner rollback", "outer commit", "released"));
}

TEST_P(Transactions, SaysThatTheDataIsCommittedWhenACallbackThrows) {
  bool second_ran = false;
  const auto message = message_of<rowan::AfterCommitError>([&] {
    db.transaction([&](Transaction& transaction) {
      saved("Ann");
      transaction.after_commit([] { throw Stop(); });
      transaction.after_commit([&] { second_ran = true; });
    });
  });
  EXPECT_THAT(message, HasSubstr("committed"));
  EXPECT_TRUE(second_ran);
  EXPECT_EQ(Account::count(), 1u);
}

TEST_P(Transactions, SavesWhatWasMadeInsideItOnItsDatabase) {
  rowan::testing::TempDir elsewhere;
  auto other = rowan::connect(GetParam().url(elsewhere), {.make_default = false});
  other.create_tables<Account>();
  other.transaction([&] { saved("there"); });
  EXPECT_EQ(Account::count(), 0u);
  EXPECT_EQ(Account::on(other).count(), 1u);
  auto here = saved("here");
  other.transaction([&] {
    here.age = 1;
    EXPECT_TRUE(here.save()) << "it belongs to where it was saved first";
  });
  EXPECT_EQ(Account::count(), 1u);
  EXPECT_EQ(Account::on(other).count(), 1u);
}

ROWAN_RECORD_SUITE(Transactions);

}  // namespace
}  // namespace record_tests
