// Tells listeners of writes.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>

#include "rowan/connection/database_core.hpp"
#include "rowan/model/change_listener.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

extern constinit std::atomic<std::uint32_t> listener_count;

/// Whether anybody listens to any model: all that a write costs otherwise.
inline bool anybody_listens() noexcept { return listener_count.load(std::memory_order_relaxed) != 0; }
/// Whether writes of its records concern others, which `tell_write` sees to.
inline bool concerns_others(const ModelInfo& model) noexcept {
  return anybody_listens() || model.counts_owners || model.touches_owners;
}
/// Whether somebody listens to this one who is not being told of a change in this thread.
bool is_listened_to(const ModelInfo& model);

/// Runs `write`, keeps counter caches right, touches owners, and tells of it those who listen; `write` returns false
/// where there was nothing to send. `only`: the columns that are sent, where these are not all that changed.
bool tell_write(ModelBase& record, Operation operation, DatabaseCore& database, const std::function<bool()>& write,
                std::span<const AttributeInfo* const> only = {});
/// The same for many rows; `write` returns how many.
std::uint64_t tell_bulk_write(const ModelInfo& model, Operation operation, DatabaseCore& database,
                              const std::function<std::uint64_t()>& write);

}  // namespace rowan
