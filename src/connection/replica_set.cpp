#include "connection/replica_set.hpp"

#include "connection/pooled_database.hpp"
#include "connection/replica_urls.hpp"
#include "connection/thread_state.hpp"
#include "connection/time_source.hpp"

namespace rowan {

std::uint32_t thread_number() noexcept {
  static std::atomic<std::uint32_t> last{0};
  if (this_thread.number == 0) this_thread.number = last.fetch_add(1, std::memory_order_relaxed) + 1;
  return this_thread.number;
}

void work_for_thread(std::uint32_t number) noexcept { this_thread.number = number; }

std::unique_ptr<ReplicaSet> ReplicaSet::make(Driver& driver, const Url& url, const DatabaseOptions& options) {
  const auto urls = replica_urls(driver, url, options.replicas);
  if (urls.empty()) return nullptr;
  DatabaseOptions own = options;
  own.name.clear();
  own.replicas.clear();
  own.transaction_log = false;
  std::unique_ptr<ReplicaSet> set(new ReplicaSet(options.reads));
  for (const Url& each : urls)
    set->replicas_.emplace_back(DatabaseCore::make<PooledDatabase>(driver, each, own), options.reads);
  return set;
}

std::optional<Lease> ReplicaSet::acquire() {
  // A thread that holds a connection to one gets it again, and does not wait for a second.
  if (this_thread.held != nullptr) {
    for (Replica& replica : replicas_) {
      if (replica.database().is_held()) return replica.database().acquire();
    }
  }
  const std::size_t first = thread_number();
  for (std::size_t i = 0; i < replicas_.size(); ++i) {
    if (auto lease = replicas_[(first + i) % replicas_.size()].try_acquire()) return lease;
  }
  return std::nullopt;
}

std::size_t ReplicaSet::seat() const noexcept {
  return options_.sticky_for == StickyFor::database ? 0 : thread_number() % seats;
}

void ReplicaSet::note_write() noexcept { written_[seat()].store(coarse_now().count(), std::memory_order_relaxed); }

bool ReplicaSet::sticks_to_primary() const noexcept {
  const auto written = written_[seat()].load(std::memory_order_relaxed);
  return written != 0 && coarse_now() - std::chrono::nanoseconds(written) < options_.stickiness;
}

void ReplicaSet::close() {
  for (Replica& replica : replicas_) replica.database().close();
}

void ReplicaSet::cancel(std::int64_t thread) {
  for (Replica& replica : replicas_) replica.database().cancel(thread);
}

std::vector<ReplicaStatus> ReplicaSet::status() const {
  std::vector<ReplicaStatus> all;
  for (const Replica& replica : replicas_) all.push_back(replica.status());
  return all;
}

}  // namespace rowan
