#include "rowan/connection/transaction.hpp"

#include <deque>

#include "connection/open_transaction.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

/// The Transactions of one thread; the first `used` belong to open blocks. A deque, because blocks hold references.
struct TransactionStore {
  std::deque<Transaction> all;
  std::size_t used = 0;

  Transaction& take() {
    if (used == all.size()) all.emplace_back();
    return all[used++];
  }
};

thread_local TransactionStore store;

}  // namespace

TransactionHandle::TransactionHandle(OpenTransaction& state, TransactionLevel& level) : transaction_(store.take()) {
  transaction_.state_ = &state;
  transaction_.level_ = &level;
}

TransactionHandle::~TransactionHandle() {
  end();
  --store.used;
}

void TransactionHandle::end() const noexcept { transaction_.state_ = nullptr; }

TransactionLevel& Transaction::level() {
  if (!state_) throw TransactionError("a Transaction was used after its block ended; use it inside the block only");
  if (!OpenTransaction::find(state_)) {
    throw TransactionError("a Transaction was used on another thread; it belongs to the thread that opened it");
  }
  return *level_;
}

void Transaction::after_commit(std::function<void()> fn) { level().after_commit.push_back(std::move(fn)); }
void Transaction::after_rollback(std::function<void()> fn) { level().after_rollback.push_back(std::move(fn)); }
void Transaction::rollback() { level().refusal = Refusal::undo_asked; }
bool Transaction::is_open() const noexcept {
  return state_ && OpenTransaction::find(state_) && !state_->must_roll_back(*level_);
}
int Transaction::depth() const noexcept { return state_ ? level_->depth : 0; }

}  // namespace rowan
