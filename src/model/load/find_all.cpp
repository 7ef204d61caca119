// Finding many records by their keys, in the order of these.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "association/cohort.hpp"
#include "association/load.hpp"
#include "association/stash.hpp"
#include "model/load/equal_keys.hpp"
#include "model/load/fetch.hpp"
#include "model/load/run_query.hpp"
#include "model/load/tell_found.hpp"
#include "model/record/slab.hpp"
#include "reflect/error_details.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan {
namespace {

Expr keys_in(const ModelInfo& model, std::span<const Key> keys) {
  if (model.primary_key.size() == 1) {
    std::vector<Value> values;
    for (const Key& key : keys) values.push_back(key_parts(key, model.primary_key)[0]);
    return ast::in_list(model.primary_key[0]->name, std::move(values), false);
  }
  std::vector<Expr> ways;
  for (const Key& key : keys) {
    const std::vector<Value> parts = key_parts(key, model.primary_key);
    Expr all;
    for (std::size_t i = 0; i < parts.size(); ++i)
      all = all && ast::compare(model.primary_key[i]->name, CompareOp::equal, parts[i]);
    ways.push_back(std::move(all));
  }
  return any_of(ways);
}

using FoundRecords = std::unordered_map<Key, Slot*, KeyHash>;

// Lists of at most `most` keys, each once.
std::vector<std::vector<Key>> in_portions(const std::vector<Key>& keys, std::size_t most) {
  std::vector<std::vector<Key>> portions;
  std::unordered_set<Key, KeyHash> seen;
  for (const Key& key : keys) {
    if (!seen.insert(key).second) continue;
    if (portions.empty() || portions.back().size() == most) portions.emplace_back();
    portions.back().push_back(key);
  }
  return portions;
}

[[noreturn]] void missing_keys(const ModelInfo& model, const std::vector<Key>& wanted, const FoundRecords& found) {
  std::string list;
  for (const Key& key : wanted) {
    if (!found.contains(key)) list += (list.empty() ? "" : ", ") + to_string(key, model.primary_key);
  }
  throw RecordNotFound(fmt::format("no {} with key {} in {}", model.name, list, model.table), details_of(model));
}

/// A new set, with one cohort, of records that others hold.
class OrderedSet {
 public:
  OrderedSet(const ModelInfo& model, bool tracked) : model_(model), tracked_(tracked) {}

  /// Moves a record into it.
  Slot& take(const Slot& from) { return *block_for(from).relocate_next(from.block->object(from.row))->slot(); }
  /// Adds a further record of the same row.
  void copy(const Slot& from) { copy_loaded(from, *block_for(from).construct_next()->slot()); }
  [[nodiscard]] RecordSet finish() { return std::move(set_); }

 private:
  Block& block_for(const Slot& from) {
    const std::size_t chunk = RecordSet::chunk_of(set_.size());
    if (chunk == set_.blocks().size()) {
      const std::size_t count = RecordSet::chunk_start(chunk + 1) - RecordSet::chunk_start(chunk);
      Block* block = Block::make(model_, static_cast<std::uint32_t>(count), tracked_, &memory_);
      block->add_strong();
      set_.append(block);
      block->database = from.block->database;
      block->strict_loading = from.block->strict_loading;
      block->batch = from.block->batch;
      if (cohort_ == nullptr) cohort_ = new Cohort;
      block->join(*cohort_);
    }
    set_.set_size(set_.size() + 1);
    return *set_.blocks().back();
  }

  const ModelInfo& model_;
  bool tracked_;
  RecordSet set_;
  Cohort* cohort_ = nullptr;
  ResultMemory memory_;
};

// In the order asked for. A key asked for twice has two records, for one can't stand in two places.
RecordSet in_order(const ModelInfo& model, const std::vector<Key>& wanted, FoundRecords& found, bool tracked) {
  OrderedSet ordered(model, tracked);
  std::unordered_set<const Slot*> taken;
  for (const Key& key : wanted) {
    const auto record = found.find(key);
    if (record == found.end()) missing_keys(model, wanted, found);
    if (taken.contains(record->second))
      ordered.copy(*record->second);
    else
      taken.insert(record->second = &ordered.take(*record->second));
  }
  return ordered.finish();
}

// Spells keys that were not found as the table does, where the database holds them equal. Whether any was.
bool spell_as_found(const ModelInfo& model, std::vector<Key>& wanted, const FoundRecords& found,
                    DatabaseCore& database) {
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].box != nullptr && !found.contains(wanted[i])) missing.push_back(i);
  }
  if (missing.empty()) return false;
  const Lease connection = database.acquire(Intent::read);
  return spell_as_rows(*connection, model, wanted, missing);
}

}  // namespace

RecordSet RelationBase::load_by_keys(std::vector<std::vector<Value>> keys) const {
  const ModelInfo& model = model_();
  std::vector<Key> wanted;
  for (auto& parts : keys) wanted.push_back(key_of(model, std::move(parts)));
  const auto database = resolve_database();
  // What goes into one array may be more than what takes a placeholder each.
  const bool in_array = database->dialect().can().array_lists && model.primary_key.size() == 1;
  const std::size_t batch = in_array ? max_keys_per_load : 1000;
  if (owned_ && owned_->none && !wanted.empty()) missing_keys(model, wanted, {});
  LoadOptions alone = options_;  // what is loaded along is loaded once, for all portions
  alone.preloads.clear();
  if (!options_.preloads.empty()) check_preloads(model, options_.preloads);
  for (bool spelt_anew = false;; spelt_anew = true) {
    FoundRecords found;
    std::vector<RecordSet> sets;
    for (const std::vector<Key>& portion : in_portions(wanted, batch)) {
      SelectQuery query = bound_query();
      query.where = query.where && keys_in(model, portion);
      const RecordSet& set = sets.emplace_back(run_select_untold(query, alone, database));
      for (std::size_t i = 0; i < set.size(); ++i) found.try_emplace(slot_key(*set.slot(i)), set.slot(i));
    }
    if (!spelt_anew && spell_as_found(model, wanted, found, *database)) continue;
    RecordSet ordered = in_order(model, wanted, found, !options_.readonly);
    if (!options_.preloads.empty()) preload(slots_of(ordered), options_.preloads, database, options_);
    if (model.tells_found) tell_found(ordered);
    return ordered;
  }
}

}  // namespace rowan
