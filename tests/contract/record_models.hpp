// The models of the record, transaction and relation tests, and the fixture that gives each test a database with their
// tables.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"
#include "rowan/testing/query_count.hpp"

namespace record_tests {

enum class Colour { red, green, blue };
enum class Size { small = 1, large = 10 };

class Timestamps {
 public:
  rowan::Instant created_at{}, updated_at{};
  ROWAN_MIXIN(Timestamps, (), (created_at, updated_at))
};

}  // namespace record_tests
ROWAN_ENUM(record_tests::Colour, red, green, blue)
ROWAN_ENUM(record_tests::Size, small, large)
namespace record_tests {

/// Rules, a unique attribute, a check, a row-wide check, time-stamps.
class Account : public rowan::Model<Account>, public Timestamps {
 public:
  std::int64_t id{};
  std::string name;
  std::optional<std::string> email;
  std::optional<std::int32_t> age;
  rowan::Decimal balance;
  std::optional<std::int64_t> visits;
  bool active{};

  ROWAN_MODEL(Account, (Timestamps), (id, name, email, age, balance, visits, active))
  static void configure(rowan::ModelBuilder<Account>& m);
};

/// Belongs to an account; its foreign key is declared with what happens on delete, so that a broken one is an error on
/// the record.
class Badge : public rowan::Model<Badge> {
 public:
  std::int64_t id{};
  std::string label;
  rowan::BelongsTo<Account> account;

  ROWAN_MODEL(Badge, (), (id, label, account))
  static void configure(rowan::ModelBuilder<Badge>& m);
};

/// As Badge, but nothing is declared on its foreign key: a broken one is thrown.
class Loan : public rowan::Model<Loan> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Account> account;

  ROWAN_MODEL(Loan, (), (id, account))
};

class Document : public rowan::Model<Document> {
 public:
  std::int64_t id{};
  std::string title, body;
  std::int32_t lock_version{};

  ROWAN_MODEL(Document, (), (id, title, body, lock_version))
  static void configure(rowan::ModelBuilder<Document>& m);
};

/// A key of two columns.
class Place : public rowan::Model<Place> {
 public:
  std::string country;
  std::int32_t zip{};
  std::string name;

  ROWAN_MODEL(Place, (), (country, zip, name))
  static void configure(rowan::ModelBuilder<Place>& m);
};

/// A key of text.
class Country : public rowan::Model<Country> {
 public:
  std::string code, name;

  ROWAN_MODEL(Country, (), (code, name))
  static void configure(rowan::ModelBuilder<Country>& m);
};

/// A UUID that the library makes.
class Device : public rowan::Model<Device> {
 public:
  rowan::Uuid id;
  std::string label;

  ROWAN_MODEL(Device, (), (id, label))
};

/// A key that says by itself whether it is there: zero is one.
class Ticket : public rowan::Model<Ticket> {
 public:
  std::optional<std::int64_t> id;
  std::string label;

  ROWAN_MODEL(Ticket, (), (id, label))
};

/// Defaults of C++ and of the database.
class Setting : public rowan::Model<Setting> {
 public:
  std::int64_t id{};
  std::int32_t level{};
  std::optional<std::string> mode;
  std::int32_t retries = 3;

  ROWAN_MODEL(Setting, (), (id, level, mode, retries))
  static void configure(rowan::ModelBuilder<Setting>& m);
};

/// Writes down what happens to it.
class Journal : public rowan::Model<Journal> {
 public:
  std::int64_t id{};
  std::string title;

  bool stop_save = false, stop_destroy = false, fail_after_save = false;  // not stored
  bool saves_itself_before = false, saves_itself_after = false;
  inline static std::vector<std::string> events;

  ROWAN_MODEL(Journal, (), (id, title))
  static void configure(rowan::ModelBuilder<Journal>& m);
};

/// Every name here means something to SQL or to the library.
class Odd : public rowan::Model<Odd> {
 public:
  std::int64_t id{};
  std::int32_t order{}, count{}, limit{};
  std::string errors, where, select, from;
  bool save{}, group{};

  ROWAN_MODEL(Odd, (), (id, order, count, limit, errors, where, select, from, save, group))
  static void configure(rowan::ModelBuilder<Odd>& m);
};

