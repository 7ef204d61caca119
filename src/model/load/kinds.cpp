#include "rowan/model/kinds.hpp"

#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "model/load/key_condition.hpp"
#include "model/load/run_query.hpp"
#include "model/record/key.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/members.hpp"
#include "model/record/resolve.hpp"
#include "query/standing_conditions.hpp"
#include "reflect/error_details.hpp"
#include "reflect/subclass.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/any_record.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/model/records.hpp"
#include "rowan/model/relation_base.hpp"

namespace rowan::detail {
namespace {

/// A relation whose model is known at run time only, for records of a result.
class ByKeys : public RelationBase {
 public:
  ByKeys(const ModelInfo& model, std::shared_ptr<DatabaseCore> database) : RelationBase(model) {
    database_ = std::move(database);
    options_.unscoped = true;  // these rows were shown already
  }
  using RelationBase::load_by_keys;
};

}  // namespace

bool is_kind_of(const ModelBase& record, const ModelInfo& kind) {
  const ModelInfo& model = record.model_info();
  if (is_of_kind(model, kind)) return true;
  if (model.type_attribute == nullptr) return false;
  const Value type = record.get(model.type_attribute->name);
  return !type.is_null() && kind_of_type(kind, type.to_string()) != nullptr;
}

bool load_as(const ModelBase& record, const ModelInfo& kind, ModelBase& into, void* object) {
  require_row(record, "load as another model");
  const ModelInfo& model = record.model_info();
  const Slot& slot = *record.slot();
  SelectQuery query;
  query.model = &kind;
  query.where = type_condition(kind) && key_equals(kind, key_parts(slot_key(slot), model.primary_key));
  return run_select_one(query, LoadOptions(), resolve_database(model, nullptr, slot.block->database), into, object);
}

void refuse_kind(const ModelBase& record, const ModelInfo& kind) {
  const ModelInfo& model = record.model_info();
  throw RecordNotFound(
      fmt::format("{} {} is no {}, or is gone: ask is<{}>() first, or use as_if<{}>()", model.name,
                  to_string(slot_key(*record.slot()), model.primary_key), kind.name, kind.name, kind.name),
      details_of(kind));
}

RecordSet load_those_of_kind(const RecordSet& records, const ModelInfo& kind) {
  std::vector<std::vector<Value>> keys;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const Slot& slot = *records.slot(i);
    if (slot.self == nullptr || !slot.self->is_persisted() || !is_kind_of(*slot.self, kind)) continue;
    keys.push_back(key_parts(slot_key(slot), slot.block->model().primary_key));
  }
  if (keys.empty()) return {};
  const Block& block = *records.blocks().front();
  return ByKeys(kind, resolve_database(block.model(), nullptr, block.database)).load_by_keys(std::move(keys));
}

}  // namespace rowan::detail

namespace rowan {

AnyRecord AnyRecord::of_its_type(const ModelBase& record) {
  const ModelInfo& model = record.model_info();
  const ModelInfo* kind = &model;
  if (model.type_attribute != nullptr) {
    const Value type = record.get(model.type_attribute->name);
    const ModelInfo* named = type.is_null() ? nullptr : detail::kind_of_type(model.root(), type.to_string());
    if (named != nullptr) kind = named;
  }
  AnyRecord found(*kind);
  if (!detail::load_as(record, *kind, *found, found->object())) detail::refuse_kind(record, *kind);
  return found;
}

}  // namespace rowan
