// All packages as one result, so that an association accessed on one is loaded for all.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "models.hpp"

namespace packages {

class Catalogue {
 public:
  Catalogue() : packages_(Package::all().load()) {
    for (const Package& package : packages_) index_.emplace(package.id, static_cast<std::uint32_t>(index_.size()));
  }

  [[nodiscard]] std::size_t size() const { return packages_.size(); }
  [[nodiscard]] Package& operator[](std::size_t i) { return packages_[i]; }
  /// A record reached through associations is another object of the same row; this returns the one in the catalogue.
  [[nodiscard]] Package& by_id(std::int64_t id) { return packages_[index_.at(id)]; }
  [[nodiscard]] std::uint32_t index_of(std::int64_t id) const { return index_.at(id); }
  /// More than one if several architectures or versions exist.
  [[nodiscard]] std::vector<Package*> named(const std::string& name) {
    std::vector<Package*> found;
    for (Package& package : packages_) {
      if (package.name == name) found.push_back(&package);
    }
    return found;
  }
  [[nodiscard]] auto begin() { return packages_.begin(); }
  [[nodiscard]] auto end() { return packages_.end(); }

 private:
  rowan::Records<Package> packages_;
  std::unordered_map<std::int64_t, std::uint32_t> index_;
};

}  // namespace packages
