#include "version.hpp"

#include <algorithm>

namespace packages {
namespace {

using std::string_view;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The place of a character in the order: ~, the end, letters, everything else.
int rank(string_view text) {
  if (text.empty() || is_digit(text[0])) return 0;
  if (text[0] == '~') return -1;
  return is_letter(text[0]) ? text[0] : static_cast<unsigned char>(text[0]) + 256;
}

// Cuts the number at the beginning of `text` off, without leading zeros, so that the longer one is the greater.
string_view take_number(string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  string_view number(text.begin(), end);
  text.remove_prefix(number.size());
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return number;
}

std::strong_ordering compare_numbers(string_view left, string_view right) {
  if (const auto order = left.size() <=> right.size(); order != 0) return order;
  return left <=> right;
}

// Non-digits and numbers in turns.
std::strong_ordering compare_parts(string_view left, string_view right) {
  while (!left.empty() || !right.empty()) {
    while ((!left.empty() && !is_digit(left[0])) || (!right.empty() && !is_digit(right[0]))) {
      if (const auto order = rank(left) <=> rank(right); order != 0) return order;
      left.remove_prefix(1);
      right.remove_prefix(1);
    }
    if (const auto order = compare_numbers(take_number(left), take_number(right)); order != 0) return order;
  }
  return std::strong_ordering::equal;
}

struct Version {
  string_view epoch, upstream, revision;
};

Version split(string_view text) {
  Version version;
  if (const auto colon = text.find(':'); colon != string_view::npos) {
    version.epoch = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  const auto dash = text.rfind('-');
  version.upstream = text.substr(0, dash);
  if (dash != string_view::npos) version.revision = text.substr(dash + 1);
  return version;
}

}  // namespace

std::strong_ordering compare_versions(string_view left, string_view right) {
  const Version l = split(left), r = split(right);
  if (const auto order = compare_parts(l.epoch, r.epoch); order != 0) return order;
  if (const auto order = compare_parts(l.upstream, r.upstream); order != 0) return order;
  return compare_parts(l.revision, r.revision);
}

}  // namespace packages
