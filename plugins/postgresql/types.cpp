#include "types.hpp"

namespace rowan::postgresql {

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
    case oid::bpchar:
    case oid::name:
      return Stored::text;
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
      return Stored::other;
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
    case Stored::text:
    case Stored::other:
      break;
  }
  return "the text";
}

}  // namespace rowan::postgresql
