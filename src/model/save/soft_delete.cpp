#include "rowan/model/soft_delete.hpp"

#include <fmt/format.h>

#include <memory>
#include <set>

#include "association/handle_at.hpp"
#include "association/kinds/shared.hpp"
#include "core/deleted_shown.hpp"
#include "model/load/key_condition.hpp"
#include "model/load/record_statements.hpp"
#include "model/load/run_query.hpp"
#include "model/record/anchor.hpp"
#include "model/record/key.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/members.hpp"
#include "model/record/partial.hpp"
#include "model/record/resolve.hpp"
#include "model/save/graph.hpp"
#include "model/save/soft_delete.hpp"
#include "model/write/writer.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/any_relation.hpp"
#include "rowan/query/attr.hpp"
#include "rowan/query/default_condition.hpp"

namespace rowan {
namespace {

void require_softness(const ModelInfo& model, std::string_view operation) {
  if (model.deleted_at == nullptr)
    throw QueryError(fmt::format("can't {} a {}: it is not deleted softly; list rowan::SoftDelete among its bases",
                                 operation, model.name));
}

Value stamp_of(const ModelBase& record) {
  const AttributeInfo& attribute = *record.model_info().deleted_at;
  return attribute.ops->get(member_of(record.object(), attribute));
}

/// Sets the time-stamp in the record and its row. Where that fails, the record is as it was: the next save must not
/// send what was not done, and a repeated block must do it.
void send_stamp(ModelBase& record, const Value& time, DatabaseCore& database) {
  const AttributeInfo* const column = record.model_info().deleted_at;
  void* const member = member_of(record.object(), *column);
  const Value before = stamp_of(record);
  const Anchor anchor(record);
  try {
    column->ops->set(member, time);
    RecordStatements::of(*database.acquire(), record.model_info()).facts().cut_stamp(column, record.object());
    update_columns_of(record, {&column, 1}, database);
  } catch (...) {
    if (anchor.in_place()) column->ops->set(member, before);
    throw;
  }
}

void restore_dependents(const ModelInfo& model, ModelBase& record, Instant time);

Instant instant_of(const Value& stamp) {
  const auto* reading = std::get_if<LocalDateTime>(&stamp.storage());
  return reading == nullptr ? stamp.as_instant() : Instant(reading->time_since_epoch());
}

// Cut to what each column keeps of those that go with a record of the model.
void cut_to_all(const ModelInfo& model, Instant& time, DatabaseCore& database, std::set<const ModelInfo*>& seen) {
  if (model.deleted_at == nullptr || !seen.insert(&model).second) return;
  const Value kept = RecordStatements::of(*database.acquire(), model).facts().stamp_of(*model.deleted_at, time);
  time = instant_of(kept);
  for (const AssociationInfo& association : model.associations) {
    if (association.dependent != Dependent::destroy) continue;
    const AssociationInfo& resolved = association.resolved();
    if (resolved.branches.empty()) cut_to_all(*resolved.target, time, database, seen);
    for (const auto& branch : resolved.branches) cut_to_all(*branch->target, time, database, seen);
  }
}

// Those deleted at that time, which is that of one destroy().
void restore_row(ModelBase& record, Instant time, DatabaseCore& database) {
  const Anchor anchor(record);
  send_stamp(record, Value(), database);
  anchor.require_in_place("restore");
  restore_dependents(record.model_info(), record, time);
}

void restore_dependents(const ModelInfo& model, ModelBase& record, Instant time) {
  for (const AssociationInfo& declared : model.associations) {
    if (declared.dependent != Dependent::destroy) continue;
    const AssociationInfo* known = &declared.resolved();
    if (known->refers()) known = branch_at(*known, belongs_to_at(record.object(), *known));
    if (known == nullptr || known->target->deleted_at == nullptr) continue;
    const ModelInfo& target = *known->target;
    const auto deleted = AnyRelation::of(record, declared.name)
                             .where(attr(target.deleted_at->name) == stamp_value(*target.deleted_at, time));
    for (ModelBase& dependent : deleted.load())
      restore_row(dependent, time, *resolve_database(target, nullptr, dependent.slot()->block->database));
    declared.ops->reset(declared, record.object());
  }
}

}  // namespace

void hide_record(ModelBase& record, Instant time, DatabaseCore& database) {
  const AttributeInfo& attribute = *record.model_info().deleted_at;
  stamp(&attribute, record.object(), time);
  const Value stamped = stamp_of(record);
  attribute.ops->set(member_of(record.object(), attribute), Value());
  send_stamp(record, stamped, database);
  leave_lists(record);
}

Instant stamp_of_deletion(const ModelInfo& model, DatabaseCore& database) {
  Instant time = now();
  std::set<const ModelInfo*> seen;
  cut_to_all(model, time, database, seen);
  return time;
}

// Default conditions don't count: the row that the record is of is known by its key.
std::optional<Value> deleted_in_row(const ModelBase& record, const std::shared_ptr<DatabaseCore>& database) {
  const ModelInfo& model = record.model_info();
  SelectQuery query;
  query.model = &model;
  query.where = key_equals(model, key_parts(slot_key(*record.slot()), model.primary_key));
  query.lock = RowLock();
  query.only = std::make_shared<const std::vector<std::string>>(1, model.deleted_at->name);
  LoadOptions untracked;
  untracked.readonly = true;
  const RecordSet rows = run_select_untold(query, untracked, database);
  return rows.empty() ? std::nullopt : std::optional(stamp_of(*rows.slot(0)->self));
}

void detail::delete_softly(ModelInfo& model, const AttributeInfo* attribute) {
  model.deleted_at = attribute;
  if (model.base != nullptr && model.base->deleted_at != nullptr) return;  // whose condition holds here, too
  model.hides_deleted = std::make_shared<const DefaultCondition>(add_default_condition(
      model, [name = attribute->name] { return shows_deleted > 0 ? Expr() : Expr(attr(name).is_null()); }));
}

void restore(ModelBase& record) {
  detail::require_row(record, "restore");
  const ModelInfo& model = record.model_info();
  require_softness(model, "restore");
  detail::refuse_readonly(record, "restore");
  complete_for_others(model, record);
  const auto database = resolve_database(model, nullptr, record.slot()->block->database);
  const DeletedShown shown;
  const Anchor anchor(record);
  database->run_step([&](Transaction&) {
    const std::optional<Value> time = deleted_in_row(record, database);
    if (time && !time->is_null()) return restore_row(record, instant_of(*time), *database);
    // The record learns what its row is; without one, that throws.
    if (!time || !stamp_of(record).is_null()) send_stamp(record, Value(), *database);
  });
}

SaveResult really_destroy(ModelBase& record) {
  require_softness(record.model_info(), "really destroy");
  const DeletedShown shown;
  return destroy_record(record, nullptr, Removal::real);
}

}  // namespace rowan
