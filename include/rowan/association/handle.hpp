// What every association handle has in common. Not for application code; use BelongsTo, HasOne, HasMany, ManyToMany.
//
// A handle is a member of its record, but it never keeps the record's address: it holds the owner's *slot*, which
// outlives moves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/core/member_step.hpp"
#include "rowan/core/random_access.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/model/slot.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

struct SaveResult;

/// Owner's slot and the association's number: 16 bytes.
class ROWAN_EXPORT HandleBase {
 public:
  HandleBase() = default;
  /// The copy belongs to the record being copied into, if it is a member of one; else to the one it was copied from.
  /// Nothing loaded is copied.
  HandleBase(const HandleBase& other) noexcept { adopt_owner(other); }
  HandleBase(HandleBase&& other) noexcept
      : owner_(other.owner_), association_(other.association_), flags_(other.flags_) {
    other.owner_ = nullptr;
    other.flags_ = moved_from;
  }
  HandleBase& operator=(const HandleBase& other) noexcept;
  HandleBase& operator=(HandleBase&& other) noexcept;
  ~HandleBase() {
    if (owner_ != nullptr) owner_->block->drop_reference();
  }

  /// Ties the handle to its record; done when a record is loaded or saved.
  void bind(Slot& owner, std::uint32_t association) noexcept {
    owner.block->add_references(bind_uncounted(owner, association));
  }
  /// As bind, but the references to the owner's block that it took, 0 or 1, are left for the caller to add: those of
  /// all handles of a record at once.
  [[nodiscard]] std::uint32_t bind_uncounted(Slot& owner, std::uint32_t association) noexcept {
    association_ = association;
    flags_ = (flags_ & ~static_cast<std::uint32_t>(moved_from)) | bound;
    if (owner_ == &owner) return 0;
    if (owner_ != nullptr) [[unlikely]]
      owner_->block->drop_reference();
    owner_ = &owner;
    return 1;
  }
  [[nodiscard]] Slot* owner() const noexcept { return owner_; }
  [[nodiscard]] bool is_bound() const noexcept { return (flags_ & bound) != 0; }
  /// The metadata; only when bound. @throws MappingError when the target isn't registered.
  [[nodiscard]] const AssociationInfo& association() const;
  /// @throws RecordMoved when it was moved from, mostly with its record: what is asked of it is meant for another.
  void require_not_moved() const {
    if (has(moved_from)) [[unlikely]]
      refuse_moved();
  }

 protected:
  enum Flag : std::uint32_t { bound = 1, present = 2, strong = 4, assigned = 8, moved_from = 16, absent = 32 };
  /// The upper bits of the flags tell which shared load served the handle last, so that a touch after reset() loads
  /// anew.
  static constexpr std::uint32_t generation_shift = 8;
  void adopt_owner(const HandleBase& other) noexcept;
  [[noreturn]] void refuse_moved() const;
  /// @throws Unsupported when the object is the record that this handle is a member of.
  void require_other_record(const ModelInfo& target, const void* object) const;
  /// A member of the record that owns it, which lives. Not so: a handle that was copied or moved out of its record, one
  /// of a new record, and one whose record is just being assigned to.
  [[nodiscard]] bool is_member() const noexcept;
  [[nodiscard]] bool has(Flag flag) const noexcept { return (flags_ & flag) != 0; }
  void set(Flag flag) const noexcept { flags_ |= flag; }
  void clear(Flag flag) const noexcept { flags_ &= ~static_cast<std::uint32_t>(flag); }

  Slot* owner_ = nullptr;
  std::uint32_t association_ = 0;
  mutable std::uint32_t flags_ = 0;
};

/// The targets a to-many handle holds: slots of records that the list keeps alive.
/// An item names the *place* of a record; the record's state is in its own slot, which differs once records were sorted
/// or moved about.
struct RetiredTargets;

/// Shared by its handle and the iterators over it, whose loop goes through what it began with: a handle that is to
/// change a list in use goes on with a copy of its own (ToManyHandle::make_list).
struct TargetList {
  std::vector<Slot*> items;  ///< places, strong references
  std::vector<Slot*>
      unlinked;           ///< many-to-many: states of records whose join row waits for the owner, strong references
  bool complete = false;  ///< loaded, or there is nothing to load
  bool gone = false;      ///< it is complete but for targets that were destroyed, which leave it at its next touch
  RetiredTargets* retired = nullptr;  ///< left it by themselves; kept for those who refer to them

