// Queries as plans: what they give, of which rows, in which groups.
#include <algorithm>
#include <utility>

#include "query/expression_binder.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "sql/query_parts.hpp"
#include "testing/memory/lowering.hpp"

namespace rowan::testing::memory {
namespace {

bool has_total(const BoundExpr& tree) {
  if (tree.always_true()) return false;
  bool found = std::holds_alternative<bound::Aggregate>(tree.node()->is);
  const auto look = [&](const BoundExpr& inside) { found = found || has_total(inside); };
  std::visit([&](const auto& part) { for_each_child(part, look); }, tree.node()->is);
  return found;
}

const bound::Column* column_of_owner(const BoundExpr& term) {
  if (const auto* all = std::get_if<bound::And>(&term.node()->is)) return column_of_owner(all->terms.front());
  if (const auto* in = std::get_if<bound::InQuery>(&term.node()->is))
    return std::get_if<bound::Column>(&in->key.front().node()->is);
  const auto* equal = std::get_if<bound::Comparison>(&term.node()->is);
  return equal == nullptr ? nullptr : std::get_if<bound::Column>(&equal->right.node()->is);
}

}  // namespace

std::string Lowering::prefix_of(bound::SourceId source) { return std::to_string(source) + "."; }

// The first condition of a sub-query for targets ties them to their owner's key.
bound::SourceId Lowering::owner_of(const bound::Query& targets) {
  const bound::Column* column = column_of_owner(targets.where);
  return column == nullptr ? 0 : column->source;
}

SelectPlan Lowering::select(const SelectQuery& query) {
  const bound::Query bound = bind_query(query);
  out.decided_by_values = bound.decided_by_values;
  if (!query.outputs.empty()) out.outputs = outputs_of(bound);
  return select(bound);
}

// The rows are the query's own, or, where it is about a portion of them, those of the one inside.
SelectPlan Lowering::select(const bound::Query& query) {
  const bool of_portion = query.from.query != nullptr && !query.composed;
  const bound::Query& rows = of_portion ? *query.from.query : query;
  if (&rows != &query && !rows.distinct_on.empty()) refuse();
  const bound::Query* outside = std::exchange(portion_, of_portion ? &rows : nullptr);
  SelectPlan plan;
  for (const bound::CommonTable& table : query.with) plan.with.push_back(common(table));
  if (of_portion) {
    for (const bound::CommonTable& table : rows.with) plan.with.push_back(common(table));
  }
  enter(rows);
  plan.distinct = query.distinct;
  plan.grouped = !query.group.empty() || std::any_of(query.outputs.begin(), query.outputs.end(),
                                                     [](const auto& output) { return has_total(output.value); });
  if (!query.distinct_on.empty() && (plan.grouped || portion_ != nullptr)) refuse();
  for (const BoundExpr& value : query.distinct_on) {
    text(plan.distinct_on.empty() ? "first of each " : ",");
    plan.distinct_on.push_back(operand(value));
  }
  text(query.distinct ? "distinct (" : "(");
  for (const bound::Output& output : query.outputs) {
    text(plan.outputs.empty() ? "" : ",");
    const auto* column = std::get_if<bound::Column>(&output.value.node()->is);
    plan.names.push_back(!output.name.empty() ? output.name
                         : column == nullptr  ? std::string("value")
                                              : column->column);
    plan.outputs.push_back(operand(output.value));
  }
  text(") from ");
  plan.from = selection(rows, plan.grouped && portion_ == nullptr);
  for (const BoundExpr& group : query.group) {
    text(plan.keys.empty() ? " group " : ",");
    plan.keys.push_back(operand(group));
  }
  if (!query.having.always_true()) {
    text(" having ");
    plan.having = test(query.having);
  }
  if (plan.grouped && portion_ == nullptr) plan.order = sort_terms(query.order);
  portion_ = outside;
  for (const bound::SetTerm& other : query.others) {
    constexpr std::string_view words[] = {" union ", " union all ", " intersect ", " except "};
    text(words[static_cast<std::size_t>(other.operation)]);
    plan.others.emplace_back(other.operation, inner(*other.query));
  }
  return plan;
}

// Of groups the order is another.
Selection Lowering::selection(const bound::Query& rows, bool of_groups) {
  using From = ParameterSource::From;
  if (rows.from.hint != nullptr)
    throw Unsupported("a database in memory has no indexes to choose from: SQLite and MariaDB have hint()");
  Selection result{table_key(rows.from.schema, rows.from.table), {}, {}, {}, {}};
  if (rows.composed)
    result.parts = parts(rows);
  else
    text(result.table);
  enter(rows);
  if (!rows.where.always_true()) {
    text(" where ");
    result.where = test(rows.where);
  }
  if (!of_groups) result.order = sort_terms(rows.order);
  if (rows.limit) {
    text(" limit ");
    result.limit = this->rows(*rows.limit, inside_ ? From::constant : From::limit);
  }
  if (rows.offset) {
    text(" offset ");
    result.offset = this->rows(*rows.offset, inside_ ? From::constant : From::offset);
  }
  return result;
}

Selection Lowering::selection(const SelectQuery& query) {
  if (query.composition != nullptr)
    throw Unsupported(
        "a database in memory changes rows of several sources only by a key of one attribute: run this test on SQLite");
  const bound::Query bound = bind_changed_rows(query);
  out.decided_by_values = bound.decided_by_values;
  return selection(bound, false);
}

std::vector<SortTerm> Lowering::sort_terms(const std::vector<bound::OrderBy>& order) {
  std::vector<SortTerm> terms;
  for (const bound::OrderBy& term : order) {
    text(terms.empty() ? " order " : ",");
    terms.push_back(sort_term(term));
  }
  return terms;
}

void Lowering::enter(const bound::Query& query) {
  if (!query.composed) return enter(query.joins);
  number(query.from);
  for (const bound::Join& join : query.joins) number(join);
}

void Lowering::enter(const std::vector<bound::Join>& joins) {
  for (const bound::Join& join : joins) {
    if (join.association != nullptr) joins_[join.source.id] = &join;
  }
}

void Lowering::send(std::span<const AttributeInfo* const> columns, std::size_t rows) {
  sent_ = columns;
  for (std::size_t row = 0; row < rows; ++row) {
    for (const AttributeInfo* column : columns) {
      static_cast<void>(hole(Value(), column->type.kind));
      text(" ");
    }
  }
}

Operand Lowering::column(const bound::Column& column) {
  if (column.source == excluded_source) {
    const auto found = std::find(sent_.begin(), sent_.end(), column.attribute);
    if (found == sent_.end()) refuse();
    text("sent ").text(column.column);
    return {Sent{static_cast<std::size_t>(found - sent_.begin())}};
  }
  const bool numbered = numbered_.contains(column.source);
  if (portion_ != nullptr && column.source != portion_->from.id && !joins_.contains(column.source) && !numbered) {
    const auto given = std::find_if(portion_->outputs.begin(), portion_->outputs.end(),
                                    [&](const bound::Output& output) { return output.name == column.column; });
    if (given != portion_->outputs.end()) return operand(given->value);
  }
  if (numbered) {
    std::string name = prefix_of(column.source) + column.column;
    text(name);
    return {Column{std::move(name)}};
  }
  text(column.column);
  return reached(column.source, {column.attribute != nullptr ? column_of(*column.attribute) : Column{column.column}});
}

// Of what a join follows an association to, from wherever that starts.
Operand Lowering::reached(bound::SourceId source, Operand value) {
  const auto found = joins_.find(source);
  if (found == joins_.end()) return value;
  const bound::Join& join = *found->second;
  Targets target{association_path(*join.association), {}, {}, false, {}, false};
  text(" of ");
  path(target.path);
  joins_.erase(found);  // the condition is on the target's own table
  target.condition = test(join.condition);
  joins_[source] = &join;
  target.value = std::make_unique<Operand>(std::move(value));
  target.joined = true;
  return reached(join.owner, {std::move(target)});
}

Operand Lowering::value(const bound::Case& choice, TypeKind kind) {
  Choice made;
  made.kind = kind;
  text("case of ").text(to_string(kind));
  for (std::size_t i = 0; i < choice.conditions.size(); ++i) {
    text(" when ");
    made.conditions.push_back(test(choice.conditions[i]));
    text(" then ");
    made.values.push_back(operand(choice.values[i]));
  }
  text(" else ");
  if (!choice.otherwise.always_true()) made.values.push_back(operand(choice.otherwise));
  return {std::move(made)};
}

Operand Lowering::value(const bound::Aggregate& aggregate, TypeKind kind) {
  constexpr std::string_view words[] = {"count", "sum", "average", "minimum", "maximum"};
  Total total{aggregate.function, aggregate.distinct, {}, kind};
  text(words[static_cast<std::size_t>(aggregate.function)]).text(aggregate.distinct ? " distinct(" : "(");
  for (const BoundExpr& of : aggregate.of) total.of.push_back(operand(of));
  text(")");
  return {std::move(total)};
}

Operand Lowering::value(const bound::Window& window, TypeKind kind) {
  Windowed made{.function = window.function,
                .of = {},
                .number = window.number,
                .partition = {},
                .order = {},
                .unit = window.unit,
                .first = window.first,
                .last = window.last,
                .before = window.before,
                .after = window.after,
                .kind = kind};
  text("window ").text(std::to_string(static_cast<int>(window.function))).text("(");
  for (const BoundExpr& of : window.of) made.of.push_back(operand(of));
  text(") by (");
  for (const BoundExpr& part : window.partition) {
    text(made.partition.empty() ? "" : ",");
    made.partition.push_back(operand(part));
  }
  text(")");
  for (std::size_t i = 0; i < window.order.size(); ++i) {
    made.order.push_back(
        sort_term({window.order[i], (window.ways[i] & 4U) != 0, static_cast<NullsOrder>(window.ways[i] & 3U)}));
  }
  for (const auto number :
       {window.number, static_cast<std::int64_t>(window.unit), static_cast<std::int64_t>(window.first), window.before,
        static_cast<std::int64_t>(window.last), window.after})
    text(" ").text(std::to_string(number));
  return {std::move(made)};
}

Operand Lowering::value(const bound::SubQuery& sub) {
  if (sub.association == nullptr) return {Inner{inner(*sub.query)}};
  enter(sub.query->joins);
  const bound::SourceId owner = owner_of(*sub.query);
  Targets targets{path_from(owner, *sub.association), {}, {}, has_total(sub.value), {}, false};
  text("(");
  targets.value = std::make_unique<Operand>(operand(sub.value));
  text(" of ");
  path(targets.path);
  targets.condition = test(sub.condition);
  if (!targets.total) targets.order = sort_terms(sub.query->order);
  text(")");
  return reached(owner, {std::move(targets)});
}

std::shared_ptr<const SelectPlan> Lowering::inner(const bound::Query& query) {
  const bool before = std::exchange(inside_, true);
  text("(select ");
  auto plan = std::make_shared<const SelectPlan>(select(query));
  text(")");
  inside_ = before;
  return plan;
}

}  // namespace rowan::testing::memory
