// A connection to a database in memory, and its transactions.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rowan/connection/driver.hpp"
#include "testing/memory/compiler.hpp"
#include "testing/memory/executor.hpp"

namespace rowan::testing::memory {

/// A transaction that writes locks out other writers from its beginning; one that is read-only goes on seeing what was
/// committed then. A change outside of transactions is one of its own.
class Session final : public DriverConnection {
 public:
  Session(std::shared_ptr<Store> store, const MemoryCompiler& compiler, std::chrono::milliseconds patience)
      : store_(std::move(store)), compiler_(compiler), patience_(patience), changes_(*store_) {}
  ~Session() override;

  /// @throws Unsupported for a text that is not the compiler's.
  std::unique_ptr<Statement> prepare(std::string_view text) override;
  void execute(std::string_view text) override;
  std::int64_t last_insert_id() override { return last_key_; }
  [[nodiscard]] bool usable() const noexcept override { return true; }
  [[nodiscard]] bool ping() noexcept override { return true; }
  [[nodiscard]] bool in_transaction() const noexcept override { return state_ != State::none; }

  /// As they were created.
  [[nodiscard]] std::vector<schema::Table> tables() const;
  /// @throws typed errors, which have the statement's text.
  Result run(const Plan& plan, std::span<const Value> holes);

 private:
  enum class State : std::uint8_t { none, reading, writing };
  bool control(std::string_view text);
  void start(State state);
  void end(bool commit) noexcept;
  void roll_back_to(std::string_view name);
  std::size_t find_savepoint(std::string_view name) const;
  Result change(const Plan& plan, std::span<const Value> holes);

  const std::shared_ptr<Store> store_;
  const MemoryCompiler& compiler_;
  const std::chrono::milliseconds patience_;
  Changes changes_;
  State state_ = State::none;
  Sight reading_;
  std::vector<std::pair<std::string, std::size_t>> savepoints_;
  std::int64_t last_key_ = 0;
};

}  // namespace rowan::testing::memory
