// What one load of an association brought, until the owners take it.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/record/anchor.hpp"
#include "model/record/key.hpp"
#include "rowan/model/slot.hpp"

namespace rowan {

class ToManyHandle;

/// The targets of one owner. References are strong.
using Share = std::vector<Slot*>;

/// Targets loaded for owners that have not touched them yet, by the owner's key.
struct Stash {
  std::uint64_t epoch = 0;       ///< of the transaction that loaded it; 0: none. It serves touches in that one only.
  std::uint32_t generation = 0;  ///< tells loads apart
  std::unordered_map<Key, Share, KeyHash> shares;  ///< an owner that has no targets has an empty share
  /// Keys of rows that are, or will be, among the owners more than once, as the targets of a many_to_many are: each of
  /// these records gets a copy of the share.
  std::unordered_set<Key, KeyHash> repeated;
  bool tells_found = false;   ///< its records have after_find callbacks
  std::vector<Anchor> found;  ///< these were taken or held by an owner, whose after_find callbacks were not called yet

  Stash() = default;
  Stash(const Stash&) = delete;
  Stash& operator=(const Stash&) = delete;
  ~Stash();

  /// Hands a share to the handle of one owner. The key must be there.
  void hand_over(const Key& key, const ToManyHandle& handle);
  /// An owner refers to a record of a share, as others may, too.
  void note_held(Slot& target) {
    if (tells_found) [[unlikely]]
      note_first(target);
  }
  /// What is waiting for this owner is old. No such key: nothing happens.
  void forget(const Key& key) noexcept;
  /// Takes over what another load of the same epoch brought for other keys.
  void merge(Stash& other);

 private:
  Share take(const Key& key);
  void note_first(Slot& target);
  std::unordered_set<const Slot*> held_;
};

/// Makes `to`, which is new, a further record of the row, as it was loaded. Its handles hold nothing.
void copy_loaded(const Slot& from, Slot& to);
/// Further records of the same rows, as they were loaded. References are strong.
Share copies_of(const Share& loaded);

}  // namespace rowan
