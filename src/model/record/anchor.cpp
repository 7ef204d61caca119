#include "model/record/anchor.hpp"

#include <fmt/format.h>

#include "rowan/core/error.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

Anchor::Anchor(ModelBase& record)
    : slot_(record.slot() != nullptr ? record.slot() : &record.need_slot()), at_(&record) {
  Block& block = *slot_->block;
  if (block.object(slot_->row) == nullptr || block.record(slot_->row) != at_) return;
  block.add_strong();
  kept_ = &block;
}

void Anchor::refuse(std::string_view operation) const {
  throw RecordMoved(
      fmt::format("can't go on to {} this {}: a callback or listener {} it; leave a record where it is while they run",
                  operation, slot_->block->model().name, slot_->self == nullptr || in_place() ? "ended" : "moved"));
}

}  // namespace rowan
