// Whose target a row is when the database holds its key equal to one that is spelt differently.
#pragma once

#include <span>

#include "association/stash.hpp"
#include "rowan/connection/connection.hpp"
#include "rowan/model/records.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

/// Gives each owner the rows that the database holds to be its own. `part` has what one statement brought for `keys`,
/// by the keys as the rows spell them; `loaded` has its records in order. One statement more, where two spellings could
/// be equal, or a row's is not among `keys`; else none. False when such a row's owner is not found: what changed
/// meanwhile is to be loaded again.
bool settle_shares(const AssociationInfo& association, std::span<const Key> keys, Stash& part, const RecordSet& loaded,
                   Connection& connection);

}  // namespace rowan
