#include "number_functions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <new>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "own_function.hpp"
#include "rowan/core/decimal.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/function.hpp"

namespace rowan::sqlite {
namespace {

Decimal rounded(Decimal value, std::int64_t digits) {
  const auto scale = static_cast<int>(digits < 0 ? 0 : digits > 30 ? 30 : digits);
  return value.scale() <= scale ? value : value.round(scale);
}
Decimal add(Decimal left, Decimal right) { return left + right; }
Decimal subtract(Decimal left, Decimal right) { return left - right; }
Decimal multiply(Decimal left, Decimal right) { return left * right; }

template <Decimal (*compute)(Decimal, Decimal)>
void decimals(sqlite3_context* context, int, sqlite3_value** arguments) {
  const char* left = argument_text(arguments[0]);
  const char* right = argument_text(arguments[1]);
  if (left == nullptr || right == nullptr) return;
  guarded(context, [&] { give(context, compute(Decimal(left), Decimal(right)).to_string()); });
}

// The decimal itself, where an attribute of so many digits, and so many of them after the point, holds it.
void decimal_held(sqlite3_context* context, int, sqlite3_value** arguments) {
  const char* text = argument_text(arguments[0]);
  if (text == nullptr) return;
  const int precision = sqlite3_value_int(arguments[1]), scale = sqlite3_value_int(arguments[2]);
  guarded(context, [&] {
    const Decimal value(text), end("1e" + std::to_string(precision - scale));
    if (value >= end || -value >= end)
      return refuse(context, fmt::format("{} has more than {} digits before the point", text, precision - scale));
    sqlite3_result_value(context, arguments[0]);
  });
}

// By zero: NULL.
void decimal_divide(sqlite3_context* context, int, sqlite3_value** arguments) {
  const char* left = argument_text(arguments[0]);
  const char* right = argument_text(arguments[1]);
  if (left == nullptr || right == nullptr) return;
  guarded(context, [&] {
    const Decimal by(right);
    if (by != Decimal(0)) give(context, divide(Decimal(left), by, quotient_digits).to_string());
  });
}

void decimal_round(sqlite3_context* context, int, sqlite3_value** arguments) {
  const char* text = argument_text(arguments[0]);
  if (text == nullptr || sqlite3_value_type(arguments[1]) == SQLITE_NULL) return;
  guarded(context, [&] { give(context, rounded(Decimal(text), sqlite3_value_int64(arguments[1])).to_string()); });
}

void decimal_abs(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (const char* text = argument_text(arguments[0]))
    guarded(context, [&] { give(context, Decimal(text).abs().to_string()); });
}

template <Rounding direction>
void to_whole(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (sqlite3_value_type(arguments[0]) == SQLITE_FLOAT) {
    const double number = sqlite3_value_double(arguments[0]);
    return sqlite3_result_double(context, direction == Rounding::floor ? std::floor(number) : std::ceil(number));
  }
  if (const char* text = argument_text(arguments[0]))
    guarded(context, [&] { give(context, Decimal(text).round(0, direction).to_string()); });
}

bool are_integers(sqlite3_context* context, sqlite3_value** arguments, int count) {
  for (int i = 0; i < count; ++i) {
    const int type = sqlite3_value_type(arguments[i]);
    if (type == SQLITE_NULL) return false;
    if (type == SQLITE_INTEGER) continue;
    refuse(context, "the column holds something that is no integer");
    return false;
  }
  return true;
}

// SQLite's own `+` goes on with a double where 64 bits end.
void integer_add(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (!are_integers(context, arguments, 2)) return;
  const std::int64_t lowest = sqlite3_value_int64(arguments[2]), highest = sqlite3_value_int64(arguments[3]);
  std::int64_t sum = 0;
  const bool wraps = __builtin_add_overflow(sqlite3_value_int64(arguments[0]), sqlite3_value_int64(arguments[1]), &sum);
  if (wraps || sum < lowest || sum > highest)
    return refuse(context, fmt::format("the sum is outside {}…{}", lowest, highest));
  sqlite3_result_int64(context, sum);
}

// What a float holds, in a column of doubles.
void float_add(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL || sqlite3_value_type(arguments[1]) == SQLITE_NULL) return;
  const double sum = sqlite3_value_double(arguments[0]) + sqlite3_value_double(arguments[1]);
  if (std::isfinite(sum) && std::abs(sum) > static_cast<double>(std::numeric_limits<float>::max()))
    return refuse(context, "the sum is more than a float holds");
  sqlite3_result_double(context, static_cast<double>(static_cast<float>(sum)));
}

using Wide = Decimal::Wide;

// The result, where 64 bits hold it.
void give_integer(sqlite3_context* context, Wide result) {
  if (result < std::numeric_limits<std::int64_t>::min() || result > std::numeric_limits<std::int64_t>::max())
    return refuse(context, beyond_64_bits);
  sqlite3_result_int64(context, static_cast<std::int64_t>(result));
}

enum class Sign : char { minus, times, over };

template <Sign sign>
void integers(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (!are_integers(context, arguments, 2)) return;
  const Wide left = sqlite3_value_int64(arguments[0]), right = sqlite3_value_int64(arguments[1]);
  if (sign == Sign::over && right == 0) return;
  give_integer(context, sign == Sign::minus ? left - right : sign == Sign::times ? left * right : left / right);
}

/// What an aggregate has seen so far; SQLite fills its memory with zeros.
struct Totals {
  Wide integers;
  std::int64_t count;
  Decimal::Wide coefficient;
  int scale;
  std::int64_t of_scale[39];  ///< how many of the decimals have this one
};

/// SQLite aligns its memory to eight bytes, a Wide wants sixteen: so it gives some more, and the first fitting place in
/// it is taken, the same one at each call.
Totals* totals(sqlite3_context* context, bool make) {
  std::size_t room = sizeof(Totals) + alignof(Totals);
  void* at = sqlite3_aggregate_context(context, make ? static_cast<int>(room) : 0);
  return at == nullptr ? nullptr : static_cast<Totals*>(std::align(alignof(Totals), sizeof(Totals), at, room));
}

template <int sign>
void add_integer(sqlite3_context* context, int, sqlite3_value** arguments) {
  Totals* total = totals(context, true);
  if (total == nullptr) return sqlite3_result_error_nomem(context);
  if (!are_integers(context, arguments, 1)) return;
  total->integers += sign * Wide{sqlite3_value_int64(arguments[0])};
  total->count += sign;
}
void give_sum(sqlite3_context* context) {
  const Totals* total = totals(context, false);
  if (total != nullptr && total->count > 0) give_integer(context, total->integers);
}
void give_average(sqlite3_context* context) {
  const Totals* total = totals(context, false);
  if (total == nullptr || total->count == 0) return;
  sqlite3_result_double(context, static_cast<double>(total->integers) / static_cast<double>(total->count));
}

template <int sign>
void add_decimal(sqlite3_context* context, int, sqlite3_value** arguments) {
  Totals* total = totals(context, true);
  if (total == nullptr) return sqlite3_result_error_nomem(context);
  const char* text = argument_text(arguments[0]);
  if (text == nullptr) return;
  guarded(context, [&] {
    const Decimal before = Decimal::from_parts(total->coefficient, total->scale), value(text);
    const Decimal sum = sign > 0 ? before + value : before - value;
    total->coefficient = sum.coefficient();
    total->scale = sum.scale();
    total->count += sign;
    total->of_scale[value.scale()] += sign;
  });
}
// With as many digits as one that is still in it has.
void give_decimal(sqlite3_context* context) {
  const Totals* total = totals(context, false);
  if (total == nullptr || total->count == 0) return;
  int scale = total->scale;
  while (scale > 0 && total->of_scale[scale] == 0) --scale;
  guarded(context, [&] {
    const Decimal sum = Decimal::from_parts(total->coefficient, total->scale);
    give(context, (scale == sum.scale() ? sum : sum.round(scale)).to_string());
  });
}

/// The doubles in a frame. What leaves it is not taken from their sum, of which a large one has left nothing: the rest
/// is added up anew.
class Doubles {
 public:
  void add(double value) {
    values_.push_back(value);
    sum_ += value;
  }
  void take() {
    values_.pop_front();
    whole_ = false;
  }
  [[nodiscard]] std::size_t count() const { return values_.size(); }
  double sum() {
    if (!whole_) sum_ = std::accumulate(values_.begin(), values_.end(), 0.0);
    whole_ = true;
    return sum_;
  }

