#include "model/load/tell_found.hpp"

#include "connection/callback_nesting.hpp"
#include "rowan/reflect/callback_table.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

void tell_found(const Anchor& found) {
  if (!found.in_place()) return;
  Slot& slot = found.slot();
  const ModelInfo& model = slot.block->model();
  const CallbackNesting nesting(model.name, CalledFor::load);
  const CalledBack guard(slot);
  for (const CallbackTable::Callback& callback : model.callbacks->at(CallbackMoment::after_find)) {
    const bool applies = callback.applies(Occasion::update, {}, slot.self->object());
    found.require_in_place("find");
    if (!applies) continue;
    callback.run(slot.self->object());
    found.require_in_place("find");
  }
}

void tell_found(ModelBase& found) { tell_found(Anchor(found)); }

void tell_found(const RecordSet& found) {
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (ModelBase* record = found.slot(i)->self) tell_found(*record);
  }
}

}  // namespace rowan
