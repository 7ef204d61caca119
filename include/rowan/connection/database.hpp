// A database: where to connect, a pool of connections, transactions, raw SQL.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/connection/connection.hpp"
#include "rowan/connection/pool_statistics.hpp"
#include "rowan/connection/replicas.hpp"
#include "rowan/connection/statement_tags.hpp"
#include "rowan/connection/transaction.hpp"
#include "rowan/core/text_argument.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/reflect/registry.hpp"

namespace rowan {

struct DatabaseOptions {
  std::string name{};  ///< to be named in `ModelBuilder::database` and messages; empty: known by its URL only
  unsigned pool_size =
      0;  ///< most connections; 0: the URL's `pool=` option, else 8, never more than the driver's limit
  std::chrono::milliseconds checkout_timeout{5000};  ///< wait for a free connection
  std::size_t statement_cache = 256;                 ///< prepared statements kept per connection
  bool make_default = true;                          ///< the first database connected becomes the default
  std::chrono::milliseconds statement_timeout{0};  ///< for each statement; 0: the URL's `statement_timeout=`, else none
  std::chrono::milliseconds verify_after{30000};   ///< a connection idle for longer is tested before it is used
  std::chrono::milliseconds max_age{3600000};  ///< older connections are replaced, give or take a tenth; 0: at no age
  /// Notes each writing transaction in the table `rowan_transactions`, made when it is missing, so that a COMMIT whose
  /// answer was lost can be looked up. Also `transaction_log=on` in the URL.
  bool transaction_log = false;
  /// Shows the values that are bound to statements in the log, but for statements that name a column of an attribute
  /// declared `secret()`. For debugging: it costs time, and a log is read by many. Also `log_values=on` in the URL.
  bool log_values = false;
  /// URLs of replicas, to which reads go as `reads` says. They need not be up yet. Also `replicas=host:port,host` in
  /// the URL, where all else is as for the primary.
  std::vector<std::string> replicas{};
  ReadOptions reads{};
  /// What every statement says in a comment at its end, as sqlcommenter writes it, for the database's own logs and
  /// statistics: `{{"application", "shop"}}`. See StatementTags for those of a thread.
  std::vector<StatementTag> tags{};
  TaggedStatements tagged = TaggedStatements::all;
};

/// One row of a raw query: values by position or column name.
class ROWAN_EXPORT Row {
 public:
  Row(std::shared_ptr<const std::vector<std::string>> names, std::vector<Value> values);
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  /// @throws QueryError when there is none.
  [[nodiscard]] const Value& operator[](std::size_t column) const;
  /// @throws QueryError naming the columns there are.
  [[nodiscard]] const Value& operator[](TextArgument column) const;
  [[nodiscard]] const std::vector<std::string>& names() const { return *names_; }

 private:
  std::shared_ptr<const std::vector<std::string>> names_;
  std::vector<Value> values_;
};

/// What create_tables does about tables that are there already.
struct CreateOptions {
  bool if_missing = false;  ///< leave them as they are, and create the others
};
/// What drop_tables does about tables that are not there.
struct DropOptions {
  bool if_exists = false;  ///< drop the others
};

/// A handle to an open database; copies share it. Thread-safe. The pool closes when the last handle *and* the last
/// record loaded through it are gone, or at `close()`. What is asked of a handle that was moved from throws
/// RecordMoved; such a handle may be assigned to.
class ROWAN_EXPORT Database {
 public:
  explicit Database(std::shared_ptr<DatabaseCore> core) : core_(std::move(core)) {}

  /// Runs `body(Transaction&)` (or `body()`) in a transaction and returns what it returns. Leaving by exception rolls
  /// back and rethrows. Inside another transaction of this database and thread it joins that one, or, with
  /// `requires_new`, is a savepoint. An exception that leaves a joined block marks the outer one as must-roll-back.
  template <class Body>
  auto transaction(Body&& body, TransactionOptions options = {}) {
    if constexpr (std::is_invocable_v<Body&, Transaction&>) {
      return run_transaction<std::invoke_result_t<Body&, Transaction&>>(
          [&](Transaction& t) -> decltype(auto) { return body(t); }, options);
    } else if constexpr (std::is_invocable_v<Body&>) {
      return run_transaction<std::invoke_result_t<Body&>>([&](Transaction&) -> decltype(auto) { return body(); },
                                                          options);
    } else {
      static_assert(std::is_invocable_v<Body&>, "rowan: a transaction body takes a rowan::Transaction& or nothing");
    }
  }

  /// Runs one statement with bound `arguments` (placeholders are `?`) and returns how many rows it matched.
  template <class... Arguments>
  std::uint64_t execute(TextArgument sql, const Arguments&... arguments) {
    const std::array<Value, sizeof...(Arguments)> values{Value(arguments)...};
    return execute_values(sql, values);
  }
  /// Runs one query with bound `arguments` and returns its rows.
  template <class... Arguments>
  std::vector<Row> query(TextArgument sql, const Arguments&... arguments) {
    const std::array<Value, sizeof...(Arguments)> values{Value(arguments)...};
    return query_values(sql, values);
  }
  std::uint64_t execute_values(std::string_view sql, std::span<const Value> arguments);
  std::vector<Row> query_values(std::string_view sql, std::span<const Value> arguments);
  /// Runs a script of statements without parameters.
  void execute_script(TextArgument sql);

