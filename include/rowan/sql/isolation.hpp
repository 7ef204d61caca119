// How much of other transactions a transaction may see.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "rowan/export.hpp"

namespace rowan {

/// The four levels of the SQL standard. Here, below connection/, because dialects spell them.
enum class Isolation : std::uint8_t { read_uncommitted, read_committed, repeatable_read, serializable };

/// As SQL spells it: "READ COMMITTED".
constexpr std::string_view to_string(Isolation level) {
  constexpr std::string_view names[] = {"READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"};
  return names[static_cast<std::size_t>(level)];
}

}  // namespace rowan
