#include "core/json_hash.hpp"

#include <array>
#include <string>
#include <vector>

#include "rowan/core/hash.hpp"

namespace rowan::detail {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

void append_utf8(std::string& out, std::uint32_t code) {
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | (code >> shift & 0x3FU)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0U | code >> 6U);
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0U | code >> 12U);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | code >> 18U);
    tail(12);
    tail(6);
    tail(0);
  }
}

std::uint32_t hex4(std::string_view text, std::size_t at) {
  std::uint32_t code = 0;
  for (std::size_t i = at; i < at + 4 && i < text.size(); ++i) {
    const char c = text[i];
    code = code << 4U | static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return code;
}

// `text`: what stands between the quotes.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || ++i == text.size()) {
      if (i < text.size()) out += text[i];
      continue;
    }
    constexpr std::string_view letters = "bfnrt", means = "\b\f\n\r\t";
    if (const auto letter = letters.find(text[i]); letter != letters.npos) {
      out += means[letter];
    } else if (text[i] != 'u') {
      out += text[i];
    } else {
      std::uint32_t code = hex4(text, i + 1);
      i += 4;
      if (code >= 0xD800 && code < 0xDC00 && text.substr(i + 1, 2) == "\\u") {
        code = 0x10000 + ((code - 0xD800) << 10U) + (hex4(text, i + 3) - 0xDC00);
        i += 6;
      }
      append_utf8(out, code);
    }
  }
  return out;
}

std::uint64_t combined(std::uint64_t first, std::uint64_t second) {
  const std::array words{first, second};
  return hash_bytes(words.data(), sizeof words);
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
    if (is_space(c) || c == ',' || c == ':') {
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
    const std::size_t from = ++at_;
    bool escapes = false;
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] != '\\') continue;
      escapes = true;
      ++at_;
    }
    const std::string_view inside = text_.substr(from, at_ - from);
    ++at_;
    return combined('"', escapes ? hash_bytes(unescaped(inside)) : hash_bytes(inside));
  }
  std::uint64_t word() {
    const std::size_t from = at_;
    while (at_ < text_.size() && !is_space(text_[at_]) &&
           std::string_view(",:]}").find(text_[at_]) == std::string_view::npos)
      ++at_;
    return hash_bytes(text_.substr(from, at_ - from));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Level> levels_{1};
};

}  // namespace

std::uint64_t hash_json(std::string_view document) {
  if (document.empty() || (document.front() != '{' && document.front() != '[')) return hash_bytes(document);
  return Hasher(document).run();
}

}  // namespace rowan::detail
