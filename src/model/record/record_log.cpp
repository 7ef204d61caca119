#include "model/record/record_log.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <new>
#include <utility>

#include "model/record/fingerprints.hpp"
#include "model/record/members.hpp"
#include "rowan/model/model_base.hpp"

namespace rowan {
namespace {

void restore_member(const AttributeInfo& attribute, void* object, std::uint64_t word) {
  attribute.ops->set(static_cast<std::byte*>(object) + attribute.offset, attribute.ops->unfingerprint(&word));
}

// The first words of a whole entry: the members of an integer key and of the lock version, and its index in `rare_`,
// if it has one.
constexpr std::size_t leading_words = 3;
// In a WordMask.
constexpr std::size_t most_words = 64;

// A time-stamp that an UPDATE set is no change of the user's: it goes back with the fingerprints.
class StampOfUpdate {
 public:
  StampOfUpdate(const ModelInfo& model, const Slot& slot, const std::uint64_t* prints, const AttributeInfo* stamp) {
    const AttributeInfo* updated = slot.self == nullptr || prints == nullptr ? nullptr : stamp;
    if (updated == nullptr || updated->ops->unfingerprint == nullptr) return;
    object_ = object_of(model, *slot.self);
    print_ = &prints[updated->word];
    take_fingerprint(model.members[updated->index], object_, &sent_);
    if (sent_ == *print_) attribute_ = updated;
  }
  void restore() const {
    if (attribute_ != nullptr && *print_ != sent_) restore_member(*attribute_, object_, *print_);
  }

