#include "rowan/core/normal_json.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "core/json_parts.hpp"

namespace rowan {
namespace {

constexpr std::size_t deepest_normal = 1000;

// With a stack of its own, for databases hold documents of others.
class Normaliser {
 public:
  explicit Normaliser(std::string_view text) : text_(text) {}

  std::optional<std::string> run() {
    while (at_ < text_.size()) {
      if (!step(text_[at_])) return std::nullopt;
    }
    if (levels_.size() != 1 || levels_.front().values.size() != 1) return std::nullopt;
    return std::move(levels_.front().values.front().second);
  }

 private:
  struct Level {
    char bracket = 0;
    std::optional<std::string> name{};  ///< of the member that is being read
    std::vector<std::pair<std::string, std::string>> values{};
  };

  bool step(char c) {
    if (detail::is_json_space(c) || c == ',' || c == ':') return ++at_, true;
    if (c == '{' || c == '[') {
      ++at_;
      levels_.push_back({c});
      return levels_.size() - 1 <= deepest_normal;
    }
    if (c == '}' || c == ']') {
      ++at_;
      const bool opened = levels_.size() > 1 && levels_.back().bracket == (c == '}' ? '{' : '[');
      return opened && !levels_.back().name && close();
    }
    std::string_view found = c == '"' ? detail::json_string_at(text_, at_) : detail::json_word_at(text_, at_);
    if (found.empty()) return false;
    at_ += found.size();
    return take(c == '"' ? detail::normal_string(found) : detail::normal_word(found));
  }

  bool take(std::string value) {
    Level& level = levels_.back();
    if (level.bracket == '{' && !level.name) {
      level.name = std::move(value);
      return level.name->front() == '"';
    }
    level.values.emplace_back(level.name ? std::move(*level.name) : std::string(), std::move(value));
    level.name.reset();
    return true;
  }

  bool close() {
    Level level = std::move(levels_.back());
    levels_.pop_back();
    auto& values = level.values;
    const bool object = level.bracket == '{';
    const auto by_name = [](const auto& left, const auto& right) { return left.first < right.first; };
    if (object) std::stable_sort(values.begin(), values.end(), by_name);
    std::string text(1, level.bracket);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (object && i + 1 < values.size() && values[i].first == values[i + 1].first) continue;
      if (text.size() > 1) text += ',';
      if (object) text.append(values[i].first) += ':';
      text += values[i].second;
    }
    text += object ? '}' : ']';
    return take(std::move(text));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Level> levels_{1};
};

}  // namespace

std::string normal_json(std::string_view document) {
  return Normaliser(document).run().value_or(std::string(document));
}

}  // namespace rowan
