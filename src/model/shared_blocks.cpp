#include "model/shared_blocks.hpp"

#include <algorithm>
#include <new>

#include "model/words.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

constexpr std::size_t most_in_shared_block = 256;

bool is_new_in_shared_block(const ModelBase& record) {
  const Slot* slot = record.slot();
  if (slot == nullptr || slot->block == nullptr || slot->lifecycle != Lifecycle::fresh) return false;
  return slot->block->count() > 1 && slot->block->object(slot->row) == nullptr;
}

void move_to_own_block(ModelBase& record) {
  record.rehome(Block::make(record.slot()->block->model(), 1, true, false)->slot(0));
}

}  // namespace

SharedBlocks::SharedBlocks(const ModelInfo& model, std::span<ModelBase* const> records, const DatabaseCore& database)
    : records_(records) {
  Block* block = nullptr;
  std::uint32_t taken = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (records[i]->slot() != nullptr) {
      leave_shared_block(*records[i], database);
      continue;
    }
    if (block == nullptr || taken == block->count()) {
      const std::size_t count = std::min(most_in_shared_block, records.size() - i);
      block = Block::make(model, static_cast<std::uint32_t>(count), true, false);
      taken = 0;
    }
    Slot& slot = block->slot(taken++);
    records[i]->attach(slot);
    if (std::uint64_t* prints = block->fingerprints(slot.row))
      copy_words(model.initial_fingerprints.data(), model.fingerprint_words, prints);
  }
}

SharedBlocks::~SharedBlocks() {
  if (kept_) return;
  try {
    for (ModelBase* record : records_) {
      if (is_new_in_shared_block(*record)) move_to_own_block(*record);
    }
  } catch (const std::bad_alloc&) {
    // They stay together, which is no worse than a little memory.
  }
}

void leave_shared_block(ModelBase& record, const DatabaseCore& database) {
  if (!is_new_in_shared_block(record) || record.slot()->block->database.get() == &database) return;
  move_to_own_block(record);
  record.slot()->block->database.reset();
}

}  // namespace rowan
