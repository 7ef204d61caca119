#include "time_functions.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "own_function.hpp"
#include "rowan/core/calendar.hpp"
#include "rowan/core/time.hpp"
#include "time_collation.hpp"

namespace rowan::sqlite {
namespace {

constexpr std::size_t day_length = 10;

// A time that others wrote may be spelled with an offset.
std::optional<NormalTime> time_in(sqlite3_context* context, std::string_view text) {
  const auto time = normal_time(text);
  if (!time) refuse(context, "the column holds something that is no time");
  return time;
}

bool is_of_utc(std::string_view text) {
  return text.size() > day_length && text.find_first_of("Zz+-", day_length) != std::string_view::npos;
}

// The first so many characters of it as Rowan writes times, the rest at its beginning: `YYYY-MM-DD` of a day, else with
// ` HH:MM:SS.ffffff` after it, and `Z` after that where the text says what it is in UTC.
void cut_time(sqlite3_context* context, int, sqlite3_value** arguments) {
  const char* data = argument_text(arguments[0]);
  if (data == nullptr) return;
  constexpr std::string_view beginning = "0001-01-01 00:00:00.000000";
  guarded(context, [&] {
    const std::string_view text(data);
    const auto time = time_in(context, text);
    if (!time) return;
    const auto kept = static_cast<std::size_t>(sqlite3_value_int64(arguments[1]));
    std::string cut(text.size() == day_length ? beginning.substr(0, std::max(day_length, kept)) : beginning);
    cut.replace(0, kept, time->data(), kept);
    give(context, is_of_utc(text) ? cut + 'Z' : cut);
  });
}

// The number in so many characters of it from a place on.
void time_part(sqlite3_context* context, int, sqlite3_value** arguments) {
  const char* data = argument_text(arguments[0]);
  if (data == nullptr) return;
  guarded(context, [&] {
    const auto time = time_in(context, data);
    if (!time) return;
    int part = 0;
    const char* first = time->data() + sqlite3_value_int64(arguments[1]);
    std::from_chars(first, first + sqlite3_value_int64(arguments[2]), part);
    sqlite3_result_int(context, part);
  });
}

using calendar::Moment;

std::optional<Moment> moment_in(sqlite3_context* context, std::string_view text) {
  const auto time = time_in(context, text);
  if (!time) return std::nullopt;
  return Moment(parse_instant(std::string(time->data(), time->size())));
}

// In the form of the time that it was made of.
void give_moment(sqlite3_context* context, Moment moment, std::string_view form) {
  const std::string text = to_string(Instant(moment));
  if (form.size() == day_length) return give(context, std::string_view(text).substr(0, day_length));
  give(context, is_of_utc(form) ? std::string_view(text) : std::string_view(text).substr(0, text.size() - 1));
}

template <std::optional<Moment> (*plus)(Moment, std::int64_t)>
void add_to_time(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto text = argument_view(arguments[0]);
  if (!text || sqlite3_value_type(arguments[1]) == SQLITE_NULL) return;
  guarded(context, [&] {
    const auto time = moment_in(context, *text);
    const auto later = time ? plus(*time, sqlite3_value_int64(arguments[1])) : std::nullopt;
    if (later) give_moment(context, *later, *text);
  });
}

template <class Unit>
void time_between(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto left = argument_view(arguments[0]), right = argument_view(arguments[1]);
  if (!left || !right) return;
  guarded(context, [&] {
    const auto later = moment_in(context, *left), earlier = moment_in(context, *right);
    if (later && earlier) sqlite3_result_int64(context, std::chrono::floor<Unit>(*later - *earlier).count());
  });
}

}  // namespace

int add_time_functions(sqlite3* handle) {
  constexpr NamedFunction all[] = {
      {"rowan_cut_time", 2, cut_time},
      {"rowan_time_part", 3, time_part},
      {"rowan_add_microseconds", 2, add_to_time<calendar::plus_microseconds>},
      {"rowan_add_days", 2, add_to_time<calendar::plus_days>},
      {"rowan_add_months", 2, add_to_time<calendar::plus_months>},
      {"rowan_microseconds_between", 2, time_between<std::chrono::microseconds>},
      {"rowan_days_between", 2, time_between<std::chrono::days>},
  };
  return add_functions(handle, all);
}

}  // namespace rowan::sqlite
