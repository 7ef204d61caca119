// What a transaction must restore in records on rollback, and which records to notify of its end.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "association/list_changes.hpp"
#include "association/owner_touches.hpp"
#include "model/record/announcements.hpp"
#include "model/record/attribute_mask.hpp"
#include "model/record/chunked_stack.hpp"
#include "model/record/counted_members.hpp"
#include "model/record/entry_places.hpp"
#include "model/record/key.hpp"
#include "model/record/words.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/model/slot.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// The record layer's TransactionLog. It pins slots, never records: a record may die, move or be copied before the end.
class RecordLog final : public TransactionLog {
 public:
  RecordLog() = default;
  ~RecordLog() override;
  RecordLog(const RecordLog&) = delete;
  RecordLog& operator=(const RecordLog&) = delete;

  /// The log of this transaction, made on first use.
  static RecordLog& of(TransactionState& transaction) {
    return transaction.log ? static_cast<RecordLog&>(*transaction.log) : make(transaction);
  }
  /// Remembers the slot's state before it is changed, once per level.
  static void enlist(TransactionState& transaction, Slot& slot);
  /// As enlist, before an UPDATE that replaces these words of the slot's fingerprints, `prints`. The first one in a
  /// level need not save the words that it keeps; the next change saves everything.
  static void enlist_update(TransactionState& transaction, Slot& slot, const std::uint64_t* prints, WordMask replaced);
  /// The library itself counts in a loaded record what a write of another did: that is taken back, so a block that may
  /// be retried has not used the record. A change of the user's is noted after it as ever.
  static void count(TransactionState& transaction, Slot& slot, const AttributeInfo& counter, std::int64_t by);
  /// Before a reload gives the record the attributes of `read`: a rollback gives it back those that it had.
  static void reread(TransactionState& transaction, Slot& slot, const void* read);
  /// After the database filled in a value that the record had left out: a rollback leaves it out again, lest the next
  /// INSERT send what belongs to the row that is undone.
  static void filled_in(TransactionState& transaction, Slot& slot, const AttributeInfo& attribute, const Value& before);
  /// A copy of an enlisted record is rolled back with it.
  void enlist_copy(const Slot& original, Slot& copy);
  /// Keeps a copy of the record, as just written, for its callbacks at the end: see Announcements.
  void announce(const ModelInfo& model, const void* object, const Slot& slot, const Key* key_before,
                Occasion occasion) {
    announcements_.add(model, object, slot, key_before, occasion, depth_);
  }
  void announce_again(const ModelInfo& model, const void* object, const Slot& slot, bool back) {
    announcements_.add_again(model, object, slot, back, depth_);
  }

  /// Takes over an operation's changes to lists.
  void remember(std::vector<ListChange>&& changes);
  void remember(ListChange&& change);
  /// One that belongs to the level in which `slot` was last changed.
  void remember(ListChange&& change, const Slot& slot);

  /// The owner gets a time-stamp at the COMMIT.
  void touch(const OwnerReference& owner) { touches_.add(owner, depth_); }

  void savepoint() override;
  void released() override;
  void rolled_back_to() noexcept override;
  void about_to_commit() override;
  void before_commit() override;
  void committed_early() noexcept override;
  void committed() override;
  void rolled_back() noexcept override;
  [[nodiscard]] bool used_outside_state() const noexcept override;

 private:
  static RecordLog& make(TransactionState& transaction);
  /// Which part of a slot an entry has.
  enum class Part : std::uint8_t {
    whole,  ///< all; `key` is that of the row, an integer, or else in `rare_`
    words,  ///< some words of the fingerprints, named by `key`, a WordMask; the record has their key
    fresh,  ///< of a new record the key's member, in `key`: the rest is the same for every new one
  };
  /// Small and trivial, because a large transaction makes many.
  struct Entry {
    Slot* slot;  ///< a counted reference to its memory
    std::uint64_t key;
    SlotState before;
    std::uint32_t words;  ///< where its part of `words_` begins
    std::uint8_t level;
    Part part;
    bool rare;  ///< more of it is in `rare_`
  };
  /// Parts that few records have.
  struct Rare {
    Key key;                       ///< when it is not an integer
    std::vector<Value> originals;  ///< of attributes declared keep_original()
  };
  void enlist_counted(Slot& slot);
  void remember(Slot& slot);
  static void enlist_unusual_update(TransactionState& transaction, Slot& slot, const std::uint64_t* prints,
                                    WordMask replaced);
  [[nodiscard]] bool is_ready() const noexcept;
  [[nodiscard]] bool is_part_enough(const Slot& slot, WordMask replaced) const noexcept;
  void remember_part(Entry& place, Slot& slot, const std::uint64_t* prints, WordMask mask);
  void remember_fresh(Slot& slot);
  void make_room(Slot& slot);
  void add(Entry& place, Slot& slot, std::uint64_t key, std::size_t words, Part part, bool rare);
  void remember_words(const ModelInfo& model, const Slot& slot);
  bool remember_rare(const Slot& slot);
  void note_origin(Slot& slot);
  /// Places of the entries of a slot that is enlisted, the last one first.
  [[nodiscard]] std::vector<std::size_t> entries_of(const Slot& slot);
  [[nodiscard]] Entry copy_of(const Entry& entry, Slot& copy);
  static void let_go(const Entry& entry) noexcept { entry.slot->block->drop_reference(); }
  [[nodiscard]] std::size_t words_of(const Entry& entry) const noexcept;
  [[nodiscard]] bool is_last_dead() const noexcept {
    const Entry* last = entries_.top();
    return last != nullptr && last->slot->self == nullptr;
  }
  void drop_all_dead() noexcept;
  void let_go_of_records() noexcept;
  void undo(const Entry& entry) noexcept;
  void undo_whole(const Entry& entry) noexcept;
  void undo_part(const Entry& entry) const noexcept;
  static void undo_fresh(const Entry& entry) noexcept;
  void undo_level(std::uint8_t level, std::size_t start) noexcept;
  void undo_lists(std::uint8_t level) noexcept;

  std::uint8_t depth_ = 1;
  std::uint32_t attempt_ = 0;            ///< of the transaction, when it may be retried
  bool loaded_outside_ = false;          ///< a record was enlisted that was there before the attempt
  std::vector<SlotRef> made_somewhere_;  ///< new records; those that outlive the block were made outside it
  ChunkedStack<Entry> entries_;
  EntryPlaces places_;
  std::vector<std::size_t> starts_;  ///< of each savepoint: how many entries there were when it began
  WordStack words_;  ///< of each entry: key member, lock version's member, place in `rare_`, fingerprints; or some
                     ///< of the fingerprints alone
  std::deque<Rare> rare_;
  std::vector<ListChange> list_changes_;  ///< the outermost level's first
  CountedMembers counted_;
  RereadMembers reread_;
  Announcements announcements_;
  OwnerTouches touches_;
  DatabaseCore* database_ = nullptr;  ///< that the transaction is of, which keeps it
};

}  // namespace rowan
