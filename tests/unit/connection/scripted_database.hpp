// A scripted driver with a database on it, for the tests of this layer.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rowan/connection/database_core.hpp"
#include "rowan/connection/url.hpp"
#include "rowan/core/error.hpp"
#include "rowan/testing/scripted_driver.hpp"

namespace rowan {

using rowan::testing::fails;
using rowan::testing::ScriptedDriver;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;

/// What the exception of type E that `function` throws says; fails the test when it throws none.
template <class E, class Function>
std::string message_of(Function&& function) {
  try {
    function();
  } catch (const E& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

class ScriptedDatabase : public ::testing::Test {
 protected:
  static Database open(ScriptedDriver& driver, DatabaseOptions options = {}) {
    options.make_default = false;
    Database database = connect(driver, Url::parse("scripted://test"), options);
    driver.forget_statements();
    return database;
  }

  /// What ran since the last call.
  std::vector<std::string> ran() {
    auto statements = driver.statements();
    driver.forget_statements();
    return statements;
  }

  ScriptedDriver driver;
  Database db = open(driver);
};

}  // namespace rowan
