// Requests served by many threads at once, each a unit of work of its own; for ThreadSanitizer above all.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <thread>

#include "rowan/rowan.hpp"
#include "support/in_threads.hpp"
#include "support/temp_dir.hpp"

namespace unit_models {

class Entry;

class Account : public rowan::Model<Account> {
 public:
  std::int64_t id{};
  std::string owner;
  std::int64_t balance{};
  bool closed{};
  rowan::HasMany<Entry> entries;

  ROWAN_MODEL(Account, (), (id, owner, balance, closed, entries))
};

class Entry : public rowan::Model<Entry> {
 public:
  std::int64_t id{};
  std::int64_t amount{};
  rowan::BelongsTo<Account> account;

  ROWAN_MODEL(Entry, (), (id, amount, account))
};

}  // namespace unit_models

ROWAN_REGISTER_MODEL(unit_models::Account)
ROWAN_REGISTER_MODEL(unit_models::Entry)

namespace {

using unit_models::Account;
using unit_models::Entry;

constexpr std::size_t requests = 6;

void serve(const std::function<void(std::size_t)>& work) { rowan::testing::in_threads(requests, work); }

/// A file, so that threads have a connection each.
class UnitsOfWork : public ::testing::Test {
 protected:
  UnitsOfWork()
      : db_(rowan::connect("sqlite://" + dir_.file("units.db"), {.pool_size = requests, .make_default = false})) {
    db_.create_tables<Account, Entry>();
    for (int i = 0; i < 2; ++i) {
      Account account;
      account.owner = "owner " + std::to_string(i);
      account.save_or_throw(db_);
    }
  }

  rowan::testing::TempDir dir_;
  rowan::Database db_;
};

/// Moves one from the first account to the second, and back again for an odd number.
void transfer(rowan::Database& db, bool back) {
  db.transaction([&] {
    Account from = Account::on(db).find(back ? 2 : 1), to = Account::on(db).find(back ? 1 : 2);
    from.entries.create(Entry::c.amount = -1);
    to.entries.create(Entry::c.amount = 1);
    from.increment(&Account::balance, -1);
    to.increment(&Account::balance, 1);
  });
}

std::int64_t sum_of_entries(rowan::Database& db, std::int64_t account) {
  std::int64_t sum = 0;
  const Account found = Account::on(db).find(account);
  for (const Entry& entry : found.entries) sum += entry.amount;
  return sum;
}

TEST_F(UnitsOfWork, TransactionsOfManyThreadsAddUp) {
  serve([&](std::size_t i) {
    for (int n = 0; n < 10; ++n) transfer(db_, i % 3 == 0);
  });
  EXPECT_EQ(Entry::on(db_).count(), 2 * 10 * requests);
  for (const std::int64_t account : {1, 2}) {
    const std::int64_t balance = account == 1 ? -20 : 20;  // four threads of six move there, two back
    EXPECT_EQ(Account::on(db_).find(account).balance, balance);
    EXPECT_EQ(sum_of_entries(db_, account), balance);
  }
}

TEST_F(UnitsOfWork, AThreadDoesNotSeeTheTransactionOfAnother) {
  db_.transaction([&] {
    Account mine = Account::on(db_).find(1);
    mine.owner = "changed";
    mine.save_or_throw();
    std::string seen;
    std::thread([&] { seen = Account::on(db_).find(1).owner; }).join();
    EXPECT_EQ(seen, "owner 0");
    EXPECT_EQ(Account::on(db_).find(1).owner, "changed");
  });
}

TEST_F(UnitsOfWork, AFailedUnitLeavesTheOthersAlone) {
  std::atomic<int> failed = 0;
  serve([&](std::size_t i) {
    try {
      db_.transaction([&] {
        Account account;
        account.owner = "new " + std::to_string(i);
        account.save_or_throw(db_);
        if (i % 2 == 0) throw std::runtime_error("given up");
      });
    } catch (const std::runtime_error&) {
      ++failed;
    }
  });
  EXPECT_EQ(failed, static_cast<int>(requests / 2));
  EXPECT_EQ(Account::on(db_).where(Account::c.owner.starts_with("new ")).count(), requests / 2);
}

/// Counts what it is told of; its calls come from all threads.
class Counting : public rowan::ChangeListener {
 public:
  void after(const rowan::RowChange&) override { ++after_; }
  void after_commit(const rowan::RowChange&) override { ++committed_; }
  std::atomic<std::size_t> after_ = 0, committed_ = 0;
};

TEST_F(UnitsOfWork, ListenersAndDefaultConditionsServeAllThreads) {
  const auto counting = std::make_shared<Counting>();
  const rowan::Listening listening = rowan::listen(counting);
  serve([&](std::size_t i) {
    for (int n = 0; n < 5; ++n) {
      Account account;
      account.closed = n % 2 == 0;
      account.save_or_throw(db_);
      std::optional<rowan::DefaultCondition> open;  // added and taken away while others ask
      if (i == 0) open.emplace(rowan::add_default_condition<Account>([] { return Account::c.closed == false; }));
      const std::optional<Account> found = Account::on(db_).find_if(account.id);
      if (found) {
        EXPECT_EQ(found->id, account.id);
      }
      if (open) {
        EXPECT_EQ(found.has_value(), n % 2 != 0);
      }
    }
  });
  EXPECT_EQ(counting->after_, 5 * requests);
  EXPECT_EQ(counting->committed_, 5 * requests);
}

TEST_F(UnitsOfWork, ATransactionIsRefusedOnAnotherThread) {
  db_.transaction([&](rowan::Transaction& transaction) {
    std::thread([&] { EXPECT_THROW(transaction.rollback(), rowan::TransactionError); }).join();
  });
}

}  // namespace
