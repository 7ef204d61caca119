// Running a relation.
#include "rowan/model/relation_base.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "association/counted_writes.hpp"
#include "connection/open_transaction.hpp"
#include "model/load/fetch.hpp"
#include "model/load/fit_check.hpp"
#include "model/load/hydrate.hpp"
#include "model/load/key_condition.hpp"
#include "model/load/key_set.hpp"
#include "model/load/one_order.hpp"
#include "model/load/record_statements.hpp"
#include "model/load/run_query.hpp"
#include "model/load/uuid_spelling.hpp"
#include "model/record/resolve.hpp"
#include "model/record/tell_change.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/query/default_condition.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

ErrorDetails about(const ModelInfo& model) {
  ErrorDetails details;
  details.table = model.table;
  return details;
}

std::vector<OrderTerm> by_primary_key(const ModelInfo& model) {
  std::vector<OrderTerm> terms;
  for (const AttributeInfo* part : model.primary_key) terms.push_back({ast::column(part->name)});
  return terms;
}

// Calls `use` with the database of a query that names none. A transaction keeps its own, which spares counting.
template <class Use>
bool in_database(const ModelInfo& model, const Use& use) {
  OpenTransaction* open = model.database_name.empty() ? OpenTransaction::innermost() : nullptr;
  if (open != nullptr) return use(open->kept_database(), open);
  const std::shared_ptr<DatabaseCore> database = rowan::resolve_database(model, nullptr);
  return use(database, database->transaction());
}

const LoadOptions& plain_load() {
  static const LoadOptions options;
  return options;
}

// `author` names the column that the association owns.
const AttributeInfo& attribute_or_foreign_key(const ModelInfo& model, std::string_view name) {
  const AssociationInfo* association = model.find_association(name);
  if (association != nullptr && association->refers() && association->own_columns().size() == 1)
    return *association->foreign_key[0];
  return model.attribute(name);
}

}  // namespace

SelectQuery RelationBase::own_query() const {
  SelectQuery query = query_;
  query.model = &model_();
  if (owned_) {
    // Outside of what or_where() widens.
    query.where = owned_->condition && query.where;
    if (query.order.empty() && query.group.empty()) query.order = owned_->order;
  }
  return query;
}

SelectQuery RelationBase::bound_query() const {
  SelectQuery query = own_query();
  if (ends_) keep_between_cursors(query);
  if (!options_.unscoped) add_default_conditions(query);
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
  if (!query_.distinct_on.empty() || query_.lock) {
    throw QueryError(
        fmt::format("a preload of {} takes conditions, orders and limits, no {}: ask for these records in a query of "
                    "their own",
                    association, query_.lock ? "lock()" : "distinct_on()"));
  }
  return {std::string(association), bound_query(), options_.preloads};
}

std::shared_ptr<DatabaseCore> RelationBase::resolve_database() const {
  return rowan::resolve_database(model_(), database_);
}

void RelationBase::set_limit(std::int64_t count) {
  if (count < 0) throw QueryError(fmt::format("limit({}) makes no sense: give zero or more", count));
  query_.limit = static_cast<std::uint64_t>(count);
}

void RelationBase::set_offset(std::int64_t count) {
  if (count < 0) throw QueryError(fmt::format("offset({}) makes no sense: give zero or more", count));
  query_.offset = static_cast<std::uint64_t>(count);
}

std::string RelationBase::to_sql() const { return resolve_database()->compiler().select(inner_query()).sql; }

RecordSet RelationBase::load_records() const {
  if (gives_nothing()) return {};
  return run_select(bound_query(), options_, resolve_database());
}

std::shared_ptr<const RecordSet> RelationBase::run() const { return std::make_shared<const RecordSet>(load_records()); }

RecordSet RelationBase::load_at_most(std::size_t count) const {
  SelectQuery query = bound_query();
  query.limit = std::min<std::uint64_t>(count, query.limit.value_or(count));
  if (gives_nothing() || query.limit == 0U) return {};
  return run_select(query, options_, resolve_database());
}

SelectQuery RelationBase::query_of_end(std::size_t count, bool from_end) const {
  SelectQuery query = bound_query();
  if (query.order.empty()) {
    query.order = by_primary_key(*query.model);
    // Its order begins with what it is distinct on.
    std::vector<OrderTerm> first;
    for (const Expr& value : query.distinct_on) first.push_back({value});
    if (!query.order.empty()) query.order.insert(query.order.begin(), first.begin(), first.end());
  }
  if (query.order.empty()) {
    throw QueryError(fmt::format(
        "{0} has no primary key, so its rows have no first and no last: say by what with order(…)", query.model->name));
  }
  if (from_end && (query.limit || query.offset || !query.distinct_on.empty())) {
    // The end of a portion: where it is, only counting tells.
    const std::uint64_t total = count_rows();
    count = std::min<std::uint64_t>(count, total);
    query.offset = query.offset.value_or(0) + total - count;
  } else if (from_end) {
    turn(query.order);
  }
  query.limit = std::min<std::uint64_t>(count, query.limit.value_or(count));
  return query;
}

