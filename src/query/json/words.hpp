// The words of queries in JSON, each in one table, for those that read and those that write.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "rowan/core/logical_type.hpp"
#include "rowan/query/expr.hpp"
#include "rowan/query/function.hpp"

namespace rowan::json_words {

template <class T>
struct Word {
  std::string_view text;
  T meaning;
};
template <class T>
Word(std::string_view, T) -> Word<T>;

inline constexpr std::array comparisons{
    Word{"eq", CompareOp::equal},      Word{"ne", CompareOp::not_equal}, Word{"lt", CompareOp::less},
    Word{"le", CompareOp::less_equal}, Word{"gt", CompareOp::greater},   Word{"ge", CompareOp::greater_equal},
};

struct Match {
  MatchKind kind;
  bool ignore_case;
  friend bool operator==(const Match&, const Match&) = default;
};
inline constexpr std::array matches{
    Word{"contains", Match{MatchKind::contains, false}},
    Word{"starts_with", Match{MatchKind::starts_with, false}},
    Word{"ends_with", Match{MatchKind::ends_with, false}},
    Word{"icontains", Match{MatchKind::contains, true}},
    Word{"istarts_with", Match{MatchKind::starts_with, true}},
    Word{"iends_with", Match{MatchKind::ends_with, true}},
};

inline constexpr std::array quantifiers{
    Word{"some", QuantifierKind::some}, Word{"every", QuantifierKind::every},   Word{"none", QuantifierKind::none},
    Word{"is", QuantifierKind::is},     Word{"is_not", QuantifierKind::is_not},
};

inline constexpr std::array aggregates{
    Word{"count", AggregateFunction::count},     Word{"sum", AggregateFunction::sum},
    Word{"average", AggregateFunction::average}, Word{"minimum", AggregateFunction::minimum},
    Word{"maximum", AggregateFunction::maximum},
};

/// Those that no aggregate has a word for.
inline constexpr std::array windows{
    Word{"row_number", WindowFunction::row_number},
    Word{"rank", WindowFunction::rank},
    Word{"dense_rank", WindowFunction::dense_rank},
    Word{"percent_rank", WindowFunction::percent_rank},
    Word{"cume_dist", WindowFunction::cume_dist},
    Word{"ntile", WindowFunction::ntile},
    Word{"lag", WindowFunction::lag},
    Word{"lead", WindowFunction::lead},
    Word{"first_value", WindowFunction::first_value},
    Word{"last_value", WindowFunction::last_value},
    Word{"nth_value", WindowFunction::nth_value},
};
static_assert(aggregates.size() + windows.size() == static_cast<std::size_t>(WindowFunction::nth_value) + 1);

inline constexpr std::array frame_units{
    Word{"rows", FrameUnit::rows},
    Word{"range", FrameUnit::range},
    Word{"groups", FrameUnit::groups},
};
inline constexpr std::array frame_ends{
    Word{"unbounded_preceding", FrameEnd::unbounded_preceding},
    Word{"preceding", FrameEnd::preceding},
    Word{"current_row", FrameEnd::current_row},
    Word{"following", FrameEnd::following},
    Word{"unbounded_following", FrameEnd::unbounded_following},
};

inline constexpr std::array functions{
    Word{"+", Function::add},
    Word{"-", Function::subtract},
    Word{"*", Function::multiply},
    Word{"/", Function::divide},
    Word{"%", Function::modulo},
    Word{"abs", Function::absolute},
    Word{"round", Function::round},
    Word{"floor", Function::floor},
    Word{"ceil", Function::ceiling},
    Word{"coalesce", Function::coalesce},
    Word{"nullif", Function::null_if},
    Word{"greatest", Function::greatest},
    Word{"least", Function::least},
    Word{"length", Function::length},
    Word{"lower", Function::lower},
    Word{"upper", Function::upper},
    Word{"trim", Function::trim},
    Word{"concat", Function::concat},
    Word{"substring", Function::substring},
    Word{"replace", Function::replace},
    Word{"year", Function::year},
    Word{"month", Function::month},
    Word{"day", Function::day},
    Word{"hour", Function::hour},
    Word{"minute", Function::minute},
    Word{"second", Function::second},
    Word{"to_year", Function::to_year},
    Word{"to_month", Function::to_month},
    Word{"to_day", Function::to_day},
    Word{"to_hour", Function::to_hour},
    Word{"to_minute", Function::to_minute},
    Word{"to_second", Function::to_second},
    Word{"now", Function::now},
    Word{"random", Function::random},
    Word{"json_member", Function::json_member},
    Word{"json_element", Function::json_element},
    Word{"json_text", Function::json_text},
    Word{"json_integer", Function::json_integer},
    Word{"json_number", Function::json_number},
    Word{"json_decimal", Function::json_decimal},
    Word{"json_boolean", Function::json_boolean},
    Word{"json_length", Function::json_length},
    Word{"json_has", Function::json_has},
    Word{"json_contains", Function::json_contains},
    Word{"json_with", Function::json_with},
    Word{"json_without", Function::json_without},
    Word{"array_length", Function::array_length},
    Word{"array_has_any", Function::array_has_any},
    Word{"array_has_all", Function::array_has_all},
    Word{"add_microseconds", Function::add_microseconds},
    Word{"add_days", Function::add_days},
    Word{"add_months", Function::add_months},
    Word{"microseconds_between", Function::microseconds_between},
    Word{"days_between", Function::days_between},
};
static_assert(functions.size() == static_cast<std::size_t>(last_function) + 1);

/// The kinds of values whose text says more than JSON's own types.
inline constexpr std::array kinds{
    Word{"int64", TypeKind::int64},     Word{"uint64", TypeKind::uint64},
    Word{"float64", TypeKind::float64}, Word{"decimal", TypeKind::decimal},
    Word{"bytes", TypeKind::bytes},     Word{"date", TypeKind::date},
    Word{"text", TypeKind::text},       Word{"local_date_time", TypeKind::local_date_time},
    Word{"instant", TypeKind::instant}, Word{"uuid", TypeKind::uuid},
    Word{"json", TypeKind::json},
};

template <class T, std::size_t n>
constexpr std::optional<T> find(const std::array<Word<T>, n>& words, std::string_view text) {
  for (const Word<T>& word : words) {
    if (word.text == text) return word.meaning;
  }
  return std::nullopt;
}
template <class T, std::size_t n>
constexpr std::string_view text_of(const std::array<Word<T>, n>& words, const T& meaning) {
  for (const Word<T>& word : words) {
    if (word.meaning == meaning) return word.text;
  }
  return {};
}

}  // namespace rowan::json_words
