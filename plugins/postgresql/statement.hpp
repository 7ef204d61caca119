// The native path: a prepared statement over libpq, in binary.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cell.hpp"
#include "rowan/connection/cell_statement.hpp"
#include "server_statement.hpp"

namespace rowan::postgresql {

struct ArrayParameter;

/// See `rowan::Statement` for the contract. Prepared at the first execution, when the types of its parameters are
/// known.
class NativeStatement : public CellStatement {
 public:
  NativeStatement(Session& session, std::string_view sql, bool named);
  NativeStatement(const NativeStatement&) = delete;
  NativeStatement& operator=(const NativeStatement&) = delete;

  bool step() override;
  std::uint64_t run() override;
  void reset() noexcept override;
  [[nodiscard]] int column_count() override;
  [[nodiscard]] std::string_view column_name(int column) override;
  void keep_parameter_types() override { parameters_.keep_types(); }
  [[nodiscard]] std::string_view sql() const override { return sql_; }

  [[nodiscard]] Cell cell(int column) override;
  [[nodiscard]] bool is_null(int column) override;
  bool read_list(int column, TypeKind element, std::vector<Value>& out) override;
  void read_members(std::span<const MemberStep> steps, void* object, int& column, std::uint64_t* prints) override;
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
  void write_list(int index, TypeKind element, std::span<const Value> values) override;
  void write_integers(int index, std::span<const std::int64_t> values) override;
  void write_members(std::span<const MemberStep> steps, const void* object, int& index, std::uint64_t* prints) override;

 protected:
  /// @throws QueryError when there are more values than placeholders.
  void check_count() const;
  /// Takes a result to be stepped through.
  void show(Result result);
  /// Moves to the next row of it, if there is one.
  bool next_row();

  Session& session_;
  std::string sql_;
  ServerStatement server_;
  Parameters parameters_;

 private:
  void execute();
  /// False for NULL.
  bool find(int column, WireCell& out) const;
  void write_array(int index, ArrayParameter array, std::size_t length);
  template <class Integer>
  void write_number(int index, unsigned type, Integer value);

  int placeholders_;
  Result result_;  ///< null: not executed, or ended
  const ColumnInfo* columns_ = nullptr;
  bool binary_ = false;
  int row_ = 0, rows_ = 0;
  bool finished_ = false;
  std::string room_;  ///< for the bytes of the last cell
};

}  // namespace rowan::postgresql
