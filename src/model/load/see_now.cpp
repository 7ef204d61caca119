#include "model/load/see_now.hpp"

#include "rowan/query/binder.hpp"
#include "rowan/query/bound.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {

void see_now(SelectQuery& query, const DatabaseCore& database) {
  if (!database.dialect().can().reads_before_locks || query.composition || !bind_query(query).joins.empty()) return;
  query.lock = RowLock{LockStrength::share};
}

}  // namespace rowan
