// A result of which rows are still to come.
#pragma once

namespace rowan::mysql {

/// Who reads rows as the server sends them: until the last has come, the connection takes no other statement.
class OpenResult {
 public:
  /// Reads what is left, and keeps it, because something else needs the connection. What goes wrong is told when the
  /// rows are asked for.
  virtual void take_in() noexcept = 0;

 protected:
  ~OpenResult() = default;
};

}  // namespace rowan::mysql
