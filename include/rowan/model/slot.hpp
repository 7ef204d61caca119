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

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "rowan/connection/database_ref.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"

namespace rowan {

class Cohort;
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
  bool partial : 1 = false;          ///< not all attributes were loaded; see Block::unloaded
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
  /// What the blocks of results have, and few others.
  struct Rest {
    Cohort* cohort = nullptr;
    Block* kept = nullptr;
    std::byte* records = nullptr;
    std::ptrdiff_t base_offset = 0;
    std::size_t stride = 0;
    std::uint32_t cohort_position = 0, strong = 0, live = 0, constructed = 0;
    std::uint32_t unloaded_size = 0;            ///< of each row, in words
    bool records_in_slab = false;               ///< else they are on the heap
    std::unique_ptr<std::uint64_t[]> replaced;  ///< of each row a mask, and a place for each word
    std::unique_ptr<Value[]> originals;
    std::unique_ptr<std::uint64_t[]> unloaded;
  };
  static constexpr std::uint8_t none = 0xFF;

 public:
  /// With `count` slots; `tracked` adds fingerprints. It owns its records, and has room for `count` of them (not yet
  /// constructed). `memory` is for the blocks of a result that may be large.
  static Block* make(const ModelInfo& model, std::uint32_t count, bool tracked, ResultMemory* memory = nullptr);
  /// With the slot of one record that lives elsewhere.
  static Slot& make_slot(const ModelInfo& model, bool tracked);

  [[nodiscard]] Slot* slots() noexcept { return reinterpret_cast<Slot*>(this + 1); }
  [[nodiscard]] Slot& slot(std::uint32_t row) noexcept { return slots()[row]; }
  [[nodiscard]] bool is_tracked() const noexcept { return tracked_; }
  /// Fingerprints of the row, or null when not tracked.
  [[nodiscard]] std::uint64_t* fingerprints(std::uint32_t row) noexcept {
    if (!tracked_) return nullptr;
    return reinterpret_cast<std::uint64_t*>(slots() + count_) + static_cast<std::size_t>(row) * words_;
  }
  /// After an UPDATE: in the fingerprints of the row, `loaded`, the words that `mask` tells become those of `now`. What
  /// they replace is kept.
  void replace(std::uint32_t row, std::uint64_t* loaded, const std::uint64_t* now, std::uint64_t mask) {
    const bool of_one_word = (mask & (mask - 1)) == 0;
    if (!of_one_word || (has_rest_ && !rest_->replaced)) [[unlikely]]
      return replace_more(row, loaded, now, mask);
    const int word = std::countr_zero(mask);
    place_of_replaced(row, mask, word) = std::exchange(loaded[word], now[word]);
  }
  /// The same of all words: of models with more than a mask tells.
  void replace_all(std::uint32_t row, std::uint64_t* loaded, const std::uint64_t* now);
  /// The words from `word` on that the last UPDATE of the row replaced; null when it did not.
  [[nodiscard]] const std::uint64_t* replaced(std::uint32_t row, std::size_t word) const noexcept;
  /// Values of the attributes declared keep_original(), as loaded or last saved, and as they were before the last save;
  /// null before `make_originals()`.
  [[nodiscard]] Value* originals(std::uint32_t row) noexcept { return has_rest_ ? originals_at(row) : nullptr; }
  [[nodiscard]] Value* previous_originals(std::uint32_t row) noexcept;
  void make_originals();
  /// What is known of the attributes of the row that were not loaded; null: all were. Its size is the caller's matter,
  /// and one for all rows of a block. See model/record/partial.hpp.
  [[nodiscard]] std::uint64_t* unloaded(std::uint32_t row) const noexcept;
  std::uint64_t* need_unloaded(std::uint32_t row, std::size_t size);
  /// Storage of the row's record (the most derived object), or null when records live elsewhere.
  [[nodiscard]] void* object(std::uint32_t row) noexcept {
    if (!has_rest_ || rest_->records == nullptr) return nullptr;
    return rest_->records + static_cast<std::size_t>(row) * rest_->stride;
  }
  [[nodiscard]] ModelBase* record(std::uint32_t row) noexcept {
    return reinterpret_cast<ModelBase*>(rest_->records + static_cast<std::size_t>(row) * rest_->stride +
                                        rest_->base_offset);
  }

