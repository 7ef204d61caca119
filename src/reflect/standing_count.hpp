// Whether queries have to look for conditions besides their own.
#pragma once

#include <atomic>
#include <cstdint>

namespace rowan::detail {

/// Default conditions, sub-classes and associations with a condition, as many as there are in the process: all that a
/// query costs where there is none.
extern constinit std::atomic<std::uint32_t> standing_count;

}  // namespace rowan::detail

namespace rowan {

inline bool anything_stands() noexcept { return detail::standing_count.load(std::memory_order_acquire) != 0; }

}  // namespace rowan
