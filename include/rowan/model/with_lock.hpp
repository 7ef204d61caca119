// Work on a record while nobody else can change its row.
#pragma once

#include <utility>

#include "rowan/connection/database.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/query/row_lock.hpp"

namespace rowan {
namespace detail {
/// Reloads the record with its row locked; the transaction is open. @throws RecordNotSaved when it has changes.
ROWAN_EXPORT void lock_row(ModelBase& record, const RowLock& lock);
/// The database it was loaded from or saved to. @throws RecordNotFound when it has no row.
[[nodiscard]] ROWAN_EXPORT Database database_of_row(const ModelBase& record);
}  // namespace detail

/// In a transaction (the open one, or one of its own), locks the record's row, reloads the record, and returns what
/// `body` returns. The lock ends with the transaction. Where the database has no row locks (SQLite), the transaction
/// has locked it as a whole.
///
///   rowan::with_lock(account, [&] { account.balance -= 10; account.save_or_throw(); });
///
/// @throws RecordNotSaved when the record has unsaved changes, which the reload would lose; RecordNotFound when the row
/// is gone; LockTimeout with `nowait`.
template <class Body>
auto with_lock(ModelBase& record, Body&& body, LockWait wait = LockWait::wait) {
  Database database = detail::database_of_row(record);
  return database.transaction([&] {
    detail::lock_row(record, {LockStrength::update, wait});
    return std::forward<Body>(body)();
  });
}

}  // namespace rowan
