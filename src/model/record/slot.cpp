#include "rowan/model/slot.hpp"

#include <cstring>
#include <new>
#include <utility>
#include <vector>

#include "association/cohort.hpp"
#include "connection/retry.hpp"
#include "model/record/block_ref.hpp"
#include "model/record/key.hpp"
#include "model/record/slab.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

namespace {

struct Piece {
  void* memory;
  bool in_slab;
};

Piece take(SlabSource* source, std::size_t bytes, std::size_t alignment) {
  if (source != nullptr) {
    if (void* memory = source->take(bytes, alignment)) return {memory, true};
  }
  const bool usual = alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__;  // quicker
  return {usual ? ::operator new(bytes) : ::operator new(bytes, std::align_val_t{alignment}), false};
}

void give_back(void* memory, bool in_slab, std::size_t alignment) noexcept {
  if (in_slab)
    Slab::of(memory)->drop_reference();
  else if (alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__)
    ::operator delete(memory);
  else
    ::operator delete(memory, std::align_val_t{alignment});
}

}  // namespace

[[gnu::hot]] Block* Block::make(const ModelInfo& model, std::uint32_t count, bool tracked, bool owning,
                                ResultMemory* memory) {
  tracked = tracked && !model.read_only;
  const std::size_t words = tracked ? std::size_t{model.fingerprint_words} * count : 0;
  const Piece states = take(memory == nullptr ? nullptr : &memory->states,
                            sizeof(Block) + count * sizeof(Slot) + words * sizeof(std::uint64_t), alignof(Block));
  auto* block = ::new (states.memory) Block;
  block->in_slab_ = states.in_slab;
  if (tracked) block->fingerprints_ = reinterpret_cast<std::uint64_t*>(block->slots() + count);
  block->model_ = &model;
  block->made_in = last_attempt();
  block->count_ = count;
  block->words_ = model.fingerprint_words;
  block->base_offset_ = model.object.base_offset;
  block->stride_ = model.object.size;
  if (!owning) {
    for (; block->constructed_ < count; ++block->constructed_) block->begin_slot(block->constructed_);
  } else {
    try {
      const Piece records =
          take(memory == nullptr ? nullptr : &memory->records, model.object.size * count, model.object.alignment);
      block->records_ = static_cast<std::byte*>(records.memory);
      block->records_in_slab_ = records.in_slab;
    } catch (...) {
      block->destroy();
      throw;
    }
  }
  return block;
}

[[gnu::hot]] void Block::prefetch(std::uint32_t row) noexcept {
  if (records_ == nullptr || row >= constructed_) return;
  constexpr std::size_t line = 64;
  const auto* record = static_cast<const std::byte*>(object(row));
  for (std::size_t at = 0; at < stride_ + line; at += line) __builtin_prefetch(record + at);
  __builtin_prefetch(&slot(row), 1);
  if (fingerprints_ == nullptr) return;
  __builtin_prefetch(fingerprints(row), 1);
  __builtin_prefetch(fingerprints(row) + words_, 1);
  if (replaced_) __builtin_prefetch(replaced(row) + words_, 1);
}

// Slots beside records are made one by one, with them: the memory of a large block is accessed once.
[[gnu::hot]] Slot& Block::begin_slot(std::uint32_t row) noexcept {
  Slot* slot = ::new (slots() + row) Slot;
  slot->block = this;
  slot->row = row;
  return *slot;
}

[[gnu::hot]] ModelBase* Block::construct_next() {
  void* storage = object(constructed_);
  std::memset(storage, 0, stride_);
  model_->object.construct(storage);
  ModelBase* made = record(constructed_);
  made->attach(begin_slot(constructed_++));
  return made;
}

ModelBase* Block::relocate_next(void* from) {
  model_->object.relocate(object(constructed_), from);
  ModelBase* made = record(constructed_);
  made->rehome(begin_slot(constructed_++));
  return made;
}

namespace {

// Destroying records destroys their targets, and theirs: a list of a hundred thousand would overflow the stack. From
// some depth on, the outermost call destroys the blocks. Nothing here has a destructor, because global records end
// late.
struct Endings {
  int depth = 0;
  std::vector<Block*>* waiting = nullptr;

  // False when there is no memory for it.
  bool postpone(Block& block) noexcept {
    try {
      if (waiting == nullptr) waiting = new std::vector<Block*>;
      waiting->push_back(&block);
      return true;
    } catch (const std::bad_alloc&) {
      return false;
    }
  }
  Block* next() noexcept {
    if (waiting == nullptr) return nullptr;
    if (waiting->empty()) {
      delete std::exchange(waiting, nullptr);
      return nullptr;
    }
    Block* last = waiting->back();
    waiting->pop_back();
    return last;
  }
};
constexpr int most_nested_endings = 200;
thread_local constinit Endings endings;

}  // namespace

void Block::destroy_records() noexcept {
  if (records_ == nullptr) return;  // they live elsewhere, or were destroyed before
  if (Spared::takes(*this)) return;
  if (endings.depth >= most_nested_endings && endings.postpone(*this)) return add_reference();
  const auto end_records = [](Block& block) {
    if (block.records_ == nullptr) return;
    // The records' own destructors drop their slots; this block must survive until the last one.
    block.add_reference();
    for (std::uint32_t row = block.constructed_; row-- > 0;) block.model_->object.destroy(block.object(row));
    give_back(std::exchange(block.records_, nullptr), block.records_in_slab_, block.model_->object.alignment);
    block.drop_reference();
  };
  ++endings.depth;
  end_records(*this);
  while (Block* waiting = endings.depth == 1 ? endings.next() : nullptr) {
    end_records(*waiting);
    waiting->drop_reference();
  }
  --endings.depth;
}

constinit thread_local Spared* Spared::innermost __attribute__((tls_model("initial-exec"))) = nullptr;

bool Spared::takes(Block& block) noexcept {
  Spared* spared = innermost;
  if (spared == nullptr || !block.holds(spared->address_)) return false;
  block.add_strong();
  spared->block_ = &block;
  return true;
}

void Block::join(Cohort& to) {
  to.add(*this);
  cohort = &to;
}

void Block::leave_cohort() noexcept {
  Cohort* old = std::exchange(cohort, nullptr);
  old->remove(*this);
}

void Block::last_detached() noexcept {
  if (cohort != nullptr) leave_cohort();
  if (kept_ != nullptr) std::exchange(kept_, nullptr)->drop_strong();
}

// Read only of rows that were updated, and written then.
void Block::make_replaced() {
  replaced_ = std::make_unique_for_overwrite<std::uint64_t[]>(std::size_t{count_} * (words_ + 1U));
}

void Block::make_originals() {
  if (!originals_) originals_ = std::make_unique<Value[]>(2 * std::size_t{count_} * model_->kept_originals.size());
}

Value* Block::originals_at(std::uint32_t row) noexcept {
  return originals_.get() + static_cast<std::size_t>(row) * model_->kept_originals.size();
}

Value* Block::previous_originals(std::uint32_t row) noexcept {
  return originals_ ? originals(count_) + static_cast<std::size_t>(row) * model_->kept_originals.size() : nullptr;
}

[[gnu::hot]] void Block::destroy() noexcept {
  if (cohort != nullptr) leave_cohort();
  if (!model_->integer_key) {
    for (std::uint32_t row = 0; row < constructed_; ++row) clear_slot_key(slot(row));
  }
  const bool in_slab = in_slab_;
  this->~Block();
  give_back(this, in_slab, alignof(Block));
}

}  // namespace rowan
