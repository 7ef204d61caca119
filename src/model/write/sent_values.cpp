#include "model/write/sent_values.hpp"

#include <string>

#include "model/load/record_statements.hpp"

namespace rowan::detail {
namespace {

/// Keeps what is written.
class KeptValues final : public ParameterWriter {
 public:
  explicit KeptValues(std::size_t count) : values(count) {}
  std::vector<Value> values;

  void write_null(int index, TypeKind) override { set(index, Value()); }
  void write(int index, bool value) override { set(index, value); }
  void write(int index, std::int64_t value) override { set(index, value); }
  void write(int index, std::uint64_t value) override { set(index, value); }
  void write(int index, double value) override { set(index, value); }
  void write(int index, const Decimal& value) override { set(index, value); }
  void write(int index, std::string_view text) override { set(index, text); }
  void write(int index, std::span<const std::byte> bytes) override { set(index, Bytes(bytes.begin(), bytes.end())); }
  void write(int index, Date value) override { set(index, value); }
  void write(int index, LocalDateTime value) override { set(index, value); }
  void write(int index, Instant value) override { set(index, value); }
  void write(int index, const Uuid& value) override { set(index, value); }
  void write(int index, const Json& value) override { set(index, value); }

 private:
  void set(int index, Value value) { values[static_cast<std::size_t>(index)] = std::move(value); }
};

}  // namespace

std::vector<Value> sent_values(const Rows& rows, const Columns& columns, std::size_t row, Connection& connection) {
  KeptValues kept(columns.size());
  RowBinder(rows, columns, RecordStatements::of(connection, rows.model()).facts()).bind(kept, 0, row);
  return std::move(kept.values);
}

}  // namespace rowan::detail
