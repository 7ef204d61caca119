// What an upsert was about to insert.
#pragma once

#include "rowan/query/value_of.hpp"

namespace rowan {

/// In `UpsertOptions::set`, the value that was sent for the row; the column by itself is what the row there holds:
///   .set = {Page::c.views = Page::c.views + rowan::excluded(Page::c.views)}
template <detail::has_value_source E>
auto excluded(const E& column) {
  return ValueOf<detail::value_model<E>, detail::value_type_of<E>>(
      ast::of_source("excluded", nullptr, detail::value_source<E>::expr(column)));
}

}  // namespace rowan
