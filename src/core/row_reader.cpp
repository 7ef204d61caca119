#include "rowan/core/row_reader.hpp"

#include <cstddef>
#include <utility>

#include "core/value_numbers.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

template <class T>
Value read_as(RowReader& row, int column) {
  T out{};
  if (!row.read(column, out)) return {};
  return Value(std::move(out));
}

Value read_float32(RowReader& row, int column) {
  double number = 0;
  return row.read(column, number) ? Value(static_cast<double>(detail::exact_float32(number))) : Value();
}

Value read_list_as(RowReader& row, int column, TypeKind element) {
  std::vector<Value> elements;
  if (!row.read_list(column, element, elements)) return {};
  detail::require_exact(element, elements);
  return Value::list(std::move(elements)).converted_to(array_of(element));
}

}  // namespace

bool RowReader::read_list(int, TypeKind, std::vector<Value>&) {
  throw Unsupported("this database has no arrays: a column can't be read as a list");
}

void RowReader::read_members(std::span<const MemberStep> steps, void* object, int& column, std::uint64_t* prints) {
  for (const MemberStep& step : steps) {
    step.read(*this, column, static_cast<std::byte*>(object) + step.offset);
    if (prints != nullptr) take_fingerprint(step, object, prints + step.word);
    ++column;
  }
}

Value read_value(RowReader& row, int column, TypeKind kind) {
  if (is_array(kind)) return read_list_as(row, column, element_of(kind));
  switch (kind) {
    case TypeKind::boolean:
      return read_as<bool>(row, column);
    case TypeKind::int64:
      return read_as<std::int64_t>(row, column);
    case TypeKind::uint64:
      return read_as<std::uint64_t>(row, column).converted_to(kind);
    case TypeKind::int8:
    case TypeKind::int16:
    case TypeKind::int32:
    case TypeKind::uint8:
    case TypeKind::uint16:
    case TypeKind::uint32:
      return read_as<std::int64_t>(row, column).converted_to(kind);
    case TypeKind::float32:
      return read_float32(row, column);
    case TypeKind::float64:
      return read_as<double>(row, column);
    case TypeKind::decimal:
      return read_as<Decimal>(row, column);
    case TypeKind::text:
      return read_as<std::string>(row, column);
    case TypeKind::bytes:
      return read_as<Bytes>(row, column);
    case TypeKind::date:
      return read_as<Date>(row, column);
    case TypeKind::local_date_time:
      return read_as<LocalDateTime>(row, column);
    case TypeKind::instant:
      return read_as<Instant>(row, column);
    case TypeKind::uuid:
      return read_as<Uuid>(row, column);
    case TypeKind::json:
      break;
  }
  return read_as<Json>(row, column);
}

}  // namespace rowan
