// The C API of SQLite used well: statements prepared once, bound pointers not copied, no mutex.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bench::sqlite {

/// A connection with the settings that Rowan's have, so that only the code above it differs.
class RawDatabase {
 public:
  explicit RawDatabase(const std::string& path);
  ~RawDatabase();
  RawDatabase(const RawDatabase&) = delete;
  RawDatabase& operator=(const RawDatabase&) = delete;

  void execute(const std::string& sql) const;
  /// The first column of the first row.
  [[nodiscard]] std::int64_t integer(const std::string& sql) const;
  [[nodiscard]] sqlite3* handle() const { return handle_; }

 private:
  sqlite3* handle_ = nullptr;
};

/// A statement prepared once. The functions are those of the C API, with errors thrown.
class RawStatement {
 public:
  RawStatement(const RawDatabase& database, const std::string& sql);
  ~RawStatement() { sqlite3_finalize(statement_); }
  RawStatement(const RawStatement&) = delete;
  RawStatement& operator=(const RawStatement&) = delete;

  /// True when it stands on a row.
  bool step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) fail();
    return false;
  }
  void reset() { sqlite3_reset(statement_); }
  [[nodiscard]] std::string_view text() const { return sqlite3_sql(statement_); }
  /// For statements without rows.
  void run() {
    step();
    reset();
  }
  // Counted from 0, as columns are.
  void bind(int index, std::int64_t value) { sqlite3_bind_int64(statement_, index + 1, value); }
  void bind(int index, double value) { sqlite3_bind_double(statement_, index + 1, value); }
  void bind(int index, const std::string& value) {
    sqlite3_bind_text(statement_, index + 1, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
  }
  void read(int column, std::int64_t& out) const { out = sqlite3_column_int64(statement_, column); }
  void read(int column, double& out) const { out = sqlite3_column_double(statement_, column); }
  void read(int column, std::string& out) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    out.assign(text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  }
  /// An empty one for NULL.
  void read(int column, std::optional<std::string>& out) const {
    if (is_null(column))
      out.reset();
    else
      read(column, out.emplace());
  }
  [[nodiscard]] bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

 private:
  [[noreturn]] void fail() const;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace bench::sqlite
