// What the application can tell. Every answer is found by walking associations: no query is written anywhere, nothing
// is preloaded, and each level of a walk costs a statement or two, however many records it has.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models.hpp"

namespace packages {

struct Broken {
  std::string package;
  std::string missing;  ///< the need that nothing satisfies any more, as its control file says it
  int step = 0;         ///< 1: needs one of the packages that went
};
/// What would no longer have all it needs if the packages of this name went, what would not without those, and so on;
/// nearest first. A need is met while any of its alternatives is, by a package of that name or one that provides it.
[[nodiscard]] std::vector<Broken> what_would_break(const std::string& package);

struct Link {
  std::string package;
  std::string needs;       ///< the next one; empty for the last
  std::size_t circle = 1;  ///< how many packages need each other here, this one among them
};
/// The longest chain of packages of which each needs the next. Packages that need each other in a circle count as one
/// step.
[[nodiscard]] std::vector<Link> deepest_chain();

struct Ranked {
  std::string name;
  std::size_t packages = 0;
  std::int64_t size = 0;  ///< KiB
};
[[nodiscard]] std::vector<Ranked> busiest_maintainers();
[[nodiscard]] std::vector<Ranked> largest_sections();
[[nodiscard]] std::vector<Ranked> commonest_tags();

/// The name that most packages declare something about, of those that belong to a package and that less than half of
/// all want: what everything needs makes a dull question. Empty when there is none.
[[nodiscard]] std::string much_wanted();

}  // namespace packages
