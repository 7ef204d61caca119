// A process that forks: each side goes on with connections of its own.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <thread>
#include <utility>

#include "rowan/testing/held_transaction.hpp"
#include "unit/connection/scripted_database.hpp"

// ThreadSanitizer ends a child of several threads that starts one itself. g++ shows it by a macro, clang by a feature.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define ROWAN_FORK_TSAN
#endif
#elif defined(__SANITIZE_THREAD__)
#define ROWAN_FORK_TSAN
#endif

namespace rowan {
namespace {

/// Runs `check` in a child of this process; true when it returned true there.
template <class Check>
bool holds_in_child(const Check& check) {
  const pid_t child = fork();
  if (child == 0) {
    bool held = false;
    try {
      held = check();
    } catch (...) {
    }
    _exit(held ? 0 : 1);
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

using ForkTest = ScriptedDatabase;

TEST_F(ForkTest, TheChildOpensItsOwnConnections) {
  db.execute("parent");
  const int before = driver.opened();
  EXPECT_TRUE(holds_in_child([&] {
    db.execute("child");
    return driver.opened() == before + 1 && driver.ran().back().connection == before + 1;
  }));
  db.execute("parent");
  EXPECT_EQ(driver.ran().back().connection, before);
  EXPECT_EQ(driver.opened(), before) << "the child's are its own";
}

TEST_F(ForkTest, TheChildClosesNoneOfTheParents) {
  EXPECT_TRUE(holds_in_child([&] {
    const int open = driver.open_now();
    db.close();
    return driver.open_now() == open;
  }));
}

TEST_F(ForkTest, AnOpenTransactionStaysTheParents) {
  db.transaction([&] {
    db.execute("a");
    const auto before = driver.ran().size();
    EXPECT_TRUE(holds_in_child([&] {
      const auto message = message_of<TransactionError>([&] { db.execute("b"); });
      return message.find("forked from") != message.npos && driver.ran().size() == before;
    }));
    EXPECT_TRUE(holds_in_child([&] {
      try {
        db.transaction([&] { db.execute("b"); });
      } catch (const TransactionError&) {
        return driver.ran().size() == before;
      }
      return false;
    }));
    db.execute("c");
  });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "c", "COMMIT"));
}

TEST_F(ForkTest, AHeldTransactionStaysTheParents) {
  const rowan::testing::HeldTransaction held(db);
  db.execute("a");
  const auto before = driver.ran().size();
  EXPECT_TRUE(holds_in_child([&] {
    const auto message = message_of<TransactionError>([&] { db.execute("b"); });
    return message.find("after a fork") != message.npos && driver.ran().size() == before;
  }));
  db.execute("c");
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "c"));
}

TEST_F(ForkTest, AHeldTransactionThatAnotherThreadBeginsStaysTheParents) {
#ifdef ROWAN_FORK_TSAN
  GTEST_SKIP() << "the child starts threads, which ThreadSanitizer does not let it";
#endif
  std::promise<void> done;
  auto user = db.core()->acquire();
  auto begun = std::async(std::launch::async, [&] {
    const rowan::testing::HeldTransaction held(db);
    done.get_future().wait();
  });
  while (db.pool_statistics().waiting == 0) std::this_thread::yield();
  EXPECT_TRUE(holds_in_child([&] {
    std::thread([&] { db.execute("child"); }).join();
    std::thread([&] { const rowan::testing::HeldTransaction held(db); }).join();
    db.close();
    return true;
  }));
  { const auto gone = std::move(user); }
  done.set_value();
  begun.get();
}

TEST_F(ForkTest, LeavingTheParentsTransactionInTheChildSendsNothing) {
  bool in_child = false;
  std::size_t before = 0;
  pid_t child = -1;
  try {
    db.transaction([&] {
      db.execute("a");
      before = driver.ran().size();
      child = fork();
      in_child = child == 0;
      if (in_child) throw TransactionError("leave");
    });
  } catch (const TransactionError&) {
  }
  if (in_child) _exit(driver.ran().size() == before ? 0 : 1);
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "COMMIT"));
}

TEST_F(ForkTest, AHeldLeaseStaysTheParents) {
  const auto lease = db.core()->acquire();
  EXPECT_TRUE(holds_in_child([&] {
    const auto message = message_of<ConnectionLost>([&] { db.execute("b"); });
    return message.find("belongs to the parent") != message.npos;
  }));
  lease->execute("mine");
}

TEST_F(ForkTest, OtherThreadsConnectionsDoNotBlockTheChild) {
  Database small = open(driver, {.pool_size = 1, .checkout_timeout = std::chrono::milliseconds(100)});
  std::atomic<bool> holding{false}, done{false};
  std::thread holder([&] {
    const auto lease = small.core()->acquire();
    holding = true;
    while (!done) std::this_thread::yield();
  });
  while (!holding) std::this_thread::yield();
  EXPECT_TRUE(holds_in_child([&] {
    small.execute("child");
    return true;
  }));
  done = true;
  holder.join();
}

}  // namespace
}  // namespace rowan
