// Transactions that a driver ends by calls instead of SQL.
#include "unit/connection/transaction_parts.hpp"

namespace rowan {
namespace {

using TransactionCalls = ScriptedDatabase;

/// Whose transactions end by calls; the calls are written down.
class CallingConnection : public DriverConnection {
 public:
  CallingConnection(Lines& calls, std::unique_ptr<DriverConnection> scripted)
      : calls_(calls), scripted_(std::move(scripted)) {}
  void begin(const TransactionStart& start) override { note(start.read_only ? "begin read-only" : "begin", true); }
  void commit(std::string_view) override { note("commit", false); }
  void rollback(std::string_view) override { note("rollback", false); }
  void savepoint(std::string_view name, std::string_view) override { note("savepoint " + std::string(name), true); }
  void release_savepoint(std::string_view name, std::string_view) override {
    note("release " + std::string(name), true);
  }
  void rollback_to_savepoint(std::string_view name, std::string_view) override {
    note("rollback to " + std::string(name), true);
  }
  void execute(std::string_view sql) override { calls_.emplace_back(sql); }
  std::unique_ptr<Statement> prepare(std::string_view sql) override {
    calls_.emplace_back(sql);
    return scripted_->prepare(sql);
  }
  std::int64_t last_insert_id() override { return 0; }
  [[nodiscard]] bool usable() const noexcept override { return true; }
  [[nodiscard]] bool ping() noexcept override { return true; }
  [[nodiscard]] bool in_transaction() const noexcept override { return in_transaction_; }

 private:
  void note(std::string call, bool in_transaction) {
    calls_.push_back(std::move(call));
    in_transaction_ = in_transaction;
  }
  Lines& calls_;
  std::unique_ptr<DriverConnection> scripted_;
  bool in_transaction_ = false;
};

class CallingDriver : public ScriptedDriver {
 public:
  std::unique_ptr<DriverConnection> open(const Url& url) override {
    return std::make_unique<CallingConnection>(calls, ScriptedDriver::open(url));
  }
  Lines calls;
};

TEST_F(TransactionCalls, MayBeDrivenByCallsInsteadOfText) {
  CallingDriver calling;
  Database other = open(calling);
  other.transaction([&](Transaction& outer) {
    other.execute("a");
    other.transaction([&] { other.execute("b"); }, new_level);
    other.transaction(
        [&](Transaction& inner) {
          other.execute("c");
          inner.rollback();
        },
        new_level);
    outer.rollback();
  });
  other.transaction([&] { other.execute("d"); }, {.read_only = true});
  EXPECT_THAT(calling.calls,
              ElementsAre("begin", "a", "savepoint rowan_2", "b", "release rowan_2", "savepoint rowan_2", "c",
                          "rollback to rowan_2", "release rowan_2", "rollback", "begin read-only", "d", "commit"));
}

}  // namespace
}  // namespace rowan
