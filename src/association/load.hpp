// Loads an association's targets for many owners in one query.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "association/cohort.hpp"
#include "model/key.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

class DatabaseCore;

/// More owners than this take several queries.
inline constexpr std::size_t max_keys_per_load = 10000;

/// The targets of the owners with these keys, by key; an owner without targets has an empty share. `scope` narrows and orders; null: the association's own
/// order. `options` are those of the records loaded, and carry nested preloads.
std::unique_ptr<Stash> load_shares(const AssociationInfo& association, const std::vector<Key>& keys, const std::shared_ptr<DatabaseCore>& database,
                                   const LoadOptions& options, const SelectQuery* scope, std::string_view purpose);

/// The key by which an owner's targets are found. False when it is null.
bool owner_key(const AssociationInfo& association, const Slot& owner, Key& key);

/// Fills the handles of all records of a set.
void preload(const ModelInfo& model, RecordSet& set, const std::vector<PreloadSpec>& specs, const std::shared_ptr<DatabaseCore>& database,
             const LoadOptions& options);

/// The targets of one owner, for it and its siblings: the share, or for belongs_to the target (0 or 1 slots; still the stash's).
/// `own` owns the shares when there is no cohort to keep them.
std::vector<Slot*>* touch(const AssociationInfo& association, Slot& owner, const Key& key, std::unique_ptr<Stash>& own, bool despite_strictness);

}  // namespace rowan
