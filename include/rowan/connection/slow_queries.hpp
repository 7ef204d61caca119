// The plans of queries that took long, as the database has them right afterwards.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "rowan/export.hpp"

namespace rowan {

/// A query that took long. Views are valid during the call only.
struct SlowQuery {
  std::string_view sql{};
  std::string_view database{};  ///< redacted URL or name
  std::string_view model{};
  std::string_view purpose{};  ///< "load", "pluck", "count", "exists"
  std::chrono::nanoseconds elapsed{};
  std::string_view plan{};  ///< one line for each step, as of `relation.explain()`
};

struct SlowQueryOptions {
  std::chrono::nanoseconds limit = std::chrono::milliseconds(100);  ///< of running it and reading its rows
  std::chrono::seconds again_after{60};  ///< a statement's plan is asked no sooner than that after the last time
  /// On the thread that ran the query; it must not use the database, and what it throws is dropped. Empty: a warning in
  /// the library's log.
  std::function<void(const SlowQuery&)> report{};
};

/// From now on, in all threads: a query of a relation (records, values, counts, exists) that takes `limit` is explained
/// on its connection, with the values that it had, and reported. The plan is the one that the database makes then; the
/// query is not run again. What is not asked: SQL of your own, targets of associations, `find` by a key, writes, and on
/// PostgreSQL what runs in a transaction, which a plan that fails would end. The database in memory has no plans. Costs
/// one load for each query while nobody asks. Thread-safe.
ROWAN_EXPORT void explain_slow_queries(SlowQueryOptions options = {});
/// No more.
ROWAN_EXPORT void stop_explaining_slow_queries();

}  // namespace rowan
