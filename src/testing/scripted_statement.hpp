#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rowan/connection/statement.hpp"
#include "testing/scripted_connection.hpp"

namespace rowan::testing {

/// Binds and reads dynamic values.
class ScriptedStatement final : public Statement {
 public:
  ScriptedStatement(ScriptedConnection& connection, std::string_view sql) : connection_(connection), sql_(sql) {}

  bool step() override;
  std::uint64_t run() override;
  void reset() noexcept override;
  [[nodiscard]] int column_count() override { return static_cast<int>(reply_.columns.size()); }
  [[nodiscard]] std::string_view column_name(int column) override {
    return reply_.columns.at(static_cast<std::size_t>(column));
  }
  [[nodiscard]] std::string_view sql() const override { return sql_; }

  [[nodiscard]] Value value(int column) override { return at(column); }
  [[nodiscard]] bool is_null(int column) override { return at(column).is_null(); }
  bool read(int column, bool& out) override { return get(column, out, &Value::as_boolean); }
  bool read(int column, std::int64_t& out) override { return get(column, out, &Value::as_int64); }
  bool read(int column, std::uint64_t& out) override { return get(column, out, &Value::as_uint64); }
  bool read(int column, double& out) override { return get(column, out, &Value::as_double); }
  bool read(int column, Decimal& out) override { return get(column, out, &Value::as_decimal); }
  bool read(int column, std::string& out) override { return get(column, out, &Value::as_string); }
  bool read(int column, Bytes& out) override { return get(column, out, &Value::as_bytes); }
  bool read(int column, Date& out) override { return get(column, out, &Value::as_date); }
  bool read(int column, LocalDateTime& out) override { return get(column, out, &Value::as_local_date_time); }
  bool read(int column, Instant& out) override { return get(column, out, &Value::as_instant); }
  bool read(int column, Uuid& out) override { return get(column, out, &Value::as_uuid); }
  bool read(int column, Json& out) override { return get(column, out, &Value::as_json); }
  bool read(int column, std::string_view& out) override { return get(column, out, &Value::as_string); }

  void write_null(int index, TypeKind) override { bind(index, Value()); }
  void write(int index, bool value) override { bind(index, value); }
  void write(int index, std::int64_t value) override { bind(index, value); }
  void write(int index, std::uint64_t value) override { bind(index, value); }
  void write(int index, double value) override { bind(index, value); }
  void write(int index, const Decimal& value) override { bind(index, value); }
  void write(int index, std::string_view text) override { bind(index, text); }
  void write(int index, std::span<const std::byte> bytes) override { bind(index, Bytes(bytes.begin(), bytes.end())); }
  void write(int index, Date value) override { bind(index, value); }
  void write(int index, LocalDateTime value) override { bind(index, value); }
  void write(int index, Instant value) override { bind(index, value); }
  void write(int index, const Uuid& value) override { bind(index, value); }
  void write(int index, const Json& value) override { bind(index, value); }
  void write_list(int index, TypeKind, std::span<const Value> values) override {
    bind(index, Value::list({values.begin(), values.end()}));
  }

 private:
  void start();
  void bind(int index, Value value);
  [[nodiscard]] const Value& at(int column) const {
    return reply_.rows.at(next_row_ - 1).at(static_cast<std::size_t>(column));
  }

  template <class T, class Result>
  bool get(int column, T& out, Result (Value::*as)() const) const {
    const Value& value = at(column);
    if (value.is_null()) return false;
    out = (value.*as)();
    return true;
  }

  ScriptedConnection& connection_;
  const std::string sql_;
  std::vector<Value> parameters_;
  Reply reply_;
  std::size_t next_row_ = 0;
  bool running_ = false;
};

}  // namespace rowan::testing
