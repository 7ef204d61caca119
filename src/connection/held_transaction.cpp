// How a test holds a transaction: its connection is the only one that the pool hands out.
#include <utility>

#include "connection/pooled_database.hpp"
#include "connection/schema_changes.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/log.hpp"

namespace rowan {

void PooledDatabase::hold_transaction(std::optional<Isolation> isolation) {
  if (OpenTransaction::find(*this) || held()) {
    throw TransactionError("a HeldTransaction on " + label_ +
                           " can't begin while this thread has a transaction or a loop over rows open on it");
  }
  PooledConnection& connection = pool_.keep_one();
  try {
    begin_on(connection, {.isolation = isolation});
  } catch (...) {
    connection.discard = true;
    pool_.keep_all();
    pool_.give_back(connection);
    throw;
  }
  auto driver = connection.replace_driver(nullptr);
  auto nested = std::make_unique<NestedSession>(std::move(driver), dialect_, label_, isolation);
  connection.nested = nested.get();
  nested_ = nested.get();
  connection.replace_driver(std::move(nested));
  pool_.share(connection);
}

// A thread that still uses the connection when the time is over rolls back itself, when it gives it back.
void PooledDatabase::end_held_transaction() {
  if (NestedSession* nested = nested_) nested->end();
  if (OpenTransaction::find(*this) || held()) {
    throw TransactionError(
        "the HeldTransaction on " + label_ +
        " ended inside of a transaction or a loop over rows of this thread; it is rolled back at the "
        "end of that");
  }
  if (nested_ == nullptr) return;
  PooledConnection& connection = pool_.check_out(HeldFor::transaction);
  free_nested(connection);
  pool_.give_back(connection);
}

void PooledDatabase::use_nested(PooledConnection& connection) {
  try {
    if (connection.nested->ready(connection.time_limit())) connection.forget_limit();
  } catch (...) {
    if (connection.leases == 0) {
      settle_nested(connection);
      pool_.give_back(connection);
    }
    throw;
  }
}

void PooledDatabase::settle_nested(PooledConnection& connection) noexcept {
  if (connection.abandoned) return;
  if (connection.nested->settle(connection.time_limit())) connection.forget_limit();
  if (connection.nested->ended()) free_nested(connection);
}

/// Rolls back, and gives the connection its own session again.
void PooledDatabase::free_nested(PooledConnection& connection) noexcept {
  if (connection.nested == nullptr) return;
  nested_ = nullptr;
  const auto nested = connection.replace_driver(connection.nested->release());
  connection.nested = nullptr;
  const SchemaChange noted;  // tables that were made in it are gone
  try {
    if (connection.usable() && connection.driver().in_transaction()) connection.rollback(rollback_);
    connection.forget_limit();
  } catch (const std::exception& error) {
    connection.discard = true;
    log_message(LogLevel::error, "the HeldTransaction on " + label_ + " could not be rolled back: " + error.what());
  }
  pool_.keep_all();
}

}  // namespace rowan
