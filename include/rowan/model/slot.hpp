// Where a record's state lives. Not for application code.
//
// A record is a plain object of the user's class: it moves, is copied, sorted and erased like any value. What the
// library knows about it (is it new? which row? what was loaded?) must not move with it, because handles, cohorts and
// transactions refer to it. So it lives in a *slot*; slots stand in reference-counted *blocks*, a whole block per up to
// 256 rows of a result. The record and its slot point at each other, and every copy, move, assignment and destructor
// keeps `self` right, null once the record is dead.
//
// Counts are not atomic: all records reached from one result set belong to one thread at a time (see
// ModelBase::detach).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"

namespace rowan {

class Cohort;
class DatabaseCore;
struct ResultMemory;
struct KeyBox;

enum class Lifecycle : std::uint8_t { fresh, persisted, destroyed };

/// The part of a slot that is kept as one word where it must be restored.
struct SlotState {
  std::uint32_t row = 0;  ///< position in the block
  Lifecycle lifecycle = Lifecycle::fresh;
  std::uint8_t enlisted = 0;  ///< depth of the innermost transaction level that will restore it on rollback; 0: none
  bool saving : 1 = false;    ///< guards cycles while a graph is saved
  bool boxed : 1 = false;     ///< `key` is a KeyBox*
  bool inserted : 1 = false;  ///< the last save was an INSERT
  bool updated : 1 = false;   ///< the last save was an UPDATE; see Block::replaced
  bool stamped_created : 1 = false;  ///< created_at was set by the library
  bool stamped_updated : 1 = false;  ///< likewise updated_at
  bool logged_whole : 1 = false;     ///< that level remembers all there is, not only what its first update replaced
  bool called_back : 1 = false;      ///< callbacks of its own run: these may neither save nor destroy it
  bool validated : 1 = false;        ///< looked at ahead of its save, which doesn't do it again
  bool destroying : 1 = false;       ///< destroy() is under way
};

/// The state of one record: 32 bytes.
struct Slot : SlotState {
  ModelBase* self = nullptr;  ///< the live record, or null
  Block* block = nullptr;
  std::uint64_t key = 0;  ///< an integer key as loaded; for other keys a KeyBox*, owned
};

/// Slots of records of one model, their fingerprints, and, for records that the library owns, the records themselves.
/// One allocation holds header, slots and fingerprints; another the records. Those of a large result are in slabs.
class ROWAN_EXPORT Block {
 public:
  /// With `count` slots; `tracked` adds fingerprints, `owning` room for `count` records (not yet constructed).
  /// `memory` is for the blocks of a result that may be large.
  static Block* make(const ModelInfo& model, std::uint32_t count, bool tracked, bool owning,
                     ResultMemory* memory = nullptr);

  [[nodiscard]] Slot* slots() noexcept { return reinterpret_cast<Slot*>(this + 1); }
  [[nodiscard]] Slot& slot(std::uint32_t row) noexcept { return slots()[row]; }
  /// Fingerprints of the row, or null when not tracked.
  [[nodiscard]] std::uint64_t* fingerprints(std::uint32_t row) noexcept {
    return fingerprints_ == nullptr ? nullptr : fingerprints_ + static_cast<std::size_t>(row) * words_;
  }
  /// What the last UPDATE of the row replaced: a place for each word of the fingerprints, and before these a mask that
  /// tells which of them are filled. In models with more than 64 words all are. Made at the first call.
  [[nodiscard]] std::uint64_t* replaced(std::uint32_t row) {
    if (!replaced_) [[unlikely]]
      make_replaced();
    return replaced_.get() + static_cast<std::size_t>(row) * (words_ + 1U);
  }
  /// Values of the attributes declared keep_original(), as loaded or last saved, and as they were before the last save;
  /// null before `make_originals()`.
  [[nodiscard]] Value* originals(std::uint32_t row) noexcept { return originals_ ? originals_at(row) : nullptr; }
  [[nodiscard]] Value* previous_originals(std::uint32_t row) noexcept;
  void make_originals();
  /// Storage of the row's record (the most derived object), or null when records live elsewhere.
  [[nodiscard]] void* object(std::uint32_t row) noexcept {
    return records_ == nullptr ? nullptr : records_ + static_cast<std::size_t>(row) * stride_;
  }
  [[nodiscard]] ModelBase* record(std::uint32_t row) noexcept {
    return reinterpret_cast<ModelBase*>(records_ + static_cast<std::size_t>(row) * stride_ + base_offset_);
  }

  /// Asks the processor to have this row's record and state at hand soon. Any number will do.
  void prefetch(std::uint32_t row) noexcept;