RecordSet RelationBase::load_first(std::size_t count) const {
  const SelectQuery query = query_of_end(count, false);
  if (gives_nothing() || query.limit == 0U) return {};
  return run_select(query, options_, resolve_database());
}

RecordSet RelationBase::load_last() const {
  const SelectQuery query = query_of_end(1, true);
  if (gives_nothing() || query.limit == 0U) return {};
  return run_select(query, options_, resolve_database());
}

bool RelationBase::load_end(bool from_end, ModelBase& into, void* object) const {
  const SelectQuery query = query_of_end(1, from_end);
  return !gives_nothing() && query.limit != 0U && run_select_one(query, options_, resolve_database(), into, object);
}

bool RelationBase::load_any(ModelBase& into, void* object) const {
  SelectQuery query = bound_query();
  query.limit = std::min<std::uint64_t>(1, query.limit.value_or(1));
  return !gives_nothing() && query.limit != 0U && run_select_one(query, options_, resolve_database(), into, object);
}

bool RelationBase::load_by_key(std::span<const Value> parts, ModelBase& record, void* object) const {
  const ModelInfo& model = model_();
  const auto database = resolve_database();
  const Key key = key_of(model, parts);
  if (owned_ && owned_->none) return false;
  const bool plain = !owned_ && (options_.unscoped || default_condition(model).always_true()) &&
                     query_.where.always_true() && options_.preloads.empty() && !query_.limit && !query_.offset &&
                     !query_.composition && !ends_;
  if (query_.lock) require_transaction_for_lock(bound_query(), *database);
  if (plain) {
    return fetch_into(model, key, *database, options_, record, object, query_.lock ? &*query_.lock : nullptr);
  }
  SelectQuery query = bound_query();
  query.where = query.where && key_equals(model, parts);
  return run_select_one(query, options_, database, record, object);
}

void RelationBase::not_found() const {
  const ModelInfo& model = model_();
  throw RecordNotFound(fmt::format("no {} matches: the query found no row in {}", model.name, model.table),
                       about(model));
}

[[gnu::hot]] bool detail::load_by_key(const ModelInfo& model, std::span<const Value> key, ModelBase& into,
                                      void* object) {
  if (const Expr shown = default_condition(model); !shown.always_true()) [[unlikely]] {
    SelectQuery query;
    query.model = &model;
    query.where = shown && key_equals(model, key);
    static_cast<void>(key_of(model, key));  // refuses a wrong number of parts
    return run_select_one(query, plain_load(), rowan::resolve_database(model, nullptr), into, object);
  }
  return in_database(model, [&](const std::shared_ptr<DatabaseCore>& database, TransactionState* open) {
    return fetch_into(model, key_of(model, key), {*database, open}, plain_load(), into, object);
  });
}

[[gnu::hot]] bool detail::load_by(const ModelInfo& model, const Expr& condition, ModelBase& into, void* object) {
  return in_database(model, [&](const std::shared_ptr<DatabaseCore>& database, TransactionState* open) {
    if (default_condition(model).always_true()) {
      if (const std::optional<bool> found = run_comparison(model, condition, {*database, open}, into, object))
        return *found;
    }
    SelectQuery query;
    query.model = &model;
    query.where = condition;
    add_default_conditions(query);
    query.limit = 1;
    return run_select_one(query, plain_load(), database, into, object);
  });
}

void detail::key_not_found(const ModelInfo& model, std::span<const Value> key) {
  std::string parts;
  for (const Value& part : key) parts += (parts.empty() ? "" : ", ") + part.to_string();
  throw RecordNotFound(
      fmt::format("no {} with key {} in {}: use find_if() where it may be missing", model.name, parts, model.table),
      about(model));
}

void RelationBase::not_unique() const {
  const ModelInfo& model = model_();
  throw NotUnique(fmt::format("more than one {} matches where sole() expects one", model.name), about(model));
}

std::uint64_t RelationBase::count_rows() const {
  if (gives_nothing()) return 0;
  return run_read(*resolve_database(), bound_query(), options_, count_question, [](Statement& statement, Execution&) {
    std::int64_t number = 0;
    if (statement.step()) statement.read(0, number);
    return static_cast<std::uint64_t>(number);
  });
}

