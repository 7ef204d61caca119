#include "entry.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "text.hpp"

namespace packages {
namespace {

struct KindField {
  Kind kind;
  std::string_view field;
};
constexpr KindField kinds[] = {{Kind::pre_depends, "pre-depends"}, {Kind::depends, "depends"},
                               {Kind::recommends, "recommends"},   {Kind::suggests, "suggests"},
                               {Kind::enhances, "enhances"},       {Kind::conflicts, "conflicts"},
                               {Kind::breaks, "breaks"},           {Kind::replaces, "replaces"}};

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

std::optional<std::int64_t> parse_size(const Stanza& stanza) {
  const Field* field = stanza.find("installed-size");
  if (field == nullptr) return std::nullopt;
  std::int64_t size = 0;
  const char* end = field->value.data() + field->value.size();
  const auto [stop, error] = std::from_chars(field->value.data(), end, size);
  if (error == std::errc() && stop == end && size >= 0) return size;
  throw MalformedFile(stanza.file, field->line,
                      fmt::format("'{}' in 'installed-size' is not a number of KiB", field->value));
}

std::vector<Alternative> parse_alternatives(const Stanza& stanza) {
  std::vector<Alternative> all;
  std::int32_t need = 0;
  for (const KindField& kind : kinds) {
    const Field* field = stanza.find(kind.field);
    if (field == nullptr) continue;
    for (auto& alternatives : parse_relations(stanza, *field)) {
      for (Relation& relation : alternatives) {
        all.push_back({std::move(relation), kind.kind, need, static_cast<std::int32_t>(all.size())});
      }
      ++need;
    }
  }
  return all;
}

std::vector<Relation> parse_provides(const Stanza& stanza, const Package& package) {
  std::vector<Relation> all{{package.name, {}, Comparison::exactly, package.version}};
  const Field* field = stanza.find("provides");
  if (field == nullptr) return all;
  for (auto& alternatives : parse_relations(stanza, *field)) {
    const Comparison comparison = alternatives.front().comparison;
    if (alternatives.size() > 1 || (comparison != Comparison::any && comparison != Comparison::exactly)) {
      throw MalformedFile(stanza.file, field->line,
                          fmt::format("'provides' of {} can name a package, and a version by '=', only", package.name));
    }
    all.push_back(std::move(alternatives.front()));
  }
  return all;
}

// " /etc/name 0123abcd", perhaps followed by a flag.
std::vector<ConffileEntry> parse_conffiles(const Stanza& stanza) {
  std::vector<ConffileEntry> all;
  const Field* field = stanza.find("conffiles");
  if (field == nullptr) return all;
  std::size_t line = field->line;
  for (std::string_view text : split(field->value, '\n')) {
    const std::size_t here = line++;
    for (std::string_view flag : {" obsolete", " remove-on-upgrade"}) {
      if (text.ends_with(flag)) text = trimmed(text.substr(0, text.size() - flag.size()));
    }
    if (text.empty()) continue;
    const auto space = text.rfind(' ');
    if (space == std::string_view::npos)
      throw MalformedFile(stanza.file, here, fmt::format("expected a path and a checksum, not '{}'", text));
    all.push_back({std::string(trimmed(text.substr(0, space))), std::string(text.substr(space + 1))});
  }
  return all;
}

std::vector<std::string> parse_tags(const Stanza& stanza) {
  std::vector<std::string> tags;
  for (const std::string_view list : {stanza.value("tag"), stanza.value("task")}) {
    for (const std::string_view tag : split(list, ',')) {
      if (!tag.empty()) tags.emplace_back(tag);
    }
  }
  for (const std::string_view flag : {"essential", "protected", "important"}) {
    if (stanza.value(flag) == "yes") tags.emplace_back(flag);
  }
  if (const auto multi_arch = stanza.value("multi-arch"); !multi_arch.empty())
    tags.push_back(fmt::format("multi-arch::{}", multi_arch));
  std::sort(tags.begin(), tags.end());
  tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  return tags;
}

Package parse_package(const Stanza& stanza) {
  Package package;
  package.name = stanza.required("package");
  package.version = stanza.required("version");
  package.architecture = stanza.required("architecture");
  package.priority = stanza.value("priority");
  package.summary = first_line(stanza.value("description"));
  if (const Field* homepage = stanza.find("homepage")) package.homepage = homepage->value;
  package.installed_size = parse_size(stanza);
  package.digest = static_cast<std::int64_t>(stanza.digest);
  return package;
}

}  // namespace

bool is_there(const Stanza& stanza) {
  const std::string_view status = stanza.value("status");
  return !status.ends_with(" config-files") && !status.ends_with(" not-installed");
}

Entry parse_entry(const Stanza& stanza) {
  Entry entry;
  entry.package = parse_package(stanza);
  entry.line = stanza.line;
  entry.section = stanza.value("section");
  entry.maintainer = stanza.value("maintainer");
  entry.alternatives = parse_alternatives(stanza);
  entry.provides = parse_provides(stanza, entry.package);
  entry.conffiles = parse_conffiles(stanza);
  entry.tags = parse_tags(stanza);
  return entry;
}

}  // namespace packages
