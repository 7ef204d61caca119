// Writing parameters.
#include <array>
#include <bit>
#include <limits>

#include "../soci/members.hpp"
#include "arrays.hpp"
#include "statement.hpp"
#include "wire.hpp"

namespace rowan::postgresql {
namespace {

unsigned type_for(TypeKind kind) {
  if (is_array(kind)) return oid::unknown;
  switch (kind) {
    case TypeKind::boolean:
      return oid::boolean;
    case TypeKind::float32:
    case TypeKind::float64:
      return oid::float8;
    case TypeKind::decimal:
      return oid::numeric;
    case TypeKind::bytes:
      return oid::bytea;
    case TypeKind::date:
      return oid::date;
    case TypeKind::local_date_time:
      return oid::timestamp;
    case TypeKind::instant:
      return oid::timestamptz;
    case TypeKind::uuid:
      return oid::uuid;
    case TypeKind::json:
      return oid::jsonb;
    case TypeKind::text:
      return oid::unknown;
    default:
      return oid::int8;
  }
}

}  // namespace

template <class Integer>
void NativeStatement::write_number(int index, unsigned type, Integer value) {
  std::array<char, sizeof value> bytes;
  wire::to_big_endian(value, bytes.data());
  parameters_.set_binary(index, type, {bytes.data(), bytes.size()});
}

void NativeStatement::write_null(int index, TypeKind kind) { parameters_.set_null(index, type_for(kind)); }

void NativeStatement::write(int index, bool value) {
  write_number(index, oid::boolean, static_cast<std::uint8_t>(value ? 1 : 0));
}

void NativeStatement::write(int index, std::int64_t value) { write_number(index, oid::int8, value); }

// As int8 while it fits, which any integer column's index can be searched for.
void NativeStatement::write(int index, std::uint64_t value) {
  if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    write(index, static_cast<std::int64_t>(value));
  } else {
    write(index, Decimal(value));
  }
}

void NativeStatement::write(int index, double value) {
  write_number(index, oid::float8, std::bit_cast<std::uint64_t>(value));
}

void NativeStatement::write(int index, const Decimal& value) {
  parameters_.keep_binary(index, oid::numeric, wire::numeric_from(value));
}

void NativeStatement::write(int index, std::string_view text) {
  check_text(text);
  parameters_.set_text(index, text);
}

void NativeStatement::write(int index, std::span<const std::byte> bytes) {
  parameters_.refer_binary(index, oid::bytea, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void NativeStatement::write(int index, Date value) { write_number(index, oid::date, wire::days_of(value)); }

void NativeStatement::write(int index, LocalDateTime value) {
  write_number(index, oid::timestamp, wire::since_2000(value));
}

void NativeStatement::write(int index, Instant value) {
  write_number(index, oid::timestamptz, wire::since_2000(value));
}

// Where nothing is prepared nobody tells the column's type: a text of no type is taken as a UUID or as a text.
void NativeStatement::write(int index, const Uuid& value) {
  if (!server_.prepares() && !parameters_.keeps_types()) return parameters_.set_text(index, value.to_string());
  parameters_.set_binary(index, oid::uuid, {reinterpret_cast<const char*>(value.bytes().data()), value.bytes().size()});
}

void NativeStatement::write(int index, const Json& value) {
  wire::check_jsonb(value);
  parameters_.keep_binary(index, oid::jsonb, '\1' + value.text());  // the version of the format comes first
}

void NativeStatement::write_array(int index, ArrayParameter array, std::size_t length) {
  parameters_.set_list(index, array.type, array.binary, std::move(array.bytes), length);
}

void NativeStatement::write_list(int index, TypeKind element, std::span<const Value> values) {
  if (element == TypeKind::uuid && !server_.prepares() && !parameters_.keeps_types()) {  // as one by itself
    refuse_nulls(values);
    return write_array(index, {oid::unknown, false, array_text(values)}, values.size());
  }
  write_array(index, array_parameter(element, values), values.size());
}

void NativeStatement::write_integers(int index, std::span<const std::int64_t> values) {
  write_array(index, array_parameter(values), values.size());
}

void NativeStatement::write_members(std::span<const MemberStep> steps, const void* object, int& index,
                                    std::uint64_t* prints) {
  write_each_member(*this, steps, object, index, prints, [this](int at, const std::string& text) {
    check_text(text);
    parameters_.refer_text(at, text.c_str());
  });
}

}  // namespace rowan::postgresql
