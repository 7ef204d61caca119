// What operations on handles change in lists and records, so that a failure or a rollback can take it back.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "rowan/association/handle.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/value.hpp"

namespace rowan {

/// One change. It refers to the handle by its owner's slot: the owner may move, or die, before it is taken back.
class ListChange {
 public:
  enum class Kind : std::uint8_t {
    added,     ///< a target came into the list
    removed,   ///< one left it, and is kept alive
    replaced,  ///< the whole list was
    loaded,    ///< it, or the target of a belongs_to, was loaded in a transaction that had written something
    set_free,  ///< the library set a target's foreign key to NULL
    referred,  ///< the library let the owner itself, by a belongs_to, refer to another record
    linked,    ///< what waited for the owner got its join rows
  };
  ListChange(Kind kind, Slot& owner, const AssociationInfo& association);
  static ListChange target_loaded(Slot& owner, const AssociationInfo& association, Slot* target);
  ListChange(ListChange&&) noexcept = default;
  ListChange& operator=(ListChange&&) noexcept = default;

  void undo() noexcept;
  /// Of `removed`: keeps the target at `place`, which was at `at` in the list.
  void hold(Slot& place, std::size_t at);

  SlotRef slot;                ///< the target's place; of `added` and `set_free` the record's state, of `loaded` the
                               ///< target of a belongs_to
  TargetListPtr list;          ///< what was replaced; a list of just the target that was removed, or referred to; or
                               ///< what was linked
  std::vector<Value> key;      ///< of `set_free` and `referred`, the foreign key before
  std::vector<Value> given;    ///< of `referred`, the foreign key since
  std::uint32_t position = 0;  ///< of `removed`
  std::uint8_t level = 0;      ///< of the transaction that it belongs to

 private:
  void undo_added(ToManyHandle& handle) const noexcept;
  void undo_removed(ToManyHandle& handle) noexcept;
  void undo_replaced(ToManyHandle& handle) noexcept;
  void undo_loaded(ToManyHandle& handle) const noexcept;
  void unload(TargetList& held) const noexcept;
  void undo_target_loaded() const noexcept;
  void undo_key() const noexcept;
  void undo_set_free() const;
  void undo_referred() const;
  void undo_linked(ToManyHandle& handle) noexcept;

  SlotRef owner_;
  const AssociationInfo* association_;
  Kind kind_;
  bool was_loaded_ = false;
};

/// Notes that the target at `place` has left the list, for as long as the level in which it was last changed may be
/// undone. Nothing when it was not changed in a transaction.
void remember_removed(Slot& owner, const AssociationInfo& association, Slot& place, std::size_t position);

/// The changes of one operation. Unless it is kept, they are taken back when it ends; afterwards they are when the
/// transaction is, or the level of it, in which they were kept.
class ListChanges {
 public:
  ListChanges(Slot& owner, const AssociationInfo& association) : owner_(&owner), association_(association) {}
  ~ListChanges();
  ListChanges(const ListChanges&) = delete;
  ListChanges& operator=(const ListChanges&) = delete;

  /// `place` is about to be added to the list, or just was.
  void added(Slot& place);
  /// Takes the item at `position` out of `list`.
  void remove(TargetList& list, std::size_t position);
  /// The handle has another list now.
  void replaced(TargetListPtr before);
  /// These, which the caller took out of `unlinked`, have join rows now. Takes over the references.
  void linked(std::vector<Slot*>&& targets);
  /// The foreign key of `child` is about to be set to NULL.
  void set_free(ModelBase& child);
  /// Gives the owner this foreign key: the one of a belongs_to, or none. Columns that it shares follow when the owner
  /// is saved; none of them becomes NULL.
  void refer(const std::vector<Value>& key);
  void keep(DatabaseCore& database);

 private:
  ListChange& push(ListChange::Kind kind);
  SlotRef owner_;
  const AssociationInfo& association_;
  std::vector<ListChange> changes_;
};

}  // namespace rowan
