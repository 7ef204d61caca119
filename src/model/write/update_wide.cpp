#include "model/write/update_wide.hpp"

#include <algorithm>
#include <vector>

#include "model/load/hydrate.hpp"
#include "model/load/record_statements.hpp"
#include "model/record/key.hpp"
#include "model/write/automatic_step.hpp"
#include "model/write/guard_change.hpp"
#include "model/write/write_parts.hpp"

namespace rowan {
namespace {

using Attributes = std::vector<const AttributeInfo*>;

// Computes the object's current fingerprints; returns the attributes that differ from `loaded`.
Attributes compare(const ModelInfo& model, const void* object, const std::uint64_t* loaded, std::uint64_t* now_words) {
  take_fingerprints(model, object, now_words);
  Attributes changed;
  for (const AttributeInfo& attribute : model.attributes) {
    const std::uint64_t* words = now_words + attribute.word;
    if (!std::equal(words, words + attribute.ops->words, loaded + attribute.word)) changed.push_back(&attribute);
  }
  return changed;
}

void send(Connection& connection, const ModelInfo& model, void* object, const Slot& slot, const Attributes& changed,
          std::uint64_t lock_version) {
  RecordStatements& statements = RecordStatements::of(connection, model);
  if (statements.facts().minds_values()) statements.make_fit(object, &changed);
  Statement& statement = statements.update(changed, true);
  Execution execution(connection, statement, model.name, "update");
  int index = 0;
  for (const AttributeInfo* attribute : changed) write_member(model, statement, index++, *attribute, object);
  write_identity(model, statement, index, slot, lock_version);
  if (execution.run() == 0) stale(model, slot, "update");
}

}  // namespace

bool update_wide(ModelBase& record, DatabaseCore& database) {
  Slot& slot = *record.slot();
  const ModelInfo& model = slot.block->model();
  void* object = object_of(model, record);
  std::uint64_t* loaded = slot.block->fingerprints(slot.row);
  std::vector<std::uint64_t> words(model.fingerprint_words);
  Attributes changed = compare(model, object, loaded, words.data());
  if (changed.empty()) {
    slot.inserted = slot.updated = false;
    return false;
  }
  enlist(slot, database);  // before the members change
  AutomaticStep automatic(model, object);
  RecordStatements::of(*database.acquire(), model).facts().cut_stamp(model.updated_at, object);
  changed = compare(model, object, loaded, words.data());
  // The stamp may be the one that was loaded, in a column of seconds; but an UPDATE sets something.
  if (changed.empty()) changed.push_back(model.updated_at);
  guard_change(model, &TableFacts::redirects_updates, database,
               [&](Connection& connection) { send(connection, model, object, slot, changed, automatic.expected()); });
  automatic.keep();
  take_fingerprints(model, object, words.data());  // of texts as the database spells them
  slot.block->replace_all(slot.row, loaded, words.data());
  take_key(model, object, slot);
  slot.updated = true;
  slot.inserted = false;
  if (!model.kept_originals.empty()) keep_originals(model, object, slot);
  return true;
}

}  // namespace rowan
