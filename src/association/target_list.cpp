// The list in a to-many handle, and what left it by itself but may still be referred to.
#include <unordered_set>
#include <utility>

#include "association/handle_at.hpp"

namespace rowan {

void forget_rows(TargetList& list, Forgotten forgotten) {
  std::erase_if(list.items, [&](Slot* place) {
    const ModelBase& record = record_at(*place);
    if (record.is_new() && !record.is_moved_from()) return false;
    forgotten == Forgotten::kept ? list.retire(place) : place->block->drop_strong();
    return true;
  });
  list.complete = list.gone = false;
}

/// All are strong references.
struct RetiredTargets {
  std::vector<Slot*> places;

  RetiredTargets() = default;
  RetiredTargets(const RetiredTargets&) = delete;
  RetiredTargets& operator=(const RetiredTargets&) = delete;
  ~RetiredTargets() {
    for (Slot* place : places) place->block->drop_strong();
  }
};

TargetList::~TargetList() {
  for (Slot* slot : items) slot->block->drop_strong();
  for (Slot* slot : unlinked) slot->block->drop_strong();
  delete retired;
}

TargetList* TargetList::leave_to_loops() {
  auto* own = new TargetList;
  own->items = items;
  for (Slot* place : own->items) place->block->add_strong();
  own->unlinked.swap(unlinked);
  own->retired = std::exchange(retired, nullptr);
  own->complete = complete;
  own->gone = gone;
  let_go();
  return own;
}

void TargetList::retire(Slot* place) {
  if (retired == nullptr) retired = new RetiredTargets;
  retired->places.push_back(place);
}

void TargetList::drop_retired() noexcept { delete std::exchange(retired, nullptr); }

void TargetList::take_out(const std::vector<Slot*>& destroyed) {
  const std::unordered_set<const Slot*> left(destroyed.begin(), destroyed.end());
  std::erase_if(items, [&](Slot* place) {
    if (!left.contains(place)) return false;
    retire(place);
    return true;
  });
}

}  // namespace rowan
