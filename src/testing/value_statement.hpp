// A statement that deals in dynamic values.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/connection/statement.hpp"

namespace rowan::testing {

/// Keeps parameters, and reads columns, as values; what is derived from it runs.
class ValueStatement : public Statement {
 public:
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

  bool read_list(int column, TypeKind, std::vector<Value>& out) override { return get(column, out, &Value::as_list); }

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

 protected:
  /// Of the current row.
  [[nodiscard]] virtual const Value& at(int column) const = 0;
  /// A parameter was written.
  virtual void binding() {}

  std::vector<Value> parameters_;

 private:
  void bind(int index, Value value) {
    binding();
    const auto place = static_cast<std::size_t>(index);
    if (place >= parameters_.size()) parameters_.resize(place + 1);
    parameters_[place] = std::move(value);
  }

  template <class T, class Result>
  bool get(int column, T& out, Result (Value::*as)() const) const {
    const Value& value = at(column);
    if (value.is_null()) return false;
    out = (value.*as)();
    return true;
  }
};

}  // namespace rowan::testing
