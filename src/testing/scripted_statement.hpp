#pragma once

#include <string>
#include <string_view>

#include "testing/scripted_connection.hpp"
#include "testing/value_statement.hpp"

namespace rowan::testing {

class ScriptedStatement final : public ValueStatement {
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

 private:
  void start();
  [[nodiscard]] const Value& at(int column) const override {
    return reply_.rows.at(next_row_ - 1).at(static_cast<std::size_t>(column));
  }

  ScriptedConnection& connection_;
  const std::string sql_;
  Reply reply_;
  std::size_t next_row_ = 0;
  bool running_ = false;
};

}  // namespace rowan::testing
