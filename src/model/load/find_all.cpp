// Finding many records by their keys, in the order of these.
#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "association/cohort.hpp"
#include "association/load.hpp"
#include "model/load/equal_keys.hpp"
#include "model/load/fetch.hpp"
#include "model/load/record_statements.hpp"
#include "model/load/run_query.hpp"
#include "model/record/slab.hpp"
#include "reflect/error_details.hpp"
#include "rowan/core/error.hpp"
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

struct Place {
  std::size_t set, index;
};
using FoundPlaces = std::unordered_map<Key, std::vector<Place>, KeyHash>;

// Lists of at most `most` keys, none twice in one list: a key asked for twice is loaded twice, for one record can't
// stand in two places.
std::vector<std::vector<Key>> in_portions(const std::vector<Key>& keys, std::size_t most) {
  std::vector<std::vector<Key>> rounds;
  std::unordered_map<Key, std::size_t, KeyHash> seen;
  for (const Key& key : keys) {
    const std::size_t round = seen[key]++;
    if (round == rounds.size()) rounds.emplace_back();
    rounds[round].push_back(key);
  }
  std::vector<std::vector<Key>> portions;
  for (const std::vector<Key>& round : rounds) {
    for (std::size_t at = 0; at < round.size(); at += most) {
      const auto from = round.begin() + static_cast<std::ptrdiff_t>(at);
      portions.emplace_back(from, from + static_cast<std::ptrdiff_t>(std::min(most, round.size() - at)));
    }
  }
  return portions;
}

[[noreturn]] void missing_keys(const ModelInfo& model, const std::vector<Key>& wanted, const FoundPlaces& found) {
  std::string list;
  for (const Key& key : wanted) {
    if (!found.contains(key)) list += (list.empty() ? "" : ", ") + to_string(key, model.primary_key);
  }
  throw RecordNotFound(fmt::format("no {} with key {} in {}", model.name, list, model.table), details_of(model));
}

// Moves the records into a new set, in the order asked for.
RecordSet in_order(const ModelInfo& model, const std::vector<Key>& wanted, FoundPlaces& found,
                   std::vector<RecordSet>& sets, bool tracked) {
  RecordSet ordered;
  Cohort* cohort = nullptr;
  ResultMemory memory;
  for (const Key& key : wanted) {
    const auto places = found.find(key);
    if (places == found.end() || places->second.empty()) missing_keys(model, wanted, found);
    const Place place = places->second.back();
    places->second.pop_back();
    const std::size_t chunk = RecordSet::chunk_of(ordered.size());
    if (chunk == ordered.blocks().size()) {
      const std::size_t count = RecordSet::chunk_start(chunk + 1) - RecordSet::chunk_start(chunk);
      Block* block = Block::make(model, static_cast<std::uint32_t>(count), tracked, &memory);
      block->add_strong();
      ordered.append(block);
      if (cohort == nullptr) cohort = new Cohort;
      block->join(*cohort);
    }
    Slot& from = *sets[place.set].slot(place.index);
    ordered.blocks().back()->relocate_next(from.block->object(from.row));
    ordered.set_size(ordered.size() + 1);
  }
  return ordered;
}

// Spells keys that were not found as the table does, where the database holds them equal. Whether any was.
bool spell_as_found(const ModelInfo& model, std::vector<Key>& wanted, const FoundPlaces& found,
                    DatabaseCore& database) {
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].box != nullptr && !found.contains(wanted[i])) missing.push_back(i);
  }
  if (missing.empty()) return false;
  Lease connection = database.acquire(Intent::read);
  RecordStatements& statements = RecordStatements::of(*connection, model);
  const auto sql = [&](std::size_t count) { return statements.equal_keys(nullptr, count); };
  const EqualKeys equal = find_equal_keys(*connection, wanted, missing, model.primary_key, sql, model.name);
  bool any = false;
  for (const auto& [spelling, asked] : equal) {
    for (const std::size_t position : asked) {
      any |= wanted[position] != spelling;
      wanted[position] = spelling;
    }
  }
  return any;
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
  for (bool spelt_anew = false;; spelt_anew = true) {
    FoundPlaces found;
    std::vector<RecordSet> sets;
    for (const std::vector<Key>& portion : in_portions(wanted, batch)) {
      SelectQuery query = bound_query();
      query.where = query.where && keys_in(model, portion);
      RecordSet& set = sets.emplace_back(run_select(query, options_, database));
      for (std::size_t i = 0; i < set.size(); ++i) found[slot_key(*set.slot(i))].push_back({sets.size() - 1, i});
    }
    if (spelt_anew || !spell_as_found(model, wanted, found, *database))
      return in_order(model, wanted, found, sets, !options_.readonly);
  }
}

}  // namespace rowan