  [[nodiscard]] const ModelInfo& model() const noexcept { return *model_; }
  [[nodiscard]] std::uint32_t count() const noexcept { return count_; }

  /// Constructs the record of the next row in its place and attaches it. The block must own records and have room.
  ModelBase* construct_next();
  /// Moves `object` into the next row's place and its state into that row's slot.
  ModelBase* relocate_next(void* object);
  /// Records constructed so far; slots from there on are not yet in use. All of them where records live elsewhere.
  [[nodiscard]] std::uint32_t constructed() const noexcept { return constructed_; }
  void add_reference() noexcept { ++references_; }
  void add_references(std::uint32_t count) noexcept { references_ += count; }
  void drop_reference() noexcept {
    if (--references_ == 0) destroy();
  }
  /// Nothing but one reference is left of it.
  [[nodiscard]] bool is_last_reference() const noexcept { return references_ == 1; }
  /// A strong reference keeps the records alive, too.
  void add_strong() noexcept { ++references_, ++strong_; }
  void drop_strong() noexcept {
    if (--strong_ == 0) destroy_records();
    drop_reference();
  }
  /// A record took, or gave up, one of the slots.
  void record_attached() noexcept { ++references_, ++live_; }
  void record_detached() noexcept {
    if (--live_ == 0 && (cohort != nullptr || kept_ != nullptr)) last_detached();
    drop_reference();
  }
  /// Whether just one strong reference is left.
  [[nodiscard]] bool is_last_strong() const noexcept { return strong_ == 1; }
  /// Takes over a strong reference to another block, until no record has a slot of this one any more.
  void keep(Block* other) noexcept { kept_ = other; }
  /// Whether the object at `address` is in a record, or is one, that this block keeps.
  [[nodiscard]] bool holds(const void* address) const noexcept {
    // A block without records has no address to count from.
    const auto at = reinterpret_cast<std::uintptr_t>(address) - reinterpret_cast<std::uintptr_t>(records_);
    return records_ != nullptr && at < count_ * stride_;
  }

  void join(Cohort& cohort);

  Cohort* cohort = nullptr;  ///< counted while records live
  std::uint32_t cohort_position = 0;
  std::shared_ptr<DatabaseCore> database;  ///< that loaded or saved the records
  bool strict_loading = false;             ///< an unloaded touch throws
  bool batch = true;                       ///< lazy loads serve the cohort
  std::uint32_t made_in = 0;  ///< the last attempt at a transaction that had begun; see TransactionState::attempt

 private:
  Block() = default;
  ~Block() = default;
  Value* originals_at(std::uint32_t row) noexcept;
  Slot& begin_slot(std::uint32_t row) noexcept;
  void make_replaced();
  void destroy() noexcept;
  void destroy_records() noexcept;
  void leave_cohort() noexcept;
  void last_detached() noexcept;

  const ModelInfo* model_ = nullptr;
  Block* kept_ = nullptr;
  std::uint64_t* fingerprints_ = nullptr;
  std::unique_ptr<std::uint64_t[]> replaced_;
  std::unique_ptr<Value[]> originals_;
  std::byte* records_ = nullptr;
  std::ptrdiff_t base_offset_ = 0;
  std::size_t stride_ = 0;
  std::uint32_t references_ = 0, strong_ = 0, live_ = 0;
  std::uint32_t count_ = 0, constructed_ = 0;
  std::uint16_t words_ = 0;
  bool in_slab_ = false, records_in_slab_ = false;  ///< else they are on the heap
};
static_assert(sizeof(Block) % alignof(Slot) == 0);

/// Keeps a slot (its memory, not its record) alive. Null is allowed.
class SlotRef {
 public:
  SlotRef() = default;
  explicit SlotRef(Slot* slot) noexcept : slot_(slot) {
    if (slot_ != nullptr) slot_->block->add_reference();
  }
  SlotRef(const SlotRef& other) noexcept : SlotRef(other.slot_) {}
  SlotRef(SlotRef&& other) noexcept : slot_(std::exchange(other.slot_, nullptr)) {}
  SlotRef& operator=(SlotRef other) noexcept {
    std::swap(slot_, other.slot_);
    return *this;
  }
  ~SlotRef() {
    if (slot_ != nullptr) slot_->block->drop_reference();
  }
  [[nodiscard]] Slot* get() const noexcept { return slot_; }
  Slot* operator->() const noexcept { return slot_; }
  explicit operator bool() const noexcept { return slot_ != nullptr; }

 private:
  Slot* slot_ = nullptr;
};

}  // namespace rowan
