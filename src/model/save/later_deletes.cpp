#include "model/save/later_deletes.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "association/owner_counts.hpp"
#include "association/unlink.hpp"
#include "model/load/key_condition.hpp"
#include "model/load/record_statements.hpp"
#include "model/load/run_sql.hpp"
#include "model/record/key.hpp"
#include "model/record/tell_change.hpp"
#include "model/save/graph.hpp"
#include "model/write/writer.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

bool has_row(const Slot& slot, DatabaseCore& database) {
  SelectQuery query;
  query.model = &slot.block->model();
  query.where = key_equals(*query.model, key_parts(slot_key(slot), query.model->primary_key));
  const Lease connection = database.acquire();
  return any_row(*connection, connection->compiler().exists(query), query.model->name, "look for");
}

bool contains(const std::vector<const ModelInfo*>& models, const ModelInfo& model) {
  return std::find(models.begin(), models.end(), &model) != models.end();
}

}  // namespace

void remove_record(ModelBase& record, DatabaseCore& database) {
  delete_record(record, database);
  leave_lists(record);
}

void delete_dependent(ModelBase& record, DatabaseCore& database) {
  try {
    remove_record(record, database);
  } catch (const StaleRecord&) {
    if (has_row(*record.slot(), database)) throw;
    record.slot()->lifecycle = Lifecycle::destroyed;
  }
}

LaterDeletes::Step::Step(LaterDeletes& later, const AssociationInfo& association)
    : later_(later), from_(std::exchange(later.at_, &later.node_of(association))) {
  if (refers_from_later(*later.at_)) later.flush();
}

LaterDeletes::Node& LaterDeletes::node_of(const AssociationInfo& association) {
  Node& node = at_->next[association.index];
  node.parent = at_;
  node.association = &association;
  return node;
}

// A row that refers to itself is found referred to by MariaDB as it is deleted: see writer.cpp.
bool LaterDeletes::take(ModelBase& record) {
  const ModelInfo& model = record.model_info();
  if (model.callbacks || model.lock_version != nullptr || concerns_others(model)) return false;
  const AssociationInfo* back = reference_behind(*at_->association);
  std::vector<const ModelInfo*> referred;
  for (const AssociationInfo& association : model.associations) {
    const auto owner = association.refers() ? owner_of(association, record.object()) : std::nullopt;
    if (!owner) continue;
    const ModelInfo& target = owner->reference->target->root();
    if (&target == &model.root() && owner->key == slot_key(*record.slot())) return false;
    // By the other side it refers to what led here, which goes after it anyway.
    if (back == nullptr || association.index != back->index) referred.push_back(&target);
  }
  for (const ModelInfo* target : referred) {
    if (!contains(at_->referred, *target)) at_->referred.push_back(target);
  }
  at_->records.emplace_back(record);
  return true;
}

bool LaterDeletes::refers(const Node& from, const ModelInfo& model) {
  return contains(from.referred, model) ||
         std::any_of(from.next.begin(), from.next.end(), [&](const auto& next) { return refers(next.second, model); });
}

// Whether records that were come to earlier, but are deleted after those of this node, refer to some of its model.
bool LaterDeletes::refers_from_later(const Node& to) {
  const ModelInfo& model = to.association->target->root();
  for (const Node* node = &to; node->parent != nullptr; node = node->parent) {
    const Node& parent = *node->parent;
    for (auto next = parent.next.upper_bound(node->association->index); next != parent.next.end(); ++next) {
      if (refers(next->second, model)) return true;
    }
    if (contains(parent.referred, model)) return true;
  }
  return false;
}

// Listeners may look at anything.
void LaterDeletes::make_way(const AssociationInfo& association) {
  const Node& node = node_of(association);
  if (refers_from_later(node) || is_listened_to(*association.target)) return flush();
  delete_before(node);
}

void LaterDeletes::delete_before(const Node& node) {
  if (node.parent == nullptr) return;
  delete_before(*node.parent);
  auto& siblings = node.parent->next;
  for (auto next = siblings.begin(); next->first != node.association->index; ++next) delete_all(next->second);
}

void LaterDeletes::flush() { delete_all(root_); }

void LaterDeletes::delete_all(Node& node) {
  for (auto& [place, next] : node.next) delete_all(next);
  delete_records(node);
}

void LaterDeletes::delete_records(Node& node) {
  const std::vector<Anchor> records = std::exchange(node.records, {});
  const std::vector<const ModelInfo*> referred = std::exchange(node.referred, {});
  if (records.empty()) return;
  for (const Anchor& each : records) each.require_in_place("destroy");
  const ModelInfo& model = records.front().slot().block->model();
  // Where the rows are checked one by one, those that refer to each other go in the order in which they were come to.
  const bool in_order = database_.dialect().can().references_checked_by_row && contains(referred, model.root());
  // Where a trigger may do something else, each row is looked after by itself.
  if (in_order || records.size() == 1 || RecordStatements::of(*database_.acquire(), model).facts().redirects_deletes) {
    for (const Anchor& each : records) delete_dependent(*each.slot().self, database_);
    return;
  }
  for (Some rest = records; !rest.empty();) {
    const Some some = rest.first(std::min(rest.size(), most_keys_named(model)));
    delete_by_keys(model, some);
    rest = rest.subspan(some.size());
  }
}

void LaterDeletes::delete_by_keys(const ModelInfo& model, Some records) {
  std::vector<std::vector<Value>> keys;
  for (const Anchor& each : records) {
    enlist(each.slot(), database_);
    keys.push_back(key_parts(slot_key(each.slot()), model.primary_key));
  }
  SelectQuery query;
  query.model = &model;
  query.where = key_among(model, keys);
  const Lease connection = database_.acquire();
  run_sql(*connection, connection->compiler().delete_all(query), model.name, "delete dependents");
  for (const Anchor& each : records) {
    each.slot().lifecycle = Lifecycle::destroyed;
    leave_lists(*each.slot().self);
  }
}

}  // namespace rowan