bool RelationBase::any_row() const {
  if (gives_nothing()) return false;
  SelectQuery query = bound_query();
  query.order.clear();
  query.limit = 1;
  return run_read(*resolve_database(), query, options_, exists_question,
                  [](Statement& statement, Execution&) { return statement.step(); });
}

namespace {

void require_fit(const ModelInfo& model, const std::vector<Assignment>& sets, Connection& connection) {
  const TableFacts& facts = RecordStatements::of(connection, model).facts();
  if (facts.limits.empty()) return;
  for (const Assignment& set : sets) {
    if (!set.computed.always_true()) continue;
    // What is taken from an unsigned number is no value of its own.
    const bool by_less = set.increment && increment_kind(*set.attribute, set.value) != set.attribute->type.kind;
    if (!by_less) facts.require_fit(model, *set.attribute, bind_value(model, *set.attribute, set.value));
  }
}

// Which of them it refused, a database does not say.
std::uint64_t run_update(Connection& connection, const ModelInfo& model, const std::vector<Assignment>& sets,
                         const CompiledSql& sql, std::string_view tag) {
  try {
    return run_sql(connection, sql, model.name, "update_all", tag);
  } catch (const InvalidValue& error) {
    std::string names;
    for (const Assignment& set : sets)
      names += fmt::format("{}{}.{}", names.empty() ? "" : " or ", model.name, set.attribute->name);
    throw InvalidValue(fmt::format("update_all of {}: {}", names, error.what()), error.details());
  }
}

}  // namespace

std::uint64_t RelationBase::update_rows(std::span<const AttributeAssignment> assignments) const {
  const SelectQuery query = changed_rows();
  require_condition("update_all");
  if (gives_nothing()) return 0;
  std::vector<Assignment> sets;
  for (const AttributeAssignment& assignment : assignments) {
    const AttributeInfo& attribute = attribute_or_foreign_key(*query.model, assignment.attribute);
    for (const Assignment& other : sets) {
      if (other.attribute->column != attribute.column) continue;
      throw QueryError(fmt::format("update_all of {} sets {} twice: leave one out", query.model->name, attribute.name));
    }
    const Expr computed =
        options_.unscoped ? assignment.computed : with_default_conditions(*query.model, assignment.computed);
    sets.push_back({&attribute, assignment.value, assignment.increment, computed});
  }
  const auto database = resolve_database();
  return tell_bulk_write(*query.model, Operation::update_all, *database, [&] {
    if (query.model->counts_owners && moves_owners(*query.model, sets))
      return update_counted(query, sets, *database, options_.tag);
    Lease connection = database->acquire();
    const TimeLimit limit(*connection, options_.timeout);
    require_fit(*query.model, sets, *connection);
    const CompiledSql sql = connection->compiler().update_all(query, sets);
    const std::uint64_t rows = run_update(*connection, *query.model, sets, sql, options_.tag);
    if (rows == 0 && has_uuid(sql.kinds)) require_usual_spelling(*connection, query);
    return rows;
  });
}

namespace {

Value stamp_of(const AttributeInfo& attribute, Instant time, const TableFacts& facts) {
  const ColumnLimit* limit = facts.limit_of(attribute);
  if (limit != nullptr) time = kept_part(time, *limit);
  return attribute.type.kind == TypeKind::instant ? Value(time) : Value(LocalDateTime(time.time_since_epoch()));
}

}  // namespace

std::uint64_t RelationBase::touch_rows(std::span<const std::string_view> more) const {
  const ModelInfo& model = model_();
  std::vector<const AttributeInfo*> stamped;
  if (model.updated_at != nullptr) stamped.push_back(model.updated_at);
  for (const std::string_view name : more) {
    const AttributeInfo& attribute = model.attribute(name);
    const TypeKind kind = attribute.type.kind;
    if (kind != TypeKind::instant && kind != TypeKind::local_date_time)
      throw QueryError(fmt::format("touch_all() sets times, and {}.{} is {}", model.name, name, to_string(kind)));
    if (std::find(stamped.begin(), stamped.end(), &attribute) == stamped.end()) stamped.push_back(&attribute);
  }
  if (stamped.empty())
    throw QueryError(fmt::format("{} has no updated_at: name the times that touch_all({{…}}) is to set", model.name));
  std::vector<AttributeAssignment> sets;
  {
    const auto database = resolve_database();
    const Lease connection = database->acquire();
    const TableFacts& facts = RecordStatements::of(*connection, model).facts();
    const Instant time = now();
    for (const AttributeInfo* attribute : stamped) sets.push_back({attribute->name, stamp_of(*attribute, time, facts)});
  }
  if (model.lock_version != nullptr) sets.push_back({model.lock_version->name, Value(1), true});
  return update_rows(sets);
}

