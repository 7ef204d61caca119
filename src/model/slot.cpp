#include "rowan/model/slot.hpp"

#include <cstdlib>
#include <new>

#include "association/cohort.hpp"
#include "connection/retry.hpp"
#include "model/key.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

Block* Block::make(const ModelInfo& model, std::uint32_t count, bool tracked, bool owning) {
  const std::size_t words = tracked ? std::size_t{model.fingerprint_words} * count : 0;
  void* memory = ::operator new(sizeof(Block) + count * sizeof(Slot) + words * sizeof(std::uint64_t));
  auto* block = ::new (memory) Block;
  Slot* slots = block->slots();
  for (std::uint32_t row = 0; row < count; ++row) {
    Slot* slot = ::new (slots + row) Slot;
    slot->block = block;
    slot->row = row;
  }
  if (tracked) block->fingerprints_ = reinterpret_cast<std::uint64_t*>(slots + count);
  block->model_ = &model;
  block->made_in = last_attempt();
  block->count_ = count;
  block->words_ = model.fingerprint_words;
  block->base_offset_ = model.object.base_offset;
  block->stride_ = model.object.size;
  if (owning) {
    try {
      block->records_ =
          static_cast<std::byte*>(::operator new(model.object.size* count, std::align_val_t{model.object.alignment}));
    } catch (...) {
      ::operator delete(memory);
      throw;
    }
  }
  return block;
}

ModelBase* Block::construct_next() {
  const std::uint32_t row = constructed_;
  model_->object.construct(object(row));
  ++constructed_;
  ModelBase* made = record(row);
  made->attach(slot(row));
  return made;
}

ModelBase* Block::relocate_next(void* from) {
  const std::uint32_t row = constructed_;
  model_->object.relocate(object(row), from);
  ++constructed_;
  record(row)->rehome(slot(row));
  return record(row);
}

void Block::destroy_last() noexcept {
  --constructed_;
  model_->object.destroy(object(constructed_));
}

void Block::destroy_records() noexcept {
  // The records' own destructors drop their slots; this block must survive until the last one.
  ++references_;
  while (constructed_ > 0) destroy_last();
  ::operator delete(records_, std::align_val_t{model_->object.alignment});
  records_ = nullptr;
  drop_reference();
}

void Block::record_detached() noexcept {
  if (--live_ == 0) leave_cohort();
  drop_reference();
}

void Block::join(Cohort& to) {
  to.add(*this);
  cohort = &to;
}

void Block::leave_cohort() noexcept {
  if (cohort == nullptr) return;
  Cohort* old = std::exchange(cohort, nullptr);
  old->remove(*this);
}

std::uint64_t* Block::previous(std::uint32_t row) {
  if (!previous_) previous_ = std::make_unique<std::uint64_t[]>(std::size_t{count_} * words_);
  return previous_.get() + static_cast<std::size_t>(row) * words_;
}

void Block::make_originals() {
  if (!originals_) originals_ = std::make_unique<Value[]>(2 * std::size_t{count_} * model_->kept_originals.size());
}

Value* Block::originals(std::uint32_t row) noexcept {
  return originals_ ? originals_.get() + static_cast<std::size_t>(row) * model_->kept_originals.size() : nullptr;
}

Value* Block::previous_originals(std::uint32_t row) noexcept {
  return originals_ ? originals(count_) + static_cast<std::size_t>(row) * model_->kept_originals.size() : nullptr;
}

void Block::destroy() noexcept {
  leave_cohort();
  for (std::uint32_t row = 0; row < count_; ++row) clear_slot_key(slot(row));
  this->~Block();
  ::operator delete(static_cast<void*>(this));
}

}  // namespace rowan
