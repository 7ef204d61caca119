#include "connection/nested_session.hpp"

#include <utility>

#include "connection/transaction_words.hpp"
#include "connection/watchdog.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

constexpr std::string_view guard_name = "rowan_guard";
constexpr std::string_view block_name = "rowan_1";  // the levels inside are rowan_2 and so on
// Gone when the held transaction is, even if the session is in another one by then.
constexpr std::string_view mark_name = "rowan_held_mark";

}  // namespace

NestedSession::NestedSession(std::unique_ptr<DriverConnection> session, const Dialect& dialect, std::string label,
                             std::optional<Isolation> isolation)
    : session_(std::move(session)), dialect_(dialect), label_(std::move(label)), isolation_(isolation) {}

// Savepoints of the session, by the dialect's words

void NestedSession::set(std::string_view name) { session_->savepoint(name, dialect_.savepoint(dialect_.quoted(name))); }
void NestedSession::release(std::string_view name) {
  session_->release_savepoint(name, dialect_.release_savepoint(dialect_.quoted(name)));
}
void NestedSession::undo(std::string_view name) {
  session_->rollback_to_savepoint(name, dialect_.rollback_to_savepoint(dialect_.quoted(name)));
}

// Outside of transactions

bool NestedSession::ready(std::chrono::milliseconds limit) {
  refuse_when_over();
  if (!dialect_.can().failed_statement_aborts_transaction) return false;
  try {
    return move_guard(limit);
  } catch (...) {
    broken_ = true;
    throw;
  }
}

void NestedSession::refuse_when_over() const {
  if (ended()) {
    throw TransactionError("the HeldTransaction on " + label_ +
                           " has ended, while this thread waited for its connection or still used it: let threads that "
                           "a test starts end before it does");
  }
  if (!session_->usable()) {
    throw ConnectionLost("the connection to " + label_ +
                         " was lost, and with it all that was done in the HeldTransaction: end it and begin another");
  }
  if (!session_->in_transaction()) {
    throw TransactionError("the HeldTransaction on " + label_ +
                           " is over before its end: a statement committed or rolled it back, as a deadlock or an "
                           "interrupted statement does on some databases, so look at the one before this");
  }
  if (broken_) {
    throw TransactionError("the HeldTransaction on " + label_ +
                           " takes no more statements, for what is left of it is unknown: an earlier one could not be "
                           "undone by its savepoint, or ended it and began another. End it and begin another");
  }
}

bool NestedSession::move_guard(std::chrono::milliseconds limit) {
  const Watch watch(session_->socket(), limit);
  const bool failed = guarded_ && session_->transaction_failed();
  if (failed)
    undo(guard_name);
  else if (guarded_)
    release(guard_name);
  if (!failed) set(guard_name);
  guarded_ = true;
  return failed;
}

bool NestedSession::settle(std::chrono::milliseconds limit) noexcept {
  if (!guarded_ || broken_ || ended() || !session_->usable() || !session_->in_transaction()) return false;
  guarded_ = false;
  try {
    const Watch watch(session_->socket(), limit);
    const bool failed = session_->transaction_failed();
    if (failed) undo(guard_name);
    release(guard_name);
    return failed;
  } catch (...) {
    broken_ = true;
    return false;
  }
}

// Transactions

void NestedSession::user_statement_begins(std::string_view sql, std::chrono::milliseconds limit) {
  if (surely_ends_transaction(dialect_, sql)) {
    throw TransactionError("\"" + std::string(sql) + "\" would end the HeldTransaction on " + label_ +
                           (dialect_.can().transactional_ddl
                                ? ": use db.transaction(…)"
                                : ", as whatever creates, changes or maintains tables does on this database: do that "
                                  "before it begins, and use db.transaction(…) for transactions"));
  }
  if (transaction_effect(dialect_, sql) != TransactionEffect::any) return;
  const Watch watch(session_->socket(), limit);
  set(mark_name);
  marked_ = true;
}

void NestedSession::user_statement_done(std::chrono::milliseconds limit) noexcept {
  if (!std::exchange(marked_, false) || !session_->usable() || !session_->in_transaction()) return;
  try {
    const Watch watch(session_->socket(), limit);
    release(mark_name);
  } catch (...) {
    broken_ = true;
  }
}

void NestedSession::begin(const TransactionStart& start) {
  if (start.isolation && start.isolation != isolation_) {
    throw TransactionError("a transaction inside the HeldTransaction on " + label_ + " asks for isolation level " +
                           std::string(to_string(*start.isolation)) +
                           ", which would take a connection of its own: give it to the HeldTransaction, {.isolation = "
                           "…}, or test this without one");
  }
  if (start.read_only) {
    throw TransactionError("a read-only transaction inside the HeldTransaction on " + label_ +
                           ", which may write, would not be read-only: test this without one");
  }
  set(block_name);
  began_ = true;
}

void NestedSession::commit(std::string_view) {
  release(block_name);
  began_ = false;
}

void NestedSession::rollback(std::string_view) {
  if (!std::exchange(began_, false)) return;
  try {
    undo(block_name);
    release(block_name);
  } catch (...) {
    broken_ = true;
    throw;
  }
}

}  // namespace rowan
