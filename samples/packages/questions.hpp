// The questions that the application answers. It finds every answer by walking associations: it writes no query and
// preloads nothing, and each level of a walk costs one or two statements, however many records it has.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models.hpp"

namespace packages {

struct Broken {
  std::string package;
  std::string missing;  ///< the need that nothing satisfies any more, as in its control file
  int step = 0;         ///< 1: needs one of the removed packages
};
/// The packages whose needs would no longer be met without the packages of this name, then those broken by these, and
/// so on; nearest first. A need is met while any of its alternatives is, by a package of that name or one providing it.
[[nodiscard]] std::vector<Broken> what_would_break(const std::string& package);

struct Link {
  std::string package;
  std::string needs;       ///< the next one; empty for the last
  std::size_t circle = 1;  ///< how many packages need each other here, this one among them
};
/// The longest chain of packages of which each needs the next. Packages in a cycle count as one step.
[[nodiscard]] std::vector<Link> deepest_chain();

struct Ranked {
  std::string name;
  std::size_t packages = 0;
  std::int64_t size = 0;  ///< KiB
};
[[nodiscard]] std::vector<Ranked> busiest_maintainers();
[[nodiscard]] std::vector<Ranked> largest_sections();
[[nodiscard]] std::vector<Ranked> commonest_tags();

/// The most referenced name that belongs to a package and that less than half of all packages want: a name that
/// everything needs makes a dull question. Empty when there is none.
[[nodiscard]] std::string much_wanted();

}  // namespace packages
