// Conditions over rows.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "testing/memory/store.hpp"
#include "testing/memory/values.hpp"
#include "testing/memory/windows.hpp"

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
  /// The first hole of the row that is being inserted.
  void insert_at(Hole first) { sent_ = first; }
  /// The rows that are selected, by their places in the table: filtered, sorted, cut.
  [[nodiscard]] std::vector<std::size_t> select(const Selection& selection) const;
  [[nodiscard]] std::vector<std::size_t> select(const Selection& selection, const Table& table) const;
  /// The same, not cut.
  [[nodiscard]] std::vector<std::size_t> select_all(const Selection& selection, const Table& table) const;
  void sort(std::vector<std::size_t>& places, const Table& table, const std::vector<SortTerm>& order) const;
  void cut(std::vector<std::size_t>& places, const Selection& selection) const;
  /// Calls `found(first, target)` with the places of each row of the first table that has `key`, and each target
  /// reached from there. Stops when it returns true. `owner` has the key, if a row does.
  bool walk(const std::vector<Hop>& path, const Row& key, const std::function<bool(std::size_t, std::size_t)>& found,
            const Place& owner = {}) const;

  /// What a query gives, its output aside.
  [[nodiscard]] std::vector<Row> rows(const SelectPlan& plan) const;
  void cut(std::vector<Row>& rows, const std::optional<Hole>& offset, const std::optional<Hole>& limit) const;
  /// Lives as long as the row, the holes and `made`, which it may be put in.
  const Value& value_of(const Operand& operand, const Table& table, const Row& row, Value& made) const;

 private:
  struct SideBySide {
    std::vector<std::string> names;
    std::vector<Row> rows;
  };
  using Commons = std::map<std::string, SideBySide>;
  using Group = std::vector<std::size_t>;  ///< rows, by their places in the table
  Evaluator(const Evaluator& other, const Group& group) : Evaluator(other, &group) {}
  Evaluator(const Evaluator& other, const Group* group)
      : store_(other.store_), sight_(other.sight_), holes_(other.holes_), group_(group), commons_(other.commons_) {}
  /// What window functions give to these rows of a table; both outlive it.
  [[nodiscard]] WindowPass over(const Group& rows, const Table& table) const;
  /// For one of the rows that window functions see.
  [[nodiscard]] Evaluator at(std::size_t row, const WindowPass& windows) const {
    Evaluator made(*this, group_);
    made.windows_ = &windows;
    made.window_row_ = row;
    return made;
  }

  Truth holds(const Comparison& test, const Table& table, const Row& row) const;
  Truth holds(const AllOf& test, const Table& table, const Row& row) const;
  Truth holds(const AnyOf& test, const Table& table, const Row& row) const;
  Truth holds(const Negation& test, const Table& table, const Row& row) const;
  Truth holds(const NullTest& test, const Table& table, const Row& row) const;
  Truth holds(const InList& test, const Table& table, const Row& row) const;
  Truth holds(const Between& test, const Table& table, const Row& row) const;
  Truth holds(const TextMatch& test, const Table& table, const Row& row) const;
  Truth holds(const HasElement& test, const Table& table, const Row& row) const;
  Truth holds(const Holds& test, const Table& table, const Row& row) const;
  Truth holds(const Quantified& test, const Table& table, const Row& row) const;
  Truth holds(const Reached& test, const Table& table, const Row& row) const;
  Truth holds(const Never& test, const Table& table, const Row& row) const;
  Truth holds(const Among& test, const Table& table, const Row& row) const;

  static bool has_fixed(const Hop& hop, bool before, const Place& place);
  bool walk_on(std::span<const Hop> path, const Place& owner, const Row& key, std::optional<std::size_t> first,
               const std::function<bool(std::size_t, std::size_t)>& found) const;
  /// The rows that may be selected, by an index where the test names all of its columns.
  std::vector<std::size_t> candidates(const Selection& selection, const Table& table) const;
  Value computed(const Computed& computed, const Table& table, const Row& row) const;
  Value computed(const TestPtr& test, const Table& table, const Row& row) const;
  Value computed(const Choice& choice, const Table& table, const Row& row) const;
  Value computed(const Total& total, const Table& table, const Row& row) const;
  Value computed(const Targets& asked, const Table& table, const Row& row) const;
  Value computed(const Inner& inner, const Table& table, const Row& row) const;
  Value computed(const Windowed& window, const Table& table, const Row& row) const;
  Row values_of(const std::vector<Operand>& operands, const Table& table, const Row& row) const;
  Row values_of(const std::vector<SortTerm>& order, const Table& table, const Row& row) const;
  std::vector<Row> group_rows(const SelectPlan& plan, const Table& table) const;
  Group targets(const Targets& asked, const Table& table, const Row& row) const;

  SideBySide rows_of(const SourcePart& part) const;
  SideBySide joined(SideBySide left, const SourcePart& part) const;
  Table put_together(const std::vector<SourcePart>& parts) const;
  static void put_together(std::vector<Row>& rows, SetOperation operation, std::vector<Row> others);
  std::vector<Row> own_rows(const SelectPlan& plan) const;
  std::vector<Row> rows_without_common(const SelectPlan& plan) const;
  std::vector<Row> rows_with(const SelectPlan& plan) const;
  void add_common(const CommonPlan& plan, Commons& commons) const;

  Store& store_;
  const Sight& sight_;
  Hole sent_ = 0;
  std::span<const Value> holes_;
  const Group* group_ = nullptr;  ///< what aggregates are of
  const Commons* commons_ = nullptr;
  const WindowPass* windows_ = nullptr;
  std::size_t window_row_ = 0;  ///< among those of `windows_`
};

/// Of values that rows are sorted by.
bool sorts_before(const Row& a, const Row& b, const std::vector<SortTerm>& order);
/// NULL being a value like others.
bool same(const Row& left, const Row& right);
/// The first of equal rows, in order.
void make_distinct(std::vector<Row>& rows);

}  // namespace rowan::testing::memory
