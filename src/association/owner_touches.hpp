// Time-stamps of owners that a transaction touched, written when it commits.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <unordered_set>
#include <vector>

#include "association/owner_rows.hpp"
#include "rowan/model/change_listener.hpp"

namespace rowan {

/// The owners that one transaction touched, each once. They get the time at which they are written: rows of theirs that
/// changed are to be seen by others from then on, and no sooner.
class OwnerTouches {
 public:
  void add(const OwnerReference& owner, std::uint8_t level);
  [[nodiscard]] bool empty() const noexcept { return touches_.empty(); }
  /// This level, the innermost, becomes part of the one around it, or is undone.
  void released(std::uint8_t level) noexcept;
  void rolled_back_to(std::uint8_t level) noexcept;
  /// Writes the stamps, also those of owners' owners that are touched along, in the order of tables and keys. Later
  /// ones stay. None are left. Before the COMMIT.
  void write(DatabaseCore& database);

 private:
  struct Touch {
    OwnerReference owner;
    std::uint8_t level;
  };
  struct SameOwner {
    bool operator()(const OwnerReference& left, const OwnerReference& right) const noexcept;
    std::size_t operator()(const OwnerReference& owner) const noexcept { return KeyHash()(owner.key); }
  };
  void add_owners_of_owners(DatabaseCore& database);
  void add_owners_of(std::span<const OwnerReference> touched, std::uint8_t level, DatabaseCore& database);
  std::vector<Touch> touches_;
  std::unordered_set<OwnerReference, SameOwner, SameOwner> known_;  ///< those in the list
};

/// One record's `write`, as `count_write`: when it has sent something, the owners that it had and has are touched.
/// Which it had, the row says, where it is locked: because its record gets another owner, or because `write` counts.
bool touch_write(ModelBase& record, Operation operation, DatabaseCore& database,
                 const std::function<bool(std::optional<OwnerRows>& before)>& write);
/// Before these records are inserted: where their rows lock the owners that they refer to, two transactions that add to
/// one owner would each wait for the other to stamp it. They lock it for themselves first instead. Counting does so,
/// too.
void take_turns(std::span<ModelBase* const> records, DatabaseCore& database);
/// The owners of these records, which were just written in an open transaction.
void touch_owners(std::span<ModelBase* const> records, DatabaseCore& database);

}  // namespace rowan