  TargetList() = default;
  TargetList(const TargetList&) = delete;
  TargetList& operator=(const TargetList&) = delete;
  void share() noexcept { ++shares_; }
  void let_go() noexcept {
    if (--shares_ == 0) delete this;
  }
  [[nodiscard]] bool in_use() const noexcept { return shares_ > 1; }
  /// The same for the handle alone, which lets go of this one.
  [[nodiscard]] TargetList* leave_to_loops();
  /// Keeps an item that is taken out, and its reference, until the user changes the list.
  void retire(Slot* place);
  /// Takes out what was destroyed.
  void take_out(const std::vector<Slot*>& destroyed);
  void drop_retired() noexcept;

 private:
  ROWAN_EXPORT ~TargetList();
  std::uint32_t shares_ = 1;
};

struct LetGo {
  void operator()(TargetList* list) const noexcept { list->let_go(); }
};
using TargetListPtr = std::unique_ptr<TargetList, LetGo>;

/// The compiled part of HasMany, HasOne and ManyToMany.
class ROWAN_EXPORT ToManyHandle : public HandleBase {
 public:
  ToManyHandle() = default;
  ToManyHandle(const ToManyHandle& other) noexcept : HandleBase(other) {}
  ToManyHandle(ToManyHandle&& other) noexcept : HandleBase(std::move(other)), list_(other.list_) {
    other.list_ = nullptr;
  }
  /// As a part of its record's assignment. @throws Unsupported when the handle of a record is assigned to alone.
  ToManyHandle& operator=(const ToManyHandle& other);
  /// As above; but assigned to alone, it takes nothing, and its next use throws.
  ToManyHandle& operator=(ToManyHandle&& other) noexcept;
  ~ToManyHandle() { forget_list(); }

  /// The targets, loaded if they were not.
  [[nodiscard]] const std::vector<Slot*>& items() const {
    if (list_ != nullptr && list_->complete) return list_->items;
    return load();
  }
  /// As items, for the library's own needs: strict loading does not apply.
  [[nodiscard]] const std::vector<Slot*>& items_despite_strictness() const;
  /// Takes what was loaded for it, joining it with what was added before.
  void take_share(std::vector<Slot*>&& share) const;
  [[nodiscard]] bool is_loaded() const noexcept { return list_ != nullptr && (list_->complete || list_->gone); }
  /// What is held now, without loading; may be null.
  [[nodiscard]] TargetList* list() const noexcept { return list_; }
  /// The list, to be changed: loops over it keep what they began with.
  TargetList& make_list() const;
  /// Gives it another list, and returns the one it had.
  TargetList* exchange_list(TargetList* list) noexcept { return std::exchange(list_, list); }
  /// A target was destroyed: the next touch takes it out.
  void target_destroyed() noexcept {
    if (list_ != nullptr && list_->complete) list_->gone = true, list_->complete = false;
  }
  /// Forgets what was loaded; the next touch loads anew. Unsaved additions are lost.
  void reset();
  /// As reset, but what was loaded for the siblings may serve the next touch.
  void forget_list() noexcept { TargetListPtr(std::exchange(list_, nullptr)); }
  /// As reset, but what was added and is not saved yet stays.
  void forget_loaded();
  /// The same after a change of the targets' rows, whose listeners may end the owner.
  std::uint64_t forget_loaded_after(const std::function<std::uint64_t()>& change);

  /// Moves `record` (an object of the target model) into the list: saved at once when the owner is persisted, else with
  /// the owner.
  ModelBase& add_record(const ModelInfo& target, void* object, const AssociationOps& ops);
  /// As add_record, but left unsaved until the owner is saved.
  ModelBase& build_record(const ModelInfo& target, void* object, const AssociationOps& ops);
  /// As add_record, in place of the targets there are, which are unlinked. All or nothing.
  ModelBase& replace_record(const ModelInfo& target, void* object, const AssociationOps& ops);
  /// Takes the target out: its key is set to NULL, or it is destroyed or deleted, as `dependent` says; a join row is
  /// deleted.
  void remove_record(ModelBase& record);
  /// Adds an existing record by linking it (many-to-many), without taking it over.
  void link_record(ModelBase& record);
  /// Takes all targets out. All or nothing.
  void clear_all();
  [[nodiscard]] std::uint64_t count_rows() const;
  [[nodiscard]] std::uint64_t counted_rows() const;

