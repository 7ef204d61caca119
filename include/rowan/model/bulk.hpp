// Many rows at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "rowan/connection/database.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"

namespace rowan {

struct BulkOptions {
  bool skip_duplicates = false;              ///< leave rows alone that are already there; only new ones are counted
  std::shared_ptr<DatabaseCore> database{};  ///< null: as for save()
};

namespace detail {
// `first` is an array of `count` objects of the model, `stride` bytes apart. Each returns the number of rows written.
ROWAN_EXPORT std::uint64_t insert_all(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count,
                                      const BulkOptions& options);
ROWAN_EXPORT std::uint64_t insert_all_with_keys(const ModelInfo& model, void* first, std::size_t stride,
                                                std::size_t count, const BulkOptions& options);
ROWAN_EXPORT std::uint64_t upsert_all(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count,
                                      std::span<const std::string_view> unique_by, const BulkOptions& options);
}  // namespace detail
}  // namespace rowan
