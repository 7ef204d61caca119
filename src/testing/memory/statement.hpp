#pragma once

#include <memory>
#include <string>
#include <utility>

#include "rowan/core/parameter_writer.hpp"
#include "testing/memory/session.hpp"
#include "testing/value_statement.hpp"

namespace rowan::testing::memory {

/// Its rows are copies: nothing is held while it is stepped through.
class MemoryStatement final : public ValueStatement {
 public:
  MemoryStatement(Session& session, std::string text, std::shared_ptr<const Plan> plan)
      : session_(session), text_(std::move(text)), plan_(std::move(plan)) {}

  bool step() override {
    if (!running_) start();
    if (next_row_ == result_.rows.size()) return false;
    ++next_row_;
    return true;
  }
  std::uint64_t run() override {
    start();
    reset();
    return result_.matched;
  }
  void reset() noexcept override {
    running_ = false;
    parameters_.clear();
  }
  using ValueStatement::write;
  void write(int index, std::string_view text) override {
    check_text(text);
    ValueStatement::write(index, text);
  }
  void write_list(int index, TypeKind element, std::span<const Value> values) override {
    for (const Value& value : values) {
      if (const auto* text = std::get_if<std::string>(&value.storage())) check_text(*text);
    }
    ValueStatement::write_list(index, element, values);
  }
  [[nodiscard]] int column_count() override { return static_cast<int>(result_.columns.size()); }
  [[nodiscard]] std::string_view column_name(int column) override {
    return result_.columns.at(static_cast<std::size_t>(column));
  }
  [[nodiscard]] std::string_view sql() const override { return text_; }

 private:
  void start() {
    running_ = true;
    next_row_ = 0;
    result_ = session_.run(*plan_, parameters_);
  }
  [[nodiscard]] const Value& at(int column) const override {
    return result_.rows.at(next_row_ - 1).at(static_cast<std::size_t>(column));
  }

  Session& session_;
  const std::string text_;
  const std::shared_ptr<const Plan> plan_;
  Result result_;
  std::size_t next_row_ = 0;
  bool running_ = false;
};

}  // namespace rowan::testing::memory
