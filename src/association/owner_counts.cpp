#include "association/owner_counts.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>
#include <utility>

#include "association/handle_at.hpp"
#include "model/load/equal_keys.hpp"
#include "model/load/rough_key.hpp"
#include "model/load/run_sql.hpp"
#include "model/record/going_records.hpp"
#include "model/record/record_log.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

constinit thread_local const OwnerAtHand* owner_at_hand = nullptr;

// More than these are locked by one statement, and written by one for each amount; so are those whose order is a matter
// of the database, by their text.
constexpr std::size_t few_owners = 4;

int place_of(const AttributeInfo* counter) { return counter == nullptr ? -1 : counter->index; }

bool is_written_before(const OwnerReference& left, const OwnerReference& right) {
  if (left.reference->target == right.reference->target && left.key == right.key)
    return place_of(left.reference->counter) < place_of(right.reference->counter);
  return comes_before(left, right);
}

bool same_counter(const OwnerReference& left, const OwnerReference& right) {
  return left.reference->target == right.reference->target && left.reference->counter == right.reference->counter &&
         left.key == right.key;
}

// An owner whose row is not there has nothing to count.
void write_alike(std::span<const OwnerReference> owners, std::int64_t by, Connection& connection) {
  const Assignment count{owners.front().reference->counter, Value(by), true};
  for (const SelectQuery& some : rows_of(owners))
    run_sql(connection, connection.compiler().update_all(some, {&count, 1}), some.model->name, "count");
}

// An increment of the user's raises the lock version. Whoever counts has not read the row, so it stays here.
void write_one(const OwnerReference& owner, std::int64_t by, Connection& connection) {
  const ModelInfo& target = *owner.reference->target;
  if (target.lock_version != nullptr) return write_alike({&owner, 1}, by, connection);
  const AttributeInfo& counter = *owner.reference->counter;
  Statement& statement = connection.prepared(connection.compiler().increment(target, counter, target.primary_key));
  Execution execution(connection, statement, target.name, "count");
  write_value(statement, 0, Value(by), increment_kind(counter, Value(by)));
  write_key(statement, 1, owner.key, target.primary_key);
  execution.run();
}
}  // namespace

void OwnerCounts::add(const std::optional<OwnerReference>& owner, std::int64_t by) {
  if (owner && !GoingRecords::include(*owner->reference->target, owner->key, *database_))
    entries_.push_back({*owner, by});
}

void OwnerCounts::add_references_of(const ModelInfo& model, const void* object) {
  for (const AssociationInfo& association : model.associations) {
    if (association.counts) add(owner_of(association, object), 1);
  }
}

void OwnerCounts::add_turn(const std::optional<OwnerReference>& owner) {
  if (owner && database_->dialect().can().row_locks &&
      !GoingRecords::include(*owner->reference->target, owner->key, *database_))
    entries_.push_back({*owner, 0, true});
}

void OwnerCounts::add_turns_of(const ModelInfo& model, const void* object) {
  if (!model.touches_owners) return;
  for (const AssociationInfo& association : model.associations) {
    if (association.touches && !association.counts) add_turn(owner_of(association, object));
  }
}

// Two keys may be spellings of one row: a list of both would count in it once. The database decides.
void OwnerCounts::spell_as_the_rows_do() {
  std::map<const ModelInfo*, std::unordered_map<Key, std::vector<Entry*>, KeyHash>> by_key;
  for (Entry& entry : entries_) {
    if (entry.owner.key.box != nullptr) by_key[entry.owner.reference->target][entry.owner.key].push_back(&entry);
  }
  for (auto& [model, entries] : by_key) {
    std::vector<Key> keys;
    for (const auto& [key, own] : entries) keys.push_back(key);
    const std::vector<Key> before = keys;
    const auto positions = alike(keys, database_->dialect().can().collates_beyond_ascii);
    if (positions.empty()) continue;
    const Lease connection = database_->acquire();
    spell_as_rows(*connection, *model, keys, positions);
    for (const std::size_t position : positions) {
      for (Entry* entry : entries.at(before[position])) entry->owner.key = keys[position];
    }
  }
}

// Sorted, one entry for each counter.
void OwnerCounts::settle() {
  spell_as_the_rows_do();
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Entry& left, const Entry& right) { return is_written_before(left.owner, right.owner); });
  std::vector<Entry> merged;
  for (Entry& entry : entries_) {
    if (!merged.empty() && same_counter(merged.back().owner, entry.owner))
      merged.back().by += entry.by;
    else
      merged.push_back(std::move(entry));
  }
  std::erase_if(merged, [](const Entry& entry) { return entry.by == 0 && !entry.only_locked; });
  entries_ = std::move(merged);
}

