#include "association/counted_writes.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "association/handle_at.hpp"
#include "association/kinds/shared.hpp"
#include "model/load/fetch.hpp"
#include "model/load/key_condition.hpp"
#include "model/load/run_sql.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"

namespace rowan {
namespace {

using RowValues = std::vector<Value>;

template <class Use>
void each_counted(const ModelInfo& model, const Use& use) {
  for (const AssociationInfo& declared : model.associations) {
    if (declared.counts) use(declared.resolved());
  }
}

bool is_in(const AttributeInfo* attribute, std::span<const AttributeInfo* const> list) {
  return std::find(list.begin(), list.end(), attribute) != list.end();
}

// What a query of the rows that are written gives: their keys, then whom they are counted by.
struct Columns {
  explicit Columns(const ModelInfo& model) : list(model.primary_key) {
    each_counted(model, [&](const AssociationInfo& association) {
      for (const AttributeInfo* column : association.own_columns()) {
        if (!is_in(column, list)) list.push_back(column);
      }
    });
  }
  [[nodiscard]] const Value& value(const RowValues& row, const AttributeInfo* column) const {
    return row[static_cast<std::size_t>(std::find(list.begin(), list.end(), column) - list.begin())];
  }
  std::vector<const AttributeInfo*> list;
};

const AssociationInfo* branch_of(const AssociationInfo& association, const Columns& columns, const RowValues& row) {
  if (association.branches.empty()) return &association;
  const Value& type = columns.value(row, association.type);
  const auto found = std::find_if(association.branches.begin(), association.branches.end(),
                                  [&](const auto& branch) { return Value(branch->type_text) == type; });
  return found == association.branches.end() ? nullptr : found->get();
}

std::optional<OwnerReference> owner_in(const AssociationInfo& association, const Columns& columns,
                                       const RowValues& row) {
  const AssociationInfo* reference = branch_of(association, columns, row);
  if (reference == nullptr) return std::nullopt;
  std::vector<Value> parts;
  for (const AttributeInfo* column : association.foreign_key) parts.push_back(columns.value(row, column));
  if (std::any_of(parts.begin(), parts.end(), [](const Value& part) { return part.is_null(); })) return std::nullopt;
  return OwnerReference{reference, key_of(*reference->target, std::move(parts))};
}

// Locked, so that nobody gives them to others meanwhile.
std::vector<RowValues> look_at(SelectQuery which, const Columns& columns, DatabaseCore& database) {
  which.lock = RowLock();
  which.outputs.clear();
  for (const AttributeInfo* column : columns.list) which.outputs.push_back(ast::column(column->name));
  const Lease connection = database.acquire();
  return select_values(*connection, connection->compiler().select(which), which.model->name, "find owners");
}

SelectQuery row_of(const ModelBase& record) {
  SelectQuery query;
  query.model = &record.model_info();
  query.where = key_equals(*query.model, key_parts(slot_key(*record.slot()), query.model->primary_key));
  return query;
}

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

// A record that is destroyed may refer to itself.
void take_leave(OwnerCounts& counts, const OwnerReference& owner, const ModelInfo& model, const Key& own) {
  if (owner.reference->target != &model || owner.key != own) counts.add(owner, -1);
}

OwnerCounts counts_of(const ModelInfo& model, const ModelBase& record, Operation operation,
                      std::span<const AttributeInfo* const> only, DatabaseCore& database) {
  OwnerCounts counts;
  if (operation == Operation::insert) return counts.add_references_of(model, record.object()), counts;
  const Columns columns(model);
  const std::vector<RowValues> rows = look_at(row_of(record), columns, database);
  if (rows.empty()) return counts;  // the write will say so
  each_counted(model, [&](const AssociationInfo& association) {
    const std::optional<OwnerReference> before = owner_in(association, columns, rows.front());
    if (operation == Operation::destroy) {
      if (before) take_leave(counts, *before, model, slot_key(*record.slot()));
      return;
    }
    const auto& own = association.own_columns();
    const auto is_sent = [&](const AttributeInfo* column) {
      return record.changed(column->name) && (only.empty() || is_in(column, only));
    };
    if (std::none_of(own.begin(), own.end(), is_sent)) return;
    counts.add(before, -1);
    counts.add(owner_of(association, record.object()), 1);
  });
  return counts;
}

RowValues changed_row(const RowValues& row, const Columns& columns, std::span<const Assignment> assignments,
                      const ModelInfo& model) {
  RowValues changed = row;
  for (const Assignment& set : assignments) {
    const auto at = std::find(columns.list.begin(), columns.list.end(), set.attribute);
    if (at != columns.list.end())
      changed[static_cast<std::size_t>(at - columns.list.begin())] = bind_value(model, *set.attribute, set.value);
  }
  return changed;
}

}  // namespace

bool moves_owners(const ModelInfo& model, const ModelBase& record, std::span<const AttributeInfo* const> only) {
  bool moves = false;
  each_counted(model, [&](const AssociationInfo& association) {
    for (const AttributeInfo* column : association.own_columns())
      moves |= (only.empty() || is_in(column, only)) && record.changed(column->name);
  });
  return moves;
}

bool moves_owners(const ModelInfo& model, std::span<const Assignment> assignments) {
  bool moves = false;
  each_counted(model, [&](const AssociationInfo& association) {
    const auto& own = association.own_columns();
    for (const Assignment& set : assignments) {
      if (!is_in(set.attribute, own)) continue;
      if (set.increment)
        throw QueryError(
            fmt::format("update_all can't add to {}.{}, whose counter cache needs to know whom rows refer "
                        "to afterwards: set it to a key",
                        model.name, set.attribute->name));
      moves = true;
    }
  });
  return moves;
}

bool count_write(ModelBase& record, Operation operation, DatabaseCore& database, const std::function<bool()>& write,
                 std::span<const AttributeInfo* const> only) {
  const ModelInfo& model = record.model_info();
  if (operation == Operation::update && !moves_owners(model, record, only)) return write();
  bool sent = false;
  database.run_step([&](Transaction& transaction) {
    OwnerCounts counts = counts_of(model, record, operation, only, database);
    counts.write(database);
    sent = write();
    if (counts.empty()) return;
    for (Slot* owner : OwnerAtHand::all(model, record.object())) counts.move_loaded(*owner, database, transaction);
  });
  return sent;
}

void count_inserts(const ModelInfo& model, std::span<ModelBase* const> records, DatabaseCore& database,
                   const std::function<void()>& write) {
  database.run_step([&](Transaction& transaction) {
    OwnerCounts all;
    for (ModelBase* record : records) all.add_references_of(model, record->object());
    all.write(database);
    write();
    for (ModelBase* record : records) {
      OwnerCounts own;
      own.add_references_of(model, record->object());
      for (Slot* owner : OwnerAtHand::all(model, record->object())) own.move_loaded(*owner, database, transaction);
    }
  });
}

std::uint64_t count_inserts(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count,
                            DatabaseCore& database, const std::function<std::uint64_t()>& write) {
  std::uint64_t written = 0;
  database.run_step([&](Transaction&) {
    OwnerCounts counts;
    for (std::size_t i = 0; i < count; ++i)
      counts.add_references_of(model, static_cast<const std::byte*>(first) + i * stride);
    counts.write(database);
    written = write();
  });
  return written;
}

std::uint64_t delete_counted(const SelectQuery& which, DatabaseCore& database, std::string_view tag) {
  const ModelInfo& model = *which.model;
  std::uint64_t deleted = 0;
  database.run_step([&](Transaction&) {
    const Columns columns(model);
    const std::vector<RowValues> rows = look_at(which, columns, database);
    OwnerCounts counts;
    for (const RowValues& row : rows) {
      each_counted(model,
                   [&](const AssociationInfo& association) { counts.add(owner_in(association, columns, row), -1); });
    }
    counts.write(database);
    const Lease connection = database.acquire();
    deleted = by_key(model, rows, [&](const SelectQuery& some) {
      return run_sql(*connection, connection->compiler().delete_all(some), model.name, "delete_all", tag);
    });
  });
  return deleted;
}

std::uint64_t update_counted(const SelectQuery& which, std::span<const Assignment> assignments, DatabaseCore& database,
                             std::string_view tag) {
  const ModelInfo& model = *which.model;
  std::uint64_t updated = 0;
  database.run_step([&](Transaction&) {
    const Columns columns(model);
    const std::vector<RowValues> rows = look_at(which, columns, database);
    OwnerCounts counts;
    for (const RowValues& row : rows) {
      const RowValues changed = changed_row(row, columns, assignments, model);
      each_counted(model, [&](const AssociationInfo& association) {
        counts.add(owner_in(association, columns, row), -1);
        counts.add(owner_in(association, columns, changed), 1);
      });
    }
    counts.write(database);
    const Lease connection = database.acquire();
    updated = by_key(model, rows, [&](const SelectQuery& some) {
      return run_sql(*connection, connection->compiler().update_all(some, assignments), model.name, "update_all", tag);
    });
  });
  return updated;
}

void refuse_uncounted(const ModelInfo& model, std::string_view operation) {
  throw QueryError(
      fmt::format("{0} of {1} can't keep its counter caches right, as it does not tell which rows are new: "
                  "use save_all, or insert_all of rows that are not there yet",
                  operation, model.name));
}

}  // namespace rowan
