// Changing the rows of a relation by one statement.
#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "association/counted_writes.hpp"
#include "connection/statement_comments.hpp"
#include "model/load/fit_check.hpp"
#include "model/load/record_statements.hpp"
#include "model/load/run_query.hpp"
#include "model/load/uuid_spelling.hpp"
#include "model/record/tell_change.hpp"
#include "model/write/sums.hpp"
#include "model/write/unvalidated.hpp"
#include "query/standing_conditions.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

// `author` names the column that the association owns.
const AttributeInfo& attribute_or_foreign_key(const ModelInfo& model, std::string_view name) {
  const AssociationInfo* association = model.find_association(name);
  if (association != nullptr && association->refers() && association->own_columns().size() == 1)
    return *association->foreign_key[0];
  return model.attribute(name);
}

std::uint64_t write_in_time(const SelectQuery& which, DatabaseCore& database, const WriteRows& write,
                            std::chrono::milliseconds timeout) {
  const Lease connection = database.acquire();
  const TimeLimit limit(*connection, timeout);
  return write(which, *connection);
}

// Of what wrote nothing.
void require_usual_spelling(const SelectQuery& query, DatabaseCore& database) {
  const Lease connection = database.acquire();
  if (has_uuid(connection->compiler().delete_all(query).kinds)) require_usual_spelling(*connection, query);
}

Assignment* set_before(std::vector<Assignment>& sets, const AttributeInfo& attribute) {
  const auto same = [&](const Assignment& other) { return other.attribute->column == attribute.column; };
  const auto found = std::find_if(sets.begin(), sets.end(), same);
  return found == sets.end() ? nullptr : &*found;
}

}  // namespace

std::uint64_t RelationBase::update_rows(std::span<const AttributeAssignment> assignments) const {
  const SelectQuery query = changed_rows();
  require_condition("update_all");
  if (gives_nothing()) return 0;
  std::vector<Assignment> sets;
  for (const AttributeAssignment& assignment : assignments) {
    const AttributeInfo& attribute = attribute_or_foreign_key(*query.model, assignment.attribute);
    const Expr computed = with_standing_conditions(*query.model, assignment.computed,
                                                   options_.unscoped ? Scoping::unscoped : Scoping::usual);
    if (Assignment* other = set_before(sets, attribute)) {
      if (assignment.change == nullptr || other->computed.always_true()) {
        throw QueryError(
            fmt::format("update_all of {} sets {} twice: leave one out", query.model->name, attribute.name));
      }
      other->computed = detail::changed_document(other->computed, *assignment.change);
      continue;
    }
    sets.push_back({&attribute, assignment.value, assignment.increment, computed});
  }
  const auto database = resolve_database();
  const WriteRows update = [&](const SelectQuery& rows, Connection& connection) {
    const CompiledSql sql = connection.compiler().update_all(rows, sets);
    return naming_refused(*rows.model, sets, "update_all",
                          [&] { return run_sql(connection, sql, rows.model->name, "update_all", options_.tag); });
  };
  return tell_bulk_write(*query.model, Operation::update_all, *database, [&] {
    require_fit(*database->acquire(), *query.model, sets);
    const bool counted = query.model->counts_owners && moves_owners(*query.model, sets);
    const std::uint64_t rows = noted(options_.annotation, [&] {
      return counted ? update_counted(query, sets, *database, update, options_.timeout)
                     : write_in_time(query, *database, update, options_.timeout);
    });
    if (rows == 0) require_usual_spelling(query, *database);
    return rows;
  });
}

std::uint64_t RelationBase::touch_rows(std::span<const std::string_view> more) const {
  const ModelInfo& model = model_();
  std::vector<const AttributeInfo*> stamped;
  if (model.updated_at != nullptr) stamped.push_back(model.updated_at);
  for (const std::string_view name : more) {
    const AttributeInfo& attribute = model.attribute(name);
    const TypeKind kind = attribute.type.kind;
    if (attribute.ops->unit == 0 && kind != TypeKind::instant && kind != TypeKind::local_date_time)
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
    for (const AttributeInfo* attribute : stamped) sets.push_back({attribute->name, facts.stamp_of(*attribute, time)});
  }
  if (model.lock_version != nullptr) sets.push_back({model.lock_version->name, Value(1), true});
  return update_rows(sets);
}

std::uint64_t RelationBase::delete_rows() const {
  require_condition("delete_all");
  if (gives_nothing()) return 0;
  const auto database = resolve_database();
  const WriteRows remove = [&](const SelectQuery& rows, Connection& connection) {
    return run_sql(connection, connection.compiler().delete_all(rows), rows.model->name, "delete_all", options_.tag);
  };
  return tell_bulk_write(model_(), Operation::delete_all, *database, [&] {
    const SelectQuery query = changed_rows();
    const std::uint64_t rows = noted(options_.annotation, [&] {
      return model_().counts_owners ? delete_counted(query, *database, remove, options_.timeout)
                                    : write_in_time(query, *database, remove, options_.timeout);
    });
    if (rows == 0) require_usual_spelling(query, *database);
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
  for (const CommonTable& table : query.composition->with)
    narrow = narrow || (table.name == query.composition->common && narrows(*table.query));
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

}  // namespace rowan
