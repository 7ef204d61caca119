// From the text of a pattern to its steps.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/pattern.hpp"

namespace rowan::detail {

class PatternParser {
 public:
  PatternParser(std::string_view text, std::vector<CodePoints>& sets) : text_(text), sets_(sets) {}

  /// @throws InvalidValue.
  std::vector<PatternStep> parse();

 private:
  using Steps = std::vector<PatternStep>;
  struct Times {
    std::size_t least = 1, most = 1;
    bool endless = false;
  };

  Steps alternatives();
  Steps sequence();
  Steps item();
  Steps atom();
  Steps group();
  Steps take(CodePoints set);
  [[nodiscard]] Steps repeated(const Steps& once, const Times& times) const;
  bool read_times(Times& times);
  Times braces();
  std::size_t number();
  CodePoints char_class();
  /// What stands behind a backslash.
  CodePoints escape();
  char32_t hexadecimal(std::size_t digits);
  char32_t code_point_escape();

  [[nodiscard]] bool at_end() const { return position_ == text_.size(); }
  [[nodiscard]] bool sees(char c) const { return !at_end() && text_[position_] == c; }
  bool skip(std::string_view what);
  void require_size(std::size_t steps) const;
  [[noreturn]] void refuse(std::string_view why) const;

  std::string_view text_;
  std::vector<CodePoints>& sets_;
  std::size_t position_ = 0;
  int depth_ = 0;
};

}  // namespace rowan::detail
