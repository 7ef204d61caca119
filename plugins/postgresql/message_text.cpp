#include "message_text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace rowan::postgresql {
namespace {

/// How one language quotes.
struct Marks {
  std::string_view opening, closing;
};
// A mark that begins with another one stands before it.
constexpr std::array<Marks, 9> all_marks{{
    {"\"", "\""},
    {"»", "«"},
    {"«", "»"},
    {"„", "“"},
    {"“", "”"},
    {"‹", "›"},
    {"‚", "‘"},
    {"‘", "’"},
    {"'", "'"},
}};

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_letter(char c) { return is_ascii_letter(c) || static_cast<unsigned char>(c) >= 0x80; }

// Not the apostrophe of "n'existe" or "l'input".
bool is_apostrophe(std::string_view text, std::size_t at) {
  return text[at] == '\'' && at > 0 && is_letter(text[at - 1]) && at + 1 < text.size() && is_letter(text[at + 1]);
}

std::size_t find_mark(std::string_view text, std::string_view mark, std::size_t from) {
  auto at = text.find(mark, from);
  while (at != std::string_view::npos && is_apostrophe(text, at)) at = text.find(mark, at + 1);
  return at;
}

// The kind of marks that stands first; nothing where nothing is quoted.
std::optional<Marks> marks_of(std::string_view text) {
  std::optional<Marks> first;
  std::size_t place = std::string_view::npos;
  for (const Marks& marks : all_marks) {
    const auto at = find_mark(text, marks.opening, 0);
    if (at >= place) continue;
    place = at;
    first = marks;
  }
  return first;
}

// French sets blanks between a mark and the name, also such that no line breaks at.
std::string_view without_blanks(std::string_view name) {
  for (const std::string_view blank : {" ", "\u00a0", "\u202f"}) {
    while (name.starts_with(blank)) name.remove_prefix(blank.size());
    while (name.ends_with(blank)) name.remove_suffix(blank.size());
  }
  return name;
}

bool ends_sentence(std::string_view text) {
  return text.find_first_not_of(". \n") == std::string_view::npos || text == "\u3002";
}

bool is_plain(char c) { return is_ascii_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '$'; }

template <class IsPart>
std::string_view word_before(std::string_view text, std::size_t end, IsPart is_part) {
  auto start = end;
  while (start > 0 && is_part(text[start - 1])) --start;
  return text.substr(start, end - start);
}

template <class IsPart>
std::string_view word_after(std::string_view text, std::size_t start, IsPart is_part) {
  auto end = start;
  while (end < text.size() && is_part(text[end])) ++end;
  return text.substr(start, end - start);
}

}  // namespace

std::vector<std::string> quoted_names(std::string_view text) {
  std::vector<std::string> names;
  const auto marks = marks_of(text);
  if (!marks) return names;
  for (auto start = find_mark(text, marks->opening, 0); start != std::string_view::npos;) {
    start += marks->opening.size();
    const auto end = find_mark(text, marks->closing, start);
    if (end == std::string_view::npos) break;
    names.emplace_back(without_blanks(text.substr(start, end - start)));
    start = find_mark(text, marks->opening, end + marks->closing.size());
  }
  return names;
}

// The value may hold marks of its own: what lies between the outermost ones is the value at most with words around it.
std::string without_values(std::string_view message) {
  std::size_t first = std::string_view::npos, last = 0;
  for (const auto& [opening, closing] : all_marks) {
    for (const std::string_view mark : {opening, closing}) {
      const auto at = find_mark(message, mark, 0);
      if (at == std::string_view::npos) continue;
      first = std::min(first, at);
      last = std::max(last, message.rfind(mark) + mark.size());
    }
  }
  if (first == std::string_view::npos) return std::string(message);
  std::string_view before = message.substr(0, first);
  const std::string_view after = message.substr(last);
  if (!ends_sentence(after)) return std::string(before) + "…" + std::string(after);
  while (!before.empty() && (before.back() == ' ' || before.back() == ':')) before.remove_suffix(1);
  return before.empty() ? "…" : std::string(before);
}

std::vector<std::string> names_in_detail(std::string_view detail) {
  const auto begin = detail.find('('), end = detail.rfind(')');
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return quoted_names(detail);
  return quoted_names(std::string(detail.substr(0, begin)) + std::string(detail.substr(end + 1)));
}

// Japanese has no blanks around the name.
std::pair<std::string, std::string> dotted_column(std::string_view message, std::string_view sql) {
  const auto dot = message.find('.');
  if (dot == std::string_view::npos || dot + 1 == message.size()) return {};
  const auto no_blank = [](char c) { return c != ' '; };
  std::string_view table = word_before(message, dot, no_blank), column = word_after(message, dot + 1, no_blank);
  if (sql.find(table) == std::string_view::npos) table = word_before(message, dot, is_plain);
  if (sql.find(column) == std::string_view::npos) column = word_after(message, dot + 1, is_plain);
  return {std::string(table), std::string(column)};
}

}  // namespace rowan::postgresql
