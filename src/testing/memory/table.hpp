// Rows in memory, in versions: a writer adds some and ends others, and readers go on seeing those of their time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "rowan/core/value.hpp"
#include "rowan/schema/table.hpp"
#include "testing/memory/plan.hpp"

namespace rowan::testing::memory {

using Row = std::vector<Value>;

inline constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

/// A row as it was from one change to the next. Changes are numbered by the transactions that commit them.
struct Version {
  Row values;
  std::uint64_t born = never, died = never;
};

/// What somebody sees: all that was committed up to a number, and what is their own.
struct Sight {
  std::uint64_t committed = 0;
  std::uint64_t own = never - 1;

  [[nodiscard]] bool reaches(std::uint64_t change) const { return change <= committed || change == own; }
  [[nodiscard]] bool sees(const Version& version) const { return reaches(version.born) && !reaches(version.died); }
};

/// The condition of a partial index: terms, and where their columns are.
using Condition = std::vector<std::pair<std::size_t, schema::Term>>;

/// Finds versions by the values of some columns, in no order, those that nobody sees any more among them. A partial one
/// finds all rows, too: what its condition is for is uniqueness.
struct Index {
  std::string name;
  std::vector<std::size_t> columns;
  bool unique = false;
  Condition where{};  ///< of a partial one
  std::unordered_multimap<std::uint64_t, std::size_t> places{};
};

class Table {
 public:
  explicit Table(schema::Table wanted);

  [[nodiscard]] const schema::Table& definition() const { return definition_; }
  [[nodiscard]] std::string name() const;
  /// @throws UndefinedColumn.
  [[nodiscard]] std::size_t position(const Column& column) const {
    const auto& known = definition_.columns;
    return column.hint < known.size() && known[column.hint].name == column.name ? column.hint : position(column.name);
  }
  [[nodiscard]] std::size_t position(const std::string& column) const;
  template <class Columns>
  [[nodiscard]] std::vector<std::size_t> positions(const Columns& columns) const {
    std::vector<std::size_t> list;
    for (const auto& column : columns) list.push_back(position(column));
    return list;
  }

  [[nodiscard]] Condition condition(const std::vector<schema::Term>& terms) const {
    Condition list;
    for (const schema::Term& term : terms) list.emplace_back(position(term.column), term);
    return list;
  }

  [[nodiscard]] Version& at(std::size_t place) { return versions_[place]; }
  [[nodiscard]] const Version& at(std::size_t place) const { return versions_[place]; }
  [[nodiscard]] std::size_t size() const { return versions_.size(); }
  [[nodiscard]] const std::deque<Index>& indexes() const { return indexes_; }
  [[nodiscard]] const Index* index_on(const std::vector<std::size_t>& columns) const;

  /// Calls `found(place)` for each row in sight whose `columns` equal `values`, none of them NULL; stops when it
  /// returns true, and then does so, too.
  template <class Found>
  bool find(const Sight& sight, const std::vector<std::size_t>& columns, const Row& values, const Found& found) const;

  std::size_t add(Row values, std::uint64_t change);
  /// Drops the versions that nobody sees any more, where they are many.
  void tidy();

  std::int64_t last_key = 0;  ///< that was generated, or given

 private:
  [[nodiscard]] bool has(std::size_t place, const std::vector<std::size_t>& columns, const Row& values) const;
  void enter(Index& index, std::size_t place);

  schema::Table definition_;
  std::deque<Version> versions_;
  std::deque<Index> indexes_;
};

/// Whether all terms hold for the row.
bool fulfils(const Row& row, const Condition& condition);
/// The values of some columns.
Row part_of(const Row& row, const std::vector<std::size_t>& columns);
bool any_null(const Row& values);
std::uint64_t hash_of_part(const Row& values);

template <class Found>
bool Table::find(const Sight& sight, const std::vector<std::size_t>& columns, const Row& values,
                 const Found& found) const {
  if (any_null(values)) return false;
  if (const Index* index = index_on(columns)) {
    std::vector<std::size_t> places;
    const auto [first, last] = index->places.equal_range(hash_of_part(values));
    for (auto entry = first; entry != last; ++entry) places.push_back(entry->second);
    std::sort(places.begin(), places.end());
    return std::any_of(places.begin(), places.end(), [&](std::size_t place) {
      return sight.sees(versions_[place]) && has(place, columns, values) && found(place);
    });
  }
  for (std::size_t place = 0; place < versions_.size(); ++place) {
    if (sight.sees(versions_[place]) && has(place, columns, values) && found(place)) return true;
  }
  return false;
}

}  // namespace rowan::testing::memory
