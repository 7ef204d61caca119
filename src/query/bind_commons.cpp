// Common tables, bound: queries by a name, and those that ask themselves.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "query/expression_binder.hpp"
#include "rowan/core/decimal.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/function.hpp"
#include "rowan/query/select.hpp"

namespace rowan {
namespace {

constexpr std::string_view depth_column = "rowan_depth";

/// Where the rows of a common table are asked: once, of the query's own sources.
class StepSources {
 public:
  StepSources(const bound::Query& step, const std::string& name) : name_(name) {
    look(step.from, false);
    for (const bound::Join& join : step.joins) look(join);
  }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] bool left() const { return left_; }
  [[nodiscard]] bound::SourceId id() const { return id_; }

 private:
  void look(const bound::Join& join) {
    look(join.source, join.left);
    for (const bound::Join& step : join.inside) look(step);
  }
  void look(const bound::Source& source, bool left) {
    if (!source.common || source.table != name_) return;
    ++count_;
    left_ = left;
    id_ = source.id;
  }
  const std::string& name_;
  std::size_t count_ = 0;
  bool left_ = false;
  bound::SourceId id_ = 0;
};

bool has_total(const BoundExpr& value) {
  if (value.always_true()) return false;
  bool found = std::holds_alternative<bound::Aggregate>(value.node()->is) ||
               std::holds_alternative<bound::Window>(value.node()->is);
  const auto look = [&](const BoundExpr& inside) { found = found || has_total(inside); };
  std::visit([&](const auto& part) { for_each_child(part, look); }, value.node()->is);
  return found;
}

// The first rows say of which type a column is, for all databases but SQLite: a sum has more digits than what it began
// with.
void widen_decimals(bound::Query& first) {
  for (bound::Output& output : first.outputs) {
    if (output.value.node()->kind != TypeKind::decimal) continue;
    const BoundExpr zero = bound::make(bound::Literal{Value(Decimal("0")), TypeKind::decimal, {}}, TypeKind::decimal);
    output.value = bound::make(bound::Call{Function::add, {output.value, zero}}, TypeKind::decimal);
  }
}

// What all databases can ask again and again.
bound::SourceId require_step(const bound::Query& step, const std::string& name) {
  const auto refuse = [&](std::string_view what) {
    throw QueryError(fmt::format("the step of the recursive query \"{}\" {}", name, what));
  };
  const StepSources sources(step, name);
  if (sources.count() != 1 || sources.left()) {
    refuse(
        "is to ask the rows that it gave last once: begin with the table that it is given, or join() it, "
        "in no left_join() and no query inside");
  }
  if (step.distinct || !step.distinct_on.empty() || step.limit || step.offset || !step.group.empty() ||
      std::any_of(step.outputs.begin(), step.outputs.end(), [](const auto& out) { return has_total(out.value); })) {
    refuse(
        "can't count, group, number or cut rows, for it is asked of a part of them each time: ask that of the whole "
        "table");
  }
  return sources.id();
}

}  // namespace

// A name stands for one table in the whole statement.
void QueryBinder::add_common(const CommonTable& table, bound::Query& query) {
  if (!table.shared) return query.with.push_back(common_table(table));
  const auto known = std::find_if(commons_.begin(), commons_.end(), [&](const Common& common) {
    return common.shared && bound::same_name(common.name, table.name);
  });
  if (known == commons_.end()) return shared_.push_back(common_table(table));
  if (known->of == table.query.get()) return;
  throw QueryError(fmt::format(
      "two common tables of a query on {} are called \"{}\": give one of them another name, or, if they are "
      "the same, make it once and use that in both places",
      table.query->model->name, table.name));
}

void QueryBinder::take_shared(bound::Query& query) {
  commons_.clear();
  if (shared_.empty()) return;
  query.with.insert(query.with.begin(), std::make_move_iterator(shared_.begin()),
                    std::make_move_iterator(shared_.end()));
  shared_.clear();
  for (const bound::CommonTable& table : query.with) {
    if (!bound::reads_hidden_table(query, table.name)) continue;
    throw QueryError(
        fmt::format("a common table is called \"{}\", as a table that the query asks: it would hide that, so give it "
                    "another name",
                    table.name));
  }
}

// The step may speak of the table that it is a step of.
bound::CommonTable QueryBinder::common_table(const CommonTable& table) {
  const bool records = table.query->outputs.empty();
  const bool compared = table.step != nullptr && !table.repeats && !records;
  bound::Query first = query(*table.query, next_source());
  name_outputs(first, records);
  first.equal_by_collation |= compared;
  if (table.step != nullptr && !records) widen_decimals(first);
  if (!table.depth.empty()) {
    Scope scope;
    const ExpressionBinder binder(*this, scope, *table.query->model, first.from.id, {"a depth"});
    first.outputs.push_back({binder.bind(table.depth.front()), std::string(depth_column)});
  }
  bound::CommonTable made{
      table.name, {}, std::make_shared<const bound::Query>(std::move(first)), nullptr, table.repeats};
  for (const bound::Output& output : made.query->outputs) {
    const auto* column = std::get_if<bound::Column>(&output.value.node()->is);
    made.columns.push_back(output.name.empty() ? column->column : output.name);
  }
  commons_.push_back({table.name, made.query, records ? table.query->model : nullptr, table.query.get(), table.shared});
  if (table.step == nullptr) return made;
  bound::Query step = common_step(table, *made.query);
  step.equal_by_collation = compared;
  made.step = std::make_shared<const bound::Query>(std::move(step));
  return made;
}

bound::Query QueryBinder::common_step(const CommonTable& table, const bound::Query& first) {
  bound::Query step = query(*table.step, next_source());
  const bound::SourceId rows = require_step(step, table.name);
  if (!table.depth.empty()) {
    Scope scope;
    const ExpressionBinder binder(*this, scope, *table.query->model, rows, {"a depth"});
    const BoundExpr depth =
        bound::make(bound::Column{rows, std::string(depth_column), TypeKind::int64, nullptr, nullptr}, TypeKind::int64);
    step.outputs.push_back(
        {bound::make(bound::Call{Function::add, {depth, binder.bind(table.depth[1])}}, TypeKind::int64), {}});
    step.where = bound::all_of(
        {step.where, bound::make(bound::Comparison{CompareOp::less, depth, binder.bind(table.depth[2])})});
  }
  require_same_types(*table.query->model, first, step, "a recursive query");
  return step;
}

const QueryBinder::Common& QueryBinder::common(const std::string& name) const {
  const auto found = std::find_if(commons_.rbegin(), commons_.rend(), [&](const Common& c) { return c.name == name; });
  if (found != commons_.rend()) return *found;
  throw QueryError(
      fmt::format("the rows of the recursive query \"{}\" that its step is given are asked outside of the step: ask "
                  "the table that with_recursive() gives",
                  name));
}

}  // namespace rowan
