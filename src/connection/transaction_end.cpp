// How a transaction ends: COMMIT, ROLLBACK, and their notifications.
#include "connection/callback_nesting.hpp"
#include "connection/commit_records.hpp"
#include "connection/open_transaction.hpp"
#include "connection/pooled_database.hpp"
#include "connection/quietly.hpp"
#include "connection/thread_state.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/log.hpp"

namespace rowan {

void OpenTransaction::finish(const TransactionHandle& handle) {
  if (log && outermost_.refusal == Refusal::none) announce_commit(handle);
  if (committed_early_) return end_as_committed_early(handle);
  if (outcome_unknown_) {
    end_as_unknown(handle);
    throw CommitOutcomeUnknown("a statement ended the transaction on " + database_.label() +
                               ", and as it runs others that can't be seen, what came before it may be committed or "
                               "not: look before you run it again, and leave COMMIT and ROLLBACK out of procedures "
                               "that are called inside of a transaction");
  }
  // The server may have rolled back more than it said; what came after that is not part of this transaction.
  if (outermost_.refusal == Refusal::none && sent_ != 0 && connection_->usable() &&
      !connection_->driver().in_transaction()) [[unlikely]]
    outermost_.refusal = Refusal::ended_by_database;
  if (outermost_.refusal == Refusal::none) {
    commit(handle);
    leave();
    handle.end();
    return tell_committed();
  }
  undo();
  leave();
  handle.end();
  tell_rolled_back();
  if (is_expected(outermost_)) return;
  throw TransactionError("the transaction on " + database_.label() +
                         " was rolled back, though its block ended normally: " + why_undone(outermost_));
}

/// What the program does then may still end the transaction one way or the other.
void OpenTransaction::announce_commit(const TransactionHandle& handle) {
  if (committed_early_ || outcome_unknown_) return;
  try {
    log->about_to_commit();
  } catch (...) {
    end_as_rolled_back(handle);
    throw;
  }
}

void OpenTransaction::commit(const TransactionHandle& handle) {
  if (sent_ == 0) return;
  std::optional<Uuid> record;
  bool asked = false;
  try {
    if (log) log->before_commit();
    if (database_.records_commits() && !options_.read_only) record = record_commit(*connection_);
    asked = true;
    connection_->commit(database_.commit_statement());
  } catch (const ConnectionLost& lost) {
    const bool may_be_committed = asked && connection_->nested == nullptr;  // what a test holds is lost with it
    if (may_be_committed) return settle_lost_commit(handle, record, lost);
    end_as_rolled_back(handle);
    throw;
  } catch (...) {
    end_as_rolled_back(handle);
    throw;
  }
}

void OpenTransaction::end_as_committed_early(const TransactionHandle& handle) {
  const bool refused = refused_;
  leave();
  handle.end();
  tell_committed();
  if (!refused) return;
  throw TransactionError("a statement committed the transaction on " + database_.label() +
                         " before its block ended: what came before that statement is in the database, what came "
                         "after it was refused. On this database do what creates or changes tables outside of "
                         "transactions");
}

/// Rows that the database committed early stay, and their records say so, however the block ended.
void OpenTransaction::end_as_rolled_back(const TransactionHandle& handle) noexcept {
  if (committed_early_) {
    log_message(LogLevel::warning, "a statement committed the transaction on " + database_.label() +
                                       " before its block failed: what came before that statement is in the database");
    refused_ = false;
    return run_quietly("an after_commit callback", [&] { end_as_committed_early(handle); });
  }
  if (outcome_unknown_) {
    log_message(LogLevel::warning, "a statement ended the transaction on " + database_.label() +
                                       " before its block failed: what came before that statement may be committed");
    return end_as_unknown(handle);
  }
  undo();
  leave();
  handle.end();
  tell_rolled_back();
}

/// As outcome_unknown. What the session may be in by now is none of this transaction's.
void OpenTransaction::end_as_unknown(const TransactionHandle& handle) noexcept {
  undo();
  leave();
  handle.end();
  if (log) log->rolled_back();
}

void OpenTransaction::settle_lost_commit(const TransactionHandle& handle, const std::optional<Uuid>& record,
                                         const std::exception& lost) {
  connection_->discard = true;
  leave();
  handle.end();
  const auto outcome = record ? find_commit_outcome(database_, *record) : CommitOutcome::unknown;
  if (outcome == CommitOutcome::committed) return;
  if (outcome == CommitOutcome::unknown) outcome_unknown(lost);
  tell_rolled_back();
  throw ConnectionLost("the connection to " + database_.label() +
                       " was lost while COMMIT was under way, and the transaction log tells that the transaction was "
                       "rolled back: run it again (" +
                       lost.what() + ")");
}

/// Records return to their earlier state, so that values set by the user are kept; callbacks of either kind would
/// claim to know the outcome.
void OpenTransaction::outcome_unknown(const std::exception& lost) {
  if (log) log->rolled_back();
  throw CommitOutcomeUnknown("the connection to " + database_.label() +
                             " was lost while COMMIT was under way, so the transaction may be "
                             "committed or not: look before you run it again, or connect with transaction_log=on, "
                             "which looks for you (" +
                             lost.what() + ")");
}

void OpenTransaction::undo() noexcept {
  if (sent_ == 0) return;
  sent_ = 0;
  connection_->forget_sent_limit();
  auto& driver = connection_->driver();
  if (!driver.usable() || !driver.in_transaction()) return;
  try {
    connection_->rollback(database_.rollback_statement());
  } catch (const std::exception& error) {
    connection_->discard = true;
    log_message(LogLevel::error,
                "ROLLBACK on " + database_.label() + " failed, its connection is thrown away: " + error.what());
  }
}

/// From here on the thread has no transaction; callbacks may open their own.
void OpenTransaction::leave() noexcept {
  if (!open_) return;
  open_ = false;
  auto** link = &this_thread.transactions;
  while (*link != this) link = &(*link)->outer_;
  *link = outer_;
  if (!connection_) return;
  if (options_.read_only) connection_->driver().read_only_ended();
  if (options_.timeout) connection_->limit_time(database_.statement_timeout());
  database_.let_go(*std::exchange(connection_, nullptr));
}

void OpenTransaction::tell_committed() {
  std::string failures;
  int failed = 0;
  const auto attempt = [&](const auto& function) {
    try {
      function();
    } catch (const std::exception& error) {
      failures += (failed++ == 0 ? "" : "; ") + std::string(error.what());
    } catch (...) {
      failures += (failed++ == 0 ? "" : "; ") + std::string("an exception of unknown type");
    }
  };
  // What was to be done with a COMMIT that the database made by itself.
  if (log && committed_early_) {
    log->committed_early();
    attempt([&] {
      database_.run_step([&](Transaction&) {
        log->about_to_commit();
        log->before_commit();
      });
    });
  }
  if (log) attempt([&] { log->committed(); });
  for (const auto& callback : outermost_.after_commit) attempt([&] { run_nested_callback(callback); });
  if (failed == 0) return;
  throw AfterCommitError("the transaction on " + database_.label() + " is committed, its data is safe, but " +
                         std::to_string(failed) + " of its " +
                         (committed_early_ ? "before_commit and after_commit" : "after_commit") +
                         " callbacks failed: " + failures);
}

void OpenTransaction::tell_rolled_back() noexcept {
  used_outside_state_ = log && attempt_ != 0 && log->used_outside_state();
  if (log) log->rolled_back();
  for (const auto& callback : outermost_.after_rollback)
    run_quietly("an after_rollback callback", [&] { run_nested_callback(callback); });
}

}  // namespace rowan
