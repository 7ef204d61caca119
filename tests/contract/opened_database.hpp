// A test with a database of its own, opened as a program opens it.
#pragma once

#include <gtest/gtest.h>

#include "contract/database_under_test.hpp"

namespace rowan::contract {

/// Runs on every database. The default database while the test runs, without tables.
class OpenedDatabaseTest : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  explicit OpenedDatabaseTest(const DatabaseOptions& options = {})
      : db(rowan::connect(GetParam().url(dir_), options)) {}

  testing::TempDir dir_;
  Database db;
};

}  // namespace rowan::contract
