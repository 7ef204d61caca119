// The fixture of the tests of SQLite alone: a file of its own for each, on both statement paths.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "rowan/connection/driver.hpp"
#include "rowan/connection/driver_registry.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"
#include "support/temp_dir.hpp"

namespace rowan::contract {

class SqliteTest : public ::testing::TestWithParam<const char*> {
 protected:
  std::unique_ptr<DriverConnection> open(const std::string& path, const std::string& options = "") {
    return driver_.open(
        Url::parse("sqlite://" + path + "?statements=" + GetParam() + (options.empty() ? "" : "&" + options)));
  }

  /// A database file with one row, closed again.
  std::string database() {
    const auto connection = open(file_);
    connection->execute(
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT); INSERT INTO notes (body) VALUES ('first')");
    return file_;
  }

  static Value scalar(DriverConnection& connection, std::string_view sql) {
    const auto statement = connection.prepare(sql);
    return statement->step() ? statement->value(0) : Value();
  }
  static std::int64_t count(DriverConnection& connection) {
    return scalar(connection, "SELECT count(*) FROM notes").as_int64();
  }

  template <class E>
  std::string refusal(const std::string& path, const std::string& options = "") {
    try {
      open(path, options);
    } catch (const E& error) {
      return error.what();
    }
    ADD_FAILURE() << path << " was opened";
    return {};
  }

  testing::TempDir dir_;
  Driver& driver_ = find_driver("sqlite");
  std::string file_ = dir_.file("notes.db");
};

inline ::testing::AssertionResult says(const std::string& message, const std::string& part) {
  if (message.find(part) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "\"" << message << "\" does not say \"" << part << "\"";
}

}  // namespace rowan::contract