 private:
  const std::vector<Slot*>& load() const;
  void take_out_destroyed() const;
  /// What was loaded for siblings of the owner's row is older than what this handle is about to do.
  void forget_share();
  void drop_item(const ModelBase& record);
  /// False when it did not wait to be linked.
  bool drop_waiting(const ModelBase& record);
  void keep_added(Slot& place);
  /// The owner's own handle, for one that was copied or moved out.
  ToManyHandle& own_handle();
  [[nodiscard]] bool is_elsewhere() const noexcept { return is_bound() && !is_member(); }
  [[nodiscard]] TargetListPtr take_unsaved() const;
  ModelBase& take_in(const ModelInfo& target, void* object);
  mutable TargetList* list_ = nullptr;
};

namespace detail {
template <class>
inline constexpr bool never = false;
/// Models are classes, and need not be complete here.
template <class T>
constexpr bool check_target() {
  static_assert(std::is_class_v<T> && !std::is_const_v<T> && !std::is_volatile_v<T>,
                "rowan: an association is to a model: name its class, as in rowan::HasMany<Post>, without * or const");
  return true;
}
/// What add(), build() and set() refuse: a record that its owner keeps.
template <class U, class T>
concept LvalueOf = std::is_base_of_v<T, std::remove_const_t<U>>;
}  // namespace detail

/// What the compiled part must know of a BelongsTo's types; asked only when something is loaded or assigned.
struct TargetType {
  const ModelInfo& (*model)();
  const ValueOps* const* (*key_ops)();
};

/// The compiled part of BelongsTo. The key is in the derived class; compiled code reaches it through the foreign key's
/// ValueOps.
class ROWAN_EXPORT BelongsToHandle : public HandleBase {
 public:
  BelongsToHandle() = default;
  BelongsToHandle(const BelongsToHandle& other) noexcept;
  BelongsToHandle(BelongsToHandle&& other) noexcept : HandleBase(std::move(other)), target_(other.target_) {
    other.target_ = nullptr;
  }
  BelongsToHandle& operator=(const BelongsToHandle& other);
  BelongsToHandle& operator=(BelongsToHandle&& other) noexcept;
  ~BelongsToHandle() {
    if (target_ != nullptr) drop_target();
  }

  [[nodiscard]] bool has_key() const noexcept { return has(present); }
  void mark_present(bool yes) noexcept {
    flags_ &= ~static_cast<std::uint32_t>(absent | moved_from);  // a key is given to it, or taken
    if (yes)
      set(present);
    else
      clear(present);
  }
  /// Where the presence of a key and its `value`, a member of the derived class, are: for code without the types.
  [[nodiscard]] KeyLayout layout_of(const void* value) const noexcept {
    const auto* self = reinterpret_cast<const std::byte*>(this);
    return {static_cast<std::uint8_t>(static_cast<const std::byte*>(value) - self),
            static_cast<std::uint8_t>(reinterpret_cast<const std::byte*>(&flags_) - self), present};
  }
  /// The key was assigned as a whole: where its columns are shared, the other attributes have yet to follow.
  [[nodiscard]] bool is_assigned() const noexcept { return has(assigned); }
  void mark_assigned(bool yes) const noexcept {
    if (yes)
      set(assigned);
    else
      clear(assigned);
  }
  /// Forgets the target that was loaded or assigned; the key stays. The next touch loads anew.
  void reset() noexcept;
  /// As reset, but what was loaded for the siblings may serve the next touch.
  void let_go() noexcept {
    clear(absent);
    if (target_ != nullptr) drop_target();
  }
  /// A preload looked for the target and found none: touches know that, until the handle is reset or given a key.
  [[nodiscard]] bool is_absent() const noexcept { return has(absent); }
  void mark_absent() const noexcept { set(absent); }
  /// The target's slot now held, whether its record still lives or not; may be null.
  [[nodiscard]] Slot* held() const noexcept { return target_; }
  /// The target, loaded if it was not, or null: of a handle that is bound to its record, for code without the types.
  [[nodiscard]] ModelBase* target_of_bound() const;
  /// @throws AttributeNotLoaded where it has no key because the query of its record left that out.
  void require_key_known() const;
  /// Sets a part of the key without forgetting the target.
  void take_key_part(const ValueOps& ops, const Value& value);
  /// Refers to a record that lives elsewhere.
  void refer(Slot& target) const noexcept;
  /// Refers to a record and keeps it alive.
  void hold(Slot& target) const noexcept;

