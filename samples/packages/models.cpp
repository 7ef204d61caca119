#include "models.hpp"

#include <fmt/format.h>

#include "version.hpp"

ROWAN_REGISTER_MODEL(packages::Section)
ROWAN_REGISTER_MODEL(packages::Maintainer)
ROWAN_REGISTER_MODEL(packages::Tag)
ROWAN_REGISTER_MODEL(packages::Name)
ROWAN_REGISTER_MODEL(packages::Package)
ROWAN_REGISTER_MODEL(packages::Dependency)
ROWAN_REGISTER_MODEL(packages::Provide)
ROWAN_REGISTER_MODEL(packages::Conffile)
ROWAN_REGISTER_MODEL(packages::Tagging)

namespace packages {

using rowan::ForeignKeyAction;

void Section::configure(rowan::ModelBuilder<Section>& m) { m.attribute(&Section::name).unique(); }

void Maintainer::configure(rowan::ModelBuilder<Maintainer>& m) { m.attribute(&Maintainer::name).unique(); }

void Tag::configure(rowan::ModelBuilder<Tag>& m) {
  m.attribute(&Tag::name).unique();
  m.many_to_many(&Tag::packages).join_table("taggings");
}

void Name::configure(rowan::ModelBuilder<Name>& m) {
  m.attribute(&Name::name).unique();
  m.has_many(&Name::providers).through("provides", "package");
}

void Package::configure(rowan::ModelBuilder<Package>& m) {
  m.unique_index(&Package::name, &Package::architecture, &Package::version);
  m.belongs_to(&Package::section).optional();
  m.belongs_to(&Package::maintainer).optional();
  m.has_many(&Package::dependencies).order("place");
  m.many_to_many(&Package::tags).join_table("taggings");
  m.has_many(&Package::candidates).through("dependencies", "candidates");
}

void Dependency::configure(rowan::ModelBuilder<Dependency>& m) {
  m.belongs_to(&Dependency::package).on_delete(ForeignKeyAction::cascade);
  m.has_many(&Dependency::candidates).through("name", "providers");
}

void Provide::configure(rowan::ModelBuilder<Provide>& m) {
  m.belongs_to(&Provide::package).on_delete(ForeignKeyAction::cascade);
}

void Conffile::configure(rowan::ModelBuilder<Conffile>& m) {
  m.belongs_to(&Conffile::package).on_delete(ForeignKeyAction::cascade);
}

void Tagging::configure(rowan::ModelBuilder<Tagging>& m) {
  m.primary_key(&Tagging::package, &Tagging::tag);
  m.belongs_to(&Tagging::package).on_delete(ForeignKeyAction::cascade);
}

bool Dependency::is_satisfied_by(const Provide& provide) const {
  if (comparison == Comparison::any) return true;
  if (provide.version.empty()) return false;  // Debian policy 7.5: an unversioned provision satisfies no version
  const auto order = compare_versions(provide.version, version);
  switch (comparison) {
    case Comparison::earlier:
      return order < 0;
    case Comparison::at_most:
      return order <= 0;
    case Comparison::exactly:
      return order == 0;
    case Comparison::at_least:
      return order >= 0;
    case Comparison::later:
      return order > 0;
    case Comparison::any:
      break;
  }
  return true;
}

std::string Dependency::text() const {
  constexpr std::string_view signs[] = {"", "<<", "<=", "=", ">=", ">>"};
  std::string text = name->name;
  if (!qualifier.empty()) text += ":" + qualifier;
  if (comparison != Comparison::any) text += fmt::format(" ({} {})", signs[static_cast<int>(comparison)], version);
  return text;
}

void create_tables(rowan::Database& database) {
  try {
    database.create_tables<Section, Maintainer, Tag, Name, Package, Dependency, Provide, Conffile, Tagging>();
  } catch (const rowan::SchemaConflict&) {
    // The tables exist: an earlier run created them.
  }
}

}  // namespace packages
