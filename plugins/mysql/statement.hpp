// The native path: a prepared statement over the C API's binary protocol.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cells.hpp"
#include "errors.hpp"
#include "kept_rows.hpp"
#include "open_result.hpp"
#include "parameters.hpp"
#include "rowan/connection/cell_statement.hpp"
#include "session.hpp"

struct st_mysql_stmt;

namespace rowan::mysql {

/// See `rowan::Statement` for the contract. Rows of a SELECT are read as the server sends them, and none is stored;
/// when another statement needs the connection meanwhile, what is left is kept first.
class NativeStatement : public CellStatement, private OpenResult {
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

  [[nodiscard]] Cell cell(int column) final;
  [[nodiscard]] bool is_null(int column) final { return cells_[column].data == nullptr; }
  using CellStatement::read;
  bool read(int column, Uuid& out) final;
  void read_members(std::span<const MemberStep> steps, void* object, int& column, std::uint64_t* prints) override;

  void write_null(int index, TypeKind kind) final;
  void write(int index, bool value) final;
  void write(int index, std::int64_t value) final;
  void write(int index, std::uint64_t value) final;
  void write(int index, double value) final;
  void write(int index, const Decimal& value) final;
  void write(int index, std::string_view text) final;
  void write(int index, std::span<const std::byte> bytes) final;
  void write(int index, Date value) final;
  void write(int index, LocalDateTime value) final;
  void write(int index, Instant value) final;
  void write(int index, const Uuid& value) final;
  void write(int index, const Json& value) final;
  void write_members(std::span<const MemberStep> steps, const void* object, int& index, std::uint64_t* prints) override;

 protected:
  void prepare_again();
  [[noreturn]] void fail();

  Session& session_;
  st_mysql_stmt* statement_ = nullptr;
  std::string sql_;
  Parameters parameters_;
  std::size_t taken_;  ///< how many parameters the statement takes
  /// Texts up to this size are copied, so that each is where the last one was and need not be bound anew.
  std::size_t copied_texts_ = 1024;
  std::size_t first_ = 0;  ///< where in `parameters_` those of the current row begin

 private:
  enum class State : std::uint8_t { ready, on_row, finished };
  /// Where the rows are that nobody has looked at: none are left, on the line, in the client library, or here.
  enum class Rest : std::uint8_t { none, open, stored, kept };

  void prepare();
  [[nodiscard]] bool try_execute();
  void execute();
  void begin_result();
  [[nodiscard]] bool fetch();
  [[nodiscard]] bool fetch_kept();
  void take_in() noexcept override;
  void finish() noexcept;
  void note_unseen() noexcept;
  void close() noexcept;
  [[nodiscard]] Failure failure() const;
  [[noreturn]] void raise(const Failure& failure);
  [[noreturn]] void fail_in_result();
  [[nodiscard]] Parameters::Slot& parameter(int index);

  const bool is_select_, may_meet_rows_;
  State state_ = State::ready;
  Rest rest_ = Rest::none;
  Cells cells_;
  std::string time_of_day_;  ///< of the last such cell
  KeptRows kept_;
  std::optional<Failure> failed_after_;  ///< what comes after the kept rows
};

}  // namespace rowan::mysql
