// Entries that are inserted together.
#pragma once

#include <cstddef>
#include <vector>

#include "entry.hpp"
#include "lookup.hpp"

namespace packages {

/// Turns entries into records and inserts them, many rows per statement. Must be used inside the transaction it was
/// created in.
class Batch {
 public:
  void add(Entry entry) { entries_.push_back(std::move(entry)); }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  void insert();

 private:
  void insert_shared();
  void insert_packages();
  void insert_dependencies() const;
  void insert_provides() const;
  void insert_conffiles() const;
  void insert_taggings() const;

  std::vector<Entry> entries_;
  std::vector<Package> packages_;
  Lookup<Section> sections_;
  Lookup<Maintainer> maintainers_;
  Lookup<Name> names_;
  Lookup<Tag> tags_;
};

}  // namespace packages
