// For GoogleTest: a database for the whole program, and each test in a transaction that is rolled back.
//
//   int main(int argc, char** argv) {
//     testing::InitGoogleTest(&argc, argv);
//     rowan::testing::DatabaseEnvironment::add();
//     return RUN_ALL_TESTS();
//   }
//
//   class ShopTest : public rowan::testing::DatabaseTest {};
//   TEST_F(ShopTest, SellsABook) { Book::create({{"title", "Solaris"}}); … }
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include "rowan/testing/held_transaction.hpp"
#include "rowan/testing/own_database.hpp"

namespace rowan::testing {

/// Makes an OwnDatabase before the first test, and drops it after the last. GoogleTest owns it.
class DatabaseEnvironment : public ::testing::Environment {
 public:
  /// To be called before RUN_ALL_TESTS(). The URL is the environment's ROWAN_TEST_DATABASE, or `usual` where that is
  /// not set: the same tests run on another database without being compiled anew.
  static DatabaseEnvironment* add(std::string usual = "sqlite::memory:",
                                  OwnDatabase::Prepare prepare = OwnDatabase::create_all_tables) {
    const char* const given = std::getenv("ROWAN_TEST_DATABASE");
    auto* const made = new DatabaseEnvironment(given == nullptr ? std::move(usual) : given, std::move(prepare));
    ::testing::AddGlobalTestEnvironment(made);
    return made;
  }
  /// The database of the environment that was set up last. Fails the test, and throws, where there is none.
  static const Database& database() {
    if (current_ != nullptr) return current_->own_->database();
    ADD_FAILURE() << "call rowan::testing::DatabaseEnvironment::add() before RUN_ALL_TESTS()";
    throw DatabaseClosed("there is no test database");
  }

  /// What this throws fails all tests: GoogleTest runs none of them then.
  void SetUp() override {
    own_.emplace(url_, prepare_);
    current_ = this;
  }
  void TearDown() override {
    if (current_ == this) current_ = nullptr;
    own_.reset();
  }

 private:
  DatabaseEnvironment(std::string url, OwnDatabase::Prepare prepare)
      : url_(std::move(url)), prepare_(std::move(prepare)) {}
  static inline DatabaseEnvironment* current_ = nullptr;
  std::string url_;
  OwnDatabase::Prepare prepare_;
  std::optional<OwnDatabase> own_;
};

/// Whatever a test does in the environment's database is undone at its end, by whatever thread and handle it was done.
class DatabaseTest : public ::testing::Test {
 protected:
  Database db = DatabaseEnvironment::database();

 private:
  HeldTransaction held_{db};
};

}  // namespace rowan::testing
