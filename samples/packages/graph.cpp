#include "graph.hpp"

#include <algorithm>
#include <limits>

namespace packages {
namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

// Tarjan's algorithm, with its own stack: a chain may be deeper than the program's stack. Components are completed
// targets first, so the longest chain from each is known as soon as it is complete.
class ChainFinder {
 public:
  explicit ChainFinder(const Graph& edges) : edges_(edges), nodes_(edges.size()) {}

  std::vector<Step> run() && {
    for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
      if (nodes_[node].order == none) visit_from(node);
    }
    const auto longest = std::max_element(nodes_.begin(), nodes_.end(),
                                          [](const Node& a, const Node& b) { return a.length < b.length; });
    std::vector<Step> chain;
    if (longest == nodes_.end()) return chain;
    for (auto node = static_cast<std::uint32_t>(longest - nodes_.begin()); node != none; node = nodes_[node].next) {
      chain.push_back({node, nodes_[node].leave == none ? node : nodes_[node].leave, nodes_[node].members});
    }
    return chain;
  }

 private:
  struct Node {
    std::uint32_t order = none, lowest = none;
    std::uint32_t next_edge = 0;
    std::uint32_t length = 0;  ///< of the longest chain that begins in this component; set when it is complete
    std::uint32_t leave = none, next = none;  ///< that chain: the member it leaves by, if it goes on, and where to
    std::uint32_t members = 0;                ///< of the component
  };

  void visit_from(std::uint32_t root) {
    std::vector<std::uint32_t> path{root};
    enter(root);
    while (!path.empty()) {
      const std::uint32_t node = path.back();
      Node& state = nodes_[node];
      if (state.next_edge < edges_[node].size()) {
        const std::uint32_t target = edges_[node][state.next_edge++];
        if (nodes_[target].order == none) {
          enter(target);
          path.push_back(target);
        } else if (nodes_[target].length == 0) {
          state.lowest = std::min(state.lowest, nodes_[target].order);
        }
        continue;
      }
      path.pop_back();
      if (!path.empty()) nodes_[path.back()].lowest = std::min(nodes_[path.back()].lowest, state.lowest);
      if (state.lowest == state.order) complete(node);
    }
  }

  void enter(std::uint32_t node) {
    nodes_[node].order = nodes_[node].lowest = entered_++;
    open_.push_back(node);
  }

  // `root` and everything above it on the stack reach each other.
  void complete(std::uint32_t root) {
    const auto first = std::find(open_.rbegin(), open_.rend(), root).base() - 1;
    Node best;
    best.length = 1;
    best.members = static_cast<std::uint32_t>(open_.end() - first);
    for (auto member = first; member != open_.end(); ++member) {
      for (const std::uint32_t target : edges_[*member]) {
        if (nodes_[target].length < best.length) continue;  // also those of this component, which are still 0
        best.length = nodes_[target].length + 1;
        best.leave = *member;
        best.next = target;
      }
    }
    for (auto member = first; member != open_.end(); ++member) {
      Node& node = nodes_[*member];
      node.length = best.length;
      node.leave = best.leave;
      node.next = best.next;
      node.members = best.members;
    }
    open_.erase(first, open_.end());
  }

  const Graph& edges_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> open_;
  std::uint32_t entered_ = 0;
};

}  // namespace

std::vector<Step> longest_chain(const Graph& edges) { return ChainFinder(edges).run(); }

}  // namespace packages
