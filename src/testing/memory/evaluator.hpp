// Conditions over rows.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "testing/memory/store.hpp"
#include "testing/memory/values.hpp"

namespace rowan::testing::memory {

/// A row, and the table that it is in; null: nobody's.
struct Place {
  const Table* table = nullptr;
  const Row* row = nullptr;
};

/// For one statement, under the store's latch.
class Evaluator {
 public:
  Evaluator(Store& store, const Sight& sight, std::span<const Value> holes)
      : store_(store), sight_(sight), holes_(holes) {}

  [[nodiscard]] Truth evaluate(const TestPtr& test, const Table& table, const Row& row) const;
  [[nodiscard]] const Value& hole(Hole hole) const { return holes_[hole]; }
  /// The rows that are selected, by their places in the table: filtered, sorted, cut.
  [[nodiscard]] std::vector<std::size_t> select(const Selection& selection) const;
  /// The same, not cut.
  [[nodiscard]] std::vector<std::size_t> select_all(const Selection& selection) const;
  void sort(std::vector<std::size_t>& places, const Table& table, const std::vector<SortTerm>& order) const;
  void cut(std::vector<std::size_t>& places, const Selection& selection) const;
  /// Calls `found(first, target)` with the places of each row of the first table that has `key`, and each target
  /// reached from there. Stops when it returns true. `owner` has the key, if a row does.
  bool walk(const std::vector<Hop>& path, const Row& key, const std::function<bool(std::size_t, std::size_t)>& found,
            const Place& owner = {}) const;

  /// Lives as long as the row, the holes and `made`, which it may be put in.
  const Value& value_of(const Operand& operand, const Table& table, const Row& row, Value& made) const;

 private:
  Truth holds(const Comparison& test, const Table& table, const Row& row) const;
  Truth holds(const AllOf& test, const Table& table, const Row& row) const;
  Truth holds(const AnyOf& test, const Table& table, const Row& row) const;
  Truth holds(const Negation& test, const Table& table, const Row& row) const;
  Truth holds(const NullTest& test, const Table& table, const Row& row) const;
  Truth holds(const InList& test, const Table& table, const Row& row) const;
  Truth holds(const Between& test, const Table& table, const Row& row) const;
  Truth holds(const TextMatch& test, const Table& table, const Row& row) const;
  Truth holds(const HasElement& test, const Table& table, const Row& row) const;
  Truth holds(const Quantified& test, const Table& table, const Row& row) const;
  Truth holds(const Reached& test, const Table& table, const Row& row) const;
  Truth holds(const Never& test, const Table& table, const Row& row) const;

  static bool has_fixed(const Hop& hop, bool before, const Place& place);
  bool walk_on(std::span<const Hop> path, const Place& owner, const Row& key, std::optional<std::size_t> first,
               const std::function<bool(std::size_t, std::size_t)>& found) const;
  /// The rows that may be selected, by an index where the test names all of its columns.
  std::vector<std::size_t> candidates(const Selection& selection, const Table& table) const;
  Value computed(const Computed& computed, const Table& table, const Row& row) const;

  Store& store_;
  const Sight& sight_;
  std::span<const Value> holes_;
};

}  // namespace rowan::testing::memory
