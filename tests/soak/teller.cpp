#include "soak/teller.hpp"

#include <algorithm>

#include "rowan/query/row_lock.hpp"
#include "support/bank/bank_models.hpp"

namespace rowan::testing {

using bank::Account;
using bank::Counter;
using bank::Transfer;

/// A statement whose connection is lost outside of a transaction may have been done; inside, only COMMIT may.
template <class Work>
Outcome Teller::attempt(bool in_transaction, const Work& work) {
  try {
    work();
    return Outcome::done;
  } catch (const CommitOutcomeUnknown&) {
    return Outcome::unknown;
  } catch (const ConnectionLost&) {
    return in_transaction ? Outcome::undone : Outcome::unknown;
  } catch (const ConnectionFailed&) {
    return Outcome::undone;
  } catch (const StaleRecord&) {
    return Outcome::undone;
  } catch (const Deadlock&) {
    return Outcome::undone;
  } catch (const SerializationFailure&) {
    return Outcome::undone;
  } catch (const LockTimeout&) {
    return Outcome::undone;
  } catch (const std::exception& error) {
    if (unexpected.empty()) unexpected = error.what();
    return Outcome::undone;
  }
}

void Teller::work() {
  const auto what = dice_() % 10;
  if (what < 4) {
    transfer();
  } else if (what < 6) {
    count();
  } else if (what < 8) {
    rename();
  } else {
    read();
  }
}

/// Both accounts are locked in the order of their keys, so that tellers wait for each other instead of deadlocking.
void Teller::transfer() {
  const auto payer = any_account(), payee = payer % accounts + 1;
  const std::int64_t amount = std::uniform_int_distribution<std::int64_t>(1, 10)(dice_);
  const auto token = std::to_string(number_) + "-" + std::to_string(++last_transfer_);
  const auto move = [&] {
    const auto both = Account::on(db_).lock();
    Account first = both.find(std::min(payer, payee)), second = both.find(std::max(payer, payee));
    (first.id == payer ? first : second).balance -= amount;
    (first.id == payer ? second : first).balance += amount;
    first.save_or_throw();
    second.save_or_throw();
    Transfer transfer;
    transfer.token = token;
    transfer.amount = amount;
    transfer.account = payer;
    transfer.payee = payee;
    transfer.save_or_throw();
  };
  const auto outcome = attempt(true, [&] { db_.transaction(move, {.retries = 5}); });
  transfers.add(outcome);
  if (outcome != Outcome::done) exceptions[last_transfer_] = outcome;
}

void Teller::count() {
  hits.add(attempt(true, [&] {
    db_.transaction(
        [&] {
          Counter counter = Counter::on(db_).find(1);
          counter.increment(&Counter::hits);
        },
        {.retries = 5});
  }));
}

/// A single UPDATE that the lock version guards.
void Teller::rename() {
  Account account;
  const auto found = attempt(true, [&] { account = Account::on(db_).find(any_account()); });
  if (found != Outcome::done) return readings.add(found);
  account.owner = "teller " + std::to_string(number_) + " at " + std::to_string(renamings.done);
  renamings.add(attempt(false, [&] { account.save_or_throw(); }));
}

void Teller::read() {
  readings.add(attempt(true, [&] {
    std::int64_t total = 0;
    for (const auto& account : Account::on(db_).load()) total += account.balance;
    if (total != accounts * first_balance) throw std::logic_error("a reading saw " + std::to_string(total));
    for (const Transfer& transfer : Transfer::on(db_).order(Transfer::c.id.desc()).limit(20).load()) {
      if (transfer.account->owner.empty()) throw std::logic_error("an account without an owner");
    }
  }));
}

}  // namespace rowan::testing
