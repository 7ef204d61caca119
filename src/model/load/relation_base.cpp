// Running a relation.
#include "rowan/model/relation_base.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "connection/time_limit.hpp"
#include "model/load/key_set.hpp"
#include "model/load/run_query.hpp"
#include "model/load/run_sql.hpp"
#include "model/record/resolve.hpp"
#include "query/standing_conditions.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {

SelectQuery RelationBase::own_query() const {
  SelectQuery query = query_;
  query.model = &model_();
  if (owned_ && query.order.empty() && query.group.empty()) query.order = owned_->order;
  return query;
}

SelectQuery RelationBase::bound_query() const {
  SelectQuery query = own_query();
  if (ends_) keep_between_cursors(query);
  add_standing_conditions(query, options_.unscoped ? Scoping::unscoped : Scoping::usual);
  // Outside of what or_where() widens. What it asks of other associations is asked as in a load, without their
  // conditions.
  if (owned_) query.where = owned_->condition_of(options_.unscoped) && query.where;
  return reads_backwards() ? in_usual_order(std::move(query)) : query;
}

// A step that is loaded along already is not loaded a second time.
void RelationBase::add_preload(std::string_view path) {
  constexpr int most_steps = 16;  // of a path from outside, where associations may lead round in a circle
  std::vector<PreloadSpec>* specs = &options_.preloads;
  for (int steps = 0;; ++steps) {
    if (steps == most_steps)
      throw QueryError(fmt::format("a preload of {} takes more than {} steps", model_().name, most_steps));
    const std::size_t dot = path.find('.');
    const std::string_view name = path.substr(0, dot);
    auto step = std::find_if(specs->begin(), specs->end(), [&](const PreloadSpec& spec) {
      return spec.association == name && spec.scope.model == nullptr;
    });
    if (step == specs->end()) step = specs->insert(step, {std::string(name), {}, {}});
    if (dot == std::string_view::npos) return;
    path.remove_prefix(dot + 1);
    specs = &step->nested;
  }
}

void RelationBase::add_annotation(std::string_view text) {
  if (!options_.annotation.empty()) options_.annotation += "*/ /*";
  options_.annotation += detail::comment_text(text);
}

void RelationBase::load_only(std::vector<std::string> names) {
  if (query_.only) names.insert(names.begin(), query_.only->begin(), query_.only->end());
  query_.only = std::make_shared<const std::vector<std::string>>(std::move(names));
}

PreloadSpec RelationBase::preload_of(std::string_view association) const {
  if (ends_) {
    throw QueryError(fmt::format(
        "a preload of {} takes no cursor, for each owner has a place of its own: ask one owner's association",
        association));
  }
  if (query_.composition) {
    throw QueryError(
        fmt::format("a preload of {} takes conditions, orders and limits, and this relation has several sources: say "
                    "what it asks of them by conditions, as some() and matches()",
                    association));
  }
  const bool windows = std::any_of(query_.order.begin(), query_.order.end(),
                                   [](const OrderTerm& term) { return ast::has_window(term.expr); });
  if (windows || !query_.distinct_on.empty() || query_.lock || query_.hint || query_.only) {
    const std::string_view part = query_.lock   ? "lock()"
                                  : query_.hint ? "hint()"
                                  : query_.only ? "only()"
                                  : windows     ? "order by window functions"
                                                : "distinct_on()";
    throw QueryError(
        fmt::format("a preload of {} takes conditions, orders and limits, no {}: ask for these records in a query of "
                    "their own",
                    association, part));
  }
  return {std::string(association), bound_query(), options_.preloads};
}

std::shared_ptr<DatabaseCore> RelationBase::resolve_database() const {
  return rowan::resolve_database(model_(), database_);
}

void RelationBase::stay_where_asked() {
  if (!gives_nothing()) database_ = resolve_database();
}

void RelationBase::set_timeout(std::chrono::milliseconds limit) { options_.timeout = checked_time_limit(limit); }

void RelationBase::set_limit(std::int64_t count) {
  if (count < 0) throw QueryError(fmt::format("limit({}) makes no sense: give zero or more", count));
  query_.limit = static_cast<std::uint64_t>(count);
}

void RelationBase::set_offset(std::int64_t count) {
  if (count < 0) throw QueryError(fmt::format("offset({}) makes no sense: give zero or more", count));
  query_.offset = static_cast<std::uint64_t>(count);
}

SelectQuery RelationBase::shown_query() const {
  SelectQuery query = inner_query();
  if (query.outputs.empty()) query.only = query_.only;
  return query;
}

std::string RelationBase::to_sql() const { return resolve_database()->compiler().select(shown_query()).sql; }

std::uint64_t RelationBase::count_rows() const {
  if (gives_nothing()) return 0;
  return run_read(*resolve_database(), bound_query(), options_, count_question, [](Statement& statement, Execution&) {
    std::int64_t number = 0;
    if (statement.step()) statement.read(0, number);
    return static_cast<std::uint64_t>(number);
  });
}

std::uint64_t RelationBase::estimate_rows() const {
  const ModelInfo& model = model_();
  if (owned_ || ends_ || query_.composition || query_.limit || query_.offset || query_.distinct ||
      !query_.where.always_true()) {
    throw QueryError(fmt::format(
        "estimated_count() of {} is about all rows of its table, and this relation is of some: count() them",
        model.name));
  }
  const auto database = resolve_database();
  if (model.base == nullptr) {
    const Lease connection = database->acquire(Intent::read);
    const CompiledSql question = connection->dialect().row_estimate(model.schema, model.table);
    const std::int64_t rows =
        question.sql.empty() ? 0 : select_integer(*connection, question, model.name, "estimate", options_.tag);
    if (rows > 0) return static_cast<std::uint64_t>(rows);
  }
  RelationBase all(*this);
  all.options_.unscoped = true;
  return all.count_rows();
}

bool RelationBase::any_row() const {
  if (gives_nothing()) return false;
  SelectQuery query = bound_query();
  query.order.clear();
  query.limit = 1;
  return run_read(*resolve_database(), query, options_, exists_question,
                  [](Statement& statement, Execution&) { return statement.step(); });
}

std::string detail::in_one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }, ' ');
  return line;
}

}  // namespace rowan
