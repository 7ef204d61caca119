#include "model/save/check_graph.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "association/meet_condition.hpp"
#include "model/record/anchor.hpp"
#include "model/record/block_ref.hpp"
#include "model/save/chain.hpp"
#include "model/save/graph.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

bool waits_to_be_saved(const ModelBase& record) { return record.is_new() && !record.is_moved_from(); }

// Validations may look at the owner, and ask that it is set. An owner that has no key yet gets it when it is saved: a
// child whose key's columns have other meanings, too, or whose key is no association, is validated after that, as it
// is saved.
bool refer_to_owner(const AssociationInfo& association, ModelBase& owner, ModelBase& child) {
  if (owner.is_persisted()) return set_foreign_key(association, owner, child), true;
  if (association.condition != nullptr && child.is_new()) meet_condition(association, child);
  if (association.inverse == nullptr || association.target->shares_columns) return false;
  belongs_to_at(child.object(), *association.inverse).refer(owner.need_slot());
  return true;
}

/// Takes the last step back at its end.
template <class Steps>
class Taken {
 public:
  explicit Taken(Steps& steps) : steps_(steps) {}
  ~Taken() { steps_.pop_back(); }
  Taken(const Taken&) = delete;
  Taken& operator=(const Taken&) = delete;

 private:
  Steps& steps_;
};

}  // namespace

GraphCheck::~GraphCheck() {
  for (const SlotRef& slot : marked_) slot->validated = false;
}

SaveResult GraphCheck::look_at(ModelBase& root) {
  errors_ = Errors(root.model_info());
  stopped_ = false;
  examine(root);
  return SaveResult(std::move(errors_), stopped_);
}

// In a circle, each once.
void GraphCheck::visit(ModelBase& record, Step step) {
  const Slot& slot = record.need_slot();
  if (stopped_ || slot.validated || slot.saving) return;
  way_.push_back(step);
  const Taken taken(way_);
  examine(record);
}

std::string GraphCheck::path() const {
  std::string path;
  for (const Step& step : way_) {
    path += step.association->name;
    if (step.place) path += fmt::format("[{}]", *step.place);
    path += '.';
  }
  return path;
}

void GraphCheck::examine(ModelBase& record) {
  const Nesting nesting(nesting_, "save");
  const Anchor anchor(record);
  Slot& slot = anchor.slot();
  const ModelInfo& model = slot.block->model();
  slot.validated = true;
  marked_.emplace_back(&slot);
  const SaveEvent event{saving_occasion(record), context_};
  if (!run_callbacks(model, CallbackMoment::before_validation, record, event)) {
    stopped_ = true;
    return;
  }
  for (const AttributeError& error : run_validations(model, record, context_))
    errors_.add(path() + error.attribute, error.message, error.code, error.values);
  run_callbacks(model, CallbackMoment::after_validation, record, event);
  for (const AssociationInfo& association : model.associations) {
    association.ops->validate(association, record, *this);
    anchor.require_in_place("validate");
  }
}

void GraphCheck::look_at_parent(const AssociationInfo& association, ModelBase& record) {
  const SlotRef target(belongs_to_at(record.object(), association).held());
  if (!target || target->self == nullptr || target->lifecycle != Lifecycle::fresh) return;
  visit(*target->self, {&association, {}});
}

// Callbacks may change the very list, or drop it: it is asked for anew each time.
void GraphCheck::look_at_children(const AssociationInfo& association, ModelBase& record) {
  const Anchor anchor(record);
  const auto item = [&](std::size_t i) -> Slot* {
    const TargetList* list = to_many_at(record.object(), association).list();
    return list == nullptr || i >= list->items.size() ? nullptr : list->items[i];
  };
  for (std::size_t i = 0; Slot* place = item(i); ++i) {
    const BlockRef kept(place->block);
    ModelBase& child = record_at(*place);
    if (!waits_to_be_saved(child) || child.need_slot().validated) continue;
    if (!refer_to_owner(association.resolved(), record, child)) continue;
    visit(child, {&association, association.to_many() ? std::optional(i) : std::nullopt});
    anchor.require_in_place("validate");
  }
}

void GraphCheck::look_at_links(const AssociationInfo& association, ModelBase& record) {
  const Anchor anchor(record);
  const auto waiting = [&](std::size_t i) -> Slot* {
    const TargetList* list = to_many_at(record.object(), association).list();
    return list == nullptr || i >= list->unlinked.size() ? nullptr : list->unlinked[i];
  };
  std::size_t next = 0;  // where the next one mostly is, for records are added to both lists in turn
  for (std::size_t i = 0; Slot* slot = waiting(i); ++i) {
    const SlotRef kept(slot);
    if (slot->self == nullptr || slot->lifecycle != Lifecycle::fresh) continue;
    const std::vector<Slot*>& items = to_many_at(record.object(), association).list()->items;
    const auto is_it = [&](Slot* place) { return &record_at(*place) == slot->self; };
    const bool there = next < items.size() && is_it(items[next]);
    const auto at =
        there ? items.begin() + static_cast<std::ptrdiff_t>(next) : std::find_if(items.begin(), items.end(), is_it);
    next = static_cast<std::size_t>(at - items.begin()) + 1;
    visit(*slot->self, {&association, at == items.end() ? std::nullopt : std::optional(next - 1)});
    anchor.require_in_place("validate");
  }
}

}  // namespace rowan
