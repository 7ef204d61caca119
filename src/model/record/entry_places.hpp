// Where in a transaction's log the entries of a slot are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "rowan/model/slot.hpp"

namespace rowan {

/// Made when it is first asked, and kept up to the last question: a transaction that copies no record it saved long
/// before pays nothing. Slots are names here, never looked into.
class EntryPlaces {
 public:
  /// The places of the slot's entries among `size`, in order. `slot_at(i)` is the slot of the entry at i.
  template <class SlotAt>
  const std::vector<std::uint32_t>& of(const Slot& slot, std::size_t size, const SlotAt& slot_at) {
    for (; known_ < size; ++known_) note(*slot_at(known_), static_cast<std::uint32_t>(known_));
    std::vector<std::uint32_t>& places = places_[&slot];
    std::erase_if(places, [&](std::uint32_t place) { return place >= size || slot_at(place) != &slot; });
    return places;
  }
  /// The entries from `size` on are no more.
  void cut(std::size_t size) noexcept { known_ = std::min(known_, size); }

 private:
  // What stood there before the log was cut is replaced, or found to be another slot's when it is asked for.
  void note(const Slot& slot, std::uint32_t place) {
    std::vector<std::uint32_t>& places = places_[&slot];
    while (!places.empty() && places.back() >= place) places.pop_back();
    places.push_back(place);
  }

  std::unordered_map<const Slot*, std::vector<std::uint32_t>> places_;
  std::size_t known_ = 0;  ///< how many entries are in `places_`
};

}  // namespace rowan