std::uint64_t RelationBase::delete_rows() const {
  require_condition("delete_all");
  if (gives_nothing()) return 0;
  const auto database = resolve_database();
  return tell_bulk_write(model_(), Operation::delete_all, *database, [&] {
    if (model_().counts_owners) return delete_counted(changed_rows(), *database, options_.tag);
    Lease connection = database->acquire();
    const TimeLimit limit(*connection, options_.timeout);
    const SelectQuery query = changed_rows();
    const CompiledSql sql = connection->compiler().delete_all(query);
    const std::uint64_t rows = run_sql(*connection, sql, model_().name, "delete_all", options_.tag);
    if (rows == 0 && has_uuid(sql.kinds)) require_usual_spelling(*connection, query);
    return rows;
  });
}

// Those of several sources by their keys.
SelectQuery RelationBase::changed_rows() const {
  SelectQuery query = bound_query();
  if (!query.composition) return query;
  if (query.model->primary_key.size() != 1)
    return query.distinct && (query.limit || query.offset) ? standing_on(std::move(query)) : query;
  const bool portion = query.limit || query.offset || !query.distinct_on.empty();
  if (!portion) query.order.clear();
  const Expr key = ast::column(query.model->primary_key.front()->name);
  if (query.distinct && portion) query = standing_on(std::move(query));
  query.outputs = {key};
  query.distinct = false;
  SelectQuery by_key;
  by_key.model = query.model;
  by_key.where = ast::in_query(key, std::move(query), false);
  return by_key;
}

namespace {

// Whether it may leave rows of its table out.
bool narrows(const SelectQuery& query) {
  bool narrow = !query.where.always_true() || query.limit || query.offset;
  if (!query.composition) return narrow;
  if (query.composition->source) narrow = narrow || narrows(*query.composition->source);
  for (const SetTerm& other : query.composition->others) {
    const bool more = other.operation == SetOperation::union_distinct || other.operation == SetOperation::union_all;
    narrow = more ? narrow && narrows(*other.query) : true;
  }
  return narrow;
}

}  // namespace

void RelationBase::require_condition(std::string_view operation) const {
  if (everything_ || owned_ || ends_ || narrows(query_)) return;
  throw QueryError(fmt::format("{} on {} has no condition: add where(…), or say everything() if every row is meant",
                               operation, model_().name));
}

void RelationBase::require_no_condition(std::string_view operation) const {
  if (!owned_ && !narrows(query_) && !query_.composition) return;
  throw QueryError(
      fmt::format("{0} of {1} has conditions, which a new {1} need not meet: name what it is found by in "
                  "{0}(…) only, or ask the association, as in author.books.{0}(…)",
                  operation, model_().name));
}

void RelationBase::each_batch(std::size_t size, const std::function<bool(RecordSet&&)>& visit) const {
  SelectQuery query = bound_query();
  const ModelInfo& model = *query.model;
  if (!query.distinct_on.empty())
    throw QueryError(
        fmt::format("streaming {} goes in key order, and distinct_on(…) needs its own: load() it", model.name));
  if (!query_.order.empty())
    throw QueryError(fmt::format("streaming {} goes in key order: take order(…) away, or load() it", model.name));
  if (size == 0) throw QueryError("a batch size of 0 would never end: give one or more");
  if (query.offset) throw QueryError("streaming can't skip rows: take offset(…) away");
  require_each_once(query, "streamed");
  query.order = by_primary_key(model);
  if (query.order.empty()) {
    throw QueryError(
        fmt::format("{} has no primary key, by which streaming goes from batch to batch: load() it, or in "
                    "portions with order(…).limit(…).offset(…)",
                    model.name));
  }
  const Expr condition = query.where;
  std::uint64_t left = gives_nothing() ? 0 : query.limit.value_or(~std::uint64_t{0});
  const auto database = resolve_database();
  for (const AttributeInfo* part : model.primary_key) {
    if (left > 0) require_one_order(model, *part, *database);
  }
  while (left > 0) {
    query.limit = std::min<std::uint64_t>(size, left);
    RecordSet set = run_select(query, options_, database);
    const std::size_t count = set.size();
    if (count == 0) return;
    const std::vector<Value> last = key_parts(slot_key(*set.slot(count - 1)), model.primary_key);
    left -= count;
    const bool ended = count < *query.limit;
    if (!visit(std::move(set)) || ended) return;
    query.where = condition && beyond(key_set(query), last, false, false);
  }
}

std::string detail::in_one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }, ' ');
  return line;
}

}  // namespace rowan
