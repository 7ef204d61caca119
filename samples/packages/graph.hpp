// The longest path in a graph that may have circles.
#pragma once

#include <cstdint>
#include <vector>

namespace packages {

/// `edges[i]` are the nodes that node `i` leads to.
using Graph = std::vector<std::vector<std::uint32_t>>;

/// The nodes of a longest path, a circle being passed as one step: nodes that can reach each other count once. Empty
/// for an empty graph.
[[nodiscard]] std::vector<std::uint32_t> longest_chain(const Graph& edges);

}  // namespace packages
