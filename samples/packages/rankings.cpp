#include <algorithm>

#include "catalogue.hpp"
#include "questions.hpp"

namespace packages {
namespace {

template <class Owner>
std::vector<Ranked> ranked() {
  std::vector<Ranked> all;
  for (Owner& owner : Owner::all()) {
    Ranked& row = all.emplace_back(Ranked{owner.name, owner.packages.size()});
    for (const Package& package : owner.packages) row.size += package.installed_size.value_or(0);
  }
  return all;
}

std::vector<Ranked> by_count(std::vector<Ranked> all) {
  std::sort(all.begin(), all.end(), [](const Ranked& a, const Ranked& b) {
    return a.packages != b.packages ? a.packages > b.packages : a.name < b.name;
  });
  return all;
}

std::vector<Ranked> by_size(std::vector<Ranked> all) {
  std::sort(all.begin(), all.end(),
            [](const Ranked& a, const Ranked& b) { return a.size != b.size ? a.size > b.size : a.name < b.name; });
  return all;
}

}  // namespace

std::vector<Ranked> busiest_maintainers() { return by_count(ranked<Maintainer>()); }
std::vector<Ranked> largest_sections() { return by_size(ranked<Section>()); }
std::vector<Ranked> commonest_tags() { return by_count(ranked<Tag>()); }

std::string much_wanted() {
  Catalogue catalogue;
  std::string best;
  std::size_t most = 0;
  for (Package& package : catalogue) {
    std::size_t wishes = 0;
    for (Provide& provide : package.provides) wishes += provide.name->wanted_by.size();
    if (wishes <= most || wishes * 2 > catalogue.size()) continue;
    most = wishes;
    best = package.name;
  }
  return best;
}

}  // namespace packages
