// Reports when knowledge about tables may be outdated.
#pragma once

#include <atomic>
#include <cstdint>

namespace rowan {

/// Counts, over all databases of this process, the users' statements that may have changed a table. It does not see
/// changes by others.
inline std::atomic<std::uint32_t> schema_changes{1};

inline void note_schema_change() noexcept { schema_changes.fetch_add(1, std::memory_order_relaxed); }

}  // namespace rowan
