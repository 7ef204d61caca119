#include "rowan/testing/held_transaction.hpp"

#include "rowan/connection/database_core.hpp"
#include "rowan/core/log.hpp"

namespace rowan::testing {

HeldTransaction::HeldTransaction(const Database& database, const HeldOptions& options) : core_(database.core()) {
  core_->hold_transaction(options.isolation);
}

HeldTransaction::~HeldTransaction() {
  try {
    core_->end_held_transaction();
  } catch (const std::exception& error) {
    log_message(LogLevel::error, error.what());
  }
}

}  // namespace rowan::testing
