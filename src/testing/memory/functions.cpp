#include "testing/memory/functions.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include "rowan/core/calendar.hpp"
#include "rowan/core/document.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/letter_case.hpp"
#include "rowan/core/time.hpp"
#include "testing/memory/values.hpp"

namespace rowan::testing::memory {
namespace {

Value integer(Decimal number) { return Value(number).converted_to(TypeKind::int64); }

// By zero: NULL.
Value quotient(const Value& left, const Value& right, TypeKind kind, bool rest) {
  if (kind == TypeKind::float64) return real_of(right) == 0 ? Value() : Value(real_of(left) / real_of(right));
  const Decimal by = right.as_decimal(), of = left.as_decimal();
  if (by == Decimal(0)) return {};
  if (kind == TypeKind::decimal) return Value(divide(of, by, quotient_digits));
  const Decimal whole = divide(of, by, 0, Rounding::down);
  return integer(rest ? of - whole * by : whole);
}

Value arithmetic(Function function, const Value& left, const Value& right, TypeKind kind) {
  if (function == Function::divide || function == Function::modulo)
    return quotient(left, right, kind, function == Function::modulo);
  if (kind == TypeKind::float64) {
    const double a = real_of(left), b = real_of(right);
    return Value(function == Function::add ? a + b : function == Function::subtract ? a - b : a * b);
  }
  const Decimal a = left.as_decimal(), b = right.as_decimal();
  const Decimal result = function == Function::add ? a + b : function == Function::subtract ? a - b : a * b;
  return kind == TypeKind::decimal ? Value(result) : Value(result).converted_to(kind);
}

Value whole(const Value& number, TypeKind kind, bool up) {
  if (kind == TypeKind::float64) return Value(up ? std::ceil(real_of(number)) : std::floor(real_of(number)));
  return Value(number.as_decimal().round(0, up ? Rounding::ceiling : Rounding::floor));
}

Value absolute(const Value& number, TypeKind kind) {
  if (kind == TypeKind::float64) return Value(std::abs(real_of(number)));
  return kind == TypeKind::decimal ? Value(number.as_decimal().abs()) : integer(number.as_decimal().abs());
}

Value rounded(const Value& number, std::int64_t digits) {
  const Decimal exact = number.as_decimal();
  const auto scale = static_cast<int>(digits);
  return Value(exact.scale() <= scale ? exact : exact.round(scale));
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// By characters, not bytes.
std::string part_of_text(const std::string& text, std::int64_t from, std::int64_t length) {
  std::string part;
  std::int64_t place = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) ++place;
    if (place >= from && place - from < length) part += c;
  }
  return part;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  if (what.empty()) return text;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

using Days = std::chrono::sys_days;
struct Moment {
  std::chrono::year_month_day day;
  std::chrono::hh_mm_ss<std::chrono::microseconds> time;
};

Moment moment_of(const Value& value) {
  if (const auto* date = std::get_if<Date>(&value.storage()))
    return {*date, std::chrono::hh_mm_ss(std::chrono::microseconds(0))};
  const auto* instant = std::get_if<Instant>(&value.storage());
  const std::chrono::microseconds since =
      instant != nullptr ? instant->time_since_epoch() : value.as_local_date_time().time_since_epoch();
  const auto day = std::chrono::floor<std::chrono::days>(since);
  return {Days(day), std::chrono::hh_mm_ss<std::chrono::microseconds>(since - day)};
}

Value part_of_time(const Value& time, int part) {
  const Moment m = moment_of(time);
  const std::int64_t parts[] = {static_cast<int>(m.day.year()),     static_cast<unsigned>(m.day.month()),
                                static_cast<unsigned>(m.day.day()), m.time.hours().count(),
                                m.time.minutes().count(),           m.time.seconds().count()};
  return Value(parts[part]);
}

Value cut_time(const Value& time, int part) {
  Moment m = moment_of(time);
  if (part == 0) m.day = m.day.year() / 1 / 1;
  if (part == 1) m.day = m.day.year() / m.day.month() / 1;
  if (std::holds_alternative<Date>(time.storage())) return Value(Date(m.day));
  std::chrono::microseconds since = Days(m.day).time_since_epoch();
  if (part > 2) since += m.time.hours();
  if (part > 3) since += m.time.minutes();
  if (part > 4) since += m.time.seconds();
  if (std::holds_alternative<Instant>(time.storage())) return Value(Instant(since));
  return Value(LocalDateTime(since));
}

std::chrono::microseconds since_epoch(const Value& time) {
  const Moment m = moment_of(time);
  return Days(m.day).time_since_epoch() + m.time.to_duration();
}

Value of_times(Function function, const std::vector<Value>& arguments) {
  const calendar::Moment time{since_epoch(arguments[0])};
  if (function >= Function::microseconds_between) {
    const std::chrono::microseconds between = time.time_since_epoch() - since_epoch(arguments[1]);
    return Value(function == Function::days_between ? std::chrono::floor<std::chrono::days>(between).count()
                                                    : between.count());
  }
  const std::int64_t amount = arguments[1].as_int64();
  const auto later = function == Function::add_microseconds ? calendar::plus_microseconds(time, amount)
                     : function == Function::add_days       ? calendar::plus_days(time, amount)
                                                            : calendar::plus_months(time, amount);
  if (!later) return {};
  if (std::holds_alternative<Date>(arguments[0].storage()))
    return Value(Date(std::chrono::floor<std::chrono::days>(*later)));
  if (std::holds_alternative<Instant>(arguments[0].storage())) return Value(Instant(later->time_since_epoch()));
  return Value(LocalDateTime(later->time_since_epoch()));
}

Value of_arrays(Function function, const std::vector<Value>& arguments) {
  const auto& list = arguments[0].as_list();
  if (function == Function::array_length) return Value(static_cast<std::int64_t>(list.size()));
  const auto& others = arguments[1].as_list();
  const auto is_there = [&](const Value& other) {
    return std::any_of(list.begin(), list.end(), [&](const Value& own) { return order_of(own, other) == 0; });
  };
  return Value(function == Function::array_has_any ? std::any_of(others.begin(), others.end(), is_there)
                                                   : std::all_of(others.begin(), others.end(), is_there));
}

template <class T>
Value value_or_null(const std::optional<T>& value) {
  return value ? Value(*value) : Value();
}
Value document_or_null(const std::optional<std::string_view>& text) {
  return text ? Value(Json::trusted(std::string(*text))) : Value();
}

Value of_documents(Function function, const std::vector<Value>& arguments) {
  const std::string text = arguments[0].is_null() ? "null" : arguments[0].as_json().text();
  switch (function) {
    case Function::json_member:
      return document_or_null(document::member(text, arguments[1].as_string()));
    case Function::json_element:
      return document_or_null(document::element(text, arguments[1].as_int64()));
    case Function::json_text:
      return value_or_null(document::as_text(text));
    case Function::json_integer:
      return value_or_null(document::as_integer(text));
    case Function::json_number:
      return value_or_null(document::as_number(text));
    case Function::json_decimal:
      return value_or_null(document::as_decimal(text));
    case Function::json_boolean:
      return value_or_null(document::as_boolean(text));
    case Function::json_length:
      return value_or_null(document::length(text));
    case Function::json_has:
      return Value(document::has(text, arguments[1].as_json().text()));
    case Function::json_contains:
      return Value(document::contains(text, arguments[1].as_json().text()));
    case Function::json_with:
      return Value(Json::trusted(document::with(text, arguments[1].as_string(), arguments[2].as_json().text())));
    default:
      return Value(Json::trusted(document::without(text, arguments[1].as_string())));
  }
}

double random_number() {
  thread_local std::mt19937_64 engine{std::random_device()()};
  return std::uniform_real_distribution<double>()(engine);
}

bool less(const Value& left, const Value& right) { return order_of(left, right) < 0; }

Value extreme(const std::vector<Value>& values, bool greatest) {
  return greatest ? *std::max_element(values.begin(), values.end(), less)
                  : *std::min_element(values.begin(), values.end(), less);
}

Value of_texts(Function function, const std::vector<Value>& arguments) {
  const std::string& text = arguments[0].as_string();
  switch (function) {
    case Function::lower:
      return Value(in_lower_case(text));
    case Function::upper:
      return Value(in_upper_case(text));
    case Function::trim:
      return Value(trimmed(text));
    case Function::substring:
      return Value(part_of_text(text, arguments[1].as_int64(), arguments[2].as_int64()));
    case Function::replace:
      return Value(replaced(text, arguments[1].as_string(), arguments[2].as_string()));
    default:
      break;
  }
  std::string all;
  for (const Value& part : arguments) all += part.as_string();
  return Value(all);
}

bool is_null(const Value& value) { return value.is_null(); }

// Integers among doubles are doubles.
std::vector<Value> as_alike(std::vector<Value> values, TypeKind kind) {
  for (Value& value : values) value = as_chosen(std::move(value), kind);
  return values;
}

Value one_of(Function function, const std::vector<Value>& arguments) {
  if (function == Function::coalesce) {
    const auto found = std::find_if_not(arguments.begin(), arguments.end(), is_null);
    return found == arguments.end() ? Value() : *found;
  }
  if (function == Function::null_if)
    return compare(CompareOp::equal, arguments[0], arguments[1]) == Truth::yes ? Value() : arguments[0];
  if (std::any_of(arguments.begin(), arguments.end(), is_null)) return {};
  return extreme(arguments, function == Function::greatest);
}

}  // namespace

Value as_chosen(Value value, TypeKind kind) {
  if (kind == TypeKind::float64 && !value.is_null()) return Value(real_of(value));
  return value;
}

Value result_of(Function function, const std::vector<Value>& arguments, TypeKind kind) {
  if (function == Function::now) return Value(rowan::now());
  if (function == Function::random) return Value(random_number());
  if (gives_one_of_them(function)) return one_of(function, as_alike(arguments, kind));
  const bool sets = function == Function::json_with && !arguments[1].is_null() && !arguments[2].is_null();
  if (!sets && std::any_of(arguments.begin(), arguments.end(), is_null)) return {};
  if (function >= Function::add_microseconds) return of_times(function, arguments);
  if (function >= Function::array_length) return of_arrays(function, arguments);
  if (function >= Function::json_member) return of_documents(function, arguments);
  if (function <= Function::modulo) return arithmetic(function, arguments[0], arguments[1], kind);
  if (function >= Function::to_year)
    return cut_time(arguments[0], static_cast<int>(function) - static_cast<int>(Function::to_year));
  if (function >= Function::year)
    return part_of_time(arguments[0], static_cast<int>(function) - static_cast<int>(Function::year));
  switch (function) {
    case Function::absolute:
      return absolute(arguments[0], kind);
    case Function::round:
      return rounded(arguments[0], arguments[1].as_int64());
    case Function::floor:
    case Function::ceiling:
      return whole(arguments[0], kind, function == Function::ceiling);
    case Function::length:
      return Value(characters_in(arguments[0].as_string()));
    default:
      return of_texts(function, arguments);
  }
}

void Aggregate::add(const Value& value) {
  if (value.is_null()) return;
  const bool first = count_++ == 0;
  switch (function_) {
    case AggregateFunction::count:
      return;
    case AggregateFunction::minimum:
      if (first || less(value, extreme_)) extreme_ = value;
      return;
    case AggregateFunction::maximum:
      if (first || less(extreme_, value)) extreme_ = value;
      return;
    default:
      if (first) real_ = kind_ == TypeKind::float64 && std::holds_alternative<double>(value.storage());
      if (real_)
        real_sum_ += real_of(value);
      else
        sum_ += value.as_decimal();
  }
}

Value Aggregate::result() const {
  switch (function_) {
    case AggregateFunction::count:
      return Value(count_);
    case AggregateFunction::minimum:
    case AggregateFunction::maximum:
      return extreme_;
    case AggregateFunction::sum:
      return sum();
    default:
      return count_ == 0 ? Value() : average();
  }
}

Value Aggregate::sum() const {
  if (real_) return Value(real_sum_);
  return kind_ == TypeKind::decimal   ? Value(sum_)
         : kind_ == TypeKind::float64 ? Value(sum_.to_double())
                                      : integer(sum_);
}

Value Aggregate::average() const {
  const auto count = static_cast<double>(count_);
  if (real_) return Value(real_sum_ / count);
  return kind_ == TypeKind::decimal ? Value(divide(sum_, Decimal(count_), quotient_digits))
                                    : Value(sum_.to_double() / count);
}

}  // namespace rowan::testing::memory
