// Many rows by COPY in its binary format.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/connection/statement.hpp"
#include "rowan/sql/bulk_target.hpp"
#include "types.hpp"

namespace rowan::postgresql {

class Session;

/// See `rowan::DriverConnection::prepare_bulk`. Takes parameters only, in order; has no rows to read. COPY converts
/// nothing, so each value is written as the type that its column has.
class CopyStatement final : public Statement {
 public:
  /// Asks the server for the types of the columns; null when one of them is not known, or has no room for what its
  /// attribute holds: INSERT converts, and finds out.
  static std::unique_ptr<Statement> make(Session& session, const BulkTarget& target);
  ~CopyStatement() override;
  CopyStatement(const CopyStatement&) = delete;
  CopyStatement& operator=(const CopyStatement&) = delete;

  void end_row() override;
  std::uint64_t run() override;
  bool step() override { return run(), false; }
  void reset() noexcept override;
  [[nodiscard]] int column_count() override { return 0; }
  [[nodiscard]] std::string_view column_name(int) override { return {}; }
  [[nodiscard]] std::string_view sql() const override { return sql_; }

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

  [[nodiscard]] bool is_null(int) override { return true; }
  bool read(int, bool&) override { return false; }
  bool read(int, std::int64_t&) override { return false; }
  bool read(int, std::uint64_t&) override { return false; }
  bool read(int, double&) override { return false; }
  bool read(int, Decimal&) override { return false; }
  bool read(int, std::string&) override { return false; }
  bool read(int, Bytes&) override { return false; }
  bool read(int, Date&) override { return false; }
  bool read(int, LocalDateTime&) override { return false; }
  bool read(int, Instant&) override { return false; }
  bool read(int, Uuid&) override { return false; }
  bool read(int, Json&) override { return false; }
  bool read(int, std::string_view&) override { return false; }
  [[nodiscard]] Value value(int) override { return {}; }

 private:
  CopyStatement(Session& session, std::string sql, std::vector<Stored> columns);

  void begin();
  void begin_row(int index) {
    if (index == 0) append_count(static_cast<std::int16_t>(columns_.size()));
  }
  void append_count(std::int16_t count);
  template <class Number>
  void append_number(Number value);
  void append_field(int index, std::string_view bytes);
  template <class Integer>
  void append_integer(int index, Integer value);
  template <class Narrow, class Integer>
  void append_narrow(int index, Integer value);
  void flush();
  [[nodiscard]] Stored column(int index) const { return columns_[static_cast<std::size_t>(index)]; }

  Session& session_;
  std::string sql_;
  std::vector<Stored> columns_;
  std::string buffer_;
  bool copying_ = false;
};

}  // namespace rowan::postgresql
