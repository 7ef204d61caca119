// Counter caches: in an owner's row, how many rows refer to it.
//
// Owners are written before the row that refers to them, and that row is locked before them: a foreign key locks the
// owner on some databases, and two writers that lock in different orders would wait for each other.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "association/owner_rows.hpp"
#include "rowan/model/slot.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

class DatabaseCore;

/// What one write changes in counters, gathered first, so that each is written once.
class OwnerCounts {
 public:
  explicit OwnerCounts(DatabaseCore& database) : database_(&database) {}
  /// Owners that are being destroyed count no more.
  void add(const std::optional<OwnerReference>& owner, std::int64_t by);
  /// +1 for all that `object` is counted by.
  void add_references_of(const ModelInfo& model, const void* object);
  [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }
  /// An owner that is only touched is stamped at the COMMIT, when others may wait for what is counted here: it is
  /// locked along, in its turn.
  void add_turn(const std::optional<OwnerReference>& owner);
  void add_turns_of(const ModelInfo& model, const void* object);
  /// What is counted in the owners that are `meant`, which is counted here no more.
  OwnerCounts split_off(const std::function<bool(const OwnerReference&)>& meant);
  /// In a transaction. Owners are written in the order of tables and keys.
  void write();
  /// Once the write is done: the record of an owner at hand counts along, unchanged otherwise, and back if the
  /// transaction is undone.
  void move_loaded(Slot& owner) const;

 private:
  struct Entry {
    OwnerReference owner;
    std::int64_t by;  ///< nothing, where it is only locked
    bool only_locked = false;
  };
  void settle();
  void spell_as_the_rows_do();
  [[nodiscard]] bool counts_in(const Slot& owner, const OwnerReference& counted) const;
  static bool is_simple(std::span<const Entry> entries);
  void write_few(std::span<const Entry> entries) const;
  void write_many(std::vector<Entry> entries) const;
  DatabaseCore* database_;
  std::vector<Entry> entries_;
};

/// The owner whose list a target leaves, for as long as the target is written: whatever that one's handle holds.
class OwnerAtHand {
 public:
  explicit OwnerAtHand(Slot& owner) noexcept;
  ~OwnerAtHand();
  OwnerAtHand(const OwnerAtHand&) = delete;
  OwnerAtHand& operator=(const OwnerAtHand&) = delete;
  /// All of this thread, and what the handles of `object` hold that belong to the model's counters.
  static std::vector<Slot*> all(const ModelInfo& model, const void* object);

 private:
  Slot& owner_;
  const OwnerAtHand* outer_;
};

}  // namespace rowan
