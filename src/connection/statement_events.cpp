#include "connection/statement_events.hpp"

#include <unistd.h>

#include <chrono>
#include <utility>

#include "connection/thread_state.hpp"
#include "core/log_switch.hpp"
#include "rowan/connection/connection.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/connection/statement_observer.hpp"

namespace rowan {

constinit thread_local ThreadState this_thread;

std::int64_t thread_id() noexcept {
  if (this_thread.id == 0) this_thread.id = gettid();
  return this_thread.id;
}

/// Walks the observers of this thread.
struct ObserverList {
  static void tell(const StartingStatement& statement) {
    for (auto* observer = this_thread.observers; observer != nullptr;) {
      auto* const outer = observer->outer_;  // first: one may end while it is told
      if (!Telling::runs(*observer)) {
        const Telling telling(*observer);
        observer->executing(statement);
      }
      observer = outer;
    }
  }

 private:
  /// One that asks a database while it is told would be told of that, and ask again, without end.
  class Telling {
   public:
    explicit Telling(const StatementObserver& told) : told_(&told), outer_(std::exchange(innermost, this)) {}
    ~Telling() { innermost = outer_; }
    Telling(const Telling&) = delete;
    Telling& operator=(const Telling&) = delete;
    static bool runs(const StatementObserver& observer) {
      const Telling* telling = innermost;
      while (telling != nullptr && telling->told_ != &observer) telling = telling->outer_;
      return telling != nullptr;
    }

   private:
    static constinit thread_local const Telling* innermost;
    const StatementObserver* told_;
    const Telling* outer_;
  };
};

constinit thread_local const ObserverList::Telling* ObserverList::Telling::innermost = nullptr;

StatementObserver::StatementObserver() noexcept : outer_(this_thread.observers) { this_thread.observers = this; }
StatementObserver::~StatementObserver() { this_thread.observers = outer_; }

std::uint64_t statements_executed() noexcept { return this_thread.executed; }

std::int64_t event_clock() noexcept { return std::chrono::steady_clock::now().time_since_epoch().count(); }

void tell_observers(const StartingStatement& statement) { ObserverList::tell(statement); }

void send_event(Connection& connection, StatementEvent event, std::int64_t started) noexcept {
  const auto sink = started != 0 ? log_sink() : nullptr;
  if (!sink) return;
  event.database = connection.database().label();
  event.elapsed = std::chrono::nanoseconds(event_clock() - started);
  detail::tell_sink(*sink, event);
}

}  // namespace rowan
