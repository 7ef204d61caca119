// Many records destroyed, each as by destroy().
#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <vector>

#include "model/load/key_condition.hpp"
#include "model/load/see_now.hpp"
#include "model/record/key.hpp"
#include "model/save/chain.hpp"
#include "model/save/soft_delete.hpp"
#include "model/write/redirected_insert.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/relation_base.hpp"

namespace rowan {
namespace {

// False for a row that went with another one, as its dependent.
bool destroy_one(ModelBase& record, const std::shared_ptr<DatabaseCore>& database) {
  try {
    if (const SaveResult result = destroy_record(record, database); !result) {
      throw RecordNotSaved(
          fmt::format("destroy_all stopped at {}, which was not destroyed: {}", record.inspect(), result.to_string()));
    }
    return true;
  } catch (const StaleRecord&) {
    const ModelInfo& model = record.model_info();
    const bool hidden = model.deleted_at != nullptr && is_hidden(record, database);
    if (!hidden && is_there(model, slot_key(*record.slot()), *database->acquire())) throw;
    return false;
  }
}

}  // namespace

namespace {

using Keys = std::vector<std::vector<Value>>;

Keys keys_of(const RecordSet& set, const ModelInfo& model) {
  Keys keys;
  for (std::size_t i = 0; i < set.size(); ++i) keys.push_back(key_parts(slot_key(*set.slot(i)), model.primary_key));
  return keys;
}

}  // namespace

std::uint64_t RelationBase::destroy_rows(std::size_t batch_size) const {
  require_condition("destroy_all");
  if (gives_nothing()) return 0;
  const ModelInfo& model = model_();
  const auto database = resolve_database();
  std::uint64_t destroyed = 0;
  std::vector<std::string_view> names;
  for (const AttributeInfo* part : model.primary_key) names.push_back(part->name);
  // What was found may be another thing by now: locked, these rows are asked for once more.
  const auto load_locked = [&](std::span<const std::vector<Value>> keys) {
    RelationBase rows(model), again(*this);
    rows.database_ = again.database_ = database;
    rows.options_.unscoped = true;
    rows.query_.where = key_among(model, keys);
    rows.query_.lock = RowLock();
    static_cast<void>(rows.pluck_rows(names));
    again.query_.only.reset();
    again.query_.where = query_.where && rows.query_.where;
    if (!query_.composition) again.query_.limit.reset(), again.query_.offset.reset();
    SelectQuery asked = again.bound_query();
    see_now(asked, *database);
    again.query_.lock = asked.lock;
    return again.load_records();
  };
  const auto destroy = [&](std::span<const std::vector<Value>> keys) {
    database->run_step([&](Transaction&) {
      const RecordSet set = load_locked(keys);
      for (std::size_t i = 0; i < set.size(); ++i) destroyed += destroy_one(*set.slot(i)->self, database) ? 1 : 0;
    });
  };
  const std::size_t most = std::min(batch_size, most_keys_named(model));
  if (query_.order.empty() && !query_.limit && !query_.offset) {
    each_batch(most, [&](RecordSet&& set) { return destroy(keys_of(set, model)), true; });
    return destroyed;
  }
  if (most == 0) throw QueryError("a batch size of 0 would never end: give one or more");
  const Keys keys = keys_of(load_records(), model);
  for (std::size_t begin = 0; begin < keys.size(); begin += most)
    destroy(std::span(keys).subspan(begin, std::min(most, keys.size() - begin)));
  return destroyed;
}

}  // namespace rowan
