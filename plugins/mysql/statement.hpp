// The native path: a prepared statement over the C API's binary protocol.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cells.hpp"
#include "parameters.hpp"
#include "rowan/connection/statement.hpp"
#include "session.hpp"

struct st_mysql_stmt;

namespace rowan::mysql {

/// See `rowan::Statement` for the contract. A result is fetched whole when the statement is executed, so that the
/// connection is free for others while rows are looked at.
class NativeStatement : public Statement {
 public:
  /// @throws StatementError and its kind.
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

  [[nodiscard]] bool is_null(int column) override { return cells_[column].data == nullptr; }
  bool read(int column, bool& out) override;
  bool read(int column, std::int64_t& out) override;
  bool read(int column, std::uint64_t& out) override;
  bool read(int column, double& out) override;
  bool read(int column, Decimal& out) override;
  bool read(int column, std::string& out) override;
  bool read(int column, Bytes& out) override;
  bool read(int column, Date& out) override;
  bool read(int column, LocalDateTime& out) override;
  bool read(int column, Instant& out) override;
  bool read(int column, Uuid& out) override;
  bool read(int column, Json& out) override;
  bool read(int column, std::string_view& out) override;
  void read_members(std::span<const MemberStep> steps, void* object, int& column) override;
  [[nodiscard]] Value value(int column) override;

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
  void write_members(std::span<const MemberStep> steps, const void* object, int& index) override;

 protected:
  void prepare_again();
  [[noreturn]] void fail();

  Session& session_;
  st_mysql_stmt* statement_ = nullptr;
  std::string sql_;
  Parameters parameters_;
  std::size_t taken_;      ///< how many parameters the statement takes
  std::size_t first_ = 0;  ///< where in `parameters_` those of the current row begin

 private:
  enum class State : std::uint8_t { ready, on_row, finished };

  void prepare();
  [[nodiscard]] bool try_execute();
  void execute();
  bool fetch();
  void finish() noexcept;
  [[noreturn]] void fail_in_result();
  [[nodiscard]] Parameters::Slot& parameter(int index);
  [[noreturn]] void mismatch(int column, std::string_view wanted) const;

  State state_ = State::ready;
  bool has_rows_ = false;  ///< the last execution gave a result, maybe an empty one
  Cells cells_;
};

}  // namespace rowan::mysql
