#include "model/record_log.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <iterator>

#include "rowan/model/model_base.hpp"
#include "rowan/reflect/callback_table.hpp"

namespace rowan {
namespace {

std::uint64_t member_word(const AttributeInfo* attribute, const void* object) {
  std::uint64_t word = 0;
  if (attribute != nullptr && object != nullptr)
    attribute->ops->fingerprint(static_cast<const std::byte*>(object) + attribute->offset, &word);
  return word;
}

void restore_member(const AttributeInfo& attribute, void* object, std::uint64_t word) {
  attribute.ops->set(static_cast<std::byte*>(object) + attribute.offset, attribute.ops->unfingerprint(&word));
}

std::shared_ptr<const std::vector<Value>> kept_originals(const Slot& slot) {
  const Value* kept = slot.block->originals(slot.row);
  if (kept == nullptr) return nullptr;
  return std::make_shared<const std::vector<Value>>(kept, kept + slot.block->model().kept_originals.size());
}

// But for the stamps that the library set: by them the next insert knows that they are not the user's.
void restore_initial(const Slot& slot, std::uint64_t* prints) {
  const ModelInfo& model = slot.block->model();
  const std::uint64_t created = slot.stamped_created ? prints[model.created_at->word] : 0;
  const std::uint64_t updated = slot.stamped_updated ? prints[model.updated_at->word] : 0;
  std::memcpy(prints, model.initial_fingerprints.data(), model.fingerprint_words * sizeof(std::uint64_t));
  if (slot.stamped_created) prints[model.created_at->word] = created;
  if (slot.stamped_updated) prints[model.updated_at->word] = updated;
}

const AttributeInfo* integer_key(const ModelInfo& model) { return model.integer_key ? model.primary_key[0] : nullptr; }

}  // namespace

RecordLog& RecordLog::of(TransactionState& transaction) {
  if (!transaction.log) {
    auto log = std::make_unique<RecordLog>();
    log->attempt_ = transaction.attempt();
    transaction.log = std::move(log);
    for (int level = 1; level < transaction.depth(); ++level) transaction.log->savepoint();
  }
  return static_cast<RecordLog&>(*transaction.log);
}

void RecordLog::enlist(TransactionState& transaction, Slot& slot) {
  RecordLog& log = of(transaction);
  if (slot.enlisted < log.depth_) log.remember(slot);
}

/// A new record's block is made when the record is first saved, so it tells nothing of the record's age. But by the end
/// of the block that is to be repeated, what was made inside is gone.
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

void RecordLog::remember(Slot& slot) {
  if (attempt_ != 0) [[unlikely]]
    note_origin(slot);
  const ModelInfo& model = slot.block->model();
  const void* object = slot.self == nullptr ? nullptr : slot.self->object();
  const auto start = static_cast<std::uint32_t>(words_.size());
  const std::uint64_t* prints = slot.lifecycle == Lifecycle::fresh ? nullptr : slot.block->fingerprints(slot.row);
  if (prints != nullptr) words_.insert(words_.end(), prints, prints + model.fingerprint_words);
  entries_.push_back({SlotRef(&slot), slot_key(slot), member_word(integer_key(model), object),
                      member_word(model.lock_version, object), start, depth_, slot.enlisted, slot.lifecycle,
                      slot.inserted, slot.updated, kept_originals(slot)});
  slot.enlisted = depth_;
}

void RecordLog::enlist_copy(const Slot& original, Slot& copy) {
  // From the end, where a record just saved is found at once, to its first entry.
  std::vector<Entry> copies;
  for (std::size_t i = entries_.size(); i-- > 0 && (copies.empty() || copies.back().previous_level != 0);) {
    if (entries_[i].slot.get() != &original) continue;
    copies.push_back(entries_[i]);
    copies.back().slot = SlotRef(&copy);
  }
  entries_.insert(entries_.end(), std::make_move_iterator(copies.rbegin()), std::make_move_iterator(copies.rend()));
  copy.enlisted = original.enlisted;
}

void RecordLog::announce(const ModelInfo& model, const void* object, const Slot& slot) {
  std::shared_ptr<const void> copy = model.callbacks->copy(object);
  Key key = slot_key(slot);
  const auto [last, first_time] = announced_.try_emplace({&model, key}, announcements_.size());
  std::size_t earlier = none;
  if (!first_time) {
    if (Announcement& known = announcements_[last->second]; known.level == depth_) {
      known.copy = std::move(copy);
      return;
    }
    earlier = std::exchange(last->second, announcements_.size());
  }
  announcements_.push_back({&model, std::move(copy), std::move(key), depth_, earlier});
}

void RecordLog::savepoint() {
  ++depth_;
  starts_.push_back(entries_.size());
}

void RecordLog::released() {
  for (std::size_t i = starts_.back(); i < entries_.size(); ++i) {
    Entry& entry = entries_[i];
    if (entry.level != depth_) continue;  // a copy of a record enlisted further out
    entry.level = static_cast<std::uint8_t>(depth_ - 1);
    if (entry.slot->enlisted == depth_) entry.slot->enlisted = entry.level;
  }
  starts_.pop_back();
  merge_announcements();
  --depth_;
}

// The innermost level's are the last in the list. Where the level around it announced the same row, the later state
// counts.
void RecordLog::merge_announcements() {
  const auto outer = static_cast<std::uint8_t>(depth_ - 1);
  for (std::size_t i = announcements_.size(); i-- > 0 && announcements_[i].level == depth_;) {
    Announcement& announcement = announcements_[i];
    announcement.level = outer;
    if (announcement.earlier == none || announcements_[announcement.earlier].level != outer) continue;
    Announcement& replaced = announcements_[announcement.earlier];
    replaced.copy.reset();
    announcement.earlier = replaced.earlier;
  }
}

void RecordLog::undo(const Entry& entry) noexcept {
  Slot& slot = *entry.slot.get();
  const ModelInfo& model = slot.block->model();
  slot.lifecycle = entry.lifecycle;
  slot.enlisted = entry.previous_level;
  slot.inserted = entry.inserted;
  slot.updated = entry.updated;
  set_slot_key(slot, entry.key);
  if (std::uint64_t* prints = slot.block->fingerprints(slot.row)) {
    if (entry.lifecycle == Lifecycle::fresh)
      restore_initial(slot, prints);
    else
      std::memcpy(prints, words_.data() + entry.words, model.fingerprint_words * sizeof(std::uint64_t));
  }
  if (entry.originals) std::copy(entry.originals->begin(), entry.originals->end(), slot.block->originals(slot.row));
  if (slot.self == nullptr) return;
  void* object = slot.self->object();
  if (const AttributeInfo* key = integer_key(model)) restore_member(*key, object, entry.member_key);
  if (model.lock_version != nullptr) restore_member(*model.lock_version, object, entry.member_lock);
}

// Only what came after the level began can be of it, so that many small savepoints in a large transaction stay cheap.
void RecordLog::undo_level(std::uint8_t level, std::size_t start) noexcept {
  for (std::size_t i = entries_.size(); i-- > start;) {
    if (entries_[i].level >= level) undo(entries_[i]);
  }
  const auto first = entries_.begin() + static_cast<std::ptrdiff_t>(start);
  entries_.erase(std::remove_if(first, entries_.end(), [level](const Entry& entry) { return entry.level >= level; }),
                 entries_.end());
}

void RecordLog::rolled_back_to() noexcept {
  undo_level(depth_, starts_.back());
  starts_.pop_back();
  std::vector<Announcement> undone;
  for (; !announcements_.empty() && announcements_.back().level == depth_; announcements_.pop_back()) {
    Announcement& last = announcements_.back();
    const auto known = announced_.find({last.model, last.key});
    if (last.earlier == none)
      announced_.erase(known);
    else
      known->second = last.earlier;
    undone.push_back(std::move(last));
  }
  --depth_;
  try {
    std::reverse(undone.begin(), undone.end());
    run(undone, false);
  } catch (...) {
    // after_rollback callbacks may not throw; what they reported has no one left to hear it.
  }
}

void RecordLog::committed() {
  for (const Entry& entry : entries_) entry.slot->enlisted = 0;
  entries_.clear();
  run(std::exchange(announcements_, {}), true);
}

void RecordLog::rolled_back() noexcept {
  undo_level(0, 0);
  try {
    run(std::exchange(announcements_, {}), false);
  } catch (...) {
    // As above.
  }
}

void RecordLog::run(const std::vector<Announcement>& list, bool commit) {
  std::exception_ptr first;
  for (const Announcement& announcement : list) {
    if (!announcement.copy) continue;
    const CallbackTable& table = *announcement.model->callbacks;
    for (const auto& callback : commit ? table.after_commit : table.after_rollback) {
      try {
        callback(announcement.copy.get());
      } catch (...) {
        if (!first) first = std::current_exception();
      }
    }
  }
  if (first) std::rethrow_exception(first);
}

}  // namespace rowan
