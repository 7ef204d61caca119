// Rows that are identified by their name and shared by many packages: sections, maintainers, names, tags.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace packages {

/// The ids of all rows of T by name. Missing rows are collected and inserted together.
template <class T>
class Lookup {
 public:
  Lookup() {
    for (auto& [name, id] : T::all().pluck(T::c.name, T::c.id)) ids_.emplace(std::move(name), id);
  }
  void need(const std::string& name) {
    if (!ids_.try_emplace(name, 0).second) return;
    missing_.emplace_back().name = name;
  }
  void insert_missing() {
    T::insert_all_with_keys(missing_);
    for (const T& row : missing_) ids_[row.name] = row.id;
    missing_.clear();
  }
  [[nodiscard]] std::int64_t id(const std::string& name) const { return ids_.at(name); }

 private:
  std::unordered_map<std::string, std::int64_t> ids_;
  std::vector<T> missing_;
};

}  // namespace packages
