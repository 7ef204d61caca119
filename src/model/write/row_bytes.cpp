#include "model/write/row_bytes.hpp"

#include <algorithm>

#include "rowan/core/json.hpp"

namespace rowan::detail {
namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 20U;  // the least max_allowed_packet that MariaDB comes with

/// Counts what is written: texts, documents and bytes; the others are small.
class ByteCount final : public ParameterWriter {
 public:
  std::size_t bytes = 0;

  void write_null(int, TypeKind) override {}
  void write(int, bool) override {}
  void write(int, std::int64_t) override {}
  void write(int, std::uint64_t) override {}
  void write(int, double) override {}
  void write(int, const Decimal&) override {}
  void write(int, std::string_view text) override { bytes += text.size(); }
  void write(int, std::span<const std::byte> value) override { bytes += value.size(); }
  void write(int, Date) override {}
  void write(int, LocalDateTime) override {}
  void write(int, Instant) override {}
  void write(int, const Uuid&) override {}
  void write(int, const Json& value) override { bytes += value.text().size(); }
  void write_list(int, TypeKind, std::span<const Value>) override {}
};

bool of_any_size(const AttributeInfo& column) {
  const TypeKind kind = column.type.kind;
  return kind == TypeKind::text || kind == TypeKind::bytes || kind == TypeKind::json;
}

}  // namespace

std::size_t rows_that_fit(const Rows& rows, const Columns& columns, std::size_t from, std::size_t most) {
  Columns sized;
  for (const AttributeInfo* column : columns) {
    if (of_any_size(*column)) sized.push_back(column);
  }
  if (sized.empty() || most == 1) return most;
  ByteCount count;
  for (std::size_t i = 0; i < most; ++i) {
    const std::byte* object = rows[from + i];
    for (const AttributeInfo* column : sized) {
      try {
        column->ops->write(count, 0, object + column->offset);
      } catch (const InvalidValue&) {  // told where it is sent
      }
    }
    count.drop_kept();
    if (count.bytes > most_bytes) return std::max<std::size_t>(i, 1);
  }
  return most;
}

}  // namespace rowan::detail
