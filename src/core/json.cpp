// A validator of RFC 8259 that copies what it accepts, without the white space between tokens. A JSON library would
// turn numbers into doubles and sort objects; here "1.10" stays "1.10".
#include "rowan/core/json.hpp"

#include <utility>

#include "core/quote.hpp"
#include "core/utf8.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

constexpr std::size_t deepest = 1000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_plain(char c) { return c >= 0x20 && static_cast<unsigned char>(c) < 0x80 && c != '"' && c != '\\'; }

class Compactor {
 public:
  explicit Compactor(std::string_view text) : text_(text) { out_.reserve(text.size()); }

  std::string run() {
    do {
      value();
      while (close()) {
      }
    } while (next_value());
    if (at_ != text_.size()) fail("something follows the document's end");
    return std::move(out_);
  }

 private:
  [[noreturn]] void fail(const char* why) const;
  void skip_space();
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void copy() { out_ += text_[at_++]; }
  bool copy_if(char wanted);

  void value();
  void open(char bracket);
  bool close();
  bool next_value();
  void member_name();
  void word(std::string_view expected);
  void number();
  void digits(const char* why);
  void string();
  void copy_plain();
  void escape();
  unsigned code_unit();

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
  std::string open_;      // the brackets we are in
  bool complete_ = true;  // a value ended last, so a bracket may close here
};

void Compactor::fail(const char* why) const {
  std::size_t line = 1;
  std::size_t column = 1;
  for (const char c : text_.substr(0, at_)) {
    column = c == '\n' ? 1 : column + 1;
    line += c == '\n' ? 1 : 0;
  }
  throw InvalidValue(detail::in_quotes(text_) + " is not JSON: " + (at_ < text_.size() ? why : "it ends too early") +
                     " at byte offset " + std::to_string(at_) + " (line " + std::to_string(line) + ", column " +
                     std::to_string(column) + ")");
}

void Compactor::skip_space() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
    ++at_;
}

bool Compactor::copy_if(char wanted) {
  if (at_ == text_.size() || text_[at_] != wanted) return false;
  copy();
  return true;
}

// One scalar, or the opening bracket of a container.
void Compactor::value() {
  skip_space();
  complete_ = true;
  switch (peek()) {
    case '{':
    case '[':
      return open(peek());
    case '"':
      return string();
    case 't':
      return word("true");
    case 'f':
      return word("false");
    case 'n':
      return word("null");
    default:
      return number();
  }
}

void Compactor::open(char bracket) {
  if (open_.size() == deepest) fail("it is nested more than 1000 levels deep");
  copy();
  open_ += bracket;
  skip_space();
  complete_ = false;
}

// Closes the innermost container where its bracket comes next.
bool Compactor::close() {
  skip_space();
  if (open_.empty() || !copy_if(open_.back() == '{' ? '}' : ']')) return false;
  open_.pop_back();
  complete_ = true;
  return true;
}

// Goes to where the next value starts, or returns false after the last one.
bool Compactor::next_value() {
  if (open_.empty()) return false;
  const bool object = open_.back() == '{';
  if (complete_ && !copy_if(',')) fail(object ? "expected ',' or '}'" : "expected ',' or ']'");
  if (object) member_name();
  return true;
}

void Compactor::member_name() {
  skip_space();
  if (peek() != '"') fail("expected a member's name in double quotes");
  string();
  skip_space();
  if (!copy_if(':')) fail("expected ':' after a member's name");
}

void Compactor::word(std::string_view expected) {
  for (const char c : expected) {
    if (!copy_if(c)) fail("expected a value");
  }
}

void Compactor::number() {
  copy_if('-');
  if (!is_digit(peek())) fail("expected a value");
  if (!copy_if('0')) digits("");
  if (is_digit(peek())) fail("a number has no leading zeros");
  if (copy_if('.')) digits("expected a digit after the point");
  if (copy_if('e') || copy_if('E')) {
    if (!copy_if('+')) copy_if('-');
    digits("expected a digit in the exponent");
  }
}

void Compactor::digits(const char* why) {
  if (!is_digit(peek())) fail(why);
  while (is_digit(peek())) copy();
}

// The run of characters that need no look, at once.
void Compactor::copy_plain() {
  const std::size_t start = at_;
  while (at_ < text_.size() && is_plain(text_[at_])) ++at_;
  out_ += text_.substr(start, at_ - start);
}

void Compactor::string() {
  copy();
  while (copy_plain(), !copy_if('"')) {
    const char c = peek();
    if (c == '\\') {
      escape();
      continue;
    }
    if (static_cast<unsigned char>(c) < 0x20) fail("a control character in a string must be escaped");
    const std::size_t length = detail::utf8_length(text_, at_);
    if (length == 0) fail("it is not valid UTF-8");
    for (std::size_t i = 0; i < length; ++i) copy();
  }
}

void Compactor::escape() {
  copy();
  if (peek() != 'u') {
    if (std::string_view("\"\\/bfnrt").find(peek()) == std::string_view::npos) fail("no such escape");
    return copy();
  }
  const unsigned first = code_unit();
  if (first < 0xD800 || first > 0xDFFF) return;
  // A half of a surrogate pair alone is no character, and other readers refuse it.
  if (first > 0xDBFF || !copy_if('\\') || peek() != 'u') fail("half of a surrogate pair");
  const unsigned second = code_unit();
  if (second < 0xDC00 || second > 0xDFFF) fail("half of a surrogate pair");
}

unsigned Compactor::code_unit() {
  copy();
  unsigned unit = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = peek();
    if (!is_hex(c)) fail("expected four hexadecimal digits after \\u");
    unit = unit * 16 + static_cast<unsigned>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    copy();
  }
  return unit;
}

}  // namespace

Json::Json(std::string_view text) : text_(Compactor(text).run()) {}

Json Json::trusted(std::string text) {
  Json made;
  made.text_ = std::move(text);
  return made;
}

}  // namespace rowan
