// What a user's statement did to the transaction that it ran in.
#include "connection/user_statement.hpp"

#include <exception>

#include "connection/open_transaction.hpp"
#include "connection/pooled_database.hpp"
#include "connection/retry.hpp"
#include "connection/transaction_words.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

// It is gone when the transaction that it was made in is, even if the session is in another one by then.
constexpr std::string_view mark = "rowan_mark";

}  // namespace

void OpenTransaction::user_statement_begins(const Connection& connection, std::string_view sql) {
  effect_ = TransactionEffect::none;
  if (sent_ == 0 || &connection != connection_) return;
  ran_user_statements_ = true;
  effect_ = transaction_effect(database_.dialect(), sql);
  if (effect_ == TransactionEffect::begins) {
    throw TransactionError("\"" + std::string(sql) + "\" would begin another transaction inside of the one on " +
                           database_.label() +
                           ", or take it from its block: use db.transaction(…), with requires_new for a savepoint");
  }
  if (effect_ == TransactionEffect::any) connection_->savepoint(mark);
}

bool OpenTransaction::is_still_the_same() noexcept {
  if (!connection_->driver().in_transaction()) return false;
  if (effect_ != TransactionEffect::any) return true;
  try {
    connection_->release_savepoint(mark);
    return true;
  } catch (...) {
    return false;
  }
}

void OpenTransaction::user_statement_done(const Connection& connection) noexcept {
  if (sent_ == 0 || &connection != connection_ || !connection_->usable()) return;
  const bool failed = outermost_.refusal == Refusal::ended_by_database;
  if (is_still_the_same() || !connection_->usable()) return;
  // A failure that no word explains is the database's own: it rolled back.
  const bool conflict = failed && is_conflict(std::current_exception(), false);
  if (failed && (effect_ == TransactionEffect::none || (effect_ == TransactionEffect::any && conflict))) return;
  if (failed || outermost_.refusal == Refusal::none) outermost_.refusal = Refusal::ended_by_statement;
  committed_early_ = effect_ == TransactionEffect::commits;
  outcome_unknown_ = effect_ == TransactionEffect::any || effect_ == TransactionEffect::none;
}

}  // namespace rowan
