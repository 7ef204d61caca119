// A database in memory, for tests: no server, no file, no SQL.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/connection/driver.hpp"
#include "rowan/export.hpp"

namespace rowan::testing {

/// The driver of `memory:` and `memory://name`. `memory:` is a new database of one connection, gone with it.
/// `memory://name` is the same database for all in the process that say so, until `forget`; it takes any number of
/// connections, of which one writes at a time and others see what is committed.
/// Options: `lock_timeout` (milliseconds to wait for another writer, 5000), `checks=ignore` (create tables although
/// their CHECKs, which are SQL, won't be looked at; they are refused otherwise).
/// Raw SQL and explain() throw Unsupported. Thread-safe.
class ROWAN_EXPORT MemoryDriver final : public Driver {
 public:
  MemoryDriver();
  ~MemoryDriver() override;

  [[nodiscard]] std::string_view name() const override { return "memory"; }
  [[nodiscard]] std::vector<std::string_view> schemes() const override { return {"memory"}; }
  [[nodiscard]] UrlForm url_form() const override { return UrlForm::name; }
  [[nodiscard]] const Dialect& dialect() const override;
  [[nodiscard]] const StatementCompiler& compiler_for(const Url& url) const override;
  void check(const Url& url) const override;
  std::unique_ptr<DriverConnection> open(const Url& url) override;
  [[nodiscard]] unsigned pool_limit(const Url& url) const override;

  /// Lets go of the database called so: who opens it next finds it empty.
  static void forget(std::string_view name);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rowan::testing
