// The first touch of an association: load it for the record and all its siblings.
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "association/handle_at.hpp"
#include "association/load.hpp"
#include "model/load/tell_found.hpp"
#include "model/record/anchor.hpp"
#include "model/record/partial.hpp"
#include "model/record/resolve.hpp"
#include "reflect/full_name.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/log.hpp"

namespace rowan {
namespace {

void refuse_if_strict(const AssociationInfo& association, const Slot& owner) {
  if (!owner.block->strict_loading && !association.strict_loading && !association.owner->strict_loading &&
      !strict_loading_by_default())
    return;
  throw StrictLoadingViolation(
      fmt::format("{} was touched but not loaded, and strict loading is on: preload it with .preload({}::c.{})",
                  full_name(association), association.owner->name, association.name));
}

// Collects the keys of live siblings that have not loaded the association, beginning with the touched one's block.
// Those that `waiting` has a share for are left out.
class KeyCollector {
 public:
  KeyCollector(const AssociationInfo& association, const Key& first, const Stash* waiting)
      : association_(association), waiting_(waiting) {
    add(first);
  }

  void collect(const Slot& owner) {
    const std::vector<Block*>& blocks = owner.block->cohort()->blocks();
    const std::size_t start = owner.block->cohort_position();
    for (std::size_t i = 0; i < blocks.size() && !full(); ++i) {
      Block& block = *blocks[(start + i) % blocks.size()];
      const std::uint32_t from = i == 0 ? owner.row : 0;
      for (std::uint32_t row = from; row < block.constructed() && !full(); ++row) visit(block.slot(row), owner);
      for (std::uint32_t row = 0; row < from && !full(); ++row) visit(block.slot(row), owner);
    }
  }

  std::vector<Key> keys;
  std::unordered_set<Key, KeyHash> repeated;  ///< see Stash

 private:
  [[nodiscard]] bool full() const { return keys.size() >= max_keys_per_load; }
  bool add(const Key& key) {
    const bool is_new = seen_.insert(key).second;
    if (is_new) keys.push_back(key);
    return is_new;
  }
  void visit(const Slot& sibling, const Slot& owner) {
    if (&sibling == &owner || sibling.self == nullptr || sibling.lifecycle != Lifecycle::persisted) return;
    if (association_.ops->is_loaded(association_, sibling.self->object())) return;
    Key key;
    if (lacks_key(association_, sibling) || !association_.ops->owner_key(association_, sibling, key)) return;
    if (waiting_ != nullptr && waiting_->shares.contains(key)) return;
    if (!add(key)) repeated.insert(std::move(key));
  }
  const AssociationInfo& association_;
  const Stash* waiting_;
  std::unordered_set<Key, KeyHash> seen_;
};

// Loading one record at a time, again and again, is what cohorts are there to avoid: say so once per streak.
void hint_at_single_loads(const AssociationInfo& association) {
  constexpr int streak = 10;
  thread_local const AssociationInfo* last = nullptr;
  thread_local int count = 0;
  count = last == &association ? count + 1 : 1;
  last = &association;
  if (count == streak && log_enabled()) {
    log_message(LogLevel::debug, fmt::format("{} was loaded {} times in a row for one record each (N+1): load the {} "
                                             "records in one query, or preload it",
                                             full_name(association), streak, association.owner->name));
  }
}

// The stash that may serve this touch, with or without a share for it; or null.
Stash* usable_stash(Cohort* cohort, const AssociationInfo& association, const Key& key, std::uint64_t epoch,
                    std::uint32_t seen) {
  Stash* stash = cohort == nullptr ? nullptr : cohort->stash(association);
  if (stash == nullptr || stash->epoch != epoch || stash->generation == seen) return nullptr;
  const auto share = stash->shares.find(key);
  // A target that others were served with may have been moved away, and have died there.
  const bool died = share != stash->shares.end() && !share->second.empty() && share->second.front()->self == nullptr;
  return died ? nullptr : stash;
}

// 24 bits, as a handle keeps it. Equal ones after 16 million loads cost a query, no more.
std::uint32_t next_generation() {
  thread_local std::uint32_t last = 0;
  last = (last + 1) & 0xFFFFFFU;
  return last == 0 ? ++last : last;
}

}  // namespace

void tell_given(Stash& stash, const AssociationInfo& association, const Key& key, Slot& owner,
                const std::function<void()>& take_back) {
  if (stash.found.empty()) return;
  const std::vector<Anchor> found = std::exchange(stash.found, {});
  const SlotRef kept(&owner);
  std::optional<Anchor> anchor;  // a handle may outlive the record that it was copied from
  if (owner.self != nullptr) anchor.emplace(*owner.self);
  try {
    for (const Anchor& each : found) tell_found(each);
  } catch (...) {
    if (!anchor || anchor->in_place()) take_back();
    Cohort* cohort = anchor && anchor->in_place() ? owner.block->cohort() : nullptr;
    Stash* others = cohort == nullptr ? nullptr : cohort->stash(association);
    if (others != nullptr) others->forget(key);
    throw;
  }
  if (anchor) anchor->require_kept("load the targets of");
}

Touched touch(const AssociationInfo& association, Slot& owner, const Key& key, std::uint32_t seen,
              Strictness strictness) {
  const std::shared_ptr<DatabaseCore> database = database_for_targets(association, owner.block->database);
  TransactionState* transaction = database->transaction();
  TransactionState* written = transaction != nullptr && transaction->log != nullptr ? transaction : nullptr;
  Cohort* cohort = association.batch && owner.block->batch ? owner.block->cohort() : nullptr;
  Stash* stash = usable_stash(cohort, association, key, transaction == nullptr ? 0 : transaction->epoch(), seen);
  if (stash != nullptr) {
    if (const auto share = stash->shares.find(key); share != stash->shares.end())
      return {&share->second, stash->generation, nullptr, written};
  }
  if (strictness == Strictness::as_declared) refuse_if_strict(association, owner);
  KeyCollector collector(association, key, stash);
  if (cohort != nullptr) collector.collect(owner);
  if (collector.keys.size() == 1) hint_at_single_loads(association);
  LoadOptions options;
  options.batch = owner.block->batch;
  auto loaded = load_shares(association, collector.keys, database, options, nullptr, "load " + association.name);
  loaded->repeated = std::move(collector.repeated);
  if (stash != nullptr && stash->epoch == loaded->epoch) {
    // A further part of a large cohort: what waits there for others is still good, and may be wanted by many.
    stash->merge(*loaded);
    return {&stash->shares.find(key)->second, stash->generation, nullptr, written};
  }
  loaded->generation = next_generation();
  Touched touched{&loaded->shares.find(key)->second, loaded->generation, nullptr, written};
  // The touched record is alive, so its cohort still is.
  if (cohort == nullptr)
    touched.own = std::move(loaded);
  else
    cohort->replace_stash(association, std::move(loaded));
  return touched;
}

}  // namespace rowan
