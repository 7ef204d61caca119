// Which keys a database might hold equal although they are spelt differently: a guess on the safe side.
#pragma once

#include <span>
#include <vector>

#include "model/key.hpp"

namespace rowan {

/// Positions of those keys that another of them might equal under some collation: other case, accents, width, blanks,
/// signs. Most often none. What it names, the database has to be asked about. `beyond_ascii`: whether the database's
/// collations know more letters than those of ASCII.
std::vector<std::size_t> alike(std::span<const Key> keys, bool beyond_ascii);

}  // namespace rowan