 private:
  const AttributeInfo* attribute_ = nullptr;  // null: not as it was sent
  void* object_ = nullptr;
  const std::uint64_t* print_ = nullptr;
  std::uint64_t sent_ = 0;
};

const AttributeInfo* integer_key(const ModelInfo& model) { return model.integer_key ? model.primary_key[0] : nullptr; }

}  // namespace

RecordLog::~RecordLog() { entries_.each(let_go); }

RecordLog& RecordLog::make(TransactionState& transaction) {
  auto made = std::make_unique<RecordLog>();
  RecordLog& log = *made;
  log.attempt_ = transaction.attempt();
  log.database_ = transaction.kept_database().get();
  transaction.log = std::move(made);
  for (int level = 1; level < transaction.depth(); ++level) log.savepoint();
  return log;
}

[[gnu::always_inline]] inline void RecordLog::make_room(Slot& slot) {
  if (attempt_ != 0) [[unlikely]]
    note_origin(slot);
  if (is_last_dead()) [[unlikely]]
    drop_all_dead();
}

[[gnu::always_inline]] inline void RecordLog::add(Entry& place, Slot& slot, std::uint64_t key, std::size_t words,
                                                  Part part, bool rare) {
  // In its place: assigned, it would be made elsewhere first.
  ::new (&place) Entry{&slot, key, slot, static_cast<std::uint32_t>(words), depth_, part, rare};
  slot.block->add_reference();
  slot.enlisted = depth_;
  slot.logged_whole = part != Part::words;
}

[[gnu::hot]] void RecordLog::enlist(TransactionState& transaction, Slot& slot) {
  RecordLog& log = of(transaction);
  if (slot.enlisted >= log.depth_ && slot.logged_whole) return;
  if (slot.lifecycle == Lifecycle::fresh && slot.self != nullptr && slot.block->model().plain_updates)
    log.remember_fresh(slot);
  else
    log.remember(slot);
}

void RecordLog::count(TransactionState& transaction, Slot& slot, const AttributeInfo& counter, std::int64_t by) {
  RecordLog& log = of(transaction);
  log.enlist_counted(slot);
  log.counted_.move(slot, counter, by, log.depth_);
}

void RecordLog::reread(TransactionState& transaction, Slot& slot, const void* read) {
  enlist(transaction, slot);
  RecordLog& log = of(transaction);
  log.reread_.note(slot, read, log.depth_);
}

void RecordLog::filled_in(TransactionState& transaction, Slot& slot, const AttributeInfo& attribute,
                          const Value& before) {
  RecordLog& log = of(transaction);
  log.reread_.filled_in(slot, attribute, before, log.depth_);
}

void RecordLog::enlist_counted(Slot& slot) {
  if (slot.enlisted >= depth_ && slot.logged_whole) return;
  const std::uint32_t attempt = std::exchange(attempt_, 0U);
  remember(slot);
  attempt_ = attempt;
  slot.logged_whole = false;
}

// A key that the user did not change is the same in the record and in the fingerprints, which then serve for both.
inline bool RecordLog::is_part_enough(const Slot& slot, WordMask replaced) const noexcept {
  const ModelInfo& model = slot.block->model();
  return slot.enlisted < depth_ && model.plain_updates && (replaced >> model.key_word & 1U) == 0;
}

// Whether an entry is to be pushed, and nothing else done.
inline bool RecordLog::is_ready() const noexcept {
  return attempt_ == 0 && entries_.has_place() && words_.has_room(most_words) && !is_last_dead();
}

// Calls nothing on its usual way, which takes no frame then.
[[gnu::hot]] void RecordLog::enlist_update(TransactionState& transaction, Slot& slot, const std::uint64_t* prints,
                                           WordMask replaced) {
  auto* log = static_cast<RecordLog*>(transaction.log.get());
  if (log == nullptr || !log->is_ready() || !log->is_part_enough(slot, replaced)) [[unlikely]]
    return enlist_unusual_update(transaction, slot, prints, replaced);
  log->remember_part(log->entries_.push_in_place(), slot, prints, replaced);
}

[[gnu::noinline]] void RecordLog::enlist_unusual_update(TransactionState& transaction, Slot& slot,
                                                        const std::uint64_t* prints, WordMask replaced) {
  RecordLog& log = of(transaction);
  if (!log.is_part_enough(slot, replaced)) {
    if (slot.enlisted < log.depth_ || !slot.logged_whole) log.remember(slot);
    return;
  }
  log.make_room(slot);
  log.entries_.make_room();  // first what may throw
  log.words_.make_room(most_words);
  log.remember_part(log.entries_.push(), slot, prints, replaced);
}

/// A new record's block is made when the record is first saved, so it does not show the record's age. But at the end of
/// the transaction's block, records made inside it are gone.
void RecordLog::note_origin(Slot& slot) {
  if (static_cast<std::int32_t>(slot.block->made_in - attempt_) < 0)
    loaded_outside_ = true;
  else if (slot.lifecycle == Lifecycle::fresh)
    made_somewhere_.emplace_back(&slot);
}

bool RecordLog::used_outside_state() const noexcept {
  return loaded_outside_ || std::any_of(made_somewhere_.begin(), made_somewhere_.end(),
                                        [](const SlotRef& slot) { return slot->self != nullptr; });
}

[[gnu::hot]] void RecordLog::remember(Slot& slot) {
  make_room(slot);
  const std::size_t words = words_.size();
  const bool rare = remember_rare(slot);
  remember_words(slot.block->model(), slot);
  add(entries_.push(), slot, slot.key, words, Part::whole, rare);
}

[[gnu::always_inline]] inline void RecordLog::remember_part(Entry& place, Slot& slot, const std::uint64_t* prints,
                                                            WordMask mask) {
  const std::size_t words = words_.size();
  words_.push(prints, mask);
  add(place, slot, mask, words, Part::words, false);
}

[[gnu::always_inline]] inline void RecordLog::remember_fresh(Slot& slot) {
  make_room(slot);
  const ModelInfo& model = slot.block->model();
  std::uint64_t key = 0;
  take_fingerprint(model.members[model.key_index], object_of(model, *slot.self), &key);
  add(entries_.push(), slot, key, words_.size(), Part::fresh, false);
}

// A destroyed record that was the last of its block can't be used any more. A loop that makes and saves records one by
// one leaves such an entry each time: memory would grow with the transaction, for nothing.
void RecordLog::drop_all_dead() noexcept {
  const std::size_t first = starts_.empty() ? 0 : starts_.back();
  while (entries_.size() > first) {
    const Entry& last = *entries_.top();
    if (last.slot->self != nullptr || !last.slot->block->is_last_reference()) return;
    words_.cut(last.words);
    if (last.rare) rare_.pop_back();
    let_go(last);
    entries_.pop();
    places_.cut(entries_.size());
  }
}

[[gnu::hot]] void RecordLog::remember_words(const ModelInfo& model, const Slot& slot) {
  // A new record's fingerprints are the initial ones.
  const std::uint64_t* prints = slot.lifecycle == Lifecycle::fresh ? nullptr : slot.block->fingerprints(slot.row);
  const std::size_t count = prints == nullptr ? 0 : model.fingerprint_words;
  std::uint64_t* out = words_.push(leading_words + count);
  out[0] = out[1] = 0;
  out[2] = rare_.size() - 1;
  if (slot.self != nullptr) {
    const void* object = object_of(model, *slot.self);
    if (model.integer_key) take_fingerprint(model.members[model.key_index], object, &out[0]);
    if (model.lock_version != nullptr) take_fingerprint(model.members[model.lock_version->index], object, &out[1]);
  }
  copy_words(prints, count, out + leading_words);
}

bool RecordLog::remember_rare(const Slot& slot) {
  const Value* kept = slot.block->originals(slot.row);
  if (!slot.boxed && kept == nullptr) return false;
  Rare& rare = rare_.emplace_back();
  if (slot.boxed) rare.key = slot_key(slot);
  if (kept != nullptr) rare.originals.assign(kept, kept + slot.block->model().kept_originals.size());
  return true;
}

// Near the end, where the entry of a record just saved is, it is quickly found without the index.
std::vector<std::size_t> RecordLog::entries_of(const Slot& slot) {
  constexpr std::size_t near = 64;
  const std::size_t size = entries_.size(), far = size - std::min(size, near);
  std::vector<std::size_t> found;
  const auto complete = [&] { return !found.empty() && entries_[found.back()].before.enlisted == 0; };
  for (std::size_t i = size; i-- > far && !complete();) {
    if (entries_[i].slot == &slot) found.push_back(i);
  }
  if (complete() || far == 0) return found;
  const std::vector<std::uint32_t>& places = places_.of(slot, size, [&](std::size_t i) { return entries_[i].slot; });
  found.clear();
  for (std::size_t i = places.size(); i-- > 0 && !complete();) found.push_back(places[i]);
  return found;
}

void RecordLog::enlist_copy(const Slot& original, Slot& copy) {
  const std::vector<std::size_t> found = entries_of(original);
  for (std::size_t i = found.size(); i-- > 0;) {
    const Entry made = copy_of(entries_[found[i]], copy);
    entries_.push() = made;
  }
  copy.enlisted = original.enlisted;
  copy.logged_whole = original.logged_whole;
  counted_.copy(original, copy);
  reread_.copy(original, copy);
}

// As many as remember_words and remember_part push.
std::size_t RecordLog::words_of(const Entry& entry) const noexcept {
  Block& block = *entry.slot->block;
  if (entry.part == Part::fresh) return 0;
  if (entry.part == Part::words) return static_cast<std::size_t>(std::popcount(entry.key));
  const bool fresh = entry.before.lifecycle == Lifecycle::fresh || block.fingerprints(entry.slot->row) == nullptr;
  return leading_words + (fresh ? 0 : block.model().fingerprint_words);
}

// With its own words and rare parts, because dropping an entry drops them.
RecordLog::Entry RecordLog::copy_of(const Entry& entry, Slot& copy) {
  Entry made = entry;
  made.slot = &copy;
  copy.block->add_reference();
  const std::size_t count = words_of(made);
  made.words = static_cast<std::uint32_t>(words_.size());
  std::uint64_t* words = words_.push(count);
  copy_words(words_.at(entry.words), count, words);
  if (entry.rare) {
    Rare copied = rare_[words[2]];  // before the list grows under it
    words[2] = rare_.size();
    rare_.push_back(std::move(copied));
  }
  return made;
}

void RecordLog::remember(std::vector<ListChange>&& changes) {
  for (ListChange& change : changes) remember(std::move(change));
}

void RecordLog::remember(ListChange&& change) {
  change.level = depth_;
  list_changes_.push_back(std::move(change));
}

void RecordLog::remember(ListChange&& change, const Slot& slot) {
  change.level = slot.enlisted;
  auto at = list_changes_.end();
  while (at != list_changes_.begin() && std::prev(at)->level > slot.enlisted) --at;
  list_changes_.insert(at, std::move(change));
}

void RecordLog::undo_lists(std::uint8_t level) noexcept {
  while (!list_changes_.empty() && list_changes_.back().level >= level) {
    ListChange last = std::move(list_changes_.back());
    list_changes_.pop_back();
    last.undo();  // it may note its outcome at an outer level
  }
}

void RecordLog::savepoint() {
  ++depth_;
  starts_.push_back(entries_.size());
}

void RecordLog::released() {
  for (std::size_t i = starts_.back(); i < entries_.size(); ++i) {
    Entry& entry = entries_[i];
    if (entry.level != depth_) continue;  // a copy of a record enlisted at an outer level
    entry.level = static_cast<std::uint8_t>(depth_ - 1);
    if (entry.slot->enlisted == depth_) entry.slot->enlisted = entry.level;
    if (entry.before.enlisted == entry.level && entry.before.logged_whole) entry.slot->logged_whole = true;
  }
  starts_.pop_back();
  for (std::size_t i = list_changes_.size(); i-- > 0 && list_changes_[i].level == depth_;)
    list_changes_[i].level = static_cast<std::uint8_t>(depth_ - 1);
  announcements_.released(depth_);
  counted_.released(depth_);
  reread_.released(depth_);
  touches_.released(depth_);
  --depth_;
}

void RecordLog::undo(const Entry& entry) noexcept {
  Slot& slot = *entry.slot;
  slot.lifecycle = entry.before.lifecycle;
  slot.enlisted = entry.before.enlisted;
  slot.logged_whole = entry.before.logged_whole;
  slot.inserted = entry.before.inserted;
  slot.updated = entry.before.updated;
  slot.partial = entry.before.partial && slot.block->unloaded(slot.row) != nullptr;
  switch (entry.part) {
    case Part::whole:
      return undo_whole(entry);
    case Part::words:
      return undo_part(entry);
    case Part::fresh:
      return undo_fresh(entry);
  }
}

void RecordLog::undo_whole(const Entry& entry) noexcept {
  Slot& slot = *entry.slot;
  const ModelInfo& model = slot.block->model();
  const std::uint64_t* remembered = words_.at(entry.words);
  const Rare* rare = entry.rare ? &rare_[remembered[2]] : nullptr;
  set_slot_key(slot, rare != nullptr && rare->key.box ? rare->key : Key{entry.key, nullptr});
  if (entry.before.lifecycle == Lifecycle::fresh) {
    restore_initial(slot);
  } else if (std::uint64_t* prints = slot.block->fingerprints(slot.row)) {
    const StampOfUpdate updated(model, slot, prints, model.updated_at);
    const StampOfUpdate deleted(model, slot, prints, model.deleted_at);
    copy_words(remembered + leading_words, model.fingerprint_words, prints);
    updated.restore();
    deleted.restore();
  }
  if (rare != nullptr) std::copy(rare->originals.begin(), rare->originals.end(), slot.block->originals(slot.row));
  if (slot.self == nullptr) return;
  void* object = slot.self->object();
  if (const AttributeInfo* key = integer_key(model)) restore_member(*key, object, remembered[0]);
  if (model.lock_version != nullptr) restore_member(*model.lock_version, object, remembered[1]);
}

// Later entries of the same slot are already undone: the parts that this entry omits are unchanged.
void RecordLog::undo_part(const Entry& entry) const noexcept {
  Slot& slot = *entry.slot;
  const ModelInfo& model = slot.block->model();
  std::uint64_t* prints = slot.block->fingerprints(slot.row);
  const StampOfUpdate updated(model, slot, prints, model.updated_at);
  const StampOfUpdate deleted(model, slot, prints, model.deleted_at);
  const std::uint64_t* from = words_.at(entry.words);
  for (WordMask rest = entry.key; rest != 0; rest &= rest - 1) prints[__builtin_ctzll(rest)] = *from++;
  updated.restore();
  deleted.restore();
  set_slot_key(slot, Key{prints[model.key_word], nullptr});
  if (slot.self != nullptr) restore_member(*model.primary_key[0], slot.self->object(), prints[model.key_word]);
}

void RecordLog::undo_fresh(const Entry& entry) noexcept {
  Slot& slot = *entry.slot;
  const ModelInfo& model = slot.block->model();
  slot.key = 0;
  restore_initial(slot);
  if (slot.self != nullptr) restore_member(*model.primary_key[0], slot.self->object(), entry.key);
}

// Only entries after the level's start can belong to it, so that many small savepoints in a large transaction stay
// cheap.
void RecordLog::undo_level(std::uint8_t level, std::size_t start) noexcept {
  counted_.before_undo(level);
  for (std::size_t i = entries_.size(); i-- > start;) {
    if (entries_[i].level >= level) undo(entries_[i]);
  }
  std::size_t kept = start;
  for (std::size_t i = start; i < entries_.size(); ++i) {
    if (entries_[i].level >= level)
      let_go(entries_[i]);
    else
      entries_[kept++] = entries_[i];
  }
  entries_.cut(kept);
  places_.cut(start);
  counted_.undo(level);
  reread_.undo(level);
}

void RecordLog::rolled_back_to() noexcept {
  undo_level(depth_, starts_.back());
  undo_lists(depth_);
  starts_.pop_back();
  touches_.rolled_back_to(static_cast<std::uint8_t>(depth_ - 1));
  announcements_.rolled_back_to(--depth_);
}

void RecordLog::about_to_commit() { announcements_.tell_before_commit(); }

void RecordLog::before_commit() {
  if (!touches_.empty()) touches_.write(*database_);
}

void RecordLog::committed_early() noexcept { let_go_of_records(); }

void RecordLog::committed() {
  let_go_of_records();
  announcements_.committed();
}

void RecordLog::let_go_of_records() noexcept {
  entries_.each([](const Entry& entry) {
    entry.slot->enlisted = 0;
    let_go(entry);
  });
  entries_.cut(0);
  places_.cut(0);
  list_changes_.clear();
  counted_.committed();
  reread_.committed();
}

void RecordLog::rolled_back() noexcept {
  undo_level(0, 0);
  undo_lists(0);
  announcements_.rolled_back_to(0);
}

}  // namespace rowan
