// A portion of a relation's rows, and the cursors that lead to the portions beside it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "rowan/model/records.hpp"

namespace rowan {

/// Whether the row that a cursor was made at is among the rows after or before it.
enum class CursorRow : std::uint8_t { excluded, included };

/// What `page()` gives: records, in order, and where it goes on. To one thread at a time, as its records are.
///
///   auto page = Post::order(Post::c.created_at.desc()).after(request.cursor).page(20);
///   for (Post& post : page) …
///   answer(page.next);  // for after(); nothing on the last page
template <class List>
struct PageOf {
  List records;
  /// For after() and before() of the same query: texts of letters, digits, `-` and `_`. They hold the values by which
  /// the rows at either end are ordered, readable by whoever has them. Empty where there are no more rows on that side,
  /// and in a page of no rows: keep the cursor that led there.
  std::optional<std::string> next{}, previous{};

  auto begin() { return records.begin(); }
  auto end() { return records.end(); }
  auto begin() const { return records.begin(); }
  auto end() const { return records.end(); }
  [[nodiscard]] std::size_t size() const noexcept { return records.size(); }
  [[nodiscard]] bool empty() const noexcept { return records.empty(); }
  decltype(auto) operator[](std::size_t i) { return records[i]; }
  decltype(auto) operator[](std::size_t i) const { return records[i]; }
};
template <class T>
using Page = PageOf<Records<T>>;

namespace detail {

using LoadedPage = PageOf<RecordSet>;

/// Between which cursors a relation's rows are, whose order is then completed by the key.
struct CursorEnds {
  std::optional<std::string> after{}, before{};
  CursorRow after_row{}, before_row{};
  bool from_first = false;  ///< a limit counts from the first row, though only the end is said
};

}  // namespace detail
}  // namespace rowan
