#include "model/save/graph_walk.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "association/handle_at.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/partial.hpp"
#include "model/save/graph.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

// How errors name what the association leads to: it is in a list of the owner, unless a callback took it out.
std::string step_to(const ModelBase& target, const GraphRecord& owner, const AssociationInfo& association) {
  if (association.refers()) return association.name;
  const TargetList* list = to_many_at(owner.record->object(), association).list();
  if (list == nullptr) return association.name;
  const auto found =
      std::find_if(list->items.begin(), list->items.end(), [&](Slot* place) { return &record_at(*place) == &target; });
  if (found == list->items.end()) return association.name;
  return name_of_child(association, static_cast<std::size_t>(found - list->items.begin()));
}

bool is_fresh_record(const Slot* slot) {
  return slot != nullptr && slot->self != nullptr && slot->lifecycle == Lifecycle::fresh;
}

// Those in lists of the others, and in the lists of these.
std::unordered_set<const Slot*> new_targets_of(std::span<ModelBase* const> records) {
  std::unordered_set<const Slot*> targets;
  std::vector<ModelBase*> owners(records.begin(), records.end());
  while (!owners.empty()) {
    ModelBase& owner = *owners.back();
    owners.pop_back();
    for (const AssociationInfo& association : owner.model_info().associations) {
      if (association.ops->key != KeyPlace::target) continue;
      const TargetList* list = to_many_at(owner.object(), association).list();
      if (list == nullptr) continue;
      for (Slot* place : list->items) {
        ModelBase& target = record_at(*place);
        if (target.is_moved_from() || !target.is_new()) continue;
        if (targets.insert(&target.need_slot()).second) owners.push_back(&target);
      }
    }
  }
  return targets;
}

}  // namespace

std::string GraphRecord::path() const {
  if (via == nullptr) return {};
  const std::string before = via->path(), step = step_to(*record, *via, *by);
  return before.empty() ? step : before + "." + step;
}

SaveResult GraphRecord::told(SaveResult result) const {
  if (result || via == nullptr) return result;
  const GraphRecord* listed = via;
  while (listed->via != nullptr) listed = listed->via;
  return SaveResult(errors_under(*listed->model, path(), result), result.stopped());
}

void GraphWalk::add_listed(std::span<ModelBase* const> records, bool anchored) {
  if (looks_around_) led_to_ = new_targets_of(records);
  waiting_.reserve(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    GraphRecord& each = records_.emplace_back(*records[i], root_, i);
    if (anchored) each.anchor.emplace(*records[i]);
    if (looks_around_ && led_to_.contains(&records[i]->need_slot()))
      owned_.push_back(&each);
    else if (!looks_around_ || known_.insert(records[i]->slot()).second)
      waiting_.push_back(&each);
  }
}

bool GraphWalk::takes(const ModelBase& record) const {
  const ModelInfo& model = record.model_info();
  return !record.slot()->saving && !model.shares_columns && model.database_name == root_.database_name;
}

void GraphWalk::add(ModelBase& record, const GraphRecord& via, const AssociationInfo& by) {
  if (!known_.insert(&record.need_slot()).second) return;
  detail::require_alive(record, "save");
  const ModelInfo& model = record.model_info();
  complete_for_others(model, record);
  GraphRecord& added = records_.emplace_back(record, model, via.index);
  added.via = &via;
  added.by = &by;
  added.anchor.emplace(record);
  waiting_.push_back(&added);
}

GraphWalk::Level GraphWalk::next(GraphRecord*& stuck) {
  stuck = nullptr;
  Level ready;
  if (!looks_around_) return std::exchange(waiting_, {});
  if (waiting_.empty()) {  // their owners did not lead to them: callbacks took them out of the lists
    led_to_.clear();
    for (GraphRecord* each : std::exchange(owned_, {})) {
      if (known_.insert(each->record->slot()).second) waiting_.push_back(each);
    }
  }
  Level waiting;
  for (std::size_t i = 0; i < waiting_.size(); ++i) {  // it grows by those that are referred to
    GraphRecord& each = *waiting_[i];
    each.require_in_place();
    (awaits_parents(each) ? waiting : ready).push_back(&each);
  }
  waiting_ = std::move(waiting);
  if (ready.empty() && !waiting_.empty()) {
    stuck = waiting_.front();
    waiting_.erase(waiting_.begin());
  }
  return ready;
}

bool GraphWalk::awaits_parents(GraphRecord& each) {
  bool awaits = false;
  for (const AssociationInfo& declared : each.model->associations) {
    if (!declared.refers()) continue;
    const Slot* target = belongs_to_at(each.record->object(), declared).held();
    if (!is_fresh_record(target) || target->self == each.record || !takes(*target->self)) continue;
    awaits = true;
    if (!led_to_.contains(target)) add(*target->self, each, declared);  // else its owner gives it its key first
  }
  return awaits;
}

void GraphWalk::reach_targets(const Level& saved) {
  if (!looks_around_) return;
  for (GraphRecord* owner : saved) {
    for (const AssociationInfo& declared : owner->model->associations) {
      if (declared.refers() || !declared.ops->pending(declared, owner->record->object())) continue;
      reach_targets(*owner, declared.resolved());
    }
  }
}

void GraphWalk::reach_targets(GraphRecord& owner, const AssociationInfo& association) {
  const TargetList& list = *to_many_at(owner.record->object(), association).list();
  if (association.ops->key == KeyPlace::target) {
    for (Slot* place : list.items) {
      ModelBase& target = record_at(*place);
      if (target.is_moved_from() || !target.is_new()) continue;
      target.need_slot();
      if (!takes(target)) continue;
      set_foreign_key(association, *owner.record, target);
      add(target, owner, association);
    }
  } else if (association.ops->key == KeyPlace::join_table) {
    for (const Slot* target : list.unlinked) {
      if (is_fresh_record(target) && takes(*target->self)) add(*target->self, owner, association);
    }
  }
}

}  // namespace rowan
