#include "batch.hpp"

namespace packages {

void Batch::insert() {
  insert_shared();
  insert_packages();
  insert_dependencies();
  insert_provides();
  insert_conffiles();
  insert_taggings();
  entries_.clear();
  packages_.clear();
}

void Batch::insert_shared() {
  for (const Entry& entry : entries_) {
    if (!entry.section.empty()) sections_.need(entry.section);
    if (!entry.maintainer.empty()) maintainers_.need(entry.maintainer);
    for (const Alternative& alternative : entry.alternatives) names_.need(alternative.name);
    for (const Relation& provide : entry.provides) names_.need(provide.name);
    for (const std::string& tag : entry.tags) tags_.need(tag);
  }
  sections_.insert_missing();
  maintainers_.insert_missing();
  names_.insert_missing();
  tags_.insert_missing();
}

void Batch::insert_packages() {
  for (Entry& entry : entries_) {
    Package& package = packages_.emplace_back(std::move(entry.package));
    if (!entry.section.empty()) package.section = sections_.id(entry.section);
    if (!entry.maintainer.empty()) package.maintainer = maintainers_.id(entry.maintainer);
  }
  Package::insert_all_with_keys(packages_);
}

void Batch::insert_dependencies() const {
  std::vector<Dependency> rows;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    for (const Alternative& alternative : entries_[i].alternatives) {
      Dependency& row = rows.emplace_back();
      row.kind = alternative.kind;
      row.need = alternative.need;
      row.place = alternative.place;
      row.comparison = alternative.comparison;
      row.version = alternative.version;
      row.qualifier = alternative.qualifier;
      row.package = packages_[i].id;
      row.name = names_.id(alternative.name);
    }
  }
  Dependency::insert_all(rows);
}

void Batch::insert_provides() const {
  std::vector<Provide> rows;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    for (const Relation& provide : entries_[i].provides) {
      Provide& row = rows.emplace_back();
      row.version = provide.version;
      row.package = packages_[i].id;
      row.name = names_.id(provide.name);
    }
  }
  Provide::insert_all(rows);
}

void Batch::insert_conffiles() const {
  std::vector<Conffile> rows;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    for (const ConffileEntry& conffile : entries_[i].conffiles) {
      Conffile& row = rows.emplace_back();
      row.path = conffile.path;
      row.md5 = conffile.md5;
      row.package = packages_[i].id;
    }
  }
  Conffile::insert_all(rows);
}

void Batch::insert_taggings() const {
  std::vector<Tagging> rows;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    for (const std::string& tag : entries_[i].tags) {
      Tagging& row = rows.emplace_back();
      row.package = packages_[i].id;
      row.tag = tags_.id(tag);
    }
  }
  Tagging::insert_all(rows);
}

}  // namespace packages
