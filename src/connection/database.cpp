#include "rowan/connection/database.hpp"

#include "connection/database_list.hpp"
#include "connection/pooled_database.hpp"
#include "rowan/connection/driver_registry.hpp"
#include "rowan/core/error.hpp"

namespace rowan {

std::shared_ptr<DatabaseCore> open_database(Driver& driver, const Url& url, const DatabaseOptions& options) {
  return std::make_shared<PooledDatabase>(driver, url, options);
}

Database connect(std::string_view url, const DatabaseOptions& options) {
  const Url parsed = Url::parse(url);
  return connect(find_driver(parsed.scheme), parsed, options);
}

Database connect(Driver& driver, const Url& url, const DatabaseOptions& options) {
  Database database(open_database(driver, url, options));
  static_cast<void>(database.core()->acquire());  // a database that can't be opened is told here
  list_database(database, options.make_default);
  return database;
}

void Database::transaction_erased(const std::function<void(Transaction&)>& body, const TransactionOptions& options) {
  const auto kept = core_;  // the body may assign to the handle it was called on
  kept->run(body, options);
}

void Database::ping() {
  const auto lease = core_->acquire();
  if (lease->driver().ping()) return;
  throw ConnectionLost("the connection to " + core_->label() +
                       " does not answer; look whether the database is running");
}

void Database::close() {
  core_->close();
  unlist_database(*core_);
}

const std::string& Database::name() const { return core_->name(); }
std::string Database::url() const { return core_->redacted_url(); }
const Dialect& Database::dialect() const { return core_->dialect(); }

}  // namespace rowan
