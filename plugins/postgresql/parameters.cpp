#include "parameters.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "arrays.hpp"
#include "cell.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/uuid.hpp"
#include "types.hpp"

namespace rowan::postgresql {
namespace {

bool is_time(unsigned type) { return type == oid::date || type == oid::timestamp || type == oid::timestamptz; }

bool is_list(unsigned type) { return type == array_type(oid::uuid) || type == array_type(oid::boolean); }

bool depends_on_column(unsigned type) {
  return type == oid::boolean || type == oid::uuid || is_list(type) || type == oid::numeric || is_time(type);
}

bool is_integer(unsigned type) { return type == oid::int2 || type == oid::int4 || type == oid::int8; }

bool is_text(unsigned type) { return type == oid::text || type == oid::varchar || type == oid::bpchar; }

// What there is a form for that the column reads.
bool converts(unsigned value, unsigned column) {
  if (is_list(value)) return column != value && converts(element_type(value), element_type(column));
  return (value == oid::boolean && is_integer(column)) || (value == oid::uuid && is_text(column));
}

struct Words {
  const char *value, *advice;
};

Words words_for(unsigned type) {
  switch (type) {
    case oid::boolean:
      return {"a bool", "make the column boolean, or declare the attribute as what the column holds"};
    case oid::date:
      return {"a Date", "make the column date, or declare the attribute as what the column holds"};
    case oid::timestamp:
      return {"a LocalDateTime", "make the column timestamp, or declare the attribute rowan::Instant or rowan::Date"};
    case oid::timestamptz:
      return {"an Instant", "make the column timestamptz, or declare the attribute rowan::LocalDateTime"};
    case oid::numeric:
      return {"a Decimal", "make the column numeric, or declare the attribute double"};
    default:
      return {"a text", "make the column text, or declare the attribute as what the column holds"};
  }
}

std::string type_name(unsigned type) {
  switch (type) {
    case oid::timestamptz:
      return "timestamp with time zone";
    case oid::timestamp:
      return "timestamp without time zone";
    case oid::date:
      return "date";
    case oid::boolean:
      return "boolean";
    case oid::numeric:
      return "numeric";
    case oid::float4:
    case oid::float8:
      return "floating point";
    case oid::money:
      return "money";
    case oid::bytea:
      return "bytea";
    case oid::uuid:
      return "uuid";
    default:
      return is_text(type) ? "text" : "integer";
  }
}

// The server would convert it on its way in; on the way out it is refused.
bool one_way(unsigned value, unsigned column) {
  if (is_time(value)) return (is_time(column) && value != column) || is_text(column);
  if (value == oid::boolean) return is_text(column);
  if (value == oid::numeric) return column == oid::float4 || column == oid::float8 || column == oid::money;
  if (value != oid::unknown) return false;
  return is_time(column) || is_integer(column) || column == oid::boolean || column == oid::numeric ||
         column == oid::float4 || column == oid::float8 || column == oid::bytea || column == oid::uuid;
}

std::string uuid_text(const char* bytes) {
  std::array<std::uint8_t, 16> copy{};
  std::copy_n(bytes, copy.size(), copy.begin());
  return Uuid(copy).to_string();
}

// Flags as the integers that they are kept as.
std::string converted_list(std::string_view binary, bool flags) {
  std::vector<Value> values = elements_of({binary, Stored::array, true}, Stored::other);
  for (Value& value : values) {
    if (flags) value = Value(std::int64_t{value.as_boolean() ? 1 : 0});
  }
  return array_text(values);
}

}  // namespace

void require_readable(std::size_t index, unsigned value, unsigned column) {
  if (!one_way(value, column)) return;
  const Words words = words_for(value);
  ErrorDetails details;
  details.parameter = static_cast<int>(index);
  throw InvalidValue(fmt::format("value {} is {}, but its column is of type {}, from which that can't be read: {}",
                                 index + 1, words.value, type_name(column), words.advice),
                     std::move(details));
}

std::size_t Parameters::place(int index, unsigned type) {
  const auto at = static_cast<std::size_t>(index);
  if (at >= values_.size()) {
    types_.resize(at + 1, oid::unknown);
    values_.resize(at + 1);
    lengths_.resize(at + 1);
    formats_.resize(at + 1);
    inline_.resize(at + 1);
    owned_.resize(at + 1);
    types_changed_ = true;
  }
  if (types_[at] != type) {
    types_[at] = type;
    types_changed_ = true;
  }
  return at;
}

void Parameters::point(std::size_t at, const char* value, std::size_t length, bool binary) {
  values_[at] = value;
  lengths_[at] = static_cast<int>(length);
  formats_[at] = binary ? 1 : 0;
}

void Parameters::set_binary(int index, unsigned type, std::string_view bytes) {
  const auto at = place(index, type);
  std::copy(bytes.begin(), bytes.end(), inline_[at].begin());
  point(at, inline_[at].data(), bytes.size(), true);
}

void Parameters::refer_binary(int index, unsigned type, std::string_view bytes) {
  // A null pointer would be NULL.
  point(place(index, type), bytes.data() != nullptr ? bytes.data() : "", bytes.size(), true);
}

void Parameters::keep_binary(int index, unsigned type, std::string bytes) {
  const auto at = place(index, type);
  owned_[at] = std::move(bytes);
  point(at, owned_[at].data(), owned_[at].size(), true);
}

void Parameters::set_list(int index, unsigned type, bool binary, std::string bytes, std::size_t length) {
  constexpr std::size_t longest = 4096;
  const auto at = place(index, type);
  owned_[at] = std::move(bytes);
  point(at, owned_[at].c_str(), owned_[at].size(), binary);
  has_long_list_ = has_long_list_ || length > longest;
}

void Parameters::set_text(int index, std::string_view text) {
  const auto at = place(index, oid::unknown);
  owned_[at].assign(text);  // into the room it had from last time
  point(at, owned_[at].c_str(), 0, false);
}

void Parameters::refer_text(int index, const char* text) { point(place(index, oid::unknown), text, 0, false); }

void Parameters::set_null(int index, unsigned type) {
  const auto at = static_cast<std::size_t>(index);
  point(place(index, at < types_.size() ? types_[at] : type), nullptr, 0, true);
}

const unsigned* Parameters::types_to_ask() {
  if (keeps_types_) return types_.data();
  asked_ = types_;
  for (unsigned& type : asked_) {
    if (depends_on_column(type)) type = oid::unknown;
  }
  return asked_.data();
}

bool Parameters::take_inferred(std::span<const unsigned> types) {
  inferred_.clear();
  if (keeps_types_ || types.size() != types_.size()) return true;
  bool same = true;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types_[i] == oid::unknown || types_[i] == types[i]) {
      if (types_[i] == oid::unknown) require_readable(i, types_[i], types[i]);
      continue;
    }
    require_readable(i, types_[i], types[i]);
    same = false;
    if (converts(types_[i], types[i])) continue;
    keeps_types_ = true;
    return false;
  }
  if (!same) inferred_.assign(types.begin(), types.end());
  return true;
}

void Parameters::convert_all() {
  for (std::size_t i = 0; i < inferred_.size(); ++i) {
    if (formats_[i] == 0 || values_[i] == nullptr || types_[i] == oid::unknown || types_[i] == inferred_[i]) continue;
    if (is_list(types_[i])) {
      owned_[i] =
          converted_list({values_[i], static_cast<std::size_t>(lengths_[i])}, types_[i] == array_type(oid::boolean));
      point(i, owned_[i].c_str(), 0, false);
      continue;
    }
    owned_[i] = types_[i] == oid::boolean ? (*values_[i] != 0 ? "1" : "0") : uuid_text(values_[i]);
    point(i, owned_[i].c_str(), 0, false);
  }
}

}  // namespace rowan::postgresql
