// The UPDATE of a record, or of one of many: the changes since loading. For all models except the wide ones.
#pragma once

#include <algorithm>
#include <array>
#include <optional>

#include "model/load/hydrate.hpp"
#include "model/load/record_statements.hpp"
#include "model/record/attribute_mask.hpp"
#include "model/record/fingerprints.hpp"
#include "model/record/key.hpp"
#include "model/record/record_log.hpp"
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
    AttributeMask bit = 1;
    for (const MemberStep& step : model.members) {
      const auto* member = static_cast<const std::byte*>(object) + step.offset;
      if (step.kind != MemberKind::other) [[likely]] {
        if (const std::uint64_t word = common_fingerprint(step, member); word != loaded[step.word]) [[unlikely]] {
          now[step.word] = word;
          note(step, bit);
        }
      } else {
        std::uint64_t* const words_now = &now[step.word];
        step.fingerprint(member, words_now);
        if (!std::equal(words_now, words_now + step.words, loaded + step.word)) note(step, bit);
      }
      bit <<= 1;
    }
  }
  /// As look, but `stamp` is sent if nothing else is: an UPDATE sets something. It may be the one that was loaded, in a
  /// column of seconds.
  void look_with(const AttributeInfo* stamp, const ModelInfo& model, const void* object, const std::uint64_t* loaded) {
    look(model, object, loaded);
    if (attributes != 0 || stamp == nullptr) return;
    const MemberStep& step = model.members[stamp->index];
    take_fingerprint(step, object, &now[step.word]);
    note(step, AttributeMask{1} << stamp->index);
  }
  /// The current values of the same attributes: to be sent, whatever they are.
  void take_again(const ModelInfo& model, const void* object) {
    for (AttributeMask rest = attributes; rest != 0; rest &= rest - 1) {
      const MemberStep& step = model.members[static_cast<std::size_t>(__builtin_ctzll(rest))];
      take_fingerprint(step, object, &now[step.word]);
    }
  }

 private:
  void note(const MemberStep& step, AttributeMask bit) {
    attributes |= bit;
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
  /// ready to be sent.
  [[gnu::always_inline]] bool begin(TransactionState* transaction) {
    changes_.look(model_, object_, loaded_);
    if (changes_.attributes == 0) {
      slot_.inserted = slot_.updated = false;
      return false;
    }
    const WordMask stamped = model_.updated_at == nullptr ? 0 : WordMask{1} << model_.updated_at->word;
    if (transaction != nullptr) RecordLog::enlist_update(*transaction, slot_, loaded_, changes_.words | stamped);
    if (stamped != 0 || model_.lock_version != nullptr) [[unlikely]]
      set_automatic();
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
    const RecordStatements::Prepared update = statements.update(changes_.attributes);
    Statement& statement = *update.statement;
    Execution execution(connection, statement, model_.name, "update");
    if (update.members.empty())
      bind(statement);
    else
      write_steps(model_, statement, update.members, changes_.attributes, object_);
    // Results are mostly saved in their order: while the database works, the next record comes into the cache.
    slot_.block->prefetch(slot_.row + 1);
    if (execution.run() == 0) stale(model_, slot_, "update");
  }
  void bind(Statement& statement) const {
    int index = 0;
    write_masked(model_, statement, changes_.attributes, object_, index);
    write_identity(model_, statement, index, slot_, lock_version());
  }
  /// Makes the sent values the loaded ones.
  [[gnu::hot]] void settle() {
    if (automatic_) automatic_->keep();
    slot_.block->replace(slot_.row, loaded_, changes_.now.data(), changes_.words);
    if (model_.integer_key)
      slot_.key = loaded_[model_.key_word];
    else
      take_key(model_, object_, slot_);
    slot_.updated = true;
    slot_.inserted = false;
    if (!model_.kept_originals.empty()) keep_originals(model_, object_, slot_);
  }

  [[nodiscard]] AttributeMask attributes() const { return changes_.attributes; }
  [[nodiscard]] const Slot& slot() const { return slot_; }
  [[nodiscard]] const void* object() const { return object_; }
  /// The lock version that the row must have, as a word; 0 for models without one.
  [[nodiscard]] std::uint64_t lock_version() const { return automatic_ ? automatic_->expected() : 0; }

 private:
  // What an UPDATE changes automatically.
  [[gnu::noinline]] void set_automatic() {
    automatic_.emplace(model_, object_);
    changes_.look_with(model_.updated_at, model_, object_, loaded_);
  }

  const ModelInfo& model_;
  Slot& slot_;
  void* object_;
  std::uint64_t* loaded_;  ///< the slot's fingerprints
  Changes changes_;
  std::optional<AutomaticStep> automatic_;
};

}  // namespace rowan
