// Rows of several sources, side by side, and rows of several queries, one below the other.
#include <algorithm>
#include <utility>

#include "testing/memory/evaluator.hpp"
#include "testing/memory/lowering.hpp"
#include "testing/memory/numbers.hpp"

namespace rowan::testing::memory {
namespace {

Table table_of(std::vector<std::string> names) {
  schema::Table wanted;
  for (std::string& name : names) {
    schema::Column column;
    column.name = std::move(name);
    wanted.columns.push_back(std::move(column));
  }
  return Table(std::move(wanted));
}

Row beside(const Row& left, const Row& right) {
  Row both = left;
  both.insert(both.end(), right.begin(), right.end());
  return both;
}

}  // namespace

Evaluator::SideBySide Evaluator::rows_of(const SourcePart& part) const {
  SideBySide made;
  if (part.query != nullptr) {
    made.names = part.query->names;
    made.rows = Evaluator(*this, nullptr).rows(*part.query);
  } else if (!part.common.empty()) {
    made = commons_->at(part.common);
  } else {
    const Table& table = store_.table(part.table);
    for (const schema::Column& column : table.definition().columns) made.names.push_back(column.name);
    for (std::size_t place = 0; place < table.size(); ++place) {
      if (sight_.sees(table.at(place))) made.rows.push_back(table.at(place).values);
    }
  }
  for (std::string& name : made.names) name.insert(0, part.prefix);
  for (const SourcePart& step : part.inside) made = joined(std::move(made), step);
  return made;
}

Evaluator::SideBySide Evaluator::joined(SideBySide left, const SourcePart& part) const {
  const SideBySide right = rows_of(part);
  SideBySide made;
  made.names = std::move(left.names);
  made.names.insert(made.names.end(), right.names.begin(), right.names.end());
  const Table columns = table_of(made.names);
  const Row nulls(right.names.size());
  for (const Row& row : left.rows) {
    const std::size_t before = made.rows.size();
    for (const Row& other : right.rows) {
      Row both = beside(row, other);
      if (evaluate(part.on, columns, both) == Truth::yes) made.rows.push_back(std::move(both));
    }
    if (part.left && made.rows.size() == before) made.rows.push_back(beside(row, nulls));
  }
  return made;
}

Table Evaluator::put_together(const std::vector<SourcePart>& parts) const {
  const Evaluator of_rows(*this, nullptr);
  SideBySide all = of_rows.rows_of(parts.front());
  for (std::size_t i = 1; i < parts.size(); ++i) all = of_rows.joined(std::move(all), parts[i]);
  Table table = table_of(std::move(all.names));
  for (Row& row : all.rows) table.add(std::move(row), 0);
  return table;
}

std::vector<Row> Evaluator::rows_with(const SelectPlan& plan) const {
  Commons commons = commons_ == nullptr ? Commons() : *commons_;
  Evaluator with(*this, group_);
  with.commons_ = &commons;
  for (const CommonPlan& common : plan.with) with.add_common(common, commons);
  return with.rows_without_common(plan);
}

// The step sees the rows that were new the last time.
void Evaluator::add_common(const CommonPlan& plan, Commons& commons) const {
  SideBySide& table = commons[plan.name];
  table = {plan.query->names, rows(*plan.query)};
  if (plan.step == nullptr) return;
  std::vector<Row> all;
  Numbers seen;
  while (!table.rows.empty()) {
    if (!plan.repeats) std::erase_if(table.rows, [&](const Row& row) { return !seen.of(row).second; });
    all.insert(all.end(), table.rows.begin(), table.rows.end());
    table.rows = rows(*plan.step);
  }
  table.rows = std::move(all);
}

void Evaluator::put_together(std::vector<Row>& rows, SetOperation operation, std::vector<Row> others) {
  if (operation == SetOperation::union_distinct || operation == SetOperation::union_all) {
    std::move(others.begin(), others.end(), std::back_inserter(rows));
    if (operation == SetOperation::union_distinct) make_distinct(rows);
    return;
  }
  make_distinct(rows);
  std::erase_if(rows, [&](const Row& row) {
    const bool both = std::any_of(others.begin(), others.end(), [&](const Row& other) { return same(row, other); });
    return both != (operation == SetOperation::intersect);
  });
}

}  // namespace rowan::testing::memory
