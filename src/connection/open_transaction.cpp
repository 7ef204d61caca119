#include "connection/open_transaction.hpp"

#include <algorithm>
#include <atomic>
#include <iterator>

#include <fmt/format.h>

#include "connection/callback_nesting.hpp"
#include "connection/pool.hpp"
#include "connection/pooled_database.hpp"
#include "connection/quietly.hpp"
#include "connection/retry.hpp"
#include "connection/thread_state.hpp"
#include "connection/time_limit.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

using Callbacks = std::vector<std::function<void()>>;

std::uint64_t next_epoch() noexcept {
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

std::string savepoint_name(int depth) { return "rowan_" + std::to_string(depth); }

void append(Callbacks& to, Callbacks& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

std::string_view reason(Refusal refusal) {
  switch (refusal) {
    case Refusal::undo_asked:
      return "rollback() was called in it";
    case Refusal::step_undone:
      return "what it was begun for could not be done";
    case Refusal::joined_block_failed:
      return "an exception left a block that had joined it, so a part of its work is missing";
    case Refusal::statement_failed:
      return "a statement failed in it, and then this database takes no more until it is rolled back";
    case Refusal::ended_by_database:
      return "the database ended it before its block did, as a failed statement does on some databases";
    case Refusal::ended_by_statement:
      return "a statement in it ended it, as COMMIT and ROLLBACK do, and on some databases whatever creates or changes "
             "tables";
    case Refusal::left_to_parent:
      return "it belongs to the process that this one was forked from, as its connection does";
    case Refusal::none:
      break;
  }
  return "it is open";
}

bool is_expected(const TransactionLevel& level) noexcept {
  return level.refusal == Refusal::step_undone ||
         (level.refusal == Refusal::undo_asked && level.kind == LevelKind::block);
}

std::string why_undone(const TransactionLevel& level) {
  std::string why(reason(level.refusal));
  if (level.refusal == Refusal::undo_asked)
    why += ", by a callback or a listener of the save or destroy that it was begun for. To stop one, throw there";
  return why;
}

OpenTransaction::OpenTransaction(PooledDatabase& database, const TransactionOptions& options, LevelKind kind)
    : database_(database), options_(options), outer_(this_thread.transactions) {
  if (options.timeout) checked_time_limit(*options.timeout);
  outermost_.kind = kind;
  epoch_ = next_epoch();
  kept_database_ = database.shared();
  if (options.retries > 0) attempt_ = next_attempt();
  this_thread.transactions = this;
}

OpenTransaction::~OpenTransaction() { leave(); }

[[gnu::hot]] OpenTransaction* OpenTransaction::find(const DatabaseCore& database) noexcept {
  auto* open = this_thread.transactions;
  while (open && &open->database_ != &database) open = open->outer_;
  return open;
}

OpenTransaction* OpenTransaction::innermost() noexcept { return this_thread.transactions; }

OpenTransaction* OpenTransaction::find(const TransactionState* state) noexcept {
  auto* open = this_thread.transactions;
  while (open && open != state) open = open->outer_;
  return open;
}

void OpenTransaction::run(PooledDatabase& database, const Body& body, const TransactionOptions& options,
                          LevelKind kind) {
  for (unsigned left = options.retries, attempt = 1;; --left, ++attempt) {
    OpenTransaction self(database, options, kind);
    try {
      return self.run_outermost(body);
    } catch (...) {
      const bool gave_way = left != 0 && !self.ended_early() && !self.inner_failed_ &&
                            is_conflict(std::current_exception(), self.begin_failed_);
      const bool again = gave_way && !self.used_outside_state_;
      // What a block of another database committed before this would be done twice if that one ran again.
      if (!again && self.outer_ != nullptr) self.outer_->inner_failed_ = true;
      if (gave_way && !again) throw_with_advice(std::current_exception());
      if (!again) throw;
    }
    pause_before_retry(database.label(), attempt);
  }
}

void OpenTransaction::run_outermost(const Body& body) {
  const TransactionHandle handle(*this, outermost_);
  try {
    body(handle.get());
  } catch (...) {
    end_as_rolled_back(handle);
    throw;
  }
  finish(handle);
}

void OpenTransaction::belong_to_parent() noexcept {
  for (auto* open = this_thread.transactions; open; open = open->outer_) {
    open->outermost_.refusal = Refusal::left_to_parent;
    open->sent_ = 0;
  }
}

void OpenTransaction::run_nested(const Body& body, LevelKind kind) {
  // Records count the levels in a byte; and each savepoint costs the database memory.
  constexpr int most_levels = 250;
  if (depth_ >= most_levels) {
    throw TransactionError(
        fmt::format("the transaction on {} has {} levels, the most there may be: let the block join "
                    "the one around it, or end some before",
                    database_.label(), depth_));
  }
  TransactionLevel level{innermost_, depth_ + 1, kind, Refusal::none, false, {}, {}};
  const TransactionHandle handle(*this, level);
  push(level);
  try {
    body(handle.get());
  } catch (...) {
    undo(level);
    throw;
  }
  finish(level);
}

void OpenTransaction::run_joined(const Body& body) {
  TransactionLevel& level = *innermost_;
  const TransactionHandle handle(*this, level);
  try {
    body(handle.get());
  } catch (...) {
    if (level.refusal == Refusal::none) level.refusal = Refusal::joined_block_failed;
    throw;
  }
}

// Statements

[[gnu::hot]] Connection& OpenTransaction::connection() {
  if (innermost_ != &outermost_ || outermost_.refusal != Refusal::none) [[unlikely]]
    refuse_statements_if_doomed();
  if (!connection_) [[unlikely]]
    take_connection();
  if (sent_ < depth_) [[unlikely]] {
    send_begins();
  } else if (!connection_->driver().in_transaction()) [[unlikely]] {
    outermost_.refusal = Refusal::ended_by_database;
    refuse_statements_if_doomed();
  }
  return *connection_;
}

[[gnu::hot]] PooledConnection& OpenTransaction::connection_for_statement() {
  return static_cast<PooledConnection&>(connection());
}

void OpenTransaction::take_connection() {
  connection_ = &database_.hold(HeldFor::transaction);
  if (!options_.read_only) connection_->wrote = true;
  if (options_.timeout) connection_->limit_time(*options_.timeout);
}

bool OpenTransaction::must_roll_back(const TransactionLevel& level) const noexcept {
  const TransactionLevel* at = &level;
  while (at && at->refusal == Refusal::none) at = at->outer;
  return at != nullptr;
}

void OpenTransaction::refuse_statements_if_doomed() {
  for (const TransactionLevel* level = innermost_; level; level = level->outer) {
    if (level->refusal == Refusal::none) [[likely]]
      continue;
    refused_ = true;
    throw TransactionError((level->outer ? "this savepoint of the transaction on " : "the transaction on ") +
                           database_.label() + " must roll back and takes no more statements: " +
                           std::string(reason(level->refusal)) + ". Leave its block, then try anew");
  }
}

void OpenTransaction::send_begins() {
  if (sent_ == 0) begin();
  for (; sent_ < depth_; ++sent_) {
    if (is_bare(sent_ + 1)) continue;
    connection_->savepoint(savepoint_name(sent_ + 1));
  }
}

bool OpenTransaction::is_bare(int depth) const noexcept {
  const TransactionLevel* level = innermost_;
  while (level->depth > depth) level = level->outer;
  return level->bare;
}

bool OpenTransaction::spare_savepoint() noexcept {
  if (innermost_ == &outermost_ || innermost_->kind != LevelKind::step || sent_ >= depth_) return false;
  return innermost_->bare = true;
}

void OpenTransaction::confine_failure() noexcept {
  if (innermost_->refusal == Refusal::statement_failed) innermost_->refusal = Refusal::step_undone;
}

void OpenTransaction::undo_step() noexcept { innermost_->refusal = Refusal::step_undone; }

void OpenTransaction::begin() {
  begin_failed_ = false;
  try {
    database_.begin_on(*connection_, options_);
  } catch (const ConnectionLost&) {
    if (!begin_on_another_connection()) throw;
  } catch (...) {
    begin_failed_ = true;
    if (connection_->driver().in_transaction()) sent_ = 1;  // the first of several succeeded
    undo();
    throw;
  }
  sent_ = 1;
}

/// A connection may have died in the pool. Nothing has happened in this transaction yet, so another one can replace it,
/// unless the thread also holds this one for something else.
bool OpenTransaction::begin_on_another_connection() {
  connection_->discard = true;
  if (connection_->leases > 1) return false;
  database_.let_go(*std::exchange(connection_, nullptr));
  take_connection();
  database_.begin_on(*connection_, options_);
  return true;
}

void OpenTransaction::statement_failed(const Connection& connection) noexcept {
  if (&connection == connection_) inner_failed_ = false;
  if (sent_ == 0 || &connection != connection_) return;
  TransactionLevel* level = nullptr;
  Refusal refusal = Refusal::ended_by_database;
  if (!connection_->usable() || !connection_->driver().in_transaction()) {
    level = &outermost_;
  } else if (database_.dialect().can().failed_statement_aborts_transaction &&
             connection_->driver().transaction_failed()) {
    level = innermost_;
    refusal = Refusal::statement_failed;
  }
  if (level && level->refusal == Refusal::none) level->refusal = refusal;
}

// Savepoints

void OpenTransaction::push(TransactionLevel& level) {
  if (log) log->savepoint();
  innermost_ = &level;
  ++depth_;
}

void OpenTransaction::pop() noexcept {
  innermost_ = innermost_->outer;
  --depth_;
}

void OpenTransaction::merge_into_outer(TransactionLevel& level) {
  pop();
  append(level.outer->after_commit, level.after_commit);
  append(level.outer->after_rollback, level.after_rollback);
  if (log) log->released();
}

void OpenTransaction::finish(TransactionLevel& level) {
  if (ended_early()) return merge_into_outer(level);
  if (level.refusal == Refusal::none) return release(level);
  undo(level);
  if (is_expected(level)) return;
  throw TransactionError("a savepoint of the transaction on " + database_.label() +
                         " was rolled back, though its block ended normally: " + why_undone(level));
}

void OpenTransaction::release(TransactionLevel& level) {
  if (sent_ >= level.depth) {
    try {
      if (!level.bare) connection_->release_savepoint(savepoint_name(level.depth));
    } catch (...) {
      undo(level);
      throw;
    }
    --sent_;
  }
  merge_into_outer(level);
}

void OpenTransaction::undo(TransactionLevel& level) noexcept {
  if (ended_early()) return merge_into_outer(level);
  const bool passes_on = level.kind == LevelKind::step && level.refusal == Refusal::statement_failed;
  if (sent_ >= level.depth && level.bare) {
    --sent_;
  } else if (sent_ >= level.depth) {
    --sent_;
    const auto name = savepoint_name(level.depth);
    try {
      connection_->rollback_to_savepoint(name);
      connection_->forget_sent_limit();
      connection_->release_savepoint(name);
    } catch (...) {
      // What the database still holds of this level is unknown, so the levels around it are doomed as well.
      outermost_.refusal = Refusal::ended_by_database;
    }
  }
  pop();
  if (passes_on && innermost_->refusal == Refusal::none) innermost_->refusal = Refusal::statement_failed;
  epoch_ = next_epoch();
  if (log) log->rolled_back_to();
  for (const auto& callback : level.after_rollback)
    run_quietly("an after_rollback callback", [&] { run_nested_callback(callback); });
}

[[gnu::hot]] std::shared_ptr<DatabaseCore> database_in_transaction() noexcept {
  auto* const open = OpenTransaction::innermost();
  return open ? open->kept_database() : nullptr;
}

}  // namespace rowan
