// The SOCI session that owns the connection, and libpq's connection inside it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "guard.hpp"
#include "options.hpp"

struct pg_conn;
struct pg_cancel;
struct pg_result;
namespace soci {
class session;
}

namespace rowan::postgresql {

/// One connection to a server. Used by one thread at a time.
class Session {
 public:
  /// @throws ConnectionFailed saying what was tried.
  explicit Session(const Options& options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Owned by the SOCI session; statements on it share SOCI's transaction.
  [[nodiscard]] pg_conn* connection() const noexcept { return connection_; }
  [[nodiscard]] ::soci::session& soci() noexcept { return *soci_; }

  /// Runs statements without parameters, rows ignored.
  void execute(std::string_view sql);
  [[nodiscard]] bool usable() const noexcept;
  [[nodiscard]] bool in_transaction() const noexcept;
  [[nodiscard]] bool transaction_failed() const noexcept;
  [[nodiscard]] bool ping() noexcept;
  [[nodiscard]] int socket() const noexcept;

  /// Ends a COPY that the statement turned out to be. @throws QueryError then.
  void refuse_copy(const pg_result* result, std::string_view sql);

  /// The server stops statements that run for longer; 0: for its own limit. A transaction that is rolled back takes
  /// this back, too.
  void limit_time(std::chrono::milliseconds limit, bool changed);
  /// Stops what another thread runs here. On any thread.
  [[nodiscard]] bool cancel() const noexcept;

  /// The next statement of the native path runs in a savepoint of its own. Always true.
  bool guard_next_statement() noexcept { return guard_next_ = true; }
  /// Whether this one does; the one after it does not.
  bool take_guard() noexcept { return std::exchange(guard_next_, false); }
  /// Prepared, where statements are.
  Guard& guard();

  // Names of statements on the server
  [[nodiscard]] std::string new_statement_name() { return "rowan_" + std::to_string(++statements_); }
  /// The statement of this name is needed no more. It is dropped with others, when that costs no round trip of its own.
  void retire_statement(std::string name) noexcept;
  void drop_retired_statements();

  /// Grows when this process has altered, created or dropped something on any server: what was prepared before may have
  /// parameters of types that its columns no longer are.
  [[nodiscard]] static std::uint64_t schema_version() noexcept;
  /// To be told of every statement that was run.
  void note_done(pg_result* result, std::string_view sql) noexcept;

  /// A pooler is, or may be, before the server: nothing must be left on it between transactions.
  [[nodiscard]] bool pooled() const noexcept { return pooled_; }
  /// Whether statements may be kept there under names.
  [[nodiscard]] bool keeps_statements() const noexcept { return keeps_statements_; }

 private:
  void note_schema_change() noexcept;
  void limit_time_in_transaction(std::chrono::milliseconds limit, bool changed);

  std::unique_ptr<::soci::session> soci_;
  pg_conn* connection_;
  struct FreeCancel {
    void operator()(pg_cancel* cancel) const noexcept;
  };
  std::unique_ptr<pg_cancel, FreeCancel> cancel_;
  std::uint64_t statements_ = 0;
  bool guard_next_ = false;
  bool changed_schema_ = false;  ///< in the open transaction, whose end may change it again
  Guard guard_;
  bool pooled_ = false;
  bool keeps_statements_ = true;
  std::vector<std::string> retired_;
};

}  // namespace rowan::postgresql