/// Every type that an attribute can have.
class Everything : public rowan::Model<Everything> {
 public:
  std::int64_t id{};
  bool flag{};
  std::int8_t i8{};
  std::int16_t i16{};
  std::int32_t i32{};
  std::int64_t i64{};
  std::uint8_t u8{};
  std::uint16_t u16{};
  std::uint32_t u32{};
  std::uint64_t u64{};
  float real{};
  double number{};
  rowan::Decimal amount;
  std::string text;
  rowan::Bytes bytes;
  rowan::Date day{std::chrono::year{1970} / 1 / 1};
  rowan::LocalDateTime wall{};
  rowan::Instant moment{};
  rowan::Uuid uuid;
  rowan::Json json;
  Colour colour{};
  Size size{Size::small};

  ROWAN_MODEL(Everything, (),
              (id, flag, i8, i16, i32, i64, u8, u16, u32, u64, real, number, amount, text, bytes, day, wall, moment,
               uuid, json, colour, size))
  static void configure(rowan::ModelBuilder<Everything>& m);
};

/// The same, each of them optional.
class Maybe : public rowan::Model<Maybe> {
 public:
  std::int64_t id{};
  std::optional<bool> flag;
  std::optional<std::int8_t> i8;
  std::optional<std::int16_t> i16;
  std::optional<std::int32_t> i32;
  std::optional<std::int64_t> i64;
  std::optional<std::uint8_t> u8;
  std::optional<std::uint16_t> u16;
  std::optional<std::uint32_t> u32;
  std::optional<std::uint64_t> u64;
  std::optional<float> real;
  std::optional<double> number;
  std::optional<rowan::Decimal> amount;
  std::optional<std::string> text;
  std::optional<rowan::Bytes> bytes;
  std::optional<rowan::Date> day;
  std::optional<rowan::LocalDateTime> wall;
  std::optional<rowan::Instant> moment;
  std::optional<rowan::Uuid> uuid;
  std::optional<rowan::Json> json;
  std::optional<Colour> colour;
  std::optional<Size> size;

  ROWAN_MODEL(Maybe, (),
              (id, flag, i8, i16, i32, i64, u8, u16, u32, u64, real, number, amount, text, bytes, day, wall, moment,
               uuid, json, colour, size))
  static void configure(rowan::ModelBuilder<Maybe>& m);
};

/// A database of its own, the default while the test runs, with the tables of all models above.
class RecordTest : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {
 protected:
  RecordTest();
  ~RecordTest() override;

  /// Accounts: ann 30, bob 20, cid without an age, dan 40; the e-mail of dan is NULL.
  static void insert_four();
  /// A second database object on the same data, as another process would have it.
  rowan::Database connect_again(std::string_view more_options = {}, rowan::DatabaseOptions options = {});
  [[nodiscard]] const rowan::testing::TempDir& dir() const { return dir_; }
  /// Runs `body` in a transaction and takes it all back.
  template <class Body>
  void undone(Body&& body, rowan::TransactionOptions options = {}) {
    db.transaction(
        [&](rowan::Transaction& transaction) {
          body();
          transaction.rollback();
        },
        options);
  }
  /// Runs `body` in a savepoint.
  template <class Body>
  void nested(Body&& body) {
    db.transaction(body, {.requires_new = true});
  }
  /// Whether the database speaks this dialect.
  [[nodiscard]] bool on(std::string_view dialect) const { return db.dialect().name() == dialect; }
  /// The first column of the first row.
  rowan::Value scalar(std::string_view sql);

 private:
  rowan::testing::TempDir dir_;

 protected:
  rowan::Database db;
};

Account account(std::string name, std::optional<std::string> email = {});
using rowan::contract::message_of;
/// What the clock shows until the next call.
void stop_clock(std::string_view instant);
/// Puts the system's clock back at the end.
struct SystemClockAgain {
  ~SystemClockAgain() { rowan::set_clock(nullptr); }
};

}  // namespace record_tests

#define ROWAN_RECORD_SUITE(name)                                                               \
  INSTANTIATE_TEST_SUITE_P(Records, name, ::testing::ValuesIn(::rowan::contract::databases()), \
                           ::rowan::contract::database_name)
