#include "association/stash.hpp"

#include <algorithm>
#include <utility>

#include "model/load/hydrate.hpp"
#include "model/record/partial.hpp"
#include "rowan/association/handle.hpp"
#include "rowan/model/model_base.hpp"

namespace rowan {
namespace {

void drop(const Share& share) noexcept {
  for (Slot* slot : share) slot->block->drop_strong();
}

// An empty block for the copies of a share, in the cohort of the original.
Block* block_like(Slot& first, std::size_t count) {
  const bool tracked = first.block->fingerprints(first.row) != nullptr;
  Block* block = Block::make(first.block->model(), static_cast<std::uint32_t>(count), tracked);
  block->database = first.block->database;
  block->strict_loading = first.block->strict_loading;
  block->batch = first.block->batch;
  if (Cohort* cohort = first.block->cohort()) block->join(*cohort);
  return block;
}

}  // namespace

void copy_loaded(const Slot& from, Slot& to) {
  const ModelInfo& model = from.block->model();
  copy_attributes(model, from.block->object(from.row), to.block->object(to.row));
  settle_loaded(model, to.block->object(to.row), to);
  if (from.partial) copy_partial(from, to);
}

Share copies_of(const Share& loaded) {
  Share copies;
  if (loaded.empty()) return copies;
  copies.reserve(loaded.size());
  Block* block = block_like(*loaded.front(), loaded.size());
  block->add_strong();
  try {
    for (const Slot* from : loaded) {
      Slot& slot = *block->construct_next()->slot();
      copy_loaded(*from, slot);
      block->add_strong();
      copies.push_back(&slot);
    }
  } catch (...) {
    drop(copies);
    block->drop_strong();
    throw;
  }
  block->drop_strong();
  return copies;
}

Stash::~Stash() {
  for (auto& [key, share] : shares) drop(share);
}

// The records in the stash stay as they were loaded, for nobody has seen them: copies are as good as another load. They
// also stay siblings of the copies, by which a touch of those finds that their rows are repeated in turn.
Share Stash::take(const Key& key) {
  return repeated.contains(key) ? copies_of(shares.find(key)->second) : std::move(shares.extract(key).mapped());
}

// Some of them the handle may not keep: what was added before stands for its own row, and a has_one has the first only.
void Stash::hand_over(const Key& key, const ToManyHandle& handle) {
  Share share = take(key);
  if (!tells_found) [[likely]]
    return handle.take_share(std::move(share));
  const Share loaded = share;
  handle.take_share(std::move(share));
  const std::vector<Slot*>& kept = handle.list()->items;
  for (std::size_t i = 0; i < std::min(loaded.size(), kept.size()); ++i) {
    if (kept[i] == loaded[i] && kept[i]->self != nullptr) found.emplace_back(*kept[i]->self);
  }
}

void Stash::note_first(Slot& target) {
  if (target.self != nullptr && held_.insert(&target).second) found.emplace_back(*target.self);
}

void Stash::forget(const Key& key) noexcept {
  const auto share = shares.find(key);
  if (share == shares.end()) return;
  for (const Slot* slot : share->second) held_.erase(slot);
  drop(share->second);
  shares.erase(share);
}

void Stash::merge(Stash& other) {
  shares.merge(other.shares);
  repeated.merge(other.repeated);
}

}  // namespace rowan
