// Reading columns.
#include <fmt/format.h>

#include <bit>
#include <cstddef>

#include "../soci/members.hpp"
#include "arrays.hpp"
#include "rowan/core/error.hpp"
#include "statement.hpp"
#include "wire.hpp"

namespace rowan::postgresql {

namespace {

// A row in binary. Its numbers are never empty, so that a length is all that is to be asked; a text that is goes the
// longer way.
struct BinaryRow {
  const PGresult* result;
  int row;
  const ColumnInfo* columns;

  [[nodiscard]] const char* word(int column, Stored stored) const {
    const bool there = PQgetlength(result, row, column) == 8 && columns[column].stored == stored;
    return there ? PQgetvalue(result, row, column) : nullptr;
  }
  bool read(int column, std::int64_t& out) const {
    const char* bytes = word(column, Stored::int8);
    if (bytes == nullptr) return false;
    out = wire::from_big_endian<std::int64_t>(bytes);
    return true;
  }
  bool read(int column, double& out) const {
    const char* bytes = word(column, Stored::float8);
    if (bytes == nullptr) return false;
    out = std::bit_cast<double>(wire::from_big_endian<std::uint64_t>(bytes));
    return true;
  }
  bool read(int column, std::string& out) const {
    const int length = PQgetlength(result, row, column);
    if (length <= 0 || columns[column].stored != Stored::text) return false;
    out.assign(PQgetvalue(result, row, column), static_cast<std::size_t>(length));
    return true;
  }
};

}  // namespace

// A column without a byte is empty or NULL; only then is the second question asked.
inline bool NativeStatement::find(int column, WireCell& out) const {
  const PGresult* result = result_.get();
  const int length = PQgetlength(result, row_, column);
  if (length == 0 && PQgetisnull(result, row_, column) != 0) return false;
  out = {{PQgetvalue(result, row_, column), static_cast<std::size_t>(length)}, columns_[column].stored, binary_};
  return true;
}

bool NativeStatement::is_null(int column) { return PQgetisnull(result_.get(), row_, column) != 0; }

Cell NativeStatement::cell(int column) {
  WireCell found;
  if (!find(column, found)) return {};
  if (found.stored != Stored::array || !found.binary) return opened(found, room_);
  room_ = bounds_text(found) + array_text(elements_of(found, columns_[column].element));
  return Cell::of(Cell::Form::other, room_);
}

bool NativeStatement::read_list(int column, TypeKind element, std::vector<Value>& out) {
  WireCell found;
  if (!find(column, found)) return false;
  if (found.stored != Stored::array && (found.binary || !is_array_of_others(found.stored, element, found.bytes))) {
    throw InvalidValue(fmt::format("expected an array, found {}", description(found.stored)));
  }
  require_plain_bounds(bounds_text(found));
  out = elements_of(found, columns_[column].element);
  return true;
}

void NativeStatement::read_members(std::span<const MemberStep> steps, void* object, int& column,
                                   std::uint64_t* prints) {
  if (!binary_) return RowReader::read_members(steps, object, column, prints);
  read_each_member(BinaryRow{result_.get(), row_, columns_}, *this, steps, object, column, prints);
}

Value NativeStatement::value(int column) {
  WireCell found;
  const bool array = find(column, found) && found.stored == Stored::array;
  return array ? Value::list(elements_of(found, columns_[column].element)) : CellStatement::value(column);
}

}  // namespace rowan::postgresql
