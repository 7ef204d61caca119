// The UPDATE of a record, or of one of many: the changes since loading. For all models except the wide ones.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>

#include "model/load/hydrate.hpp"
#include "model/load/record_statements.hpp"
#include "model/record/attribute_mask.hpp"
#include "model/record/fingerprints.hpp"
#include "model/record/key.hpp"
#include "model/record/record_log.hpp"
#include "model/record/resolve.hpp"
#include "model/write/automatic_step.hpp"
#include "model/write/write_parts.hpp"

namespace rowan {

/// The attributes and fingerprint words that changed since loading, and these words' current values.
struct Changes {
  AttributeMask attributes;
  WordMask words;                     ///< all those of these attributes
  std::array<std::uint64_t, 64> now;  ///< filled in for the bits of `words`

  [[gnu::always_inline]] void look(const ModelInfo& model, const void* object, const std::uint64_t* loaded) {
    attributes = words = 0;
    const auto* members = static_cast<const std::byte*>(object);
    for (const WatchedMember& watched : model.watched.numbers) {
      std::uint64_t word = 0;
      std::memcpy(&word, members + watched.offset, sizeof word);
      if (word != loaded[watched.word]) [[unlikely]]
        note(watched, word);
    }
    for (const WatchedMember& watched : model.watched.texts) {
      const auto& text = *reinterpret_cast<const std::string*>(members + watched.offset);
      if (const std::uint64_t word = detail::hash_here(text.data(), text.size()); word != loaded[watched.word])
          [[unlikely]]
        note(watched, word);
    }
    for (const WatchedMember& watched : model.watched.others)
      look_at(model.members[watched.index], watched, object, loaded);
  }
  /// As look, but `stamp` is sent if nothing else is: an UPDATE sets something. It may be the one that was loaded, in a
  /// column of seconds.
  void look_with(const AttributeInfo* stamp, const ModelInfo& model, const void* object, const std::uint64_t* loaded) {
    look(model, object, loaded);
    if (attributes != 0 || stamp == nullptr) return;
    const MemberStep& step = model.members[stamp->index];
    take_fingerprint(step, object, &now[step.word]);
    note(step, stamp->index);
  }
  /// The current values of the same attributes: to be sent, whatever they are.
  void take_again(const ModelInfo& model, const void* object) {
    for (AttributeMask rest = attributes; rest != 0; rest &= rest - 1) {
      const MemberStep& step = model.members[static_cast<std::size_t>(__builtin_ctzll(rest))];
      take_fingerprint(step, object, &now[step.word]);
    }
  }

 private:
  [[gnu::always_inline]] void look_at(const MemberStep& step, const WatchedMember& watched, const void* object,
                                      const std::uint64_t* loaded) {
    const auto* member = static_cast<const std::byte*>(object) + step.offset;
    if (step.kind == MemberKind::key64) {
      const std::uint64_t word =
          step.key.present(member) ? static_cast<std::uint64_t>(step.key.number(member)) : only_word(step, member);
      if (word != loaded[step.word]) [[unlikely]]
        note(watched, word);
      return;
    }
    std::uint64_t* const words_now = &now[step.word];
    step.fingerprint(member, words_now);
    const bool same = step.words == 1 ? *words_now == loaded[step.word]
                                      : std::equal(words_now, words_now + step.words, loaded + step.word);
    if (!same) note(step, watched.index);
  }
  void note(const WatchedMember& watched, std::uint64_t word) {
    now[watched.word] = word;
    attributes |= AttributeMask{1} << watched.index;
    words |= WordMask{1} << watched.word;
  }
  void note(const MemberStep& step, std::size_t index) {
    attributes |= AttributeMask{1} << index;
    words |= ((WordMask{1} << step.words) - 1) << step.word;
  }
};

/// An update from the comparison to the state of a saved record. Without settle() it restores what was set
/// automatically.
class UpdateStep {
 public:
  UpdateStep(const ModelInfo& model, ModelBase& record)
      : model_(model),
        slot_(*record.slot()),
        object_(object_of(model, record)),
        loaded_(slot_.block->fingerprints(slot_.row)) {}

