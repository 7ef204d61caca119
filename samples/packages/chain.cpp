#include "catalogue.hpp"
#include "graph.hpp"
#include "questions.hpp"

namespace packages {
namespace {

// The package by which this alternative meets its need: preferably one of that name.
std::optional<std::int64_t> satisfier(Dependency& dependency) {
  std::optional<std::int64_t> found;
  for (Provide& provide : dependency.name->provides) {
    if (!dependency.is_satisfied_by(provide)) continue;
    found = provide.package.key();
    if (provide.package->name == dependency.name->name) break;
  }
  return found;
}

/// Calls `visit(dependency, id of the package)` for the needs of `package`: for each need, the first available
/// alternative.
template <class Visit>
void each_need(Package& package, Visit visit) {
  std::int32_t met = -1;
  for (Dependency& dependency : package.dependencies) {
    if (!dependency.is_hard() || dependency.need == met) continue;
    const auto id = satisfier(dependency);
    if (!id) continue;
    met = dependency.need;
    visit(dependency, *id);
  }
}

std::string need_met_by(Package& package, std::int64_t wanted) {
  std::string text;
  each_need(package, [&](const Dependency& dependency, std::int64_t id) {
    if (id == wanted && text.empty()) text = dependency.text();
  });
  return text;
}

}  // namespace

std::vector<Link> deepest_chain() {
  Catalogue catalogue;
  Graph graph(catalogue.size());
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    each_need(catalogue[i], [&](const Dependency&, std::int64_t id) { graph[i].push_back(catalogue.index_of(id)); });
  }
  std::vector<Link> links;
  const auto chain = longest_chain(graph);
  for (std::size_t i = 0; i < chain.size(); ++i) {
    Package& package = catalogue[chain[i].leave];
    links.push_back({package.name, {}, chain[i].members});
    if (i + 1 < chain.size()) links.back().needs = need_met_by(package, catalogue[chain[i + 1].enter].id);
  }
  return links;
}

}  // namespace packages
