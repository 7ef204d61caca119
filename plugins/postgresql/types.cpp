#include "types.hpp"

#include <algorithm>
#include <array>

namespace rowan::postgresql {
namespace {

struct ArrayType {
  unsigned element, array;
};
constexpr std::array array_types{
    ArrayType{oid::boolean, 1000}, ArrayType{oid::bytea, 1001},       ArrayType{oid::name, 1003},
    ArrayType{oid::int2, 1005},    ArrayType{oid::int4, 1007},        ArrayType{oid::text, 1009},
    ArrayType{oid::bpchar, 1014},  ArrayType{oid::varchar, 1015},     ArrayType{oid::int8, 1016},
    ArrayType{oid::float4, 1021},  ArrayType{oid::float8, 1022},      ArrayType{oid::timestamp, 1115},
    ArrayType{oid::date, 1182},    ArrayType{oid::timestamptz, 1185}, ArrayType{oid::json, 199},
    ArrayType{oid::numeric, 1231}, ArrayType{oid::uuid, 2951},        ArrayType{oid::jsonb, 3807}};

}  // namespace

unsigned array_type(unsigned element) {
  const auto* known =
      std::find_if(array_types.begin(), array_types.end(), [&](const ArrayType& t) { return t.element == element; });
  return known == array_types.end() ? oid::unknown : known->array;
}

unsigned element_type(unsigned array) {
  const auto* known =
      std::find_if(array_types.begin(), array_types.end(), [&](const ArrayType& t) { return t.array == array; });
  return known == array_types.end() ? oid::unknown : known->element;
}

Stored stored_as(unsigned type) {
  switch (type) {
    case oid::boolean:
      return Stored::boolean;
    case oid::int2:
      return Stored::int2;
    case oid::int4:
      return Stored::int4;
    case oid::int8:
      return Stored::int8;
    case oid::float4:
      return Stored::float4;
    case oid::float8:
      return Stored::float8;
    case oid::numeric:
      return Stored::numeric;
    case oid::text:
    case oid::varchar:
    case oid::name:
      return Stored::text;
    case oid::bpchar:
      return Stored::padded;
    case oid::bytea:
      return Stored::bytes;
    case oid::date:
      return Stored::date;
    case oid::timestamp:
      return Stored::timestamp;
    case oid::timestamptz:
      return Stored::timestamptz;
    case oid::uuid:
      return Stored::uuid;
    case oid::json:
      return Stored::json;
    case oid::jsonb:
      return Stored::jsonb;
    default:
      return element_type(type) == oid::unknown ? Stored::other : Stored::array;
  }
}

std::string_view description(Stored stored) {
  switch (stored) {
    case Stored::boolean:
      return "a boolean";
    case Stored::int2:
    case Stored::int4:
    case Stored::int8:
      return "the integer";
    case Stored::float4:
    case Stored::float8:
      return "the real number";
    case Stored::numeric:
      return "the decimal";
    case Stored::bytes:
      return "bytes";
    case Stored::date:
      return "a date";
    case Stored::timestamp:
      return "a timestamp without time zone";
    case Stored::timestamptz:
      return "a timestamp with time zone";
    case Stored::uuid:
      return "a UUID";
    case Stored::json:
    case Stored::jsonb:
      return "a JSON document";
    case Stored::array:
      return "an array";
    case Stored::text:
    case Stored::padded:
    case Stored::other:
      break;
  }
  return "the text";
}

}  // namespace rowan::postgresql
