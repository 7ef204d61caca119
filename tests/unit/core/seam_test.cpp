// The seams of core: errors, the log, and values through row readers and parameter writers.
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>
#include <type_traits>

#include "rowan/core/error.hpp"
#include "rowan/core/log.hpp"
#include "rowan/core/parameter_writer.hpp"
#include "rowan/core/row_reader.hpp"

namespace rowan {
namespace {

static_assert(std::is_nothrow_copy_constructible_v<Error> && std::is_nothrow_copy_assignable_v<Error>);
static_assert(std::is_nothrow_copy_constructible_v<UniqueViolation> &&
              std::is_nothrow_copy_assignable_v<UniqueViolation>);

TEST(Error, CarriesItsDetailsThroughCopiesAndBases) {
  try {
    throw UniqueViolation("taken", {.sqlstate = "23505",
                                    .native_code = 2067,
                                    .statement = "INSERT INTO users …",
                                    .constraint = "users_email",
                                    .table = "users",
                                    .columns = {"email"}});
  } catch (const ConstraintViolation& caught) {
    const Error copy = caught;
    EXPECT_STREQ(copy.what(), "taken");
    EXPECT_EQ(copy.sqlstate(), "23505");
    EXPECT_EQ(copy.native_code(), 2067);
    EXPECT_EQ(copy.statement(), "INSERT INTO users …");
    EXPECT_EQ(copy.constraint(), "users_email");
    EXPECT_EQ(copy.table(), "users");
    EXPECT_EQ(copy.columns(), std::vector<std::string>{"email"});
  }
  EXPECT_EQ(Error("plain").sqlstate(), "");
}

class RecordingSink final : public LogSink {
 public:
  void statement(const StatementEvent& event) override { text += std::string(event.sql); }
  void message(LogLevel, std::string_view message) override { text += std::string(message); }
  std::string text;
};

TEST(Log, GoesToTheSinkAndNowhereWithoutOne) {
  EXPECT_FALSE(log_enabled());
  EXPECT_EQ(log_sink(), nullptr);
  log_message(LogLevel::error, "lost");
  const auto sink = std::make_shared<RecordingSink>();
  set_log_sink(sink);
  EXPECT_TRUE(log_enabled());
  EXPECT_EQ(log_sink(), sink);
  log_message(LogLevel::info, "kept");
  set_log_sink(nullptr);
  EXPECT_FALSE(log_enabled());
  log_message(LogLevel::info, "lost");
  EXPECT_EQ(sink->text, "kept");
  EXPECT_EQ(sink.use_count(), 1);
}

TEST(Log, SpdlogShowsStatementsWithTheirTimeRowsAndTags) {
  std::ostringstream out;
  const auto logger =
      std::make_shared<spdlog::logger>("rowan-test", std::make_shared<spdlog::sinks::ostream_sink_mt>(out));
  logger->set_pattern("%l %v");
  logger->set_level(spdlog::level::debug);
  spdlog::register_logger(logger);
  log_to_spdlog("rowan-test");
  log_sink()->statement({.sql = "SELECT {1}",
                         .model = "Post",
                         .purpose = "find",
                         .tag = "home",
                         .elapsed = std::chrono::microseconds(1500),
                         .rows = 3});
  log_sink()->statement({.sql = "COMMIT", .failed = true});
  log_message(LogLevel::warning, "N+1 {}");
  logger->set_level(spdlog::level::err);
  log_message(LogLevel::warning, "hidden");
  set_log_sink(nullptr);
  spdlog::drop("rowan-test");
  EXPECT_EQ(out.str(),
            "debug 1.500 ms 3 rows Post find #home | SELECT {1}\n"
            "warning 0.000 ms 0 rows FAILED | COMMIT\n"
            "warning N+1 {}\n");
}

/// One parameter that is read back as a column.
class Loopback : public ParameterWriter, public RowReader {
 public:
  void write_null(int, TypeKind kind) override { held = Value(), null_kind = kind; }
  void write(int, bool value) override { held = value; }
  void write(int, std::int64_t value) override { held = value; }
  void write(int, std::uint64_t value) override { held = value; }
  void write(int, double value) override { held = value; }
  void write(int, const Decimal& value) override { held = value; }
  void write(int, std::string_view text) override { held = text; }
  void write(int, std::span<const std::byte> bytes) override { held = Bytes(bytes.begin(), bytes.end()); }
  void write(int, Date value) override { held = value; }
  void write(int, LocalDateTime value) override { held = value; }
  void write(int, Instant value) override { held = value; }
  void write(int, const Uuid& value) override { held = value; }
  void write(int, const Json& value) override { held = value; }

