#include "model/save/around_scope.hpp"

#include "connection/callback_nesting.hpp"

namespace rowan {

void AroundScope::enter(const ModelInfo& model, AroundMoment moment, ModelBase& record, const SaveEvent& event) {
  const auto& arounds = model.callbacks->at(moment);
  if (arounds.empty()) return;
  if (!anchor_) anchor_.emplace(record);
  const CallbackNesting nesting(model.name);
  const CalledBack guard(anchor_->slot());
  const std::string_view operation = moment == AroundMoment::destroy ? "destroy" : "save";
  for (const CallbackTable::Around& around : arounds) {
    const bool applies = around.applies(event.occasion, event.context, record.object());
    anchor_->require_in_place(operation);
    if (!applies) continue;
    kept_.push_back(around.run(record.object()));
    anchor_->require_in_place(operation);
  }
}

void AroundScope::leave() noexcept {
  if (kept_.empty()) return;
  const CalledBack guard(anchor_->slot());
  const CallbackNesting nesting(CallbackNesting::Unrefused{});
  while (!kept_.empty()) kept_.pop_back();
}

}  // namespace rowan
