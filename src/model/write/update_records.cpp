// The UPDATE of many records: of each what changed since it was loaded.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <vector>

#include "association/counted_writes.hpp"
#include "model/record/anchor.hpp"
#include "model/record/tell_change.hpp"
#include "model/write/update_arrays.hpp"
#include "model/write/update_step.hpp"
#include "model/write/update_wide.hpp"
#include "model/write/writer.hpp"
#include "reflect/error_details.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

// Records whose state is kept until the database has answered.
constexpr std::size_t records_per_batch = 1000;

using Group = std::span<UpdateStep* const>;

// The lock version that the row has now if it was updated; 0 for models without one.
std::uint64_t sent_lock(const ModelInfo& model, const UpdateStep& step) {
  return model.lock_version == nullptr ? 0 : step.lock_version() + 1;
}

// Whether the row that the statement is on has what the step sent. Times of the record are the best witness.
bool is_as_sent(const ModelInfo& model, UpdateStep& step, Statement& statement) {
  const std::vector<const AttributeInfo*> sent = attributes_of(model, step.attributes());
  return std::all_of(sent.begin(), sent.end(), [&](const AttributeInfo* attribute) {
    // Of these the database may keep an equal value in another form.
    const TypeKind kind = attribute->type.kind;
    if (kind == TypeKind::decimal || kind == TypeKind::json || kind == TypeKind::float32 || is_array(kind)) return true;
    if (attribute->ops->loaded != nullptr) return true;
    return read_value(statement, static_cast<int>(attribute->index), kind) ==
           attribute->ops->get(member_of(step.object(), *attribute));
  });
}

// A database that counts the rows of a batch in sum does not tell which one is missing.
[[noreturn]] void find_stale(const ModelInfo& model, Group group, Connection& connection) {
  Statement& statement = RecordStatements::of(connection, model).find();
  const UpdateStep* suspect = nullptr;  // the only row with the right version, but with other values than were sent
  bool several = false;
  for (UpdateStep* step : group) {
    Execution execution(connection, statement, model.name, "find stale");
    write_slot_key(statement, 0, step->slot(), model.primary_key);
    const bool there = statement.step();
    std::int64_t version = 0;
    if (there && model.lock_version != nullptr) statement.read(model.lock_version->index, version);
    if (there && static_cast<std::uint64_t>(version) == sent_lock(model, *step)) {
      if (is_as_sent(model, *step, statement)) continue;
      several = suspect != nullptr;
      suspect = step;
      continue;
    }
    stale(model, step->slot(), "update");
  }
  if (suspect != nullptr && !several) stale(model, suspect->slot(), "update");
  throw StaleRecord(fmt::format("can't update one of {} records of {}: it was changed by someone else since it was "
                                "loaded (lock version); reload() them",
                                group.size(), model.name),
                    details_of(model));
}

// One execution after the other, without waiting in between. Nothing where the driver has no such way.
std::optional<std::uint64_t> update_by_batch(const ModelInfo& model, Group group, Connection& connection) {
  Statement* batch = RecordStatements::of(connection, model).batch_update(group.front()->attributes());
  if (batch == nullptr) return std::nullopt;
  Execution execution(connection, *batch, model.name, "update");
  for (UpdateStep* step : group) {
    step->bind(*batch);
    batch->end_row();
  }
  return execution.rows = batch->run();
}

// Updates of the same columns.
void send_group(const ModelInfo& model, Group group, Connection& connection) {
  std::optional<std::uint64_t> matched;
  if (group.size() > 1) {
    matched = update_by_arrays(model, group, connection);
    if (!matched) matched = update_by_batch(model, group, connection);
  }
  if (!matched) {
    for (UpdateStep* step : group) step->send_alone(connection);  // all are undone together
  } else if (*matched != group.size()) {
    find_stale(model, group, connection);
  }
}

void heed_limits(const ModelInfo& model, Group changed, DatabaseCore& database) {
  const Lease connection = database.acquire();
  RecordStatements& statements = RecordStatements::of(*connection, model);
  if (!statements.facts().minds_values()) return;
  for (UpdateStep* step : changed) step->heed(statements);
}

void update_some(const ModelInfo& model, std::span<ModelBase* const> records, DatabaseCore& database) {
  std::deque<UpdateStep> steps;  // they stay where they are
  std::vector<UpdateStep*> changed;
  TransactionState* transaction = database.transaction();
  for (ModelBase* record : records) {
    if (steps.emplace_back(model, *record).begin(transaction)) changed.push_back(&steps.back());
  }
  if (changed.empty()) return;
  heed_limits(model, changed, database);
  const auto mask = [](UpdateStep* step) { return step->attributes(); };
  std::stable_sort(changed.begin(), changed.end(), [&](auto* left, auto* right) { return mask(left) < mask(right); });
  {
    Lease connection = database.acquire();
    for (auto from = changed.begin(); from != changed.end();) {
      const auto to =
          std::find_if(from, changed.end(), [&, same = mask(*from)](auto* step) { return mask(step) != same; });
      send_group(model, {from, to}, *connection);
      from = to;
    }
  }
  for (UpdateStep* step : changed) step->settle();
}

}  // namespace

void update_records(const ModelInfo& model, std::span<ModelBase* const> records, DatabaseCore& database) {
  const auto moves = [](const ModelBase* record) { return moves_owners(&AssociationInfo::counts, *record); };
  if (is_wide(model) || is_listened_to(model) || model.touches_owners ||
      (model.counts_owners && std::any_of(records.begin(), records.end(), moves)))
    return write_in_place(records, [&](ModelBase& record) { update_record(record, database); });
  while (!records.empty()) {
    const std::size_t some = std::min(records.size(), records_per_batch);
    update_some(model, records.first(some), database);
    records = records.subspan(some);
  }
}

}  // namespace rowan
