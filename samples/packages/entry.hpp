// The contents of one stanza, checked and parsed, before it becomes records.
#pragma once

#include <string>
#include <vector>

#include "models.hpp"
#include "stanza.hpp"

namespace packages {

/// A name with its qualifier and version: "libc6:any (>= 2.36)".
struct Relation {
  std::string name, qualifier;
  Comparison comparison = Comparison::any;
  std::string version;
};

struct Alternative : Relation {
  Kind kind{};
  std::int32_t need = 0, place = 0;
};

struct ConffileEntry {
  std::string path, md5;
};

struct Entry {
  Package package;  ///< without its associations
  std::size_t line = 0;
  std::string section, maintainer;  ///< empty: not given
  std::vector<Alternative> alternatives;
  std::vector<Relation> provides;  ///< its own name first
  std::vector<ConffileEntry> conffiles;
  std::vector<std::string> tags;
};

/// False for a stanza of dpkg about a package that is not (or no longer) installed. An index does not contain this.
[[nodiscard]] bool is_there(const Stanza& stanza);
/// @throws MalformedFile.
[[nodiscard]] Entry parse_entry(const Stanza& stanza);

/// The members of a field like Depends, alternatives of one need together. @throws MalformedFile.
[[nodiscard]] std::vector<std::vector<Relation>> parse_relations(const Stanza& stanza, const Field& field);

}  // namespace packages
