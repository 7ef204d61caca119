#include "association/unlink.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "association/counted_writes.hpp"
#include "model/load/run_sql.hpp"
#include "model/record/key.hpp"
#include "model/record/tell_change.hpp"
#include "query/standing_conditions.hpp"
#include "reflect/subclass.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

SelectQuery all_that_refer(const AssociationInfo& association, const Slot& owner) {
  SelectQuery query;
  query.model = association.target;
  query.where = refers_to(association, owner) && standing_condition(*association.target, Scoping::unscoped);
  return query;
}

SelectQuery targets_of(const AssociationInfo& association, const Slot& owner) {
  SelectQuery query;
  query.model = association.target;
  query.where = refers_to(association, owner) && condition_on_targets(association, Scoping::unscoped);
  return query;
}

[[noreturn]] void cant_be_set_free(const AssociationInfo& association, const AttributeInfo& part) {
  throw MappingError(fmt::format(
      "{}.{} can't be NULL, so no {} can be taken from {}.{}: make the belongs_to optional(), or declare "
      "dependent(destroy) or dependent(delete_all)",
      association.target->name, part.name, association.target->name, association.owner->name, association.name));
}

}  // namespace

Expr refers_to(const AssociationInfo& association, const Slot& owner) {
  return refers_to(association, key_parts(slot_key(owner), association.referenced_key));
}

Expr refers_to(const AssociationInfo& association, std::span<const Value> parts) {
  Expr condition;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    condition = condition && ast::compare(association.foreign_key[i]->name, CompareOp::equal, parts[i]);
  }
  if (association.type != nullptr)
    condition = condition && ast::compare(association.type->name, CompareOp::equal, Value(association.type_text));
  return condition;
}

const AssociationInfo* reference_behind(const AssociationInfo& association) {
  if (association.refers()) return &association.declared();
  if (association.inverse != nullptr) return association.inverse;
  const auto& all = association.target->associations;
  const auto found = std::find_if(all.begin(), all.end(), [&](const AssociationInfo& each) {
    return each.refers() && each.foreign_key == association.foreign_key &&
           detail::leads_to_kin(each, *association.owner);
  });
  return found == all.end() ? nullptr : &*found;
}

std::vector<const AttributeInfo*> own_parts(const AssociationInfo& association) {
  const AssociationInfo* reference = reference_behind(association);
  std::vector<const AttributeInfo*> parts;
  for (const AttributeInfo* part : association.own_columns()) {
    if (reference == nullptr || part->association == reference) parts.push_back(part);
  }
  return parts;
}

std::vector<const AttributeInfo*> parts_set_free(const AssociationInfo& association) {
  std::vector<const AttributeInfo*> parts = own_parts(association);
  for (const AttributeInfo* part : parts) {
    if (!part->nullable) cant_be_set_free(association, *part);
  }
  if (parts.empty()) cant_be_set_free(association, *association.foreign_key.front());
  return parts;
}

namespace {

bool lock_row(SelectQuery query, const Slot& target, DatabaseCore& database) {
  query.lock = RowLock();
  const auto& key = query.model->primary_key;
  const std::vector<Value> parts = key_parts(slot_key(target), key);
  for (std::size_t i = 0; i < parts.size(); ++i)
    query.where = query.where && ast::compare(key[i]->name, CompareOp::equal, parts[i]);
  Lease connection = database.acquire();
  return any_row(*connection, connection->compiler().select(query), query.model->name, "find owner of");
}

}  // namespace

bool lock_target(const AssociationInfo& association, const Slot& owner, const Slot& target, DatabaseCore& database) {
  return lock_row(targets_of(association, owner), target, database);
}

bool lock_referring(const AssociationInfo& association, const Slot& owner, const Slot& target, DatabaseCore& database) {
  return lock_row(all_that_refer(association, owner), target, database);
}

void delete_targets(const AssociationInfo& association, const Slot& owner, DatabaseCore& database) {
  const ModelInfo& target = *association.target;
  const WriteRows remove = [&](const SelectQuery& rows, Connection& connection) {
    return run_sql(connection, connection.compiler().delete_all(rows), target.name, "delete dependents");
  };
  tell_bulk_write(target, Operation::delete_all, database, [&] {
    const SelectQuery targets = targets_of(association, owner);
    return target.counts_owners ? delete_counted(targets, database, remove) : remove(targets, *database.acquire());
  });
}

void nullify_targets(const AssociationInfo& association, const Slot& owner, DatabaseCore& database) {
  const ModelInfo& target = *association.target;
  std::vector<Assignment> assignments;
  for (const AttributeInfo* part : parts_set_free(association)) assignments.push_back({part, Value(), false});
  const WriteRows nullify = [&](const SelectQuery& rows, Connection& connection) {
    return run_sql(connection, connection.compiler().update_all(rows, assignments), target.name, "nullify dependents");
  };
  tell_bulk_write(target, Operation::update_all, database, [&] {
    const SelectQuery targets = targets_of(association, owner);
    return target.counts_owners ? update_counted(targets, assignments, database, nullify)
                                : nullify(targets, *database.acquire());
  });
}

}  // namespace rowan
