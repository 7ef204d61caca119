// Many records destroyed, each as by destroy().
#include <fmt/format.h>

#include "model/record/key.hpp"
#include "model/save/chain.hpp"
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
    if (is_there(record.model_info(), slot_key(*record.slot()), *database->acquire())) throw;
    return false;
  }
}

}  // namespace

std::uint64_t RelationBase::destroy_rows(std::size_t batch_size) const {
  require_condition("destroy_all");
  if (gives_nothing()) return 0;
  const auto database = resolve_database();
  std::uint64_t destroyed = 0;
  const auto destroy = [&](const RecordSet& set) {
    database->run_step([&](Transaction&) {
      for (std::size_t i = 0; i < set.size(); ++i) destroyed += destroy_one(*set.slot(i)->self, database) ? 1 : 0;
    });
  };
  if (!query_.order.empty() || query_.limit || query_.offset) {
    destroy(load_records());
  } else {
    each_batch(batch_size, [&](RecordSet&& set) { return destroy(set), true; });
  }
  return destroyed;
}

}  // namespace rowan
