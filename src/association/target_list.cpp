// The list in a to-many handle, and what left it by itself but may still be referred to.
#include <algorithm>

#include "rowan/association/handle.hpp"

namespace rowan {

/// All are strong references.
struct RetiredTargets {
  std::vector<Slot*> places;
  std::vector<std::vector<Slot*>> buffers;  ///< that iterators may still go through

  RetiredTargets() = default;
  RetiredTargets(const RetiredTargets&) = delete;
  RetiredTargets& operator=(const RetiredTargets&) = delete;
  ~RetiredTargets() {
    for (Slot* place : places) place->block->drop_strong();
    for (const std::vector<Slot*>& buffer : buffers) {
      for (Slot* place : buffer) place->block->drop_strong();
    }
  }
};

namespace {

// A program that destroys the targets one by one, asking for the list in between, should not keep a copy for each.
constexpr std::size_t most_buffers = 16;

RetiredTargets& need(RetiredTargets*& retired) {
  if (retired == nullptr) retired = new RetiredTargets;
  return *retired;
}

}  // namespace

TargetList::~TargetList() {
  for (Slot* slot : items) slot->block->drop_strong();
  for (Slot* slot : unlinked) slot->block->drop_strong();
  delete retired;
}

void TargetList::retire(Slot* place) { need(retired).places.push_back(place); }

void TargetList::drop_retired() noexcept { delete std::exchange(retired, nullptr); }

void TargetList::take_out(const std::vector<Slot*>& destroyed) {
  const auto leaves = [&](Slot* place) {
    return std::find(destroyed.begin(), destroyed.end(), place) != destroyed.end();
  };
  // At the end nothing moves up.
  while (!items.empty() && leaves(items.back())) {
    retire(items.back());
    items.pop_back();
  }
  if (std::none_of(items.begin(), items.end(), leaves)) return;
  std::vector<std::vector<Slot*>>& buffers = need(retired).buffers;
  if (buffers.size() < most_buffers) {
    for (Slot* place : items) place->block->add_strong();
    buffers.push_back(items);
    buffers.back().swap(items);  // iterators are those of the old one
  }
  std::erase_if(items, [&](Slot* place) {
    if (!leaves(place)) return false;
    retire(place);
    return true;
  });
}

}  // namespace rowan
