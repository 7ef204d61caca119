// destroy(), delete_row(), and what happens to dependents.
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "association/join_rows.hpp"
#include "association/unlink.hpp"
#include "model/chain.hpp"
#include "model/graph.hpp"
#include "model/key.hpp"
#include "model/lifecycle.hpp"
#include "model/record_log.hpp"
#include "model/resolve.hpp"
#include "model/writer.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

bool has_dependents(const ModelInfo& model) {
  for (const AssociationInfo& association : model.associations) {
    if (association.dependent != Dependent::none || association.kind == AssociationKind::many_to_many) return true;
  }
  return false;
}

class Destroyer {
 public:
  Destroyer(DatabaseCore& database, bool dependents) : database_(database), dependents_(dependents) {}

  SaveResult destroy(ModelBase& record) {
    const ModelInfo& model = record.slot()->block->model();
    const Nesting nesting(nesting_, "destroy");
    // Several ways may lead to a dependent, in a circle even: it is destroyed once.
    if (!gone_[&model].insert(slot_key(*record.slot())).second) return {};
    bind_all(model, record);
    if (!run_callbacks(model, CallbackMoment::before_destroy, record)) return SaveResult({}, true);
    for (const AssociationInfo& association : model.associations) {
      if (SaveResult result = settle(association, record); !result) return result;
    }
    // What is the only statement, with nothing to follow that may fail, needs no savepoint.
    if (!dependents_ && model.callbacks->at(CallbackMoment::after_destroy).empty())
      database_.transaction()->spare_savepoint();
    delete_record(record, database_);
    if (model.callbacks && model.callbacks->copy != nullptr) {
      RecordLog::of(*database_.transaction()).announce(model, record.object(), *record.slot(), nullptr);
    }
    run_callbacks(model, CallbackMoment::after_destroy, record);
    return {};
  }

 private:
  static void bind_all(const ModelInfo& model, ModelBase& record) {
    auto* object = static_cast<std::byte*>(record.object());
    for (const AssociationInfo& association : model.associations) {
      reinterpret_cast<HandleBase*>(object + association.offset)->bind(*record.slot(), association.index);
    }
  }

  SaveResult settle(const AssociationInfo& declared, ModelBase& record) {
    if (declared.kind == AssociationKind::many_to_many)
      return clear_join_rows(declared.resolved(), *record.slot(), database_), SaveResult{};
    if (declared.dependent == Dependent::none || declared.kind == AssociationKind::belongs_to) return {};
    const AssociationInfo& association = declared.resolved();
    switch (association.dependent) {
      case Dependent::destroy:
        return destroy_targets(association, record);
      case Dependent::delete_all:
        return delete_targets(association, *record.slot(), database_), SaveResult{};
      case Dependent::nullify:
        return nullify_targets(association, *record.slot(), database_), SaveResult{};
      case Dependent::restrict_error:
      case Dependent::restrict_exception:
        return refuse_if_any(association, record);
      case Dependent::none:
        break;
    }
    return {};
  }

  SaveResult destroy_targets(const AssociationInfo& association, ModelBase& record) {
    ToManyHandle& handle = to_many_at(record.object(), association);
    handle.reset();
    for (Slot* slot : handle.items_despite_strictness()) {
      if (SaveResult result = destroy(record_at(*slot)); !result) return result;
    }
    return {};
  }

  SaveResult refuse_if_any(const AssociationInfo& association, ModelBase& record) {
    const std::uint64_t count = to_many_at(record.object(), association).count_rows();
    if (count == 0) return {};
    const ModelInfo& model = *association.owner;
    const std::string why = fmt::format("can't be destroyed while it has {} {}", count, association.name);
    if (association.dependent == Dependent::restrict_exception)
      throw DeleteRestricted(fmt::format("{} {}: remove them first", model.name, why));
    Errors errors;
    errors.add_to_base(why);
    return SaveResult(std::move(errors));
  }

  DatabaseCore& database_;
  const bool dependents_;
  int nesting_ = 0;
  std::unordered_map<const ModelInfo*, std::unordered_set<Key, KeyHash>> gone_;
};

}  // namespace

SaveResult destroy_record(ModelBase& record, const std::shared_ptr<DatabaseCore>& passed) {
  detail::require_row(record, "destroy");
  detail::refuse_readonly(record, "destroy");
  const ModelInfo& model = record.slot()->block->model();
  const std::shared_ptr<DatabaseCore> database = resolve_database(model, passed, record.slot()->block->database);
  const bool dependents = has_dependents(model);
  if (!model.callbacks && !dependents) return delete_record(record, *database), SaveResult{};
  SaveResult result;
  database->run_step([&](Transaction& transaction) {
    result = Destroyer(*database, dependents).destroy(record);
    if (!result) transaction.rollback();
  });
  return result;
}

SaveResult ModelBase::destroy() { return destroy_record(*this, nullptr); }

void ModelBase::delete_row() {
  detail::require_row(*this, "delete");
  detail::refuse_readonly(*this, "delete");
  delete_record(*this, *resolve_database(model_info(), nullptr, slot_->block->database));
}

}  // namespace rowan
