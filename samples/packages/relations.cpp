// Fields like "Depends: libc6 (>= 2.36), debconf (>= 0.5) | debconf-2.0".
#include <algorithm>

#include <fmt/format.h>

#include "entry.hpp"
#include "text.hpp"

namespace packages {
namespace {

struct Sign {
  std::string_view text;
  Comparison comparison;
};
// Longer ones first; the single < and > are what old packages wrote for <= and >=.
constexpr Sign signs[] = {{"<<", Comparison::earlier}, {"<=", Comparison::at_most}, {">=", Comparison::at_least},
                          {">>", Comparison::later},   {"=", Comparison::exactly},  {"<", Comparison::at_most},
                          {">", Comparison::at_least}};

class RelationParser {
 public:
  RelationParser(const Stanza& stanza, const Field& field) : stanza_(stanza), field_(field) {}

  Relation parse(std::string_view text) const {
    Relation relation;
    const auto open = text.find('(');
    const std::string_view name = trimmed(text.substr(0, open));
    const auto colon = name.find(':');
    relation.name = name.substr(0, colon);
    if (colon != std::string_view::npos) relation.qualifier = name.substr(colon + 1);
    if (relation.name.empty() || name.find_first_of(" \t\n[]<>()") != std::string_view::npos) fail(text);
    if (open != std::string_view::npos) parse_version(text, text.substr(open + 1), relation);
    return relation;
  }

 private:
  void parse_version(std::string_view whole, std::string_view text, Relation& relation) const {
    if (text.empty() || text.back() != ')') fail(whole);
    text = trimmed(text.substr(0, text.size() - 1));
    const auto* sign =
        std::find_if(std::begin(signs), std::end(signs), [&](const Sign& s) { return text.starts_with(s.text); });
    if (sign == std::end(signs)) fail(whole);
    relation.comparison = sign->comparison;
    relation.version = trimmed(text.substr(sign->text.size()));
    if (relation.version.empty() || relation.version.find_first_of(" \t\n()<>=") != std::string::npos) fail(whole);
  }
  [[noreturn]] void fail(std::string_view text) const {
    const auto offset = static_cast<std::size_t>(text.data() - field_.value.data());
    const auto lines =
        std::count(field_.value.begin(), field_.value.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
    throw MalformedFile(
        stanza_.file, field_.line + static_cast<std::size_t>(lines),
        fmt::format("'{}' in '{}' is not a package name with, perhaps, a version: 'name (>= 1.0)'", text, field_.name));
  }
  const Stanza& stanza_;
  const Field& field_;
};

}  // namespace

std::vector<std::vector<Relation>> parse_relations(const Stanza& stanza, const Field& field) {
  std::vector<std::vector<Relation>> needs;
  const RelationParser parser(stanza, field);
  const auto members = split(field.value, ',');
  for (const std::string_view member : members) {
    if (member.empty() && &member == &members.back()) break;  // a comma at the end is common
    needs.emplace_back();
    for (const std::string_view alternative : split(member, '|')) needs.back().push_back(parser.parse(alternative));
  }
  return needs;
}

}  // namespace packages