 protected:
  /// The target. @throws RecordNotFound when the key is null or the row is gone.
  [[nodiscard]] ModelBase& target(const TargetType& type) const {
    if (target_ != nullptr && target_->self != nullptr) [[likely]]
      return *target_->self;
    return *load(type, true);
  }
  /// As target, but null instead of RecordNotFound.
  [[nodiscard]] ModelBase* target_if(const TargetType& type) const {
    if (target_ != nullptr && target_->self != nullptr) [[likely]]
      return target_->self;
    return load(type, false);
  }
  /// @throws RecordMoved, RecordDestroyed, as assign_record would.
  void require_referable(const TargetType& type, const ModelBase& record) const;
  void assign_record(const TargetType& type, ModelBase& record);
  void assign_moved(const TargetType& type, void* object);

  /// Takes out what the handle refers to while it is given something else, which may live in there: the parent's
  /// parent, say. Without done() it comes back.
  class Replacing {
   public:
    explicit Replacing(const BelongsToHandle& handle) noexcept
        : handle_(handle), old_(std::exchange(handle.target_, nullptr)), strong_(handle.has(strong)) {
      handle.clear(strong);
    }
    ~Replacing() {
      if (old_ != nullptr) handle_.put_back(*old_, strong_);
    }
    Replacing(const Replacing&) = delete;
    Replacing& operator=(const Replacing&) = delete;
    void done() noexcept {
      if (old_ != nullptr) handle_.let_go_of(*std::exchange(old_, nullptr), strong_);
    }

   private:
    const BelongsToHandle& handle_;
    Slot* old_;
    bool strong_;
  };

 private:
  void take_key_of(const TargetType& type, const ModelBase& record);
  void put_back(Slot& old, bool was_strong) const noexcept;
  void let_go_of(Slot& old, bool was_strong) const noexcept;
  [[nodiscard]] bool assigned_alone(const BelongsToHandle& other) const noexcept;
  ModelBase* load(const TargetType& type, bool must_exist) const;
  void load_bound(const TargetType& type) const;
  void served_by(std::uint32_t generation) const noexcept {
    flags_ = (flags_ & ((1U << generation_shift) - 1)) | generation << generation_shift;
  }
  void load_unbound(const TargetType& type) const;
  void drop_target() const noexcept;
  mutable Slot* target_ = nullptr;
};

namespace detail {
template <class T>
T& target_at(const Slot& place) {
  return *static_cast<T*>(place.block->object(place.row));
}
}  // namespace detail

/// Iterates the records of a to-many handle, as they were when it was made: it keeps them alive, whatever becomes of
/// the handle.
template <class T>
class TargetIterator : public RandomAccess<TargetIterator<T>, T> {
 public:
  TargetIterator() = default;
  TargetIterator(TargetList& list, std::size_t position) noexcept : at_(list.items.data() + position), list_(&list) {
    list.share();
  }
  TargetIterator(const TargetIterator& other) noexcept : at_(other.at_), list_(other.list_) {
    if (list_ != nullptr) list_->share();
  }
  TargetIterator(TargetIterator&& other) noexcept : at_(other.at_), list_(std::exchange(other.list_, nullptr)) {}
  TargetIterator& operator=(TargetIterator other) noexcept {
    at_ = other.at_;
    std::swap(list_, other.list_);
    return *this;
  }
  ~TargetIterator() {
    if (list_ != nullptr) list_->let_go();
  }

  T& operator*() const { return detail::target_at<T>(**at_); }
  using RandomAccess<TargetIterator, T>::operator++;
  TargetIterator& operator++() { return ++at_, *this; }
  TargetIterator& operator+=(std::ptrdiff_t n) { return at_ += n, *this; }
  /// Two of different runs are compared by what is left: `it != list.end()` ends a loop that changes the list.
  [[nodiscard]] std::ptrdiff_t distance_to(const TargetIterator& other) const {
    return list_ == other.list_ ? other.at_ - at_ : left() - other.left();
  }

 private:
  [[nodiscard]] std::ptrdiff_t left() const {
    return list_ == nullptr ? 0 : list_->items.data() + list_->items.size() - at_;
  }

  Slot* const* at_ = nullptr;
  TargetList* list_ = nullptr;
};

}  // namespace rowan
