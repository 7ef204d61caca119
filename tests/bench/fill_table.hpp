// Rows for a table, by Rowan itself.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bench {

/// `set(record, n)` is called for n from 1 to `count`. Portions are small, for what they leave behind is memory that a
/// later row may be asked about.
template <class T, class Set>
void fill_table(std::int64_t count, Set set) {
  constexpr std::int64_t portion = 1000;
  for (std::int64_t done = 0; done < count;) {
    std::vector<T> records(static_cast<std::size_t>(std::min(portion, count - done)));
    for (T& record : records) set(record, ++done);
    T::insert_all(records);
  }
}

}  // namespace bench
