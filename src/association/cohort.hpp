// Siblings: the records that came from one result set, and what was loaded for all of them.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "model/key.hpp"
#include "rowan/model/slot.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

/// Targets loaded for owners that have not touched them yet. References are strong.
struct Stash {
  std::uint64_t epoch = 0;       ///< of the transaction that loaded it; 0: none. It serves touches in that one only.
  std::uint32_t generation = 0;  ///< tells loads apart
  std::unordered_map<Key, std::vector<Slot*>, KeyHash> shares;  ///< an owner that has no targets has an empty share

  Stash() = default;
  Stash(const Stash&) = delete;
  Stash& operator=(const Stash&) = delete;
  ~Stash();
};

/// Lists the blocks of a result set weakly. Lives while one of their records does; blocks leave as their last record
/// dies.
class Cohort {
 public:
  Cohort() = default;
  Cohort(const Cohort&) = delete;
  Cohort& operator=(const Cohort&) = delete;

  void add(Block& block);
  /// Deletes the cohort when it was the last block.
  void remove(Block& block) noexcept;

  [[nodiscard]] const std::vector<Block*>& blocks() const noexcept { return blocks_; }
  /// The stash of an association, or null.
  [[nodiscard]] Stash* stash(const AssociationInfo& association) noexcept;
  void replace_stash(const AssociationInfo& association, std::unique_ptr<Stash> stash);

 private:
  ~Cohort() = default;
  struct Entry {
    const AssociationInfo* association;
    std::unique_ptr<Stash> stash;
  };
  std::vector<Block*> blocks_;
  std::vector<Entry> stashes_;
};

}  // namespace rowan
