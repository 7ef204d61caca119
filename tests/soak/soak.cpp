#include "soak/soak.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <map>
#include <thread>
#include <vector>

#include "soak/teller.hpp"
#include "support/bank/bank_models.hpp"

// g++ says it by a macro, clang by a feature.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ROWAN_SOAK_ASAN
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ROWAN_SOAK_ASAN
#endif
#ifdef ROWAN_SOAK_ASAN
#include <sanitizer/allocator_interface.h>
#endif

namespace rowan::testing {
namespace {

using namespace std::chrono_literals;
using bank::Account;
using bank::Counter;
using bank::Transfer;

/// What the process holds. AddressSanitizer keeps what was freed in quarantine, so there it is what is allocated.
std::size_t held_bytes() {
#ifdef ROWAN_SOAK_ASAN
  return __sanitizer_get_current_allocated_bytes();
#else
  std::size_t size = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> size >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
#endif
}

void fill(Database& db) {
  db.create_tables<Account, Transfer, Counter>();
  for (std::int64_t i = 0; i < accounts; ++i) {
    Account account;
    account.owner = "nobody";
    account.balance = first_balance;
    account.save_or_throw(db);
    ASSERT_EQ(account.id, i + 1);
  }
  Counter counter;
  counter.save_or_throw(db);
}

std::int64_t all_versions(Database& db) {
  std::int64_t sum = 0;
  for (const auto& account : Account::on(db).load()) sum += account.lock_version;
  return sum;
}

/// All tellers work until the time is up. How much the process has grown since the first third.
std::int64_t run(std::deque<Teller>& tellers, const SoakSettings& settings) {
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  for (Teller& teller : tellers) {
    threads.emplace_back([&] {
      while (!stop) teller.work();
    });
  }
  const auto started = std::chrono::steady_clock::now();
  std::size_t before = 0;
  while (std::chrono::steady_clock::now() - started < soak_time()) {
    std::this_thread::sleep_for(100ms);
    if (settings.fault) settings.fault();
    if (before == 0 && std::chrono::steady_clock::now() - started > soak_time() / 3) before = held_bytes();
  }
  stop = true;
  for (auto& thread : threads) thread.join();
  return static_cast<std::int64_t>(held_bytes()) - static_cast<std::int64_t>(before);
}

void expect_between(std::int64_t value, std::int64_t from, const Tally& tally, const char* what) {
  EXPECT_GE(value, from + static_cast<std::int64_t>(tally.done)) << what << " were lost";
  EXPECT_LE(value, from + static_cast<std::int64_t>(tally.done + tally.unknown)) << what << " were done twice";
}

/// `seen` tells how often each was found in the table.
void check_transfers(const Teller& teller, const std::vector<int>& seen) {
  for (std::uint64_t number = 1; number <= teller.last_transfer(); ++number) {
    const auto exception = teller.exceptions.find(number);
    const auto outcome = exception == teller.exceptions.end() ? Outcome::done : exception->second;
    if (outcome == Outcome::unknown) {
      EXPECT_LE(seen[number], 1) << number << " was done twice";
    } else {
      EXPECT_EQ(seen[number], outcome == Outcome::done ? 1 : 0) << number;
    }
  }
}

/// Each balance is what the transfers made of it, and each transfer that was reported done is there, once.
void check_books(Database& db, const std::deque<Teller>& tellers) {
  std::map<std::int64_t, std::int64_t> balances;
  std::vector<std::vector<int>> seen(tellers.size());
  for (std::size_t i = 0; i < seen.size(); ++i) seen[i].resize(tellers[i].last_transfer() + 1);
  for (std::int64_t id = 1; id <= accounts; ++id) balances[id] = first_balance;
  Transfer::on(db).find_each([&](Transfer& transfer) {
    balances[*transfer.account.key()] -= transfer.amount;
    balances[transfer.payee] += transfer.amount;
    const auto dash = transfer.token.find('-');
    ++seen.at(std::stoul(transfer.token) - 1).at(std::stoul(transfer.token.substr(dash + 1)));
  });
  for (const auto& account : Account::on(db).load()) EXPECT_EQ(account.balance, balances[account.id]) << account.id;
  for (std::size_t i = 0; i < seen.size(); ++i) check_transfers(tellers[i], seen[i]);
}

void tell(const char* what, const Tally& tally) {
  std::printf("  %-10s %8llu done, %llu given up, %llu unknown\n", what, static_cast<unsigned long long>(tally.done),
              static_cast<unsigned long long>(tally.undone), static_cast<unsigned long long>(tally.unknown));
}

}  // namespace

std::chrono::seconds soak_time() {
  const char* seconds = std::getenv("ROWAN_SOAK_SECONDS");
  return std::chrono::seconds(seconds == nullptr ? 5 : std::atoi(seconds));
}

void soak(const SoakSettings& settings) {
  Database db = connect(settings.url, {.pool_size = settings.pool, .checkout_timeout = 20s, .make_default = false});
  fill(db);
  const auto versions = all_versions(db);
  std::deque<Teller> tellers;
  for (unsigned i = 0; i < settings.threads; ++i) tellers.emplace_back(db, i + 1);
  const auto growth = run(tellers, settings);

  Tally transfers, hits, renamings, readings;
  for (const Teller& teller : tellers) {
    transfers.add(teller.transfers), hits.add(teller.hits);
    renamings.add(teller.renamings), readings.add(teller.readings);
    EXPECT_EQ(teller.unexpected, "");
  }
  tell("transfers", transfers), tell("hits", hits), tell("renamings", renamings), tell("readings", readings);
  check_books(db, tellers);
  expect_between(Counter::on(db).find(1).hits, 0, hits, "hits");
  Tally saves = renamings;
  for (int payer_and_payee = 0; payer_and_payee < 2; ++payer_and_payee) saves.add(transfers);
  expect_between(all_versions(db), versions, saves, "saves");
  EXPECT_GT(transfers.done + hits.done + renamings.done, 100U);
  EXPECT_EQ(db.pool_statistics().in_use, 0U);
  EXPECT_EQ(db.pool_statistics().timeouts, 0U);
  constexpr std::int64_t allowed = 16 << 20;
  EXPECT_LT(growth, allowed) << "bytes that the process has grown by";
  if (settings.fault) {
    EXPECT_GT(db.pool_statistics().broken, 0U) << "no fault struck";
  }
}

}  // namespace rowan::testing
