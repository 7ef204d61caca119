// Many rows at once.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "rowan/connection/database.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/model/json_options.hpp"
#include "rowan/query/assignment.hpp"
#include "rowan/query/select.hpp"

namespace rowan {

struct BulkOptions {
  bool skip_duplicates = false;              ///< leave rows alone that are already there; only new ones are counted
  std::shared_ptr<DatabaseCore> database{};  ///< null: as for save()
};

/// What upsert_all and upsert change of a row that is there.
struct UpsertOptions {
  /// The attributes that take over what was sent; unless said, all that were sent.
  AllowedAttributes update_only = AllowedAttributes::all();
  /// What else changes: `.set = {Page::c.views = Page::c.views + rowan::excluded(Page::c.views)}`. An attribute set
  /// here doesn't take over what was sent.
  std::vector<AttributeAssignment> set{};
  std::shared_ptr<DatabaseCore> database{};  ///< null: as for save()
};

namespace detail {
// `first` is an array of `count` objects of the model, `stride` bytes apart. Each returns the number of rows written.
ROWAN_EXPORT std::uint64_t insert_all(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count,
                                      const BulkOptions& options);
ROWAN_EXPORT std::uint64_t insert_all_with_keys(const ModelInfo& model, void* first, std::size_t stride,
                                                std::size_t count, const BulkOptions& options);
ROWAN_EXPORT std::uint64_t upsert_all(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count,
                                      std::span<const std::string_view> unique_by, const UpsertOptions& options);
/// A range whose elements are records, or become some.
template <class Range, class T>
concept gives_records = requires(Range& range) {
  { *range.begin() } -> std::convertible_to<T>;
  range.begin() != range.end();
};
/// `next` fills a list of records and returns it, empty at the end.
struct Portion {
  const void* first = nullptr;
  std::size_t count = 0;
};
ROWAN_EXPORT std::uint64_t insert_portions(const ModelInfo& model, std::size_t stride,
                                           const std::function<Portion()>& next, const BulkOptions& options);
/// `of_rows`: the database that the query names; may be null.
ROWAN_EXPORT std::uint64_t insert_from(const ModelInfo& model, std::span<const std::string_view> attributes,
                                       const SelectQuery& rows, const std::shared_ptr<DatabaseCore>& of_rows,
                                       const BulkOptions& options);
}  // namespace detail
}  // namespace rowan
