#include "reflect/epoch_ops.hpp"

#include <chrono>

#include <fmt/format.h>

#include "core/readable_years.hpp"
#include "reflect/plain_value.hpp"

namespace rowan::detail {
namespace {

std::string_view unit_name(std::int64_t unit) { return unit == 1'000 ? "milliseconds" : "seconds"; }

std::int64_t to_epoch(Instant time, std::int64_t unit) {
  const std::int64_t micros = time.time_since_epoch().count();
  if (micros % unit != 0) {
    throw InvalidValue(fmt::format("{} has a fraction that whole {} since 1970 can't hold: round it before",
                                   Value(time).to_string(), unit_name(unit)));
  }
  return micros / unit;
}

// As of every time that is read: others can't be written anywhere.
Instant from_epoch(std::int64_t number, std::int64_t unit) {
  constexpr std::chrono::microseconds first = first_day.time_since_epoch(), beyond = day_beyond.time_since_epoch();
  if (number < first.count() / unit || number >= beyond.count() / unit) {
    throw InvalidValue(
        fmt::format("{} {} since 1970 are beyond the years 0 to 9999, which alone are read: map it as a "
                    "std::int64_t",
                    number, unit_name(unit)));
  }
  return Instant(std::chrono::microseconds(number * unit));
}

template <class Member, std::int64_t unit>
struct EpochOps {
  static void read(RowReader& row, int column, void* member) {
    auto& typed = *static_cast<Member*>(member);
    std::int64_t number = 0;
    if (row.read(column, number))
      typed = from_epoch(number, unit);
    else if constexpr (unwrap_optional<Member>::optional)
      typed.reset();
    else
      refuse_null();
  }
  static void write(ParameterWriter& parameters, int index, const void* member) {
    if (const Instant* time = plain_of<Member>(member))
      parameters.write(index, to_epoch(*time, unit));
    else
      parameters.write_null(index, TypeKind::int64);
  }
  static Value stored(const Value& value) {
    if (value.is_null()) return {};
    return Value(to_epoch(value.as_instant(), unit));
  }
  static Value loaded(const Value& value) {
    if (value.is_null()) return {};
    return Value(from_epoch(value.as_int64(), unit));
  }
  static const ValueOps* table() {
    static const ValueOps ops = [] {
      ValueOps made = BuiltinOps<Member>::table();
      made.kind = TypeKind::int64;
      made.member = MemberKind::other;
      made.read = &read;
      made.write = &write;
      made.stored = &stored;
      made.loaded = &loaded;
      made.unit = unit;
      return made;
    }();
    return &ops;
  }
};

template <class Member>
const ValueOps* table_of_unit(std::int64_t unit) {
  return unit == 1'000 ? EpochOps<Member, 1'000>::table() : EpochOps<Member, 1'000'000>::table();
}

}  // namespace

const ValueOps* epoch_ops(const ValueOps& plain, std::int64_t unit) {
  if (&plain == &BuiltinOps<Instant>::table()) return table_of_unit<Instant>(unit);
  if (&plain == &BuiltinOps<std::optional<Instant>>::table()) return table_of_unit<std::optional<Instant>>(unit);
  return nullptr;
}

}  // namespace rowan::detail
