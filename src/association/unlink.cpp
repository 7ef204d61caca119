#include "association/unlink.hpp"

#include <fmt/format.h>

#include "model/key.hpp"
#include "model/run_sql.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/sql/compiler.hpp"

namespace rowan {
namespace {

SelectQuery targets_of(const AssociationInfo& association, const Slot& owner) {
  SelectQuery query;
  query.model = association.target;
  query.where = refers_to(association, owner);
  return query;
}

}  // namespace

Expr refers_to(const AssociationInfo& association, const Slot& owner) {
  const std::vector<Value> parts = key_parts(slot_key(owner), association.referenced_key);
  Expr condition;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    condition = condition && ast::compare(association.foreign_key[i]->name, CompareOp::equal, parts[i]);
  }
  return condition;
}

void delete_targets(const AssociationInfo& association, const Slot& owner, DatabaseCore& database) {
  Lease connection = database.acquire();
  run_sql(*connection, compile_delete_all(connection->dialect(), targets_of(association, owner)),
          association.target->name, "delete dependents");
}

void nullify_targets(const AssociationInfo& association, const Slot& owner, DatabaseCore& database) {
  std::vector<Assignment> assignments;
  for (const AttributeInfo* part : association.foreign_key) {
    if (!part->nullable) {
      throw MappingError(
          fmt::format("{}.{} can't be NULL, so {}.{} can't be set free: make the belongs_to optional(), or choose "
                      "another dependent",
                      association.target->name, part->name, association.owner->name, association.name));
    }
    assignments.push_back({part, Value(), false});
  }
  Lease connection = database.acquire();
  run_sql(*connection, compile_update_all(connection->dialect(), targets_of(association, owner), assignments),
          association.target->name, "nullify dependents");
}

}  // namespace rowan
