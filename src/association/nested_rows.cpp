#include "association/nested_rows.hpp"

#include <algorithm>

#include "association/unlink.hpp"
#include "model/load/key_condition.hpp"
#include "model/record/key.hpp"
#include "query/association_path.hpp"
#include "reflect/full_name.hpp"
#include "rowan/model/find_or_create.hpp"
#include "rowan/query/ast.hpp"

namespace rowan::nested {
namespace {

// Two at most, to see whether it is one.
AnyRelation limited(const AnyRelation& among, const Task& task, std::size_t which = 0) {
  std::vector<AttributeAssignment> values;
  for (const auto& [name, value] : task.step.where.at(which)) values.push_back({name, value});
  return among.where(at(task.step.path, [&] { return detail::has_each(among.model(), values); })).limit(2);
}

AnyRecords only(AnyRecords found, const Task& task) {
  if (found.size() < 2) return found;
  throw NotUnique(
      fmt::format("{}: more than one {} has these values: name its key", task.step.path, found[0].model_info().name));
}

Expr is_row(const Slot& slot) {
  const ModelInfo& model = slot.block->model();
  return key_equals(model, key_parts(slot_key(slot), model.primary_key));
}

// What the row is when nobody else can change it any more decides what may be done to it. Locked by its key: looking
// for it with locks would on MariaDB keep others from inserting next to it.
AnyRecords locked(const AnyRelation& rows, const AnyRecords& found) {
  return found.empty() ? AnyRecords() : rows.where(is_row(*found[0].slot())).lock().load();
}

std::string path_of(const Task& task, std::size_t which) {
  return task.step.where.size() < 2 ? task.step.path : fmt::format("{}[{}]", task.step.path, which);
}

bool is_own(const AssociationInfo& association, const AttributeInfo& part) {
  const auto own = own_parts(association);
  return std::find(own.begin(), own.end(), &part) != own.end();
}

Expr is_null(const AttributeInfo& attribute) { return ast::compare(attribute.name, CompareOp::equal, Value()); }

// What nobody has, nor, by a column that is shared, belongs elsewhere.
Expr is_loose(const Task& task) {
  Expr loose;
  for (const AttributeInfo* part : own_parts(task.association)) loose = loose && is_null(*part);
  for (std::size_t i = 0; i < task.association.foreign_key.size(); ++i) {
    const AttributeInfo& part = *task.association.foreign_key[i];
    if (is_own(task.association, part)) continue;
    const Value owners = task.owner.get(task.association.referenced_key[i]->name);
    loose = loose && (is_null(part) || ast::compare(part.name, CompareOp::equal, owners));
  }
  return loose;
}

bool lock_if(const AnyRelation& rows) { return !rows.limit(1).lock().load().empty(); }

}  // namespace

AnyRelation all_rows(const Task& task) { return AnyRelation(*task.association.target).on(handle(*task.database)); }

AnyRelation own_rows(const Task& task) {
  return AnyRelation::of(task.owner, task.association.name).on(handle(*task.database));
}

AnyRelation free_rows(const Task& task) {
  return all_rows(task).where(refers_to(task.association, *task.owner.slot()) || is_loose(task));
}

AnyRecords named_row(const Task& task, std::size_t which) {
  const AnyRelation rows = limited(all_rows(task), task, which);
  AnyRecords found = locked(rows, only(rows.load(), task));
  if (!found.empty()) return found;
  throw RecordNotFound(fmt::format("{}: no {} has these values", path_of(task, which), task.association.target->name));
}

AnyRecords named_row_if(const AnyRelation& among, const Task& task) {
  const AnyRelation rows = limited(among, task);
  return locked(rows, only(rows.load(), task));
}

AnyRecords newest_row_if(const AnyRelation& among, const Task& task) {
  return limited(among, task).lock(LockStrength::share).load();
}

AnyRecords target_if(const Task& task) {
  const AnyRelation targets = own_rows(task);
  if (task.step.where.empty() && !task.association.to_many())
    return locked(targets, targets.reorder(own_order(task.association)).limit(1).load());
  return named_row_if(targets, task);
}

AnyRecords target_of(const Task& task) {
  AnyRecords found = target_if(task);
  if (found.empty()) refuse_nobody(task);
  return found;
}

bool is_linked(const Task& task, const ModelBase& target) {
  if (!task.association.is_referred_to()) return is_target(task, target);
  return lock_referring(task.association, *task.owner.slot(), *target.slot(), *task.database);
}

bool is_target(const Task& task, const ModelBase& target) {
  if (task.association.is_referred_to())
    return lock_target(task.association, *task.owner.slot(), *target.slot(), *task.database);
  return own_rows(task).where(is_row(*target.slot())).exists();
}

void require_free(const Task& task, const ModelBase& target) {
  if (lock_if(all_rows(task).where(is_row(*target.slot()) && is_loose(task)))) return;
  refuse_another_owners(task);
}

void require_vacant(const Task& task) {
  if (task.association.to_many()) return;
  // A row that is not there can't be locked: the owner's is, as is done by foreign keys.
  const Slot& owner = *task.owner.slot();
  const AnyRelation owners = AnyRelation(task.owner.model_info()).on(handle(*owner.block->database));
  if (!lock_if(owners.where(is_row(owner))))
    throw StaleRecord(fmt::format("{}: the row of its {} is gone, or hidden by a default condition", task.step.path,
                                  task.owner.model_info().name));
  // Locked, so that it is the newest one where a transaction reads rows as they were.
  if (!lock_if(own_rows(task))) return;
  throw RecordNotSaved(
      fmt::format("{}: there is one already, and it would be lost: update, disconnect or delete it", task.step.path));
}

std::vector<const AttributeInfo*> parts_to_clear(const Task& task) {
  auto parts = own_parts(task.association);
  const bool all = std::all_of(parts.begin(), parts.end(), [](const AttributeInfo* part) { return part->nullable; });
  if (all && !parts.empty()) return parts;
  const auto columns = task.association.own_columns();
  throw RecordNotSaved(
      fmt::format("{}: {} can't be NULL, so nothing can be taken from {}: make the belongs_to "
                  "optional(), or delete the record that refers",
                  task.step.path, (parts.empty() ? columns : parts).front()->name, full_name(task.association)));
}

void refuse_nobody(const Task& task) {
  throw RecordNotFound(fmt::format("{}: no such {} among {}", task.step.path, task.association.target->name,
                                   full_name(task.association)));
}

void refuse_another_owners(const Task& task) {
  throw RecordNotFound(fmt::format("{}: this {} belongs to another {}, and is not taken from it", task.step.path,
                                   task.association.target->name, task.association.owner->name));
}

}  // namespace rowan::nested
