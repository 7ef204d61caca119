// What a driver's statement is derived from: columns and parameters are cells, and the conversions are the library's.
#pragma once

#include "rowan/connection/statement.hpp"
#include "rowan/core/cell.hpp"

namespace rowan {

/// Reads every type by `cell`, and writes every type by `bind`. A driver overrides `read_members`, `write_members`, a
/// read or a write where its own way is faster; one that overrides all writes needs no `bind`.
class ROWAN_EXPORT CellStatement : public Statement {
 public:
  /// The column of the current row. @throws InvalidValue for what no C++ type holds.
  [[nodiscard]] virtual Cell cell(int column) = 0;
  /// Binds parameter `index`, from 0. Text, JSON and bytes live until the statement was executed and reset; all else
  /// that the cell points to must be copied. @throws InvalidValue when this database can't hold the value.
  virtual void bind(int index, const Cell& value);

  [[nodiscard]] bool is_null(int column) override { return cell(column).is_null(); }
  bool read(int column, bool& out) override { return read_cell(cell(column), out); }
  bool read(int column, std::int64_t& out) override { return read_cell(cell(column), out); }
  bool read(int column, std::uint64_t& out) override { return read_cell(cell(column), out); }
  bool read(int column, double& out) override { return read_cell(cell(column), out); }
  bool read(int column, Decimal& out) override { return read_cell(cell(column), out); }
  bool read(int column, std::string& out) override { return read_cell(cell(column), out); }
  bool read(int column, Bytes& out) override { return read_cell(cell(column), out); }
  bool read(int column, Date& out) override { return read_cell(cell(column), out); }
  bool read(int column, LocalDateTime& out) override { return read_cell(cell(column), out); }
  bool read(int column, Instant& out) override { return read_cell(cell(column), out); }
  bool read(int column, Uuid& out) override { return read_cell(cell(column), out); }
  bool read(int column, Json& out) override { return read_cell(cell(column), out); }
  bool read(int column, std::string_view& out) override { return read_cell(cell(column), out); }
  [[nodiscard]] Value value(int column) override { return value_of(cell(column)); }

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
};

}  // namespace rowan