 private:
  std::deque<double> values_;
  double sum_ = 0;
  bool whole_ = true;  ///< the sum is of these values
};

Doubles** doubles(sqlite3_context* context, bool make) {
  return static_cast<Doubles**>(sqlite3_aggregate_context(context, make ? static_cast<int>(sizeof(Doubles*)) : 0));
}

void add_double(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  Doubles** kept = doubles(context, true);
  if (kept == nullptr) return sqlite3_result_error_nomem(context);
  guarded(context, [&] {
    if (*kept == nullptr) *kept = new Doubles;
    (*kept)->add(sqlite3_value_double(arguments[0]));
  });
}
void take_double(sqlite3_context* context, int, sqlite3_value** arguments) {
  Doubles** kept = doubles(context, false);
  if (kept != nullptr && *kept != nullptr && sqlite3_value_type(arguments[0]) != SQLITE_NULL) (*kept)->take();
}
template <bool average>
void give_doubles(sqlite3_context* context) {
  Doubles** kept = doubles(context, false);
  if (kept == nullptr || *kept == nullptr || (*kept)->count() == 0) return;
  const double sum = (*kept)->sum();
  sqlite3_result_double(context, average ? sum / static_cast<double>((*kept)->count()) : sum);
}
template <bool average>
void end_doubles(sqlite3_context* context) {
  give_doubles<average>(context);
  if (Doubles** kept = doubles(context, false)) delete std::exchange(*kept, nullptr);
}

/// `take` takes away what leaves the frame of a window; `end` gives the last result.
using Give = void (*)(sqlite3_context*);
int add_aggregate(sqlite3* handle, const char* name, SqlFunction step, SqlFunction take, Give give, Give end) {
  constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  return sqlite3_create_window_function(handle, name, 1, flags, nullptr, step, end, give, take, nullptr);
}

}  // namespace

