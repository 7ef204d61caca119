// A savepoint around one statement.
#pragma once

#include <cstdint>
#include <string>

struct pg_conn;

namespace rowan::postgresql {

class Pipeline;

/// What one session's guards are made of. The server keeps them prepared where it keeps statements at all: that spares
/// it reading their text each time.
class Guard {
 public:
  static constexpr const char* save = "SAVEPOINT rowan_guard";
  static constexpr const char* release = "RELEASE SAVEPOINT rowan_guard";
  static constexpr const char* undo = "ROLLBACK TO SAVEPOINT rowan_guard; RELEASE SAVEPOINT rowan_guard";

  /// Prepares them under these names. One round trip; where it fails, they go as text from then on. Not while a
  /// pipeline is open.
  void prepare(pg_conn* connection, std::string save_name, std::string release_name);
  [[nodiscard]] bool unprepared() const noexcept { return state_ == State::unprepared; }
  void queue_save(Pipeline& pipeline) const;
  void queue_release(Pipeline& pipeline) const;
  /// The server may not know them any more, as after DISCARD ALL: next time they are prepared under other names.
  void forget() noexcept { state_ = State::unprepared; }

 private:
  enum class State : std::uint8_t { unprepared, prepared, as_text };
  State state_ = State::unprepared;
  std::string save_name_, release_name_;
};

}  // namespace rowan::postgresql
