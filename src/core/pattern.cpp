#include "core/pattern.hpp"

#include <algorithm>
#include <cstddef>

#include "core/pattern_parser.hpp"
#include "core/utf8.hpp"

namespace rowan::detail {
namespace {

bool holds(const CodePoints& set, char32_t point) {
  const auto after =
      std::upper_bound(set.begin(), set.end(), point, [](char32_t p, const auto& range) { return p < range.first; });
  return after != set.begin() && point <= std::prev(after)->second;
}

// All places of a pattern that a text may have led to, so that no text makes it go back.
class Places {
 public:
  explicit Places(const std::vector<PatternStep>& steps) : steps_(&steps), reached_in_(steps.size() + 1, 0) {}

  void begin_round() {
    ++round_;
    takes_.clear();
  }

  // What can be reached from a step without taking a character.
  void reach(std::size_t from, bool at_begin, bool at_end) {
    open_.push_back(from);
    while (!open_.empty()) {
      const std::size_t at = open_.back();
      open_.pop_back();
      if (reached_in_[at] == round_) continue;
      reached_in_[at] = round_;
      if (at < steps_->size()) go_on(at, at_begin, at_end);
    }
  }

  [[nodiscard]] const std::vector<std::size_t>& takes() const { return takes_; }
  [[nodiscard]] bool complete() const { return reached_in_.back() == round_; }

 private:
  void go_on(std::size_t at, bool at_begin, bool at_end) {
    const PatternStep& step = (*steps_)[at];
    const auto target = [&](std::int32_t by) { return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(at) + by); };
    switch (step.kind) {
      case PatternStep::Kind::take:
        takes_.push_back(at);
        return;
      case PatternStep::Kind::fork:
        open_.push_back(target(step.second));
        break;
      case PatternStep::Kind::jump:
        break;
      case PatternStep::Kind::begin:
        if (!at_begin) return;
        break;
      case PatternStep::Kind::end:
        if (!at_end) return;
        break;
    }
    open_.push_back(target(step.first));
  }

  const std::vector<PatternStep>* steps_;
  std::vector<std::size_t> takes_, open_;
  std::vector<std::uint64_t> reached_in_;  ///< by step; the last one is the end of the pattern
  std::uint64_t round_ = 0;
};

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& position) {
  const std::size_t length = utf8_length(text, position);
  if (length == 0) return ++position, U'\uFFFD';
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[position + i]); };
  char32_t point = length == 1 ? byte(0) : byte(0) & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) point = point << 6U | (byte(i) & 0x3FU);
  position += length;
  return point;
}

Pattern::Pattern(std::string_view pattern) { steps_ = PatternParser(pattern, sets_).parse(); }

bool Pattern::matches(std::string_view text) const {
  Places now(steps_), then(steps_);
  now.begin_round();
  now.reach(0, true, text.empty());
  for (std::size_t position = 0; position < text.size();) {
    const char32_t point = next_code_point(text, position);
    then.begin_round();
    for (const std::size_t at : now.takes()) {
      if (holds(sets_[steps_[at].set], point)) then.reach(at + 1, false, position == text.size());
    }
    if (then.takes().empty() && position < text.size()) return false;
    std::swap(now, then);
  }
  return now.complete();
}

}  // namespace rowan::detail
