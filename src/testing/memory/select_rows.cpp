// The rows that a query gives: of a table, or of groups of its rows.
#include <algorithm>
#include <numeric>
#include <utility>

#include "testing/memory/evaluator.hpp"
#include "testing/memory/functions.hpp"
#include "testing/memory/lowering.hpp"
#include "testing/memory/numbers.hpp"

namespace rowan::testing::memory {

bool same(const Row& left, const Row& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const Value& a, const Value& b) {
    return a.is_null() || b.is_null() ? a.is_null() && b.is_null() : order_of(a, b) == 0;
  });
}

std::pair<std::size_t, bool> Numbers::of(const Row& row) {
  const std::uint64_t hash = hash_of(row);
  const auto [first, last] = places_.equal_range(hash);
  const auto found = std::find_if(first, last, [&](const auto& entry) { return same(rows_[entry.second], row); });
  if (found != last) return {found->second, false};
  places_.emplace(hash, rows_.size());
  rows_.push_back(row);
  return {rows_.size() - 1, true};
}

void make_distinct(std::vector<Row>& rows) {
  Numbers seen;
  std::erase_if(rows, [&](const Row& row) { return !seen.of(row).second; });
}

Row Evaluator::values_of(const std::vector<Operand>& operands, const Table& table, const Row& row) const {
  Row values;
  for (const Operand& operand : operands) {
    Value made;
    values.push_back(value_of(operand, table, row, made));
  }
  return values;
}

Row Evaluator::values_of(const std::vector<SortTerm>& order, const Table& table, const Row& row) const {
  Row values;
  for (const SortTerm& term : order) {
    Value made;
    values.push_back(value_of(term.by, table, row, made));
  }
  return values;
}

// Rows that fall out do so before the limit cuts.
std::vector<Row> Evaluator::rows(const SelectPlan& plan) const {
  if (!plan.with.empty()) return rows_with(plan);
  return rows_without_common(plan);
}

std::vector<Row> Evaluator::rows_without_common(const SelectPlan& plan) const {
  std::vector<Row> rows = own_rows(plan);
  for (const auto& [operation, other] : plan.others)
    put_together(rows, operation, Evaluator(*this, nullptr).rows(*other));
  return rows;
}

WindowPass Evaluator::over(const Group& rows, const Table& table) const {
  return {rows.size(), [this, &rows, &table](const Operand& operand, std::size_t row) {
            Value made;
            return Value(Evaluator(*this, nullptr).value_of(operand, table, table.at(rows[row]).values, made));
          }};
}

Value Evaluator::computed(const Windowed& window, const Table&, const Row&) const {
  return windows_->of(window, window_row_);
}

std::vector<Row> Evaluator::own_rows(const SelectPlan& plan) const {
  std::optional<Table> made;
  const Table& table =
      plan.from.parts == nullptr ? store_.table(plan.from.table) : made.emplace(put_together(*plan.from.parts));
  if (plan.grouped) return group_rows(plan, table);
  std::vector<Row> rows;
  Numbers firsts;
  const bool fewer = plan.distinct || !plan.distinct_on.empty();
  const Group all = select_all(plan.from, table);
  const WindowPass windows = over(all, table);
  Group chosen(all.size());
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  if (!fewer) cut(chosen, plan.from);
  for (const std::size_t i : chosen) {
    const Row& row = table.at(all[i]).values;
    if (!plan.distinct_on.empty() && !firsts.of(values_of(plan.distinct_on, table, row)).second) continue;
    rows.push_back(at(i, windows).values_of(plan.outputs, table, row));
  }
  if (plan.distinct) make_distinct(rows);
  if (fewer) cut(rows, plan.from.offset, plan.from.limit);
  return rows;
}