int add_number_functions(sqlite3* handle) {
  constexpr NamedFunction all[] = {
      {"rowan_decimal_add", 2, decimals<add>},
      {"rowan_decimal_subtract", 2, decimals<subtract>},
      {"rowan_decimal_multiply", 2, decimals<multiply>},
      {"rowan_decimal_divide", 2, decimal_divide},
      {"rowan_decimal_round", 2, decimal_round},
      {"rowan_decimal_held", 3, decimal_held},
      {"rowan_decimal_abs", 1, decimal_abs},
      {"rowan_floor", 1, to_whole<Rounding::floor>},
      {"rowan_ceiling", 1, to_whole<Rounding::ceiling>},
      {"rowan_integer_add", 4, integer_add},
      {"rowan_float_add", 2, float_add},
      {"rowan_integer_subtract", 2, integers<Sign::minus>},
      {"rowan_integer_multiply", 2, integers<Sign::times>},
      {"rowan_integer_divide", 2, integers<Sign::over>},
  };
  int code = add_functions(handle, all);
  struct NamedAggregate {
    const char* name;
    SqlFunction step, take;
    Give give, end;
  };
  constexpr NamedAggregate aggregates[] = {
      {"rowan_integer_sum", add_integer<1>, add_integer<-1>, give_sum, give_sum},
      {"rowan_integer_average", add_integer<1>, add_integer<-1>, give_average, give_average},
      {"rowan_decimal_sum", add_decimal<1>, add_decimal<-1>, give_decimal, give_decimal},
      {"rowan_double_sum", add_double, take_double, give_doubles<false>, end_doubles<false>},
      {"rowan_double_average", add_double, take_double, give_doubles<true>, end_doubles<true>},
  };
  for (const NamedAggregate& one : aggregates) {
    if (code == SQLITE_OK) code = add_aggregate(handle, one.name, one.step, one.take, one.give, one.end);
  }
  return code;
}

}  // namespace rowan::sqlite
