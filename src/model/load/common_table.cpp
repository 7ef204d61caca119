// Queries by a name, and those that ask themselves.
#include "rowan/model/common_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"

namespace rowan {
namespace {

constexpr std::size_t longest_name = 63;  // PostgreSQL's, which would cut a longer one

void require_common_name(std::string_view name) {
  if (name.empty()) throw QueryError("a common table has no name: with(\"recent\", …)");
  if (name.size() > longest_name || name.starts_with("rowan_")) {
    throw QueryError(
        fmt::format("a common table can't be called \"{}\": a name has at most {} bytes, and does not begin "
                    "with rowan_",
                    name, longest_name));
  }
}

// A column's values, however often they are asked, are no new ones.
bool is_made_anew(const Expr& value) {
  if (value.always_true()) return false;
  const auto& node = value.node()->is;
  const bool passed_on = std::holds_alternative<ast::Column>(node) || std::holds_alternative<ast::Literal>(node) ||
                         std::holds_alternative<ast::Given>(node) || std::holds_alternative<ast::OfSource>(node) ||
                         std::holds_alternative<ast::AtTarget>(node);
  bool anew = !passed_on;
  std::visit(
      [&](const auto& part) { for_each_child(part, [&](const Expr& inside) { anew = anew || is_made_anew(inside); }); },
      node);
  return anew;
}

void require_end(std::string_view name, const SelectQuery& step, const Recursion& how) {
  if (how.max_depth) return;
  const bool anew = std::any_of(step.outputs.begin(), step.outputs.end(), is_made_anew);
  if (!how.repeats && !anew) return;
  throw QueryError(
      fmt::format("the recursive query \"{}\" might go on for ever, for {}: say how far it goes, as in "
                  "with_recursive(…, {{.max_depth = 20}})",
                  name, anew ? "its step computes values, which are new each time" : "rows that repeat count again"));
}

// Of what a step joins, it gives nothing.
SelectQuery of_first_model(SelectQuery step) {
  if (!step.outputs.empty() || !step.composition) return step;
  auto parts = std::make_shared<Composition>(*step.composition);
  for (JoinTerm& join : parts->joins) join.gives = false;
  step.composition = std::move(parts);
  return step;
}

}  // namespace

void detail::refuse_depth(std::string_view name) {
  throw QueryError(
      fmt::format("\"{}\" does not count its steps: depth() is of a recursive query with a max_depth", name));
}

void RelationBase::stand_on_rows_of(std::string_view common, std::vector<CommonTable> with) {
  auto parts = std::make_shared<Composition>();
  parts->common = common;
  parts->with = std::move(with);
  query_ = {.only = std::move(query_.only)};
  query_.composition = std::move(parts);
  owned_.reset();
  ends_.reset();
}

void RelationBase::stand_on_common(std::string_view name) {
  require_common_name(name);
  SelectQuery query = inner_query();
  if (query.lock) throw QueryError(fmt::format("\"{}\" can't be locked: lock() the records by their keys", name));
  CommonTable table;
  table.name = name;
  table.query = std::make_shared<const SelectQuery>(std::move(query));
  table.shared = true;
  stand_on_rows_of(name, {std::move(table)});
}

void RelationBase::stand_on_last_rows(std::string_view name) {
  require_common_name(name);
  stand_on_rows_of(name, {});
}

void RelationBase::stand_on_recursion(std::string_view name, const RelationBase& step, const Recursion& how) {
  SelectQuery next = of_first_model(step.set_member());
  require_end(name, next, how);
  CommonTable table;
  table.name = name;
  table.query = std::make_shared<const SelectQuery>(set_member());
  table.step = std::make_shared<const SelectQuery>(std::move(next));
  table.repeats = how.repeats;
  table.shared = true;
  if (how.max_depth) {
    for (const std::int64_t number : {std::int64_t{0}, std::int64_t{1}, std::int64_t{*how.max_depth}})
      table.depth.push_back(ast::literal(Value(number)));
  }
  stand_on_rows_of(name, {std::move(table)});
}

void RelationBase::rename_source(std::string_view name) {
  auto parts = std::make_shared<Composition>(*query_.composition);
  parts->name = name;
  query_.composition = std::move(parts);
}

bool RelationBase::is_common_table() const {
  const bool bare = query_.where.always_true() && query_.order.empty() && !query_.limit && !query_.offset &&
                    !query_.distinct && query_.distinct_on.empty() && query_.group.empty() && !query_.hint &&
                    query_.outputs.empty() && !ends_;
  return bare && query_.composition && query_.composition->joins.empty() && !query_.composition->common.empty();
}

}  // namespace rowan
