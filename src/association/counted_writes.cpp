#include "association/counted_writes.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <unordered_set>
#include <vector>

#include <fmt/format.h>

#include "model/load/key_condition.hpp"
#include "model/load/run_sql.hpp"
#include "model/load/see_now.hpp"
#include "model/record/key.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/query/bound.hpp"

namespace rowan {
namespace {

using RowValues = std::vector<Value>;

// Rows by their keys, as many as one statement may name.
template <class Write>
std::uint64_t by_key(const ModelInfo& model, std::span<const RowValues> rows, const Write& write) {
  std::uint64_t written = 0;
  while (!rows.empty()) {
    const std::size_t some = std::min(rows.size(), most_keys_named(model));
    SelectQuery query;
    query.model = &model;
    query.where = key_among(model, rows.first(some));
    written += write(query);
    rows = rows.subspan(some);
  }
  return written;
}

bool is_moved(const AssociationInfo& association, const ModelBase& record, std::span<const AttributeInfo* const> only) {
  for (const AttributeInfo* column : association.own_columns()) {
    const bool sent = only.empty() || std::find(only.begin(), only.end(), column) != only.end();
    if (sent && record.changed(column->name)) return true;
  }
  return false;
}

// A record that is destroyed may refer to itself.
void take_leave(OwnerCounts& counts, const OwnerReference& owner, const ModelInfo& model, const Key& own) {
  if (&owner.reference->target->root() != &model.root() || owner.key != own) counts.add(owner, -1);
}

OwnerCounts counts_of(const ModelInfo& model, const ModelBase& record, Operation operation,
                      std::span<const AttributeInfo* const> only, DatabaseCore& database, OwnerRows& before) {
  OwnerCounts counts(database);
  before.lock(row_of(record), database);
  if (before.rows().empty()) return counts;  // the write will say so
  for (const AssociationInfo* association : before.associations()) {
    const std::optional<OwnerReference> old = before.owner(*association, before.rows().front());
    if (!association->counts) {
      counts.add_turn(old);
      continue;
    }
    if (operation == Operation::destroy) {
      if (old) take_leave(counts, *old, model, slot_key(*record.slot()));
    } else if (is_moved(*association, record, only)) {
      counts.add(old, -1);
      counts.add(owner_of(*association, record.object()), 1);
    }
  }
  return counts;
}

RowValues changed_row(const RowValues& row, const OwnerRows& rows, std::span<const Assignment> assignments,
                      const ModelInfo& model) {
  RowValues changed = row;
  for (const Assignment& set : assignments) {
    if (const auto place = rows.place(set.attribute)) changed[*place] = bind_value(model, *set.attribute, set.value);
  }
  return changed;
}

// Without what makes no difference to which rows of a table these are.
SelectQuery only_which(SelectQuery which) {
  if (!which.composition) which.distinct = false;
  if (!which.limit && !which.offset && which.distinct_on.empty()) which.order.clear();
  return which;
}

// Whether one SELECT may lock its rows: no database does so for all queries, and some would lock other tables' rows
// too.
bool can_lock(const SelectQuery& which) {
  const bool windows = std::any_of(which.order.begin(), which.order.end(),
                                   [](const OrderTerm& term) { return ast::has_window(term.expr); });
  return !which.distinct && which.distinct_on.empty() && !which.composition && !windows &&
         bind_query(which).joins.empty();
}

// Of a row, which begins with it.
Key key_in(const RowValues& row, const ModelInfo& model) {
  const auto end = row.begin() + static_cast<std::ptrdiff_t>(model.primary_key.size());
  return make_key(RowValues(row.begin(), end));
}

// What was found may be another thing by now: locked by their keys, the rows are asked for once more.
std::vector<RowValues> lock_found(OwnerRows& rows, const SelectQuery& which, DatabaseCore& database) {
  const ModelInfo& model = *which.model;
  rows.read(which, database);
  const std::vector<RowValues> found = rows.rows();
  std::vector<RowValues> locked;
  by_key(model, found, [&](const SelectQuery& some) {
    rows.lock(some, database);
    const std::vector<RowValues> now = rows.rows();
    SelectQuery again = which;
    again.where = again.where && some.where;
    again.limit.reset();
    again.offset.reset();
    see_now(again, database);
    rows.read(only_which(std::move(again)), database);
    std::unordered_set<Key, KeyHash> meant;
    for (const RowValues& row : rows.rows()) meant.insert(key_in(row, model));
    std::copy_if(now.begin(), now.end(), std::back_inserter(locked),
                 [&](const RowValues& row) { return meant.contains(key_in(row, model)); });
    return locked.size();
  });
  return locked;
}

std::vector<RowValues> lock_rows(OwnerRows& rows, SelectQuery which, DatabaseCore& database) {
  which = only_which(std::move(which));
  if (!can_lock(which)) return lock_found(rows, which, database);
  rows.lock(std::move(which), database);
  return rows.rows();
}

// Locks the rows, counts what becomes of each, and writes them by their keys.
template <class Count>
std::uint64_t write_counted(const SelectQuery& which, DatabaseCore& database, std::chrono::milliseconds timeout,
                            const Count& count, const WriteRows& write) {
  std::uint64_t written = 0;
  database.run_step([&](Transaction&) {
    const Lease connection = database.acquire();
    const TimeLimit limit(*connection, timeout);
    static_cast<void>(connection->compiler().delete_all(which));  // which refuses what is for reading only
    OwnerRows rows(*which.model, {that_count});
    const std::vector<RowValues> locked = lock_rows(rows, which, database);
    OwnerCounts counts(database);
    for (const RowValues& row : locked) count(rows, row, counts);
    counts.write();
    written = by_key(*which.model, locked, [&](const SelectQuery& some) { return write(some, *connection); });
  });
  return written;
}

}  // namespace

bool moves_owners(const ModelInfo& model, std::span<const Assignment> assignments) {
  bool moves = false;
  for (const AssociationInfo& association : model.associations) {
    if (!association.counts) continue;
    const std::vector<const AttributeInfo*> own = association.resolved().own_columns();
    for (const Assignment& set : assignments) {
      if (std::find(own.begin(), own.end(), set.attribute) == own.end()) continue;
      if (set.increment || !set.computed.always_true())
        throw QueryError(
            fmt::format("update_all can't {} {}.{}, whose counter cache needs to know whom rows refer "
                        "to afterwards: set it to a key",
                        set.increment ? "add to" : "compute", model.name, set.attribute->name));
      moves = true;
    }
  }
  return moves;
}

bool count_write(ModelBase& record, Operation operation, DatabaseCore& database, const std::function<bool()>& write,
                 std::span<const AttributeInfo* const> only, std::optional<OwnerRows>* before) {
  const ModelInfo& model = record.model_info();
  bool sent = false;
  if (operation == Operation::insert) {
    ModelBase* const records[] = {&record};
    count_inserts(model, records, database, [&] { sent = write(); });
    return sent;
  }
  if (operation == Operation::update && !moves_owners(that_count, record, only)) return write();
  database.run_step([&](Transaction&) {
    std::optional<OwnerRows> own;
    OwnerRows& rows = (before == nullptr ? own : *before).emplace(model, OwnerTraits{that_count, that_touch});
    OwnerCounts counts = counts_of(model, record, operation, only, database, rows);
    if (operation == Operation::update) counts.add_turns_of(model, record.object());
    counts.write();
    sent = write();
    if (counts.empty()) return;
    for (Slot* owner : OwnerAtHand::all(model, record.object())) counts.move_loaded(*owner);
  });
  return sent;
}

std::uint64_t delete_counted(const SelectQuery& which, DatabaseCore& database, const WriteRows& write,
                             std::chrono::milliseconds timeout) {
  const auto count = [](const OwnerRows& rows, const RowValues& row, OwnerCounts& counts) {
    for (const AssociationInfo* association : rows.associations()) counts.add(rows.owner(*association, row), -1);
  };
  return write_counted(which, database, timeout, count, write);
}

std::uint64_t update_counted(const SelectQuery& which, std::span<const Assignment> assignments, DatabaseCore& database,
                             const WriteRows& write, std::chrono::milliseconds timeout) {
  const auto count = [&](const OwnerRows& rows, const RowValues& row, OwnerCounts& counts) {
    const RowValues changed = changed_row(row, rows, assignments, *which.model);
    for (const AssociationInfo* association : rows.associations()) {
      counts.add(rows.owner(*association, row), -1);
      counts.add(rows.owner(*association, changed), 1);
    }
  };
  return write_counted(which, database, timeout, count, write);
}

void refuse_uncounted(const ModelInfo& model, std::string_view operation) {
  throw QueryError(
      fmt::format("{0} of {1} can't keep its counter caches right, as it does not tell which rows are new: "
                  "use save_all, or insert_all of rows that are not there yet",
                  operation, model.name));
}

}  // namespace rowan
