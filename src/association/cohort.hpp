// Siblings: the records that came from one result set, and what was loaded for all of them.
#pragma once

#include <memory>
#include <vector>

#include "association/stash.hpp"
#include "rowan/model/slot.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

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
