// The databases that the contract suite runs on. A database joins with one file of ten lines, like sqlite.cpp:
//
//   const bool added = add_database({.name = "sqlite_native", .url = […](const TempDir& dir) {…}, .lacks = {}});
//
// Tests ask for capabilities, never for names; what a database lacks is listed there with its reason, which the skipped
// test prints.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/connection/database.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/sql/dialect.hpp"
#include "support/temp_dir.hpp"

namespace rowan::contract {

/// Whether a transaction that has read gets no lock of a row that others have changed since: MariaDB's since 11.6,
/// unless it is told otherwise.
bool refuses_newer_rows(Database& database);

enum class Capability : std::uint8_t {
  raw_sql,            ///< statements and conditions that are written by hand
  cancel,             ///< another thread can stop a statement
  negative_zero,      ///< -0.0 comes back with its sign
  infinity,           ///< ±inf can be stored
  large_unsigned,     ///< integers from 2^63 to 2^64-1
  time_limits,        ///< a statement is stopped when its time is over
  json_nul,           ///< JSON texts with \u0000 in them
  one_writer,         ///< a transaction that writes keeps all others from writing anything
  size_limit,         ///< `PRAGMA max_page_count`
  error_fields,       ///< an error says more than its text: the columns of a foreign key whose text names none
  transaction_state,  ///< the connection knows when a statement of the user's ended the transaction
  one_statement,      ///< several statements in one text are refused
};

struct DatabaseUnderTest {
  std::string name;  ///< in test names: letters, digits, underscores
  std::function<std::string(const testing::TempDir&)>
      url;                                  ///< of an empty database; the directory lives as long as the test
  std::map<Capability, std::string> lacks;  ///< with the reason
  std::string missing{};                    ///< what to install for it to run here; empty when it can

  /// The reason why it lacks the capability; empty when it does not.
  [[nodiscard]] std::string lacking(Capability capability) const;
};

/// For GoogleTest, which would print the bytes.
inline void PrintTo(const DatabaseUnderTest& database, std::ostream* out) { *out << database.name; }

/// Called from a static initialiser of the database's file. No test runs on one that is missing; `Servers.AreInstalled`
/// says so, and fails where the environment has ROWAN_REQUIRE_SERVERS.
bool add_database(DatabaseUnderTest database);
const std::vector<DatabaseUnderTest>& databases();

/// A test that runs on every database: a fresh one each time, and as many connections to it as it opens.
class ContractTest : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  ContractTest();

  /// A further connection to the same database.
  std::unique_ptr<DriverConnection> connect(std::string_view more_options = {});
  [[nodiscard]] const Dialect& dialect() const { return driver_.dialect(); }
  [[nodiscard]] const StatementCompiler& compiler() const { return driver_.compiler_for(url_); }
  [[nodiscard]] const testing::TempDir& dir() const { return dir_; }
  [[nodiscard]] Driver& driver() { return driver_; }
  [[nodiscard]] const Url& url() const { return url_; }

  /// `?` or `$1`: the placeholders 1 … count, separated by commas.
  [[nodiscard]] std::string placeholders(std::size_t count) const;
  /// The first column of the first row.
  Value scalar(std::string_view sql);

 private:
  testing::TempDir dir_;
  Url url_;
  Driver& driver_;

 protected:
  std::unique_ptr<DriverConnection> connection;
};

/// Prints the database's name in test names.
std::string database_name(const ::testing::TestParamInfo<DatabaseUnderTest>& info);

/// The message of the `E` that `code` throws.
template <class E, class Code>
std::string message_of(Code&& code) {
  try {
    code();
  } catch (const E& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

}  // namespace rowan::contract

/// In a test of any fixture whose parameter is a DatabaseUnderTest.
#define ROWAN_NEEDS(capability)                                                                           \
  if (const auto reason = GetParam().lacking(::rowan::contract::Capability::capability); !reason.empty()) \
  GTEST_SKIP() << "lacks " #capability ": " << reason
