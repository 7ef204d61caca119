#include "model/save/batch_save.hpp"

#include <algorithm>
#include <utility>

#include "model/record/anchor.hpp"
#include "model/record/key.hpp"
#include "model/record/members.hpp"
#include "model/record/tell_change.hpp"
#include "model/save/graph.hpp"
#include "model/write/writer.hpp"
#include "rowan/core/error.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

// In the order in which they come first.
template <class Key, class Member>
std::vector<Member>& group_of(std::vector<std::pair<Key, std::vector<Member>>>& groups, Key key) {
  const auto found = std::find_if(groups.begin(), groups.end(), [&](const auto& group) { return group.first == key; });
  return found != groups.end() ? found->second : groups.emplace_back(key, std::vector<Member>()).second;
}

bool runs_user_code(const ModelInfo& model) { return model.callbacks || model.validates || is_listened_to(model); }

bool have_pending(const ModelInfo& model, std::span<ModelBase* const> records) {
  return std::any_of(records.begin(), records.end(),
                     [&](ModelBase* record) { return has_pending(model, object_of(model, *record)); });
}

}  // namespace

std::vector<SaveAllResult::Failure> BatchSave::run(std::span<ModelBase* const> records) {
  const bool pends = look_at(records);
  if (failed()) return std::move(failures_);
  if (model_.shares_columns) {
    save_one_by_one(records);
  } else {
    walk_.emplace(model_, pends);
    walk_->add_listed(records, pends || runs_user_code(model_));
    save_levels();
  }
  return std::move(failures_);
}

void BatchSave::note(const GraphRecord& of, SaveResult result) {
  if (!result) failures_.push_back({of.index, of.told(std::move(result))});
}

bool BatchSave::look_at(std::span<ModelBase* const> records) {
  const bool pends = have_pending(model_, records);
  std::vector<Anchor> anchors;
  if (pends || runs_user_code(model_)) {
    anchors.reserve(records.size());
    for (ModelBase* record : records) anchors.emplace_back(*record);
  }
  for (std::size_t i = 0; i < records.size() && !stopped(); ++i) {
    if (!anchors.empty()) anchors[i].require_in_place("save");
    if (records[i]->need_slot().validated) continue;
    if (SaveResult result = chain_.check(*records[i]); !result) failures_.push_back({i, std::move(result)});
  }
  for (const Anchor& anchor : anchors) anchor.require_in_place("save");
  return pends || (!anchors.empty() && have_pending(model_, records));
}

// Columns that several keys share come together as each record is saved.
void BatchSave::save_one_by_one(std::span<ModelBase* const> records) {
  std::vector<Anchor> anchors;
  anchors.reserve(records.size());
  for (ModelBase* record : records) anchors.emplace_back(*record);
  for (std::size_t i = 0; i < records.size() && !failed(); ++i) {
    anchors[i].require_in_place("save");
    if (SaveResult result = chain_.run(*records[i]); !result) failures_.push_back({i, std::move(result)});
  }
}

void BatchSave::save_levels() {
  while (!failed()) {
    GraphRecord* stuck = nullptr;
    const Level ready = walk_->next(stuck);
    if (stuck != nullptr) {
      note(*stuck, chain_.run(*stuck->record));
      continue;
    }
    if (ready.empty()) break;
    Level level = take(ready);
    if (!failed()) write(level);
    guards_.clear();
    if (failed()) return;
    for (const GraphRecord* each : level)  // all of them, before callbacks of the first may write another one again
      chain_.announce(*each->model, *each->record, each->fresh ? nullptr : &each->key);
    walk_->reach_targets(level);
    levels_.push_back(std::move(level));
  }
  if (!failed()) link();
  if (!failed()) finish();
}

BatchSave::Level BatchSave::take(const Level& ready) {
  Level taken;
  taken.reserve(ready.size());
  for (GraphRecord* each : ready) {
    if (failed()) break;
    each->require_in_place();
    take(*each, taken);
  }
  return taken;
}

void BatchSave::take(GraphRecord& each, Level& taken) {
  Slot& slot = each.record->need_slot();
  if (slot.saving) return;  // given twice
  if (each.fresh && !each.record->is_new() && !each.record->changed())
    return;  // a callback saved it, or it is in a circle
  guards_.emplace_back(slot);
  each.fresh = each.record->is_new();
  each.key = slot_key(slot);
  taken.push_back(&each);
  around_.push_back(&each);
  note(each, chain_.before_write(*each.model, *each.record, each.around));
}

void BatchSave::write(const Level& level) {
  std::vector<std::pair<const ModelInfo*, Level>> groups;
  for (GraphRecord* each : level) {
    each->require_in_place();
    group_of(groups, each->model).push_back(each);
  }
  for (const auto& [model, group] : groups) {
    if (!failed()) write_group(*model, group);
  }
}

// The database does not tell which record violates a constraint; one by one they do.
void BatchSave::write_group(const ModelInfo& model, const Level& group) {
  if (!model.declares_constraints) return write_together(model, group);
  try {
    database_.run_confined([&](Transaction&) { write_together(model, group); });
  } catch (const ConstraintViolation&) {
    write_in_turn(model, group);
  }
}

void BatchSave::write_together(const ModelInfo& model, const Level& group) {
  std::vector<ModelBase*> fresh, known;
  for (const GraphRecord* each : group) (each->fresh ? fresh : known).push_back(each->record);
  insert_records(model, fresh, database_, Protocol::statements);
  update_records(model, known, database_);
}

void BatchSave::write_in_turn(const ModelInfo& model, const Level& group) {
  for (const GraphRecord* each : group) {
    note(*each, write_checked(model, *each->record, database_, OnViolation::undone_with_its_level));
    if (failed()) return;
  }
}

void BatchSave::link() {
  std::vector<std::pair<const AssociationInfo*, std::vector<ModelBase*>>> groups;
  for (const Level& level : levels_) {
    for (const GraphRecord* each : level) {
      each->require_in_place();
      for (const AssociationInfo& declared : each->model->associations) {
        const bool links = declared.ops->key == KeyPlace::join_table;
        if (links && declared.ops->pending(declared, each->record->object()))
          group_of(groups, &declared).push_back(each->record);
      }
    }
  }
  for (const auto& [declared, owners] : groups) link_saved(declared->resolved(), owners, database_);
}

// What hangs on a record is saved before the steps after its own write.
void BatchSave::finish() {
  for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
    for (GraphRecord* each : *level) {
      each->require_in_place();
      note(*each, chain_.after_write(*each->model, *each->record, each->fresh));
      if (failed()) return;
      each->around.leave();
    }
  }
  if (!levels_.empty()) note(*levels_.front().back(), chain_.close_circles());
}

void BatchSave::let_go() noexcept {
  for (; !around_.empty(); around_.pop_back()) around_.back()->around.leave();
}

}  // namespace rowan
