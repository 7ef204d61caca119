// The SOCI session that owns the connection, and the handle inside it.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "options.hpp"

struct sqlite3;
struct sqlite3_stmt;
namespace soci {
class session;
}

namespace rowan::sqlite {

/// A SOCI session over a handle that was opened by `open_handle`: SOCI's own open knows neither NOMUTEX (17 % of a
/// statement's time) nor extended result codes, and always creates missing files. Used by one thread at a time.
class Session {
 public:
  /// @throws as `open_handle`.
  explicit Session(const Options& options);
  ~Session();

  /// Owned by the SOCI session; statements prepared on it share SOCI's transaction.
  [[nodiscard]] sqlite3* handle() const noexcept { return handle_; }
  [[nodiscard]] ::soci::session& soci() noexcept { return *soci_; }

  /// Runs statements without parameters, rows ignored. After `PRAGMA query_only=1` inside a transaction, its end by
  /// another one makes the session writable again.
  void execute(std::string_view sql);
  /// The same, unless the transaction is open, whatever ended it.
  void allow_writes() noexcept;
  [[nodiscard]] bool in_transaction() const noexcept;
  /// Statements are stopped when `limit` is over, counted from this call; 0: they are not. Waiting for a lock does not
  /// count: that is busy_timeout's.
  void limit_time(std::chrono::milliseconds limit) noexcept;
  /// Stops the statement that another thread runs now. Called on any thread.
  void interrupt() noexcept;
  /// False when the database can't be read, or its file is no longer the one that was opened.
  [[nodiscard]] bool ping() noexcept;
  /// Before something is written: that the file is still the one that was opened. Inside a transaction nothing is
  /// asked: its BEGIN did. @throws ConnectionLost, after which the session is not usable.
  void require_file() {
    if (!in_transaction()) require_same_file();
  }
  /// False once the file was found moved, replaced or deleted.
  [[nodiscard]] bool usable() const noexcept { return !lost_; }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  struct Control {
    std::string sql;
    std::unique_ptr<sqlite3_stmt, Finalize> statement;
  };
  static int past_deadline(void* session) noexcept;
  int run(std::string_view sql);
  sqlite3_stmt* control(std::string_view sql);
  [[nodiscard]] bool file_is_gone() noexcept;
  void require_same_file();

  std::unique_ptr<::soci::session> soci_;
  sqlite3* handle_;
  std::vector<Control> controls_;  ///< BEGIN, COMMIT and their like, prepared; gone before the handle
  bool read_only_ = false;
  bool lost_ = false;
  std::chrono::steady_clock::time_point deadline_;
};

}  // namespace rowan::sqlite
