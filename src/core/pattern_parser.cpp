#include "core/pattern_parser.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "rowan/core/error.hpp"

namespace rowan::detail {
namespace {

constexpr char32_t last_code_point = 0x10FFFF;
constexpr std::size_t most_steps = 20'000;
constexpr int most_groups = 100;

CodePoints in_order(CodePoints set) {
  std::sort(set.begin(), set.end());
  CodePoints joined;
  for (const auto& [first, last] : set) {
    if (!joined.empty() && first <= joined.back().second + 1)
      joined.back().second = std::max(joined.back().second, last);
    else
      joined.emplace_back(first, last);
  }
  return joined;
}

CodePoints others(const CodePoints& set) {
  CodePoints rest;
  char32_t next = 0;
  for (const auto& [first, last] : in_order(set)) {
    if (next < first) rest.emplace_back(next, first - 1);
    next = last + 1;
  }
  if (next <= last_code_point) rest.emplace_back(next, last_code_point);
  return rest;
}

// As ECMAScript has them.
CodePoints decimal_digits() { return {{'0', '9'}}; }
CodePoints word_letters() { return {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}; }
CodePoints white_space() {
  return {{'\t', '\r'},     {' ', ' '},       {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A},
          {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
}
CodePoints line_ends() { return {{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}; }

constexpr std::string_view special = "^$\\.*+?()[]{}|/";

}  // namespace

void PatternParser::refuse(std::string_view why) const {
  throw InvalidValue(fmt::format("the pattern \"{}\" is not understood at byte {}: {}", text_, position_, why));
}

void PatternParser::require_size(std::size_t steps) const {
  if (steps > most_steps) refuse("it repeats too much: take fewer or smaller repetitions");
}

bool PatternParser::skip(std::string_view what) {
  if (!text_.substr(position_).starts_with(what)) return false;
  position_ += what.size();
  return true;
}

PatternParser::Steps PatternParser::parse() {
  Steps steps = alternatives();
  if (!at_end()) refuse("a ) without a (");
  return steps;
}

PatternParser::Steps PatternParser::alternatives() {
  Steps steps = sequence();
  if (!skip("|")) return steps;
  const Steps rest = alternatives();
  steps.insert(steps.begin(), {PatternStep::Kind::fork, 0, 1, static_cast<std::int32_t>(steps.size()) + 2});
  steps.push_back({PatternStep::Kind::jump, 0, static_cast<std::int32_t>(rest.size()) + 1, 1});
  steps.insert(steps.end(), rest.begin(), rest.end());
  return steps;
}

PatternParser::Steps PatternParser::sequence() {
  Steps steps;
  while (!at_end() && !sees('|') && !sees(')')) {
    const Steps next = item();
    steps.insert(steps.end(), next.begin(), next.end());
    require_size(steps.size());
  }
  return steps;
}

PatternParser::Steps PatternParser::item() {
  if (skip("^")) return {{PatternStep::Kind::begin}};
  if (skip("$")) return {{PatternStep::Kind::end}};
  Steps once = atom();
  Times times;
  return read_times(times) ? repeated(once, times) : once;
}

bool PatternParser::read_times(Times& times) {
  if (skip("*"))
    times = {0, 0, true};
  else if (skip("+"))
    times = {1, 1, true};
  else if (skip("?"))
    times = {0, 1, false};
  else if (skip("{"))
    times = braces();
  else
    return false;
  if (sees('?') || sees('*') || sees('+') || sees('{'))
    refuse("a repetition of a repetition: put the inner one in ( )");
  return true;
}

PatternParser::Times PatternParser::braces() {
  Times times;
  times.least = times.most = number();
  if (skip(",")) {
    times.endless = sees('}');
    if (!times.endless) times.most = number();
  }
  if (!skip("}")) refuse("a repetition is {2}, {2,} or {2,5}");
  if (times.most < times.least) refuse("a repetition whose end is smaller than its beginning");
  return times;
}

std::size_t PatternParser::number() {
  std::size_t value = 0;
  const std::size_t first = position_;
  for (; !at_end() && text_[position_] >= '0' && text_[position_] <= '9'; ++position_) {
    value = value * 10 + static_cast<std::size_t>(text_[position_] - '0');
    require_size(value);
  }
  if (first == position_) refuse("a number is missing: a repetition is {2}, {2,} or {2,5}, and a brace is \\{");
  return value;
}

PatternParser::Steps PatternParser::repeated(const Steps& once, const Times& times) const {
  const auto size = static_cast<std::int32_t>(once.size());
  require_size((once.size() + 2) * (times.most + 1));
  Steps steps;
  for (std::size_t i = 0; i < times.least; ++i) steps.insert(steps.end(), once.begin(), once.end());
  for (std::size_t i = times.least; i < times.most; ++i) {
    steps.push_back({PatternStep::Kind::fork, 0, 1, size + 1});
    steps.insert(steps.end(), once.begin(), once.end());
  }
  if (times.endless) {
    steps.push_back({PatternStep::Kind::fork, 0, 1, size + 2});
    steps.insert(steps.end(), once.begin(), once.end());
    steps.push_back({PatternStep::Kind::jump, 0, -size - 1, 1});
  }
  return steps;
}

PatternParser::Steps PatternParser::atom() {
  if (skip("(")) return group();
  if (skip("[")) return take(char_class());
  if (skip(".")) return take(others(line_ends()));
  if (skip("\\")) return take(escape());
  if (special.find(text_[position_]) != std::string_view::npos)
    refuse(fmt::format("a {} that means itself is written \\{}", text_[position_], text_[position_]));
  const char32_t point = next_code_point(text_, position_);
  return take({{point, point}});
}

PatternParser::Steps PatternParser::group() {
  if (!skip("?:") && sees('?')) refuse("groups are ( ) or (?: ); there are no look-aheads");
  if (++depth_ > most_groups) refuse("its groups are nested too deep");
  Steps steps = alternatives();
  --depth_;
  if (!skip(")")) refuse("a ) is missing");
  return steps;
}

PatternParser::Steps PatternParser::take(CodePoints set) {
  sets_.push_back(in_order(std::move(set)));
  return {{PatternStep::Kind::take, static_cast<std::uint32_t>(sets_.size() - 1)}};
}

CodePoints PatternParser::char_class() {
  const bool negated = skip("^");
  CodePoints set;
  while (!skip("]")) {
    if (at_end()) refuse("a ] is missing");
    const auto one = [this]() -> CodePoints {
      if (skip("\\")) return escape();
      const char32_t point = next_code_point(text_, position_);
      return {{point, point}};
    };
    const CodePoints first = one();
    const bool range = sees('-') && text_.substr(position_, 2) != "-]";
    if (!range) {
      set.insert(set.end(), first.begin(), first.end());
      continue;
    }
    ++position_;
    if (at_end()) refuse("a ] is missing");
    const CodePoints last = one();
    const bool points =
        first.size() == 1 && last.size() == 1 && first[0].first == first[0].second && last[0].first == last[0].second;
    if (!points || last[0].first < first[0].first) refuse("a range in [ ] goes from one character up to another");
    set.emplace_back(first[0].first, last[0].first);
  }
  return negated ? others(set) : set;
}

char32_t PatternParser::hexadecimal(std::size_t count) {
  char32_t value = 0;
  for (; count > 0; --count, ++position_) {
    const std::size_t digit =
        at_end() ? std::string_view::npos : std::string_view("0123456789abcdefABCDEF").find(text_[position_]);
    if (digit == std::string_view::npos) refuse("hexadecimal digits are missing");
    value = value * 16 + static_cast<char32_t>(digit < 16 ? digit : digit - 6);
  }
  return value;
}

char32_t PatternParser::code_point_escape() {
  if (!skip("{")) return hexadecimal(4);
  const std::size_t closed = text_.find('}', position_);
  if (closed == std::string_view::npos || closed - position_ > 6 || closed == position_)
    refuse("a code point is written \\u{1F600}");
  const char32_t point = hexadecimal(closed - position_);
  ++position_;
  if (point > last_code_point) refuse("there is no such code point");
  return point;
}

CodePoints PatternParser::escape() {
  if (at_end()) refuse("nothing follows the \\");
  const char c = text_[position_++];
  const auto just = [](char32_t point) { return CodePoints{{point, point}}; };
  switch (c) {
    case 'd':
      return decimal_digits();
    case 'D':
      return others(decimal_digits());
    case 'w':
      return word_letters();
    case 'W':
      return others(word_letters());
    case 's':
      return white_space();
    case 'S':
      return others(white_space());
    case 't':
      return just('\t');
    case 'n':
      return just('\n');
    case 'r':
      return just('\r');
    case 'x':
      return just(hexadecimal(2));
    case 'u':
      return just(code_point_escape());
    default:
      break;
  }
  if (special.find(c) != std::string_view::npos || c == '-') return just(static_cast<unsigned char>(c));
  --position_;
  refuse(
      fmt::format("there is no \\{}: neither references back nor word boundaries, and what means itself is written "
                  "without \\",
                  c));
}

}  // namespace rowan::detail