  /// Asks the processor to have the record and the state at hand soon that lie behind those of this row. Without the
  /// first line of each, which is the last one of the row before, where rows are gone through in order. Behind the last
  /// row this asks for what is of no use and is never read: its addresses are numbers, which may be of anything.
  void prefetch_after(const Slot& slot, const void* object, const std::uint64_t* loaded) const noexcept {
    if (!has_rest_) return;
    constexpr std::size_t line = 64;
    const auto after = [](const void* place, std::size_t bytes) {
      return reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(place) + bytes);
    };
    const std::size_t stride = rest_->stride;
    __builtin_prefetch(after(object, stride + line));
    __builtin_prefetch(after(object, stride + 2 * line));
    __builtin_prefetch(after(object, 2 * stride));
    __builtin_prefetch(after(&slot, sizeof slot), 1);
    __builtin_prefetch(after(loaded, std::size_t{2} * words_ * sizeof *loaded), 1);
  }

  [[nodiscard]] const ModelInfo& model() const noexcept { return *model_; }
  [[nodiscard]] std::uint32_t count() const noexcept { return count_; }

  /// Constructs the record of the next row in its place and attaches it. The block must own records and have room.
  ModelBase* construct_next();
  /// Moves `object` into the next row's place and its state into that row's slot.
  ModelBase* relocate_next(void* object);
  /// Records constructed so far; slots from there on are not yet in use. All of them where records live elsewhere.
  [[nodiscard]] std::uint32_t constructed() const noexcept { return owning_ ? rest_->constructed : count_; }
  void add_reference() noexcept { ++references_; }
  void add_references(std::uint32_t count) noexcept { references_ += count; }
  void drop_reference() noexcept {
    if (--references_ == 0) destroy();
  }
  /// Nothing but one reference is left of it.
  [[nodiscard]] bool is_last_reference() const noexcept { return references_ == 1; }
  /// A strong reference keeps the records alive, too, if the block owns them.
  void add_strong() noexcept {
    ++references_;
    if (owning_) ++rest_->strong;
  }
  void drop_strong() noexcept {
    if (owning_ && --rest_->strong == 0) destroy_records();
    drop_reference();
  }
  /// A record took, or gave up, one of the slots.
  void record_attached() noexcept {
    ++references_;
    if (has_rest_) ++rest_->live;
  }
  void record_detached() noexcept {
    if (has_rest_ && --rest_->live == 0) last_detached();
    drop_reference();
  }
  /// Whether just one strong reference is left.
  [[nodiscard]] bool is_last_strong() const noexcept { return rest_->strong == 1; }
  /// Takes over a strong reference to another block, until no record has a slot of this one any more.
  void keep(Block* other) { need_rest().kept = other; }
  /// Whether the object at `address` is in a record, or is one, that this block keeps.
  [[nodiscard]] bool holds(const void* address) const noexcept {
    if (!owning_) return false;
    // A block whose records have ended has no address to count from.
    const auto at = reinterpret_cast<std::uintptr_t>(address) - reinterpret_cast<std::uintptr_t>(rest_->records);
    return rest_->records != nullptr && at < std::size_t{count_} * rest_->stride;
  }

  /// The siblings, counted while records live; null: none.
  [[nodiscard]] Cohort* cohort() const noexcept { return has_rest_ ? rest_->cohort : nullptr; }
  void join(Cohort& cohort);
  void leave_cohort() noexcept;
  /// Its place in the cohort's list.
  [[nodiscard]] std::uint32_t& cohort_position() noexcept { return rest_->cohort_position; }

  DatabaseRef database;             ///< that loaded or saved the records
  std::uint32_t made_in = 0;        ///< the last attempt at a transaction that had begun; see TransactionState::attempt
  bool strict_loading : 1 = false;  ///< an unloaded touch throws
  bool batch : 1 = true;            ///< lazy loads serve the cohort

 private:
  // In this order, which leaves no gaps: a record of its own has a whole block.
  bool tracked_ : 1, owning_ : 1 = false, has_rest_ : 1 = false, in_slab_ : 1 = false;
  std::uint8_t replaced_at_ = none;  ///< which word `replaced_word_` is
  std::uint16_t count_, words_;
  std::uint32_t references_ = 0;
  const ModelInfo* model_;
  union {
    Rest* rest_;
    std::uint64_t replaced_word_;  ///< enough where an UPDATE replaced one word of the only row
  };

  Block(const ModelInfo& model, std::uint32_t count, bool tracked) noexcept;
  ~Block();
  static std::size_t bytes_for(const ModelInfo& model, std::uint32_t count, bool tracked) noexcept;
  Rest& need_rest();
  /// Where the one word goes that an UPDATE replaces.
  std::uint64_t& place_of_replaced(std::uint32_t row, std::uint64_t mask, int word) noexcept {
    if (!has_rest_) {
      replaced_at_ = static_cast<std::uint8_t>(word);
      return replaced_word_;
    }
    std::uint64_t* kept = rest_->replaced.get() + row * (words_ + std::size_t{1});
    kept[0] = mask;
    return kept[1 + word];
  }
  void replace_more(std::uint32_t row, std::uint64_t* loaded, const std::uint64_t* now, std::uint64_t mask);
  void replace_first(std::uint32_t row, std::uint64_t* loaded, const std::uint64_t* now, std::uint64_t mask);
  static void replace_in(std::uint64_t* kept, std::uint64_t* loaded, const std::uint64_t* now,
                         std::uint64_t mask) noexcept;
  std::uint64_t* need_replaced(std::uint32_t row);
  Value* originals_at(std::uint32_t row) noexcept;
  Slot& begin_slot(std::uint32_t row) noexcept;
  void destroy() noexcept;
  void destroy_all() noexcept;
  void destroy_records() noexcept;
  void last_detached() noexcept;
};
static_assert(sizeof(Block) % alignof(Slot) == 0 && sizeof(Block) == 40);

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
