#include <unordered_map>

#include "graph.hpp"
#include "questions.hpp"

namespace packages {
namespace {

// The package that meets the need this alternative is part of, as far as this alternative can: one of that name first.
std::optional<std::int64_t> satisfier(Dependency& dependency) {
  std::optional<std::int64_t> found;
  for (Provide& provide : dependency.name->provides) {
    if (!dependency.is_satisfied_by(provide)) continue;
    found = provide.package.key();
    if (provide.package->name == dependency.name->name) break;
  }
  return found;
}

/// Calls `visit(dependency, id of the package)` for what `package` needs: of each need, the first alternative that is
/// there.
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
  auto packages = Package::all().load();
  std::unordered_map<std::int64_t, std::uint32_t> index;
  for (const Package& package : packages) index.emplace(package.id, index.size());
  Graph graph(packages.size());
  for (Package& package : packages) {
    auto& edges = graph[index.at(package.id)];
    each_need(package, [&](const Dependency&, std::int64_t id) { edges.push_back(index.at(id)); });
  }
  std::vector<Link> links;
  const auto chain = longest_chain(graph);
  for (std::size_t i = 0; i < chain.size(); ++i) {
    Package& package = packages[chain[i]];
    links.push_back({package.name, package.version, {}});
    if (i + 1 < chain.size()) links.back().needs = need_met_by(package, packages[chain[i + 1]].id);
  }
  return links;
}

}  // namespace packages
