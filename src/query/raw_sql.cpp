// Cuts SQL of the user's at its placeholders, leaving quotes and comments alone.
#include <fmt/format.h>

#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"

namespace rowan {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<std::string> pieces() {
    while (at_ < text_.size()) step();
    pieces_.push_back(std::move(piece_));
    return std::move(pieces_);
  }

 private:
  bool looking_at(std::string_view what) const { return text_.substr(at_, what.size()) == what; }

  void copy(std::size_t count) {
    piece_ += text_.substr(at_, count);
    at_ = std::min(at_ + count, text_.size());
  }

  // Up to and with the next `end`, or to the end of the text: an unfinished quote is the database's to refuse.
  void copy_past(std::string_view end, std::size_t opening) {
    const std::size_t found = text_.find(end, at_ + opening);
    copy(found == std::string_view::npos ? text_.size() - at_ : found + end.size() - at_);
  }

  void step() {
    const char c = text_[at_];
    if (c == '\'' || c == '"' || c == '`') {
      copy_past(text_.substr(at_, 1), 1);
    } else if (looking_at("--")) {
      copy_past("\n", 2);
    } else if (looking_at("/*")) {
      copy_past("*/", 2);
    } else if (looking_at("??")) {
      piece_ += '?';
      at_ += 2;
    } else if (c == '?') {
      pieces_.push_back(std::exchange(piece_, {}));
      ++at_;
    } else {
      copy(1);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string piece_;
  std::vector<std::string> pieces_;
};

}  // namespace

Expr sql_with_values(std::string_view text, std::vector<Value> arguments) {
  if (text.find('\0') != std::string_view::npos) throw QueryError("sql(): the text has a NUL in it");
  std::vector<std::string> pieces = Scanner(text).pieces();
  if (pieces.size() != arguments.size() + 1) {
    throw QueryError(
        fmt::format("sql(\"{}\"): {} placeholders, but {} arguments; a question mark that is none is written ??", text,
                    pieces.size() - 1, arguments.size()));
  }
  return ast::make(ast::RawSql{std::move(pieces), std::move(arguments)});
}

}  // namespace rowan
