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
inline bool NativeStatement::find(int column, Cell& out) const {
  const PGresult* result = result_.get();
  const int length = PQgetlength(result, row_, column);
  if (length == 0 && PQgetisnull(result, row_, column) != 0) return false;
  out = {{PQgetvalue(result, row_, column), static_cast<std::size_t>(length)}, columns_[column].stored, binary_};
  return true;
}

bool NativeStatement::is_null(int column) { return PQgetisnull(result_.get(), row_, column) != 0; }

// The type that such members are usually stored as comes first; what else is converted goes through a Value.

bool NativeStatement::read(int column, std::int64_t& out) {
  Cell found;
  if (!find(column, found)) return false;
  if (found.binary && found.stored == Stored::int8) [[likely]] {
    out = wire::from_big_endian<std::int64_t>(found.bytes.data());
  } else if (found.binary && found.stored == Stored::int4) {
    out = wire::from_big_endian<std::int32_t>(found.bytes.data());
  } else {
    out = value_of(found).as_int64();
  }
  return true;
}

bool NativeStatement::read(int column, double& out) {
  Cell found;
  if (!find(column, found)) return false;
  if (found.binary && found.stored == Stored::float8) [[likely]] {
    out = std::bit_cast<double>(wire::from_big_endian<std::uint64_t>(found.bytes.data()));
  } else {
    out = value_of(found).as_double();
  }
  return true;
}

bool NativeStatement::read(int column, std::string_view& out) {
  Cell found;
  if (!find(column, found)) return false;
  if (found.stored == Stored::array && found.binary) [[unlikely]] {
    array_text_ = array_text(elements_of(found, columns_[column].element));
    found = {array_text_, Stored::text, false};
  }
  if (found.stored == Stored::uuid) [[unlikely]] {
    array_text_ = value_of(found).to_string();
    found = {array_text_, Stored::text, false};
  }
  out = found.stored == Stored::text ? found.bytes : text_of(found);
  return true;
}

bool NativeStatement::read(int column, std::string& out) {
  std::string_view text;
  if (!read(column, text)) return false;
  out.assign(text);
  return true;
}

bool NativeStatement::read(int column, bool& out) {
  Cell found;
  if (!find(column, found)) return false;
  out = value_of(found).as_boolean();
  return true;
}

bool NativeStatement::read(int column, std::uint64_t& out) {
  Cell found;
  if (!find(column, found)) return false;
  out = value_of(found).as_uint64();
  return true;
}

bool NativeStatement::read(int column, Decimal& out) {
  Cell found;
  if (!find(column, found)) return false;
  out = value_of(found).as_decimal();
  return true;
}

bool NativeStatement::read(int column, Bytes& out) {
  Cell found;
  if (!find(column, found)) return false;
  if (found.binary && found.stored == Stored::bytes) {
    const auto* data = reinterpret_cast<const std::byte*>(found.bytes.data());
    out.assign(data, data + found.bytes.size());
  } else {
    out = value_of(found).as_bytes();
  }
  return true;
}

bool NativeStatement::read(int column, Date& out) {
  Cell found;
  if (!find(column, found)) return false;
  out = value_of(found).as_date();
  return true;
}

bool NativeStatement::read(int column, LocalDateTime& out) {
  Cell found;
  if (!find(column, found)) return false;
  out = value_of(found).as_local_date_time();
  return true;
}

bool NativeStatement::read(int column, Instant& out) {
  Cell found;
  if (!find(column, found)) return false;
  out = value_of(found).as_instant();
  return true;
}

bool NativeStatement::read(int column, Uuid& out) {
  Cell found;
  if (!find(column, found)) return false;
  out = found.stored == Stored::uuid ? value_of(found).as_uuid() : Uuid::stored(text_of(found));
  return true;
}

bool NativeStatement::read(int column, Json& out) {
  Cell found;
  if (!find(column, found)) return false;
  out = value_of(found).as_json();
  return true;
}

bool NativeStatement::read_list(int column, TypeKind, std::vector<Value>& out) {
  Cell found;
  if (!find(column, found)) return false;
  if (found.stored != Stored::array) {
    throw InvalidValue(fmt::format("expected an array, found {}", description(found.stored)));
  }
  out = elements_of(found, columns_[column].element);
  return true;
}

void NativeStatement::read_members(std::span<const MemberStep> steps, void* object, int& column) {
  if (!binary_) return RowReader::read_members(steps, object, column);
  read_each_member(BinaryRow{result_.get(), row_, columns_}, *this, steps, object, column);
}

Value NativeStatement::value(int column) {
  Cell found;
  if (!find(column, found)) return {};
  return found.stored == Stored::array ? Value::list(elements_of(found, columns_[column].element)) : value_of(found);
}

}  // namespace rowan::postgresql