OwnerCounts OwnerCounts::split_off(const std::function<bool(const OwnerReference&)>& meant) {
  OwnerCounts others(*database_);
  const auto first =
      std::stable_partition(entries_.begin(), entries_.end(), [&](const Entry& entry) { return !meant(entry.owner); });
  others.entries_.assign(std::make_move_iterator(first), std::make_move_iterator(entries_.end()));
  entries_.erase(first, entries_.end());
  return others;
}

void OwnerCounts::write() {
  settle();
  for (auto from = entries_.begin(); from != entries_.end();) {
    const ModelInfo* target = from->owner.reference->target;
    const auto to =
        std::find_if(from, entries_.end(), [&](const Entry& entry) { return entry.owner.reference->target != target; });
    is_simple({from, to}) ? write_few({from, to}) : write_many({from, to});
    from = to;
  }
}

// Of one model: whether their order here is that of the database, whatever its collation is.
bool OwnerCounts::is_simple(std::span<const Entry> entries) {
  return entries.size() <= few_owners && std::none_of(entries.begin(), entries.end(), [&](const Entry& entry) {
           return entry.only_locked || (entry.owner.key.box != nullptr && entries.size() != 1);
         });
}

void OwnerCounts::write_few(std::span<const Entry> entries) const {
  const Lease connection = database_->acquire();
  for (const Entry& entry : entries) write_one(entry.owner, entry.by, *connection);
}

// Of one model: first all are locked, in their order, then those written that get the same amount.
void OwnerCounts::write_many(std::vector<Entry> entries) const {
  std::vector<OwnerReference> owners;
  for (const Entry& entry : entries) owners.push_back(entry.owner);
  lock_owners(owners, *database_);
  std::erase_if(entries, [](const Entry& entry) { return entry.only_locked; });
  const Lease connection = database_->acquire();
  while (!entries.empty()) {
    const AttributeInfo* counter = entries.front().owner.reference->counter;
    const std::int64_t by = entries.front().by;
    const auto others = std::stable_partition(entries.begin(), entries.end(), [&](const Entry& entry) {
      return entry.by == by && entry.owner.reference->counter == counter;
    });
    owners.clear();
    for (auto entry = entries.begin(); entry != others; ++entry) owners.push_back(entry->owner);
    write_alike(owners, by, *connection);
    entries.erase(entries.begin(), others);
  }
}

void OwnerCounts::move_loaded(Slot& owner) const {
  if (owner.self == nullptr || owner.lifecycle != Lifecycle::persisted) return;
  const ModelInfo& model = owner.block->model();
  for (const Entry& entry : entries_) {
    const AssociationInfo& reference = *entry.owner.reference;
    if (&reference.target->root() != &model.root() || !counts_in(owner, entry.owner)) continue;
    // The owner may be another kind of its row than the reference says, one that has no counter.
    if (const AttributeInfo* counter = model.find_attribute(reference.counter->name); counter != nullptr)
      RecordLog::count(*database_->transaction(), owner, *counter, entry.by);
  }
}

// The row may refer to its owner by another spelling of the key.
bool OwnerCounts::counts_in(const Slot& owner, const OwnerReference& counted) const {
  Key keys[] = {counted.key, slot_key(owner)};
  if (keys[0] == keys[1]) return true;
  if (alike(keys, database_->dialect().can().collates_beyond_ascii).empty()) return false;
  const Lease connection = database_->acquire();
  constexpr std::size_t of_the_row[] = {0};
  spell_as_rows(*connection, *counted.reference->target, keys, of_the_row);
  return keys[0] == keys[1];
}

OwnerAtHand::OwnerAtHand(Slot& owner) noexcept : owner_(owner), outer_(std::exchange(owner_at_hand, this)) {}
OwnerAtHand::~OwnerAtHand() { owner_at_hand = outer_; }

std::vector<Slot*> OwnerAtHand::all(const ModelInfo& model, const void* object) {
  std::vector<Slot*> owners;
  const auto add = [&](Slot* owner) {
    if (owner != nullptr && std::find(owners.begin(), owners.end(), owner) == owners.end()) owners.push_back(owner);
  };
  for (const AssociationInfo& association : model.associations) {
    if (association.counts) add(belongs_to_at(const_cast<void*>(object), association).held());
  }
  for (const OwnerAtHand* at = owner_at_hand; at != nullptr; at = at->outer_) add(&at->owner_);
  return owners;
}

}  // namespace rowan