  /// Creates the tables of these models (of all that are registered: `create_tables(registry().models())`), in the
  /// order their foreign keys ask for, in one transaction where the database can.
  /// With `{.if_missing = true}` only those that are missing; whether the others fit their models is not looked at.
  /// @throws SchemaConflict naming every table that is already there; then nothing was created.
  template <class... Models>
  void create_tables(const CreateOptions& options = {}) {
    static_assert(
        sizeof...(Models) > 0,
        "rowan: say of which models: create_tables<Author, Book>(), or create_tables(rowan::registry().models())");
    const std::array<const ModelInfo*, sizeof...(Models)> models{&detail::info_of<Models>()()...};
    create_tables(models, options);
  }
  void create_tables(std::span<const ModelInfo* const> models, const CreateOptions& options = {});
  /// Drops the tables of these models and their join tables, those that refer to others first, in one transaction where
  /// the database can. All rows in them are lost. A table of another model that still refers to one of them is an error
  /// of the database (SQLite: only where it has rows that do).
  /// @throws SchemaConflict naming every table that is missing, unless `{.if_exists = true}`; then nothing was dropped.
  template <class... Models>
  void drop_tables(const DropOptions& options = {}) {
    static_assert(
        sizeof...(Models) > 0,
        "rowan: say of which models: drop_tables<Author, Book>(), or drop_tables(rowan::registry().models())");
    const std::array<const ModelInfo*, sizeof...(Models)> models{&detail::info_of<Models>()()...};
    drop_tables(models, options);
  }
  void drop_tables(std::span<const ModelInfo* const> models, const DropOptions& options = {});
  /// Whether there is a table, or a view, for the model: `db.table_exists<Book>()`.
  template <class M>
  [[nodiscard]] bool table_exists() {
    return table_exists(detail::info_of<M>()());
  }
  [[nodiscard]] bool table_exists(const ModelInfo& model);
  /// `schema` empty: the one that names without a schema mean.
  [[nodiscard]] bool table_exists(TextArgument table, TextArgument schema = "");
  /// The DDL that `create_tables` would run.
  [[nodiscard]] std::vector<std::string> create_tables_sql(std::span<const ModelInfo* const> models) const;

  /// The same database, its reads on the primary: `User::on(db.primary()).find(7)`, whatever replicas there are. What
  /// is reached from records loaded through it is read there, too.
  [[nodiscard]] Database primary() const;
  /// The same database, its reads on a replica if one can serve, also just after a write, and `query` among them:
  /// `db.replica().query("SELECT …")`. Writes, and what is read in a transaction, stay on the primary.
  [[nodiscard]] Database replica() const;
  /// One for each replica, in the order in which they were given.
  [[nodiscard]] std::vector<ReplicaStatus> replica_status() const;

  /// Round trip to the server: the primary, where there are replicas. @throws ConnectionLost, ConnectionFailed.
  void ping();
  [[nodiscard]] PoolStatistics pool_statistics() const;
  /// Waits for leases to end, then closes all connections. Anything later throws DatabaseClosed.
  void close();

  [[nodiscard]] const std::string& name() const;
  /// The URL, password hidden.
  [[nodiscard]] std::string url() const;
  [[nodiscard]] const Dialect& dialect() const;
  [[nodiscard]] const std::shared_ptr<DatabaseCore>& core() const {
    if (core_ == nullptr) [[unlikely]]
      refuse_moved();
    return core_;
  }

 private:
  [[noreturn]] static void refuse_moved();
  template <class Result, class Body>
  Result run_transaction(Body&& body, const TransactionOptions& options) {
    if constexpr (std::is_void_v<Result>) {
      transaction_erased([&](Transaction& t) { body(t); }, options);
    } else {
      std::optional<Result> result;
      transaction_erased([&](Transaction& t) { result.emplace(body(t)); }, options);
      return std::move(*result);
    }
  }
  void transaction_erased(const std::function<void(Transaction&)>& body, const TransactionOptions& options);

  std::shared_ptr<DatabaseCore> core_;
};

/// Stops what one thread does on a database. Made on that thread; `cancel` is for others.
///
///   rowan::Canceller canceller(db);  // handed to the thread that watches the Cancel button
///   db.query("SELECT …");            // StatementTimeout when the other thread calls canceller.cancel()
class ROWAN_EXPORT Canceller {
 public:
  explicit Canceller(const Database& database);
  /// The statement that the thread runs on the database now, if any, ends with StatementTimeout. Later ones are not
  /// affected. Thread-safe. @throws Unsupported where the driver can't, RecordMoved when it was moved from.
  void cancel() const;

 private:
  std::shared_ptr<DatabaseCore> core_;
  std::int64_t thread_;
};

/// Opens a database: keep the handle, for the database closes with the last one. The first one becomes the default of
/// models that name none. Connects at once, so that a bad URL or a missing file is told here. Thread-safe. @throws
/// InvalidUrl, ConnectionFailed, Unsupported (no driver for the scheme; the message lists those there are).
[[nodiscard]] ROWAN_EXPORT Database connect(TextArgument url, const DatabaseOptions& options = {});

/// The default database, if one is connected. Thread-safe.
ROWAN_EXPORT std::optional<Database> default_database();
ROWAN_EXPORT void set_default_database(const Database& database);
/// The database connected under `name`, if any. Thread-safe.
ROWAN_EXPORT std::optional<Database> find_database(TextArgument name);

}  // namespace rowan
