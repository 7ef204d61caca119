#include "rowan/model/load_async.hpp"

#include <cstdint>
#include <exception>
#include <thread>

#include <fmt/format.h>

#include "connection/replica_set.hpp"
#include "query/default_conditions_now.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"

namespace rowan {

struct detail::Background::State {
  std::function<void()> work;
  DefaultConditionsNow conditions{};         ///< of the thread that asks
  std::uint32_t asked_by = thread_number();  ///< so that it sees its own writes
  std::exception_ptr error{};
  std::thread thread{};

  void run() noexcept {
    try {
      const DefaultConditionsNow::InForce as_asked(conditions);
      work_for_thread(asked_by);
      work();
    } catch (...) {
      error = std::current_exception();
    }
  }
};

detail::Background::Background(std::function<void()> work) : state_(new State{std::move(work)}) {
  state_->thread = std::thread([state = state_.get()] { state->run(); });
}

detail::Background::Background(Background&&) noexcept = default;

detail::Background::~Background() {
  if (state_ && state_->thread.joinable()) state_->thread.join();
}

void detail::Background::wait() {
  if (!state_) throw QueryError("get() of records whose loading was moved: ask where it was moved to");
  if (state_->thread.joinable()) state_->thread.join();
  if (state_->error) std::rethrow_exception(state_->error);
}

void detail::refuse_second_get() {
  throw QueryError("get() gives the records once, and gave them already: keep what it returns");
}

void detail::require_no_transaction(DatabaseCore& database, std::string_view model) {
  if (database.transaction() == nullptr) return;
  throw TransactionError(
      fmt::format("load_async() of {} inside of a transaction: another thread would not be in it, nor see what it did; "
                  "load() here, or ask before the transaction begins",
                  model));
}

}  // namespace rowan