  /// False when there is nothing to send; else the record is enlisted in the transaction, if any, and its members are
  /// ready to be sent. `plain`: saves of the model are known to be plain, here and in settle().
  template <bool plain = false>
  [[gnu::always_inline]] bool begin(TransactionState* transaction) {
    changes_.look(model_, object_, loaded_);
    if (changes_.attributes == 0) {
      slot_.inserted = slot_.updated = false;
      return false;
    }
    if (!plain && !model_.plain_saves) return begin_other(transaction);
    if (transaction != nullptr) RecordLog::enlist_update(*transaction, slot_, loaded_, changes_.words);
    return true;
  }
  /// False, and nothing was sent, if a trigger may turn the update into something else: it needs its own level, in
  /// which `send_alone` sends it.
  [[gnu::always_inline]] bool send(Connection& connection) {
    RecordStatements& statements = RecordStatements::of(connection, model_);
    if (!statements.facts().plain) [[unlikely]] {
      heed(statements);
      if (statements.facts().redirects_updates) return false;
    }
    send_by(statements, connection);
    return true;
  }
  void send_alone(Connection& connection) const { send_by(RecordStatements::of(connection, model_), connection); }
  /// Truncates time-stamps to the precision of their columns. @throws InvalidValue for other values that do not fit.
  void heed(RecordStatements& statements) {
    if (!statements.facts().minds_values()) return;
    if (statements.facts().cut_stamp(model_.updated_at, object_))
      changes_.look_with(model_.updated_at, model_, object_, loaded_);
    const auto set = attributes_of(model_, changes_.attributes);
    statements.make_fit(object_, &set);
    if (!statements.facts().respelled.empty()) changes_.take_again(model_, object_);
  }
  [[gnu::always_inline]] void send_by(RecordStatements& statements, Connection& connection) const {
    // A copy: observers, who are told first, may save another record.
    const RecordStatements::Prepared update = statements.update(changes_.attributes);
    Statement& statement = *update.statement;
    Execution execution(connection, statement, model_.name, "update");
    if (update.members.empty())
      bind(statement);
    else
      write_steps(model_, statement, update.members, changes_.attributes, object_);
    // Results are mostly saved in their order: while the database works, the next record comes into the cache.
    slot_.block->prefetch_after(slot_, object_, loaded_);
    if (execution.run() == 0) stale(model_, slot_, "update");
  }
  void bind(Statement& statement) const {
    int index = 0;
    write_masked(model_, statement, changes_.attributes, object_, index);
    write_identity(model_, statement, index, slot_, lock_version());
  }
  /// Makes the sent values the loaded ones.
  template <bool plain = false>
  [[gnu::hot]] void settle() {
    if (!plain && automatic_) automatic_->keep();
    slot_.block->replace(slot_.row, loaded_, changes_.now.data(), changes_.words);
    slot_.updated = true;
    slot_.inserted = false;
    if (!plain && !model_.plain_saves) return settle_other();
    slot_.key = loaded_[model_.key_word];
  }

  [[nodiscard]] AttributeMask attributes() const { return changes_.attributes; }
  [[nodiscard]] const Slot& slot() const { return slot_; }
  [[nodiscard]] const void* object() const { return object_; }
  /// The lock version that the row must have, as a word; 0 for models without one.
  [[nodiscard]] std::uint64_t lock_version() const { return automatic_ ? automatic_->expected() : 0; }

 private:
  // What is not to be done where saves are plain.
  [[gnu::noinline]] bool begin_other(TransactionState* transaction) {
    const WordMask stamped = model_.updated_at == nullptr ? 0 : WordMask{1} << model_.updated_at->word;
    if (transaction != nullptr) RecordLog::enlist_update(*transaction, slot_, loaded_, changes_.words | stamped);
    if (stamped == 0 && model_.lock_version == nullptr) return true;
    automatic_.emplace(model_, object_);
    changes_.look_with(model_.updated_at, model_, object_, loaded_);
    return true;
  }
  [[gnu::noinline]] void settle_other() {
    if (model_.integer_key)
      slot_.key = loaded_[model_.key_word];
    else
      take_key(model_, object_, slot_);
    if (!model_.kept_originals.empty()) keep_originals(model_, object_, slot_);
  }

  const ModelInfo& model_;
  Slot& slot_;
  void* object_;
  std::uint64_t* loaded_;  ///< the slot's fingerprints
  Changes changes_;
  std::optional<AutomaticStep> automatic_;
};

/// Sends it in its own level, where the database may make something else of it.
void send_in_level(const UpdateStep& step, DatabaseCore& database);

/// The UPDATE of one record, of a model that is not wide, from its beginning to its end; nobody is told. `send(step)`
/// is as UpdateStep::send. False when there was nothing to send.
template <bool plain = false, class Send>
[[gnu::always_inline]] inline bool update_by(const ModelInfo& model, ModelBase& record, DatabaseContext context,
                                             const Send& send) {
  UpdateStep step(model, record);
  if (!step.begin<plain>(context.transaction)) return false;
  if (!send(step)) [[unlikely]]
    send_in_level(step, context.database);
  step.settle<plain>();
  return true;
}

}  // namespace rowan
