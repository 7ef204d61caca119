// The SOCI session that owns the connection, and the handle inside it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "open_result.hpp"
#include "options.hpp"

struct st_mysql;
namespace soci {
class session;
}

namespace rowan::mysql {

struct OpenedSession;

/// Used by one thread at a time.
class Session {
 public:
  /// @throws ConnectionFailed saying what was tried and what to do.
  explicit Session(const Options& options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Owned by the SOCI session; statements prepared on it share SOCI's transaction. Say `make_way()` before anything is
  /// sent over it.
  [[nodiscard]] st_mysql* handle() const noexcept { return handle_; }
  /// From here on the rows of `result` are on the line. It must say when they are not any more.
  void begin_result(OpenResult& result) noexcept { open_ = &result; }
  void end_result(const OpenResult& result) noexcept {
    if (open_ == &result) open_ = nullptr;
  }
  /// Frees the connection from a result that somebody still reads.
  void make_way() noexcept {
    if (open_ != nullptr) std::exchange(open_, nullptr)->take_in();
  }
  [[nodiscard]] ::soci::session& soci() noexcept { return *soci_; }
  [[nodiscard]] Server server() const noexcept { return options_.server; }

  /// Runs statements without parameters, rows ignored; several, separated by `;`, one after the other.
  void execute(std::string_view sql);
  [[nodiscard]] std::int64_t last_insert_id() const noexcept;
  [[nodiscard]] bool in_transaction() const noexcept;
  /// False after an error that says that the connection is gone.
  [[nodiscard]] bool usable() const noexcept { return !broken_; }
  [[nodiscard]] bool ping() noexcept;
  /// It is to be used no more.
  void give_up() noexcept { broken_ = true; }

  /// See `rowan::DriverConnection` for these three.
  void limit_statement_time(std::chrono::milliseconds limit, bool changed);
  [[nodiscard]] bool cancel() const noexcept;
  [[nodiscard]] int socket() const noexcept;

  /// A statement failed after the rows that were wanted of it, so that nobody was told; but with that the server may
  /// have rolled back the transaction. Then whatever comes next in it has to be told.
  void note_unseen(unsigned code, std::string_view sqlstate, std::string_view message, std::string_view sql);
  /// Throws what was noted, once. Before anything is sent.
  void raise_unseen() {
    if (unseen_) [[unlikely]]
      raise_noted();
  }

  /// To be said before `bytes` are sent at once: the server closes the connection on those who send more than it takes.
  /// It is asked, once, how much that is, where every server does not take as much. @throws InvalidValue naming the
  /// server's setting.
  void require_room(std::size_t bytes, std::string_view sql) {
    constexpr std::size_t surely_taken = 1024;  // the least that the setting can be
    if (bytes >= surely_taken && bytes >= most_bytes_) [[unlikely]]
      look_for_room(bytes, sql);
  }

  /// Throws the library's error for the failure of `sql` with MySQL's error `code`.
  [[noreturn]] void raise(unsigned code, std::string_view sqlstate, std::string_view message, std::string_view sql);
  /// The same for the last failure of the handle.
  [[noreturn]] void raise_last(std::string_view sql);

 private:
  explicit Session(OpenedSession opened);
  void run_script(std::string_view sql);
  void require_whole_rollback(std::string_view sql);
  void look_for_room(std::size_t bytes, std::string_view sql);
  [[nodiscard]] std::size_t largest_packet();
  void ask_whether_in_transaction() noexcept;
  [[noreturn]] void raise_noted();

  const Options options_;  ///< of the one server that it leads to
  std::unique_ptr<::soci::session> soci_;
  st_mysql* handle_;
  unsigned long connection_id_;
  OpenResult* open_ = nullptr;
  struct Unseen {
    unsigned code;
    std::string sqlstate, message, sql;
  };
  std::optional<Unseen> unseen_;
  std::size_t most_bytes_ = 0;  ///< in one packet; 0: not asked yet
  bool broken_ = false;
};

}  // namespace rowan::mysql
