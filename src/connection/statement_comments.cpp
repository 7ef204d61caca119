#include "connection/statement_comments.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "rowan/core/error.hpp"

namespace rowan {
namespace {

using Tags = std::map<std::string, std::string, std::less<>>;  // sqlcommenter sorts them

// RFC 3986: these mean nothing to any database, nor to a comment.
bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == '~';
}

std::string encoded(std::string_view text, std::string_view also = "") {
  std::string made;
  for (char c : text) {
    if (is_unreserved(c) || also.find(c) != std::string_view::npos)
      made += c;
    else
      made += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return made;
}

void take(Tags& all, const std::vector<StatementTag>& tags) {
  for (const StatementTag& tag : tags) all.insert_or_assign(encoded(tag.name), encoded(tag.value));
}

std::string written(const Tags& tags) {
  std::string list;
  for (const auto& [name, value] : tags) list += fmt::format("{}{}='{}'", list.empty() ? "" : ",", name, value);
  return list.empty() ? list : "/*" + list + "*/";
}

// The outermost first.
struct Said {
  explicit Said(const detail::TagScope& scope) {
    if (scope.outer != nullptr) *this = Said(*scope.outer);
    if (scope.tags != nullptr) take(tags, *scope.tags);
    if (!scope.note.empty()) notes += fmt::format("{}/*{}*/", notes.empty() ? "" : " ", scope.note);
  }
  Tags tags;
  std::string notes;
};

}  // namespace

StatementTag::StatementTag(TextArgument of, TextArgument is) : name(std::string_view(of)), value(std::string_view(is)) {
  if (name.empty()) throw QueryError("a tag of a statement has no name: say what its value is, as in {\"route\", …}");
}

std::string detail::comment_text(std::string_view text) { return encoded(text, " ,"); }

StatementTags::StatementTags(std::initializer_list<StatementTag> tags)
    : tags_(tags), scope_{this_thread.tags, &tags_, {}} {
  this_thread.tags = &scope_;
}

StatementTags::~StatementTags() { this_thread.tags = scope_.outer; }

StatementComments::StatementComments(std::vector<StatementTag> tags, TaggedStatements which)
    : tags_(std::move(tags)), which_(which) {
  if (which != TaggedStatements::all) return;
  Tags all;
  take(all, tags_);
  usual_ = written(all);
}

std::string StatementComments::of(const detail::TagScope& innermost) const {
  const Said said(innermost);
  if (which_ == TaggedStatements::annotated && said.notes.empty()) return {};
  Tags all;
  take(all, tags_);
  for (const auto& [name, value] : said.tags) all.insert_or_assign(name, value);
  std::string tags = written(all);
  if (said.notes.empty()) return tags;
  return tags.empty() ? said.notes : said.notes + " " + tags;
}

std::string with_comment(std::string_view sql, std::string_view comment) {
  if (comment.empty()) return std::string(sql);
  while (!sql.empty() && std::string_view(" \t\r\n;").find(sql.back()) != std::string_view::npos) sql.remove_suffix(1);
  const std::size_t line = sql.find_last_of('\n');
  const std::string_view last = sql.substr(line == std::string_view::npos ? 0 : line);
  const bool may_be_comment = last.find("--") != std::string_view::npos || last.find('#') != std::string_view::npos;
  return fmt::format("{}{}{}", sql, may_be_comment ? '\n' : ' ', comment);
}

}  // namespace rowan
