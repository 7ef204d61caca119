#include "core/json_hash.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "core/json_parts.hpp"
#include "rowan/core/hash.hpp"
#include "rowan/core/normal_json.hpp"

namespace rowan::detail {
namespace {

std::uint64_t combined(std::uint64_t first, std::uint64_t second) {
  const std::array words{first, second};
  return hash_bytes(words.data(), sizeof words);
}

// An integer that is written in one way only, or no number.
bool is_plain(std::string_view word) {
  const auto no_digit = [](char c) { return c < '0' || c > '9'; };
  return word.back() != '0' && (word.front() > '9' || std::none_of(word.begin(), word.end(), no_digit));
}

// One pass, with a stack of its own: a database may hold documents of any depth.
class Hasher {
 public:
  explicit Hasher(std::string_view text) : text_(text) {}

  std::uint64_t run() {
    while (at_ < text_.size()) step(text_[at_]);
    return levels_.front().sum;
  }

 private:
  struct Level {
    std::uint64_t sum = 0;   ///< of an object's members, in any order; of an array's elements, in theirs
    std::uint64_t name = 0;  ///< of the member that is being read
    char bracket = 0;
    bool named = false;
  };

  void step(char c) {
    if (is_json_space(c) || c == ',' || c == ':') {
      ++at_;
    } else if (c == '{' || c == '[') {
      levels_.push_back({static_cast<std::uint64_t>(c), 0, c, false});
      ++at_;
    } else if (c == '}' || c == ']') {
      ++at_;
      if (levels_.size() == 1) return;
      const std::uint64_t sum = levels_.back().sum;
      levels_.pop_back();
      take(combined(sum, static_cast<std::uint64_t>(c)));
    } else {
      take(c == '"' ? string() : word());
    }
  }
  void take(std::uint64_t value) {
    Level& level = levels_.back();
    if (level.bracket != '{') {
      level.sum = combined(level.sum, value);
    } else if (level.named) {
      level.sum += combined(level.name, value);
      level.named = false;
    } else {
      level.name = value;
      level.named = true;
    }
  }
  std::uint64_t string() {
    const std::string_view quoted = json_string_at(text_, at_);
    if (quoted.empty()) return at_ = text_.size(), 0;
    at_ += quoted.size();
    const bool escapes = quoted.find('\\') != std::string_view::npos;
    return escapes ? hash_bytes(normal_string(quoted)) : hash_bytes(quoted);
  }
  std::uint64_t word() {
    const std::string_view word = json_word_at(text_, at_);
    at_ += word.size();
    return is_plain(word) ? hash_bytes(word) : hash_bytes(normal_word(word));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Level> levels_{1};
};

}  // namespace

std::uint64_t hash_json(std::string_view document) {
  while (!document.empty() && is_json_space(document.front())) document.remove_prefix(1);
  if (document.empty() || (document.front() != '{' && document.front() != '['))
    return hash_bytes(normal_json(document));
  return Hasher(document).run();
}

}  // namespace rowan::detail
