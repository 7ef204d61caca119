#include "query/sql_scan.hpp"

#include <algorithm>
#include <utility>

namespace rowan {
namespace {

bool is_letter_of_a_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}
bool is_white(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

class SqlScanner {
 public:
  SqlScanner(const SqlLexis& lexis, std::string_view sql) : lexis_(lexis), sql_(sql) {}

  SqlPieces run() {
    while (at_ < sql_.size()) step();
    out_.pieces.push_back(std::move(piece_));
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool looking_at(std::string_view what) const { return sql_.substr(at_, what.size()) == what; }
  [[nodiscard]] char before(std::size_t distance) const { return at_ >= distance ? sql_[at_ - distance] : ' '; }

  // An unfinished quote or comment is the database's to refuse.
  void copy_to(std::size_t end) {
    end = std::min(end, sql_.size());
    piece_ += sql_.substr(at_, end - at_);
    at_ = end;
  }
  void copy_past(std::string_view end, std::size_t opening) {
    const std::size_t found = sql_.find(end, at_ + opening);
    copy_to(found == std::string_view::npos ? found : found + end.size());
  }

  void token() {
    if (ended_) out_.has_several = true;
    out_.has_statement = true;
  }

  [[nodiscard]] bool backslash_escapes_here() const {
    if (lexis_.backslash_escapes) return true;
    return lexis_.escape_texts && (before(1) | 0x20) == 'e' && !is_letter_of_a_word(before(2));
  }

  // A doubled quote reads as the end of one text and the begin of the next, which comes to the same but for
  // backslashes.
  void quoted_text() {
    const bool escapes = backslash_escapes_here();
    std::size_t end = at_ + 1;
    for (; end < sql_.size(); ++end) {
      if (escapes && sql_[end] == '\\') {
        ++end;
      } else if (sql_[end] == '\'') {
        if (!escapes || end + 1 >= sql_.size() || sql_[end + 1] != '\'') break;
        ++end;
      }
    }
    copy_to(end + 1);
  }

  void block_comment() {
    if (!lexis_.nested_comments) return copy_past("*/", 2);
    int depth = 0;
    std::size_t end = at_;
    do {
      const std::string_view here = sql_.substr(end, 2);
      depth += here == "/*" ? 1 : here == "*/" ? -1 : 0;
      end += here == "/*" || here == "*/" ? 2 : 1;
    } while (depth > 0 && end < sql_.size());
    copy_to(end);
  }

  // `$tag$`; a tag is no number, and a dollar inside of a name begins none.
  [[nodiscard]] std::string_view dollar_quote() const {
    if (!lexis_.dollar_quotes || is_letter_of_a_word(before(1)) || before(1) == '$') return {};
    std::size_t end = at_ + 1;
    while (end < sql_.size() && is_letter_of_a_word(sql_[end])) ++end;
    if (end >= sql_.size() || sql_[end] != '$' || (sql_[at_ + 1] >= '0' && sql_[at_ + 1] <= '9')) return {};
    return sql_.substr(at_, end + 1 - at_);
  }

  [[nodiscard]] bool line_comment() const {
    if (lexis_.hash_comments && sql_[at_] == '#') return true;
    if (!looking_at("--")) return false;
    return !lexis_.dashes_need_space || at_ + 2 >= sql_.size() || is_white(sql_[at_ + 2]);
  }

  bool comment() {
    if (line_comment()) return copy_past("\n", 1), true;
    if (looking_at("/*")) return block_comment(), true;
    return false;
  }

  bool quote() {
    const char c = sql_[at_];
    if (c == '\'') return quoted_text(), true;
    if (c == '"' || c == '`') return copy_past(sql_.substr(at_, 1), 1), true;
    if (c == '[' && lexis_.bracket_names) return copy_past("]", 1), true;
    if (c != '$') return false;
    const std::string_view tag = dollar_quote();
    if (!tag.empty()) copy_past(tag, tag.size());
    return !tag.empty();
  }

  void placeholder() {
    if (looking_at("??")) {
      piece_ += '?';
      at_ += 2;
      return;
    }
    out_.pieces.push_back(std::exchange(piece_, {}));
    ++at_;
    if (at_ < sql_.size() && is_letter_of_a_word(sql_[at_])) out_.has_numbered = true;
  }

  void step() {
    const char c = sql_[at_];
    if (is_white(c)) return copy_to(at_ + 1);
    if (c == ';') return ended_ = out_.has_statement, copy_to(at_ + 1);
    if (comment()) return;
    token();
    if (quote()) return;
    if (c == '?') return placeholder();
    copy_to(at_ + 1);
  }

  const SqlLexis& lexis_;
  std::string_view sql_;
  std::size_t at_ = 0;
  bool ended_ = false;  ///< a semicolon was seen after a statement
  std::string piece_;
  SqlPieces out_;
};

}  // namespace

SqlPieces scan_sql(const SqlLexis& lexis, std::string_view sql) { return SqlScanner(lexis, sql).run(); }

}  // namespace rowan
