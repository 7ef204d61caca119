#include "association/owner_touches.hpp"

#include <algorithm>
#include <utility>

#include "model/load/fit_check.hpp"
#include "model/load/record_statements.hpp"
#include "model/load/run_sql.hpp"
#include "model/load/table_facts.hpp"
#include "model/record/going_records.hpp"
#include "model/record/record_log.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

void touch(const std::optional<OwnerReference>& owner, DatabaseCore& database) {
  if (owner && !GoingRecords::include(*owner->reference->target, owner->key, database))
    RecordLog::of(*database.transaction()).touch(*owner);
}

void touch(const OwnerRows& rows, DatabaseCore& database) {
  for (const AssociationInfo* association : rows.associations()) {
    if (!association->touches) continue;
    for (const std::vector<Value>& row : rows.rows()) touch(rows.owner(*association, row), database);
  }
}

std::vector<OwnerReference> touched_owners(std::span<ModelBase* const> records) {
  std::vector<OwnerReference> owners;
  for (ModelBase* record : records) {
    for (const AssociationInfo& association : record->model_info().associations) {
      if (!association.touches) continue;
      if (auto owner = owner_of(association, record->object())) owners.push_back(*std::move(owner));
    }
  }
  std::sort(owners.begin(), owners.end(), comes_before);
  owners.erase(std::unique(owners.begin(), owners.end()), owners.end());
  return owners;
}

// Of one model, in their order: first all are locked. A later stamp is that of a clock that is ahead, and stays.
void stamp(std::span<const OwnerReference> owners, Instant time, DatabaseCore& database) {
  if (owners.size() > 1) lock_owners(owners, database);
  const ModelInfo& model = *owners.front().reference->target;
  const Lease connection = database.acquire();
  const Value stamp = RecordStatements::of(*connection, model).facts().stamp_of(*model.updated_at, time);
  const Assignment set{model.updated_at, stamp, false};
  const std::string_view column = model.updated_at->name;
  const Expr is_older = ast::null_test(column, false) || ast::compare(column, CompareOp::less, stamp);
  for (SelectQuery& some : rows_of(owners)) {
    some.where = some.where && is_older;
    run_sql(*connection, connection->compiler().update_all(some, {&set, 1}), model.name, "touch");
  }
}

}  // namespace

bool OwnerTouches::SameOwner::operator()(const OwnerReference& left, const OwnerReference& right) const noexcept {
  return left.reference->target == right.reference->target && left.key == right.key;
}

void OwnerTouches::add(const OwnerReference& owner, std::uint8_t level) {
  if (known_.insert(owner).second) touches_.push_back({owner, level});
}

void OwnerTouches::released(std::uint8_t level) noexcept {
  for (Touch& touch : touches_) {
    if (touch.level == level) --touch.level;
  }
}

void OwnerTouches::rolled_back_to(std::uint8_t level) noexcept {
  std::erase_if(touches_, [&](const Touch& touch) { return touch.level > level && known_.erase(touch.owner) != 0; });
}

void OwnerTouches::write(DatabaseCore& database) {
  add_owners_of_owners(database);
  std::vector<OwnerReference> owners;
  for (Touch& touch : std::exchange(touches_, {})) owners.push_back(std::move(touch.owner));
  known_.clear();
  std::sort(owners.begin(), owners.end(), comes_before);
  const Instant time = now();
  for (auto from = owners.begin(); from != owners.end();) {
    const ModelInfo* model = from->reference->target;
    const auto to =
        std::find_if(from, owners.end(), [&](const OwnerReference& owner) { return owner.reference->target != model; });
    stamp({from, to}, time, database);
    from = to;
  }
}

// Those of one model by one query. The list grows meanwhile, until nobody new is found.
void OwnerTouches::add_owners_of_owners(DatabaseCore& database) {
  for (std::size_t next = 0; next < touches_.size();) {
    const ModelInfo& model = *touches_[next].owner.reference->target;
    const std::uint8_t level = touches_[next].level;
    std::vector<OwnerReference> alike;
    for (; next < touches_.size() && touches_[next].owner.reference->target == &model; ++next)
      alike.push_back(touches_[next].owner);
    if (model.touches_owners) add_owners_of(alike, level, database);
  }
}

void OwnerTouches::add_owners_of(std::span<const OwnerReference> touched, std::uint8_t level, DatabaseCore& database) {
  OwnerRows rows(*touched.front().reference->target, {that_touch});
  for (SelectQuery& some : rows_of(touched)) {
    rows.read(std::move(some), database);
    for (const AssociationInfo* association : rows.associations()) {
      for (const std::vector<Value>& row : rows.rows()) {
        if (const auto owner = rows.owner(*association, row)) add(*owner, level);
      }
    }
  }
}

void take_turns(std::span<ModelBase* const> records, DatabaseCore& database) {
  if (!database.dialect().can().references_lock_rows) return;  // two that wait to write one would wait for each other
  const std::vector<OwnerReference> owners = touched_owners(records);
  for (auto from = owners.begin(); from != owners.end();) {
    const ModelInfo* model = from->reference->target;
    const auto to =
        std::find_if(from, owners.end(), [&](const OwnerReference& owner) { return owner.reference->target != model; });
    lock_owners({from, to}, database);
    from = to;
  }
}

bool touch_write(ModelBase& record, Operation operation, DatabaseCore& database,
                 const std::function<bool(std::optional<OwnerRows>& before)>& write) {
  const ModelInfo& model = record.model_info();
  bool sent = false;
  database.run_step([&](Transaction&) {
    std::optional<OwnerRows> before;
    const bool inserts = operation == Operation::insert;
    const bool counts =
        model.counts_owners && (inserts || operation == Operation::destroy || moves_owners(that_count, record));
    const bool moves = !inserts && moves_owners(that_touch, record);
    if (moves && !counts) before.emplace(model, OwnerTraits{that_touch}).lock(row_of(record), database);
    ModelBase* const records[] = {&record};
    if ((moves || inserts) && !counts) take_turns(records, database);
    sent = write(before);
    if (!sent) return;
    if (before) touch(*before, database);
    if (before && operation == Operation::destroy) return;  // the row says it better
    for (const AssociationInfo& association : model.associations) {
      if (association.touches) touch(owner_of(association, record.object()), database);
    }
  });
  return sent;
}

void touch_owners(std::span<ModelBase* const> records, DatabaseCore& database) {
  for (ModelBase* record : records) {
    for (const AssociationInfo& association : record->model_info().associations) {
      if (association.touches) touch(owner_of(association, record->object()), database);
    }
  }
}

}  // namespace rowan
