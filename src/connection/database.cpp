#include "rowan/connection/database.hpp"

#include "connection/commit_records.hpp"
#include "connection/database_list.hpp"
#include "connection/pooled_database.hpp"
#include "connection/thread_state.hpp"
#include "connection/watchdog.hpp"
#include "rowan/connection/driver_registry.hpp"
#include "rowan/core/error.hpp"

namespace rowan {

std::shared_ptr<DatabaseCore> DatabaseCore::shared() {
  if (auto mine = weak_from_this().lock()) return mine;
  // The handles are gone. The base's weak pointer stays as it is, for other threads may be reading it.
  owners_.fetch_add(1, std::memory_order_relaxed);
  const std::shared_ptr<void> owner(nullptr, [this](void*) { let_go(this); });
  return {owner, this};
}

[[gnu::hot]] void DatabaseRef::keep(DatabaseCore& core) noexcept {
  core.owners_.fetch_add(1, std::memory_order_relaxed);
}
[[gnu::hot]] void DatabaseRef::let_go(DatabaseCore& core) noexcept { DatabaseCore::let_go(&core); }
std::shared_ptr<DatabaseCore> DatabaseRef::shared() const { return core_ == nullptr ? nullptr : core_->shared(); }

std::shared_ptr<DatabaseCore> open_database(Driver& driver, const Url& url, const DatabaseOptions& options) {
  return DatabaseCore::make<PooledDatabase>(driver, url, options);
}

Database connect(TextArgument url, const DatabaseOptions& options) {
  const Url parsed = Url::parse(url);
  return connect(find_driver(parsed.scheme), parsed, options);
}

Database connect(Driver& driver, const Url& url, const DatabaseOptions& options) {
  const auto core = DatabaseCore::make<PooledDatabase>(driver, url, options);
  Database database(core);
  static_cast<void>(core->acquire(Intent::raw_read));  // reports here that a database can't be opened
  if (core->records_commits()) create_commit_records(database);
  list_database(database, options.make_default);
  return database;
}

void Database::refuse_moved() {
  throw RecordMoved(
      "this Database was moved from: use the handle that it was moved to, or copy it instead of moving it");
}

void Database::transaction_erased(const std::function<void(Transaction&)>& body, const TransactionOptions& options) {
  const auto kept = core();  // the body may assign to the handle it was called on
  kept->run(body, options);
}

Database Database::primary() const { return Database(core()->reading_from(ReadSide::primary)); }
Database Database::replica() const { return Database(core()->reading_from(ReadSide::replica)); }
std::vector<ReplicaStatus> Database::replica_status() const { return core()->replica_status(); }

void Database::ping() {
  const auto lease = core()->acquire(Intent::raw_read);
  const Watch watch(lease->driver().socket(), lease->time_limit());
  if (lease->driver().ping()) return;
  throw ConnectionLost("the connection to " + core()->label() +
                       " does not answer; look whether the database is running");
}

PoolStatistics Database::pool_statistics() const { return core()->pool_statistics(); }

Canceller::Canceller(const Database& database) : core_(database.core()), thread_(thread_id()) {}
void Canceller::cancel() const {
  if (core_ == nullptr) throw RecordMoved("this Canceller was moved from: call cancel() of the one it was moved to");
  core_->cancel(thread_);
}

void Database::close() {
  core()->close();
  unlist_database(*core());
}

const std::string& Database::name() const { return core()->name(); }
std::string Database::url() const { return core()->redacted_url(); }
const Dialect& Database::dialect() const { return core()->dialect(); }

}  // namespace rowan
