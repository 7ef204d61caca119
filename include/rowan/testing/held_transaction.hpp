// Each test in a transaction that is rolled back.
//
//   class ShopTest : public testing::Test {
//     rowan::testing::HeldTransaction held_{shop_database()};  // tables are made once, before
//   };
#pragma once

#include <memory>
#include <optional>

#include "rowan/connection/database.hpp"
#include "rowan/export.hpp"
#include "rowan/sql/isolation.hpp"

namespace rowan::testing {

struct HeldOptions {
  std::optional<Isolation> isolation{};  ///< of the transaction; blocks inside may ask for the same. Unset: the default
};

/// While it lives, all that this process does on the database, by whatever handle or record, is inside one transaction
/// on one connection, and its end rolls that back. Transactions of the code under test are savepoints in it: they
/// commit and roll back for it as ever, callbacks and all. Threads take turns on the connection: each has it while it
/// has a transaction, a loop over rows or a statement open, and one that waits for longer than `checkout_timeout` gets
/// PoolTimeout. Handles that `connect` made by another call are other databases.
///
/// These throw TransactionError inside: blocks that are read-only or ask for another isolation level; SQL that ends
/// transactions, as COMMIT does, in memory whatever creates or changes tables, and on MariaDB whatever else commits, as
/// ANALYZE and FLUSH; `close()`; and all that comes once the database, a procedure or a savepoint that failed has ended
/// the transaction. Canceller::cancel throws Unsupported.
class ROWAN_EXPORT HeldTransaction {
 public:
  /// Waits until no other thread uses the database. @throws TransactionError when this thread has a transaction or a
  /// loop open on it, or when another HeldTransaction is there or begins; PoolTimeout; Unsupported for a level that it
  /// lacks; DatabaseClosed.
  explicit HeldTransaction(const Database& database, const HeldOptions& options = {});
  /// Waits for threads that use the connection, up to `checkout_timeout`, and logs an error if one still does; it is
  /// rolled back all the same, when that thread is done. What such a thread does meanwhile throws TransactionError.
  ~HeldTransaction();
  HeldTransaction(const HeldTransaction&) = delete;
  HeldTransaction& operator=(const HeldTransaction&) = delete;

 private:
  std::shared_ptr<DatabaseCore> core_;
};

}  // namespace rowan::testing