  bool is_null(int) override { return held.is_null(); }
  bool read(int, bool& out) override { return give(out, &Value::as_boolean); }
  bool read(int, std::int64_t& out) override { return give(out, &Value::as_int64); }
  bool read(int, std::uint64_t& out) override { return give(out, &Value::as_uint64); }
  bool read(int, double& out) override { return give(out, &Value::as_double); }
  bool read(int, Decimal& out) override { return give(out, &Value::as_decimal); }
  bool read(int, std::string& out) override { return give(out, &Value::as_string); }
  bool read(int, Bytes& out) override { return give(out, &Value::as_bytes); }
  bool read(int, Date& out) override { return give(out, &Value::as_date); }
  bool read(int, LocalDateTime& out) override { return give(out, &Value::as_local_date_time); }
  bool read(int, Instant& out) override { return give(out, &Value::as_instant); }
  bool read(int, Uuid& out) override { return give(out, &Value::as_uuid); }
  bool read(int, Json& out) override { return give(out, &Value::as_json); }
  bool read(int, std::string_view& out) override { return give(out, &Value::as_string); }
  Value value(int) override { return held; }

  Value held;
  TypeKind null_kind = TypeKind::text;

 private:
  template <class T, class Get>
  bool give(T& out, Get get) {
    if (held.is_null()) return false;
    out = (held.*get)();
    return true;
  }
};

TEST(ValueIo, EveryKindGoesThroughAParameterAndAColumn) {
  const std::vector<std::pair<TypeKind, Value>> values{
      {TypeKind::boolean, true},
      {TypeKind::int8, -128},
      {TypeKind::int16, 32767},
      {TypeKind::int32, -5},
      {TypeKind::int64, std::numeric_limits<std::int64_t>::min()},
      {TypeKind::uint8, 255},
      {TypeKind::uint16, 65535},
      {TypeKind::uint32, 4294967295U},
      {TypeKind::uint64, std::numeric_limits<std::uint64_t>::max()},
      {TypeKind::float32, 0.5},
      {TypeKind::float64, 0.1},
      {TypeKind::decimal, Decimal("1.10")},
      {TypeKind::text, "x"},
      {TypeKind::bytes, Bytes(3)},
      {TypeKind::date, parse_date("2024-02-29")},
      {TypeKind::local_date_time, parse_local_date_time("2024-02-29 10:00")},
      {TypeKind::instant, parse_instant("2024-02-29 10:00Z")},
      {TypeKind::uuid, Uuid::random()},
      {TypeKind::json, Json("[1]")},
  };
  for (const auto& [kind, value] : values) {
    Loopback io;
    write_value(io, 0, value, kind);
    EXPECT_EQ(io.held, value) << to_string(kind);
    EXPECT_EQ(read_value(io, 0, kind), value) << to_string(kind);
    write_value(io, 0, Value(), kind);
    EXPECT_EQ(io.null_kind, kind);
    EXPECT_TRUE(read_value(io, 0, kind).is_null());
  }
}

TEST(ValueIo, WithoutArraysListsAreRefused) {
  Loopback io;
  EXPECT_THROW(write_value(io, 0, std::vector<int>{1}, array_of(TypeKind::int32)), Unsupported);
  EXPECT_THROW(io.write_integers(0, std::vector<std::int64_t>{1}), Unsupported);
  EXPECT_THROW(static_cast<void>(read_value(io, 0, array_of(TypeKind::int32))), Unsupported);
}

/// The same with arrays.
class ListLoopback final : public Loopback {
 public:
  void write_list(int, TypeKind kind, std::span<const Value> values) override {
    held = Value::list({values.begin(), values.end()});
    element = kind;
  }
  bool read_list(int, TypeKind, std::vector<Value>& out) override {
    if (held.is_null()) return false;
    out = held.as_list();
    return true;
  }
  TypeKind element = TypeKind::text;
};

TEST(ValueIo, AListGoesThroughAParameterAndAColumn) {
  ListLoopback io;
  const Value list = Value::list({Uuid::random(), Uuid::random()});
  write_value(io, 0, list, array_of(TypeKind::uuid));
  EXPECT_EQ(io.element, TypeKind::uuid);
  EXPECT_EQ(read_value(io, 0, array_of(TypeKind::uuid)), list);
  EXPECT_THROW(static_cast<void>(read_value(io, 0, array_of(TypeKind::date))), InvalidValue);
  io.write_integers(0, std::vector<std::int64_t>{7, -1});
  EXPECT_EQ(io.held, Value::list({7, -1}));
  write_value(io, 0, Value(), array_of(TypeKind::uuid));
  EXPECT_TRUE(read_value(io, 0, array_of(TypeKind::uuid)).is_null());
}

TEST(ValueIo, ReadingChecksTheRangeOfSmallIntegers) {
  Loopback io;
  io.held = 256;
  EXPECT_THROW(static_cast<void>(read_value(io, 0, TypeKind::uint8)), InvalidValue);
  io.held = -1;
  EXPECT_THROW(static_cast<void>(read_value(io, 0, TypeKind::uint32)), InvalidValue);
}

}  // namespace
}  // namespace rowan
