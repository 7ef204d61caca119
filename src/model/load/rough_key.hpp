// Which keys a database might treat as equal although they are spelt differently: a conservative guess.
#pragma once

#include <span>
#include <vector>

#include "model/record/key.hpp"

namespace rowan {

/// Positions of those keys that another of them might equal under some collation: other case, accents, width, blanks,
/// signs. Usually none. The database must decide about these. `beyond_ascii`: whether the database's collations know
/// more letters than ASCII.
std::vector<std::size_t> alike(std::span<const Key> keys, bool beyond_ascii);

}  // namespace rowan
