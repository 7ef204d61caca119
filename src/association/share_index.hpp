// Finds the owners' shares while the rows of a load come in.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "association/stash.hpp"

namespace rowan {

/// Shares by integer key. Keys mostly lie close together: then a share is found by its distance from the first, without
/// hashing.
class ShareIndex {
 public:
  /// `keys` are all integers, and in the stash, which must outlive this.
  ShareIndex(Stash& stash, std::span<const Key> keys) : stash_(stash) {
    const auto [first, last] = std::minmax_element(keys.begin(), keys.end(), by_word);
    const std::uint64_t width = last->word - first->word;
    if (width >= most_places_per_key * keys.size()) return;
    first_ = first->word;
    places_.resize(width + 1);
    for (const Key& key : keys) places_[key.word - first_] = &stash_.shares[key];
  }
  Share& operator[](std::uint64_t key) {
    const std::uint64_t place = key - first_;
    if (place < places_.size() && places_[place] != nullptr) [[likely]]
      return *places_[place];
    return stash_.shares[Key{key, nullptr}];
  }

 private:
  static constexpr std::size_t most_places_per_key = 8;
  static bool by_word(const Key& left, const Key& right) { return left.word < right.word; }
  Stash& stash_;
  std::uint64_t first_ = 0;
  std::vector<Share*> places_;  ///< by distance from the first; empty when they are far apart
};

}  // namespace rowan
