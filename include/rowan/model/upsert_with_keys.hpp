// upsert_all that gives its rows back.
#pragma once

#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "rowan/core/member_name.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/model/bulk.hpp"
#include "rowan/model/model_base.hpp"

namespace rowan {
namespace detail {
ROWAN_EXPORT void upsert_all_with_keys(const ModelInfo& model, std::span<ModelBase* const> records,
                                       std::span<const std::string_view> unique_by, const UpsertOptions& options);
}  // namespace detail

/// As `Page::upsert_all` of these records, which are new; afterwards each is its row, as `page.upsert(…)` leaves it:
/// with its key, with what the row has that was there, persisted and unchanged. Of records with the same key each is
/// the one row. The rows are read in the same transaction, a hundred in a query, since no database gives all of them
/// back: whether a row was inserted or updated is not told.
///
///   rowan::upsert_all_with_keys(pages, {Page::c.url}, {.update_only = {Page::c.title}});
///
/// @throws as upsert_all; RecordNotSaved for a record that has a row; InvalidValue where `unique_by` is a key that the
/// database makes; RecordMoved when a listener moves one.
template <class T>
void upsert_all_with_keys(std::span<T> records, std::initializer_list<MemberName> unique_by,
                          const UpsertOptions& options = {}) {
  std::vector<ModelBase*> each;
  each.reserve(records.size());
  for (T& record : records) each.push_back(&record);
  detail::upsert_all_with_keys(T::rowan_info(), each, std::vector<std::string_view>(unique_by.begin(), unique_by.end()),
                               options);
}
template <class T>
void upsert_all_with_keys(std::vector<T>& records, std::initializer_list<MemberName> unique_by,
                          const UpsertOptions& options = {}) {
  upsert_all_with_keys(std::span<T>(records), unique_by, options);
}

}  // namespace rowan
