// The package data of dpkg and of an archive's index, as models.
//
//   Section, Maintainer  ─<  Package  ─<  Dependency  >─  Name  ─<  Provide  >─  Package
//                            Package  >─< Tag,  Package ─< Conffile
//
// Packages depend not on packages but on names. Each package provides its own name and perhaps others. So a name may be
// virtual (other packages provide it) or missing (none does).
#pragma once

#include <rowan/rowan.hpp>

namespace packages {

class Package;
class Dependency;
class Provide;
class Conffile;
class Tag;

enum class Kind { pre_depends, depends, recommends, suggests, enhances, conflicts, breaks, replaces };
enum class Comparison { any, earlier, at_most, exactly, at_least, later };

}  // namespace packages

ROWAN_ENUM(packages::Kind, pre_depends, depends, recommends, suggests, enhances, conflicts, breaks, replaces)
ROWAN_ENUM(packages::Comparison, any, earlier, at_most, exactly, at_least, later)

namespace packages {

class Section : public rowan::Model<Section> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Package> packages;

  ROWAN_MODEL(Section, (), (id, name, packages))
  static void configure(rowan::ModelBuilder<Section>& m);
};

class Maintainer : public rowan::Model<Maintainer> {
 public:
  std::int64_t id{};
  std::string name;  ///< with the address: "Ann Example <ann@example.org>"
  rowan::HasMany<Package> packages;

  ROWAN_MODEL(Maintainer, (), (id, name, packages))
  static void configure(rowan::ModelBuilder<Maintainer>& m);
};

/// A mark on a package: debtags, tasks, `essential`, `multi-arch::foreign`, …
class Tag : public rowan::Model<Tag> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::ManyToMany<Package> packages;

  ROWAN_MODEL(Tag, (), (id, name, packages))
  static void configure(rowan::ModelBuilder<Tag>& m);
};

/// A name that packages can depend on.
class Name : public rowan::Model<Name> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Provide> provides;
  rowan::HasMany<Package> providers;  // through provides
  rowan::HasMany<Dependency> wanted_by;

  ROWAN_MODEL(Name, (), (id, name, provides, providers, wanted_by))
  static void configure(rowan::ModelBuilder<Name>& m);
};

class Package : public rowan::Model<Package> {
 public:
  std::int64_t id{};
  std::string name, version, architecture, priority, summary;
  std::optional<std::string> homepage;
  std::optional<std::int64_t> installed_size;  ///< KiB
  std::int64_t digest{};                       ///< of the stanza's text
  rowan::BelongsTo<Section> section;
  rowan::BelongsTo<Maintainer> maintainer;
  rowan::HasMany<Dependency> dependencies;
  rowan::HasMany<Provide> provides;
  rowan::HasMany<Conffile> conffiles;
  rowan::ManyToMany<Tag> tags;
  rowan::HasMany<Package> candidates;  // through dependencies: the packages that may satisfy them

  ROWAN_MODEL(Package, (),
              (id, name, version, architecture, priority, summary, homepage, installed_size, digest, section,
               maintainer, dependencies, provides, conffiles, tags, candidates))
  static void configure(rowan::ModelBuilder<Package>& m);
};

/// One alternative of what a package declares about others. Alternatives with the same `need` replace each other.
class Dependency : public rowan::Model<Dependency> {
 public:
  std::int64_t id{};
  Kind kind{};
  std::int32_t need{}, place{};  ///< numbered within the package
  Comparison comparison{};
  std::string version;    ///< to compare with; empty for `any`
  std::string qualifier;  ///< "any", "native", an architecture, or empty
  rowan::BelongsTo<Package> package;
  rowan::BelongsTo<Name> name;
  rowan::HasMany<Package> candidates;  // through the name

  ROWAN_MODEL(Dependency, (), (id, kind, need, place, comparison, version, qualifier, package, name, candidates))
  static void configure(rowan::ModelBuilder<Dependency>& m);

  /// The package can't work without it.
  [[nodiscard]] bool is_hard() const { return kind == Kind::depends || kind == Kind::pre_depends; }
  [[nodiscard]] bool is_satisfied_by(const Provide& provide) const;
  /// As in a control file: "libc6 (>= 2.36)".
  [[nodiscard]] std::string text() const;
};

/// A package provides a name: its own, or a virtual one, for which the version may be empty.
class Provide : public rowan::Model<Provide> {
 public:
  std::int64_t id{};
  std::string version;
  rowan::BelongsTo<Package> package;
  rowan::BelongsTo<Name> name;

  ROWAN_MODEL(Provide, (), (id, version, package, name))
  static void configure(rowan::ModelBuilder<Provide>& m);
};

class Conffile : public rowan::Model<Conffile> {
 public:
  std::int64_t id{};
  std::string path, md5;
  rowan::BelongsTo<Package> package;

  ROWAN_MODEL(Conffile, (), (id, path, md5, package))
  static void configure(rowan::ModelBuilder<Conffile>& m);
};

/// A row of the table that joins packages and tags, so that many can be inserted at once.
class Tagging : public rowan::Model<Tagging> {
 public:
  rowan::BelongsTo<Package> package;
  rowan::BelongsTo<Tag> tag;

  ROWAN_MODEL(Tagging, (), (package, tag))
  static void configure(rowan::ModelBuilder<Tagging>& m);
};

/// Creates the tables in a database without them.
void create_tables(rowan::Database& database);

}  // namespace packages
