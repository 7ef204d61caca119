// Tells when what is known about tables may be out of date.
#pragma once

#include <atomic>
#include <cstdint>

namespace rowan {

/// Counts, for all databases of this process together, what its users sent that may have changed a table. What others
/// change is not seen.
inline std::atomic<std::uint32_t> schema_changes{1};

inline void note_schema_change() noexcept { schema_changes.fetch_add(1, std::memory_order_relaxed); }

}  // namespace rowan
