// Loads an association's targets for many owners in one query.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "association/cohort.hpp"
#include "model/record/key.hpp"
#include "query/standing_conditions.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

class DatabaseCore;
class TransactionState;

/// More owners than this take several queries.
inline constexpr std::size_t max_keys_per_load = 10000;

/// The targets of the owners with these keys, by key; an owner without targets has an empty share. `scope` narrows and
/// orders; null: the association's own order. `options` are those of the records loaded; their preloads do not count.
std::unique_ptr<Stash> load_shares(const AssociationInfo& association, const std::vector<Key>& keys,
                                   const std::shared_ptr<DatabaseCore>& database, const LoadOptions& options,
                                   const SelectQuery* scope, std::string_view purpose);

/// How many targets the owner with this key has; one that is reached in several ways counts each time, as it is loaded.
std::uint64_t count_targets(const AssociationInfo& association, const Key& key, DatabaseCore& database);

/// The scope that what stands for the targets makes: the association's condition, their type, their default conditions;
/// nothing where there is none.
std::optional<SelectQuery> shown_targets(const AssociationInfo& association, Scoping scoping = Scoping::usual);

/// Fills the handles of these records, all of one model, and then of what it loaded for them.
void preload(const std::vector<Slot*>& owners, const std::vector<PreloadSpec>& specs,
             const std::shared_ptr<DatabaseCore>& database, const LoadOptions& options);

/// @throws QueryError for a name that is no association, also where there is no owner to load it for.
void check_preloads(const ModelInfo& model, const std::vector<PreloadSpec>& specs);

/// Whether strict loading applies to a touch: off for what the library needs for itself.
enum class Strictness : std::uint8_t { as_declared, off };

/// What a touch found for one owner. `shares[key]` is its share; for a belongs_to it holds 0 or 1 slots and stays the
/// stash's.
struct Touched {
  std::vector<Slot*>* share;
  std::uint32_t generation;             ///< of the load that served it; never 0
  std::unique_ptr<Stash> own;           ///< owns the share when there is no cohort to keep it
  TransactionState* written = nullptr;  ///< the open transaction of the targets' database, if it has written something
};

/// Where the share of a touch is.
inline Stash& stash_of(const Touched& touched, const AssociationInfo& association, const Slot& owner) {
  return touched.own ? *touched.own : *owner.block->cohort()->stash(association);
}
/// Calls the after_find callbacks of what the owner with this key was given last. They may drop the stash. When one of
/// them throws, its siblings are given nothing of that either, and `take_back` is called, unless the owner has ended:
/// the next touch loads again. @throws RecordMoved when they move or end the owner.
void tell_given(Stash& stash, const AssociationInfo& association, const Key& key, Slot& owner,
                const std::function<void()>& take_back);

/// Finds the targets of one owner among those loaded for its siblings, or loads them for all. What the load `seen`
/// brought does not serve. @throws StrictLoadingViolation where strict loading is declared, unless it is `off`.
Touched touch(const AssociationInfo& association, Slot& owner, const Key& key, std::uint32_t seen = 0,
              Strictness strictness = Strictness::as_declared);

}  // namespace rowan
