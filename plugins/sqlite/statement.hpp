// The native path: a prepared statement over the C API.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/connection/cell_statement.hpp"
#include "session.hpp"

struct sqlite3;
struct sqlite3_stmt;
struct sqlite3_value;

namespace rowan::sqlite {

/// See `rowan::Statement` for the contract. Columns are read with `sqlite3_column_value` once and `sqlite3_value_*`
/// after, which costs what the untyped `sqlite3_column_*` cost, yet tells the stored type.
class NativeStatement final : public CellStatement {
 public:
  /// @throws StatementError and its kind; QueryError when `sql` holds none or several statements.
  NativeStatement(Session& session, std::string_view sql);
  ~NativeStatement() override;
  NativeStatement(const NativeStatement&) = delete;
  NativeStatement& operator=(const NativeStatement&) = delete;

  bool step() override;
  std::uint64_t run() override;
  void reset() noexcept override;
  [[nodiscard]] int column_count() override;
  [[nodiscard]] std::string_view column_name(int column) override;
  [[nodiscard]] std::string_view sql() const override { return sql_; }

  [[nodiscard]] Cell cell(int column) override;
  void read_members(std::span<const MemberStep> steps, void* object, int& column, std::uint64_t* prints) override;

  void write_null(int index, TypeKind kind) override;
  void write(int index, bool value) override;
  void write(int index, std::int64_t value) override;
  void write(int index, std::uint64_t value) override;
  void write(int index, double value) override;
  void write(int index, const Decimal& value) override;
  void write(int index, std::string_view text) override;
  void write(int index, std::span<const std::byte> bytes) override;
  void write(int index, Date value) override;
  void write(int index, LocalDateTime value) override;
  void write(int index, Instant value) override;
  void write(int index, const Uuid& value) override;
  void write(int index, const Json& value) override;
  void write_members(std::span<const MemberStep> steps, const void* object, int& index, std::uint64_t* prints) override;

 private:
  enum class State : std::uint8_t { ready, on_row, finished };

  void check(int code);
  [[noreturn]] void refuse(int code);
  [[noreturn]] void fail();
  void bind_text(int index, std::string_view text);
  void bind_formatted(int index, std::string_view text);
  template <class Time>
  void bind_time(int index, Time time);

  Session& session_;
  sqlite3* handle_;
  sqlite3_stmt* statement_ = nullptr;
  State state_ = State::ready;
  bool changes_rows_ = false;  ///< an INSERT, UPDATE or DELETE for sure
  bool writes_ = false;
  std::string sql_;
  std::vector<std::string> formatted_;  ///< parameters that needed a text form, alive until they are written again
};

}  // namespace rowan::sqlite
