// The longest path in a graph that may have cycles.
#pragma once

#include <cstdint>
#include <vector>

namespace packages {

/// `edges[i]` are the nodes that node `i` leads to.
using Graph = std::vector<std::vector<std::uint32_t>>;

/// One step of a path: a node, or nodes that can all reach each other.
struct Step {
  std::uint32_t enter, leave;  ///< where the path enters and leaves
  std::size_t members;
};

/// A longest path, on which nodes that can reach each other count as one step. Empty for an empty graph.
[[nodiscard]] std::vector<Step> longest_chain(const Graph& edges);

}  // namespace packages
