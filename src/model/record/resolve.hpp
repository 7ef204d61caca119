// Which database an operation runs on.
#pragma once

#include <memory>
#include <optional>

#include "rowan/connection/database_core.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// Where a record is read or written: the database, and what this thread has open on it, asked once for all of it.
struct DatabaseContext {
  DatabaseContext(DatabaseCore& in) : database(in), transaction(in.transaction()) {}  // NOLINT: a database is one
  DatabaseContext(DatabaseCore& in, TransactionState* open) : database(in), transaction(open) {}
  /// The transaction's needs no lease: it stays where it is for as long as this takes.
  [[nodiscard]] Connection& connection(std::optional<Lease>& lease, Intent intent) const {
    return transaction != nullptr ? transaction->connection() : *lease.emplace(database.acquire(intent));
  }
  DatabaseCore& database;
  TransactionState* transaction;
};

/// In this order: `passed`; the one that loaded or saved the record (`own`); the one the model names; that of the
/// transaction open on this thread; the default. Which transaction of it is open is found by its `acquire()`. @throws
/// MappingError naming all ways to say which.
std::shared_ptr<DatabaseCore> resolve_database(const ModelInfo& model, const std::shared_ptr<DatabaseCore>& passed,
                                               const DatabaseRef& own = {});

/// The default place of new records of the model: the database it names, else the default one, whatever transaction is
/// open.
std::shared_ptr<DatabaseCore> home_database(const ModelInfo& model);

/// Whether every model loads strictly; see set_strict_loading_by_default.
bool strict_loading_by_default() noexcept;

/// For the targets of a record's association: the record's own database (`own`) when both models live together; else
/// the target's.
std::shared_ptr<DatabaseCore> database_for_targets(const AssociationInfo& association, const DatabaseRef& own);

/// Whether both are one database, whichever side of it they read from; two connections by one URL are, but for options
/// of how to work there.
bool are_one(DatabaseCore& left, DatabaseCore& right);

/// A persisted record is saved where its row is. @throws QueryError when that is not in `database`.
void require_own_database(const ModelInfo& model, const Slot* slot, DatabaseCore& database);

/// A key is the name of a row in the database that it came from; in another, it is a stranger's. @throws QueryError
/// when `target` has its row elsewhere than where a record of the database `own` has the targets of the association.
void require_one_database(const AssociationInfo& association, const Slot* target, const DatabaseRef& own);

}  // namespace rowan
