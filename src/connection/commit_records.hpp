// The table that shows whether a transaction was committed.
#pragma once

#include <cstdint>

#include "rowan/core/uuid.hpp"
#include "rowan/fwd.hpp"

namespace rowan {

class PooledDatabase;

/// Creates the table `rowan_transactions` when it is missing.
void create_commit_records(Database& database);
/// Writes a row into it, as the last statement of the transaction open on `connection`; returns its key.
Uuid record_commit(Connection& connection);

enum class CommitOutcome : std::uint8_t { committed, rolled_back, unknown };

/// The outcome of the transaction with this record. Asks on another connection, and retries for as long as a thread may
/// wait for a connection, because the server may be restarting. Never throws.
CommitOutcome find_commit_outcome(PooledDatabase& database, const Uuid& record) noexcept;

}  // namespace rowan
