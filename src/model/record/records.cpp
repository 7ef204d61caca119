#include "rowan/model/records.hpp"

namespace rowan {

RecordSet::~RecordSet() {
  for (Block* block : blocks_) block->drop_strong();
}

Slot* RecordSet::slot(std::size_t i) const noexcept {
  const std::size_t c = chunk_of(i);
  return &blocks_[c]->slot(static_cast<std::uint32_t>(i - chunk_start(c)));
}

}  // namespace rowan