// Without keys all rows are one group, also where there are none.
std::vector<Row> Evaluator::group_rows(const SelectPlan& plan, const Table& table) const {
  const bool one = plan.keys.empty();
  std::vector<Group> groups(one ? 1 : 0);
  Numbers numbers;
  for (const std::size_t place : one ? select(plan.from, table) : select_all(plan.from, table)) {
    const std::size_t number = one ? 0 : numbers.of(values_of(plan.keys, table, table.at(place).values)).first;
    if (number == groups.size()) groups.emplace_back();
    groups[number].push_back(place);
  }
  static const Row none;
  const auto first_of = [&](const Group& group) -> const Row& {
    return group.empty() ? none : table.at(group.front()).values;
  };
  std::erase_if(groups, [&](const Group& group) {
    return Evaluator(*this, group).evaluate(plan.having, table, first_of(group)) != Truth::yes;
  });
  const WindowPass windows(groups.size(), [&](const Operand& operand, std::size_t group) {
    Value made;
    return Value(Evaluator(*this, groups[group]).value_of(operand, table, first_of(groups[group]), made));
  });
  std::vector<std::pair<Row, Row>> found;  // what they are sorted by, and what they give
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const Evaluator of_group = Evaluator(*this, groups[i]).at(i, windows);
    const Row& row = first_of(groups[i]);
    found.emplace_back(of_group.values_of(plan.order, table, row), of_group.values_of(plan.outputs, table, row));
  }
  std::stable_sort(found.begin(), found.end(),
                   [&](const auto& a, const auto& b) { return sorts_before(a.first, b.first, plan.order); });
  std::vector<Row> rows;
  for (auto& [by, row] : found) rows.push_back(std::move(row));
  if (plan.distinct) make_distinct(rows);
  if (!one) cut(rows, plan.from.offset, plan.from.limit);
  return rows;
}

Value Evaluator::computed(const Total& total, const Table& table, const Row&) const {
  if (total.of.empty()) return Value(static_cast<std::int64_t>(group_->size()));
  const Evaluator of_rows(*this, nullptr);
  Aggregate made(total.function, total.kind);
  Numbers different;
  for (const std::size_t place : *group_) {
    const Row row = of_rows.values_of(total.of, table, table.at(place).values);
    if (!row.front().is_null() && (!total.distinct || different.of(row).second)) made.add(row.front());
  }
  return made.result();
}

// Each target once, however many ways lead to it.
Evaluator::Group Evaluator::targets(const Targets& asked, const Table& table, const Row& row) const {
  const Hop& last = asked.path.back();
  const Table& others = store_.table(table_key(last.schema, last.table));
  const Evaluator of_rows(*this, nullptr);
  Group places;
  walk(asked.path, part_of(row, table.positions(asked.path.front().from)),
       [&](std::size_t, std::size_t target) {
         const bool again = std::find(places.begin(), places.end(), target) != places.end();
         if (!again && of_rows.evaluate(asked.condition, others, others.at(target).values) == Truth::yes)
           places.push_back(target);
         return false;
       },
       {&table, &row});
  of_rows.sort(places, others, asked.order);
  return places;
}

Value Evaluator::computed(const Targets& asked, const Table& table, const Row& row) const {
  const Hop& last = asked.path.back();
  const Table& others = store_.table(table_key(last.schema, last.table));
  const Group places = targets(asked, table, row);
  if (!asked.total && !asked.joined && places.empty()) return {};
  const Row nulls(others.definition().columns.size());
  const Row& first = places.empty() ? nulls : others.at(places.front()).values;
  Value made;
  return asked.total ? Evaluator(*this, places).value_of(*asked.value, others, first, made)
                     : Evaluator(*this, nullptr).value_of(*asked.value, others, first, made);
}

Value Evaluator::computed(const Inner& inner, const Table&, const Row&) const {
  const std::vector<Row> found = Evaluator(*this, nullptr).rows(*inner.query);
  return found.empty() ? Value() : found.front().front();
}

void Evaluator::cut(std::vector<Row>& rows, const std::optional<Hole>& offset, const std::optional<Hole>& limit) const {
  if (offset) {
    const auto skipped = std::min<std::uint64_t>(hole(*offset).as_uint64(), rows.size());
    rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(skipped));
  }
  if (limit) rows.resize(std::min<std::uint64_t>(hole(*limit).as_uint64(), rows.size()));
}

}  // namespace rowan::testing::memory
