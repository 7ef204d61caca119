#include "association/cohort.hpp"

namespace rowan {

void Cohort::add(Block& block) {
  block.cohort_position() = static_cast<std::uint32_t>(blocks_.size());
  blocks_.push_back(&block);
}

void Cohort::remove(Block& block) noexcept {
  Block* last = blocks_.back();
  blocks_[block.cohort_position()] = last;
  last->cohort_position() = block.cohort_position();
  blocks_.pop_back();
  if (blocks_.empty()) delete this;
}

Stash* Cohort::stash(const AssociationInfo& association) noexcept {
  for (Entry& entry : stashes_) {
    if (entry.association == &association) return entry.stash.get();
  }
  return nullptr;
}

void Cohort::replace_stash(const AssociationInfo& association, std::unique_ptr<Stash> stash) {
  for (Entry& entry : stashes_) {
    if (entry.association == &association) return entry.stash.swap(stash);
  }
  stashes_.emplace_back(Entry{&association, std::move(stash)});
}

}  // namespace rowan
