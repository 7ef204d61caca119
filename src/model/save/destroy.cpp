// destroy(), delete_row(), and what happens to dependents.
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <unordered_set>

#include <fmt/format.h>

#include "association/cohort.hpp"
#include "association/handle_at.hpp"
#include "association/join_rows.hpp"
#include "association/list_changes.hpp"
#include "association/load.hpp"
#include "association/unlink.hpp"
#include "model/load/run_sql.hpp"
#include "model/record/anchor.hpp"
#include "model/record/block_ref.hpp"
#include "model/record/going_records.hpp"
#include "model/record/key.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/members.hpp"
#include "model/record/partial.hpp"
#include "model/record/record_log.hpp"
#include "model/record/resolve.hpp"
#include "model/record/tell_change.hpp"
#include "model/save/around_scope.hpp"
#include "model/save/chain.hpp"
#include "model/save/destroyer.hpp"
#include "model/save/graph.hpp"
#include "model/save/later_deletes.hpp"
#include "model/save/soft_delete.hpp"
#include "model/write/writer.hpp"
#include "reflect/error_details.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

bool has_dependents(const ModelInfo& model) {
  for (const AssociationInfo& association : model.associations) {
    if (association.dependent != Dependent::none || association.is_joined()) return true;
  }
  return false;
}

// What a record refers to, and its own association to it.
struct Referred {
  const AssociationInfo* association;
  Anchor target;
};

class DestroyingGuard {
 public:
  explicit DestroyingGuard(Slot& slot) : slot_(slot) { slot.destroying = true; }
  ~DestroyingGuard() { slot_.destroying = false; }
  DestroyingGuard(const DestroyingGuard&) = delete;
  DestroyingGuard& operator=(const DestroyingGuard&) = delete;

 private:
  Slot& slot_;
};

class InPlaceOf {
 public:
  InPlaceOf(LaterDeletes*& place, LaterDeletes& by) : place_(place), before_(std::exchange(place, &by)) {}
  ~InPlaceOf() { place_ = before_; }
  InPlaceOf(const InPlaceOf&) = delete;
  InPlaceOf& operator=(const InPlaceOf&) = delete;

 private:
  LaterDeletes*& place_;
  LaterDeletes* before_;
};

// The time of all that goes softly with one record, from the outermost one that does.
class CommonStamp {
 public:
  /// `model` is null for one that does not go softly.
  CommonStamp(std::optional<Instant>& place, const ModelInfo* model, DatabaseCore& database)
      : place_(model == nullptr || place ? nullptr : &place) {
    if (place_ != nullptr) place = stamp_of_deletion(*model, database);
  }
  ~CommonStamp() {
    if (place_ != nullptr) place_->reset();
  }
  CommonStamp(const CommonStamp&) = delete;
  CommonStamp& operator=(const CommonStamp&) = delete;

 private:
  std::optional<Instant>* place_;
};

// The targets of a handle, for as long as callbacks may do anything to the handle's own list.
class Targets {
 public:
  /// Takes those of `list` that were not taken before. False when there were none.
  bool take(const std::vector<Slot*>& list) {
    first_waiting_ = states_.size();
    for (Slot* place : list) {
      Slot* state = record_at(*place).slot();
      if (state == nullptr || state->block == nullptr || state->lifecycle != Lifecycle::persisted) continue;
      if (!taken_.insert(state).second) continue;
      places_.emplace_back(place->block);
      states_.emplace_back(state);
    }
    return first_waiting_ < states_.size();
  }
  [[nodiscard]] std::span<const SlotRef> waiting() const { return std::span(states_).subspan(first_waiting_); }

 private:
  std::deque<BlockRef> places_;  // keep the records alive
  std::vector<SlotRef> states_;
  std::size_t first_waiting_ = 0;
  std::unordered_set<const Slot*> taken_;
};

}  // namespace

class Destroyer {
 public:
  Destroyer(DatabaseCore& database, bool dependents, Removal removal)
      : database_(database), dependents_(dependents), removal_(removal) {}

  /// How a destruction came to a record.
  enum class Way {
    asked,      ///< it is the one that is destroyed
    dependent,  ///< it refers to one that is
    referred,   ///< one that is destroyed referred to it
  };

  SaveResult destroy(ModelBase& record, Way way = Way::asked) {
    const bool dependent = way != Way::asked;
    const Anchor anchor(record);
    const ModelInfo& model = anchor.slot().block->model();
    complete_for_others(model, record);
    const Nesting nesting(nesting_, "destroy");
    if (!going_.add(model, slot_key(*record.slot()))) return {};
    watched_ |= dependent && (model.callbacks || anybody_listens());
    detail::refuse_while_busy(record, "destroy");
    const DestroyingGuard guard(anchor.slot());
    bind_all(model, record);
    const bool softly = goes_softly(model, removal_);
    if (softly && is_gone(record, dependent)) return {};
    const CommonStamp stamp(stamp_, softly ? &model : nullptr, database_);
    if (model.callbacks) later_->flush();  // they may look at what went before
    const SaveEvent event{Occasion::destroy};
    AroundScope around;
    if (model.callbacks) around.enter(model, AroundMoment::destroy, record, event);
    if (!run_callbacks(model, CallbackMoment::before_destroy, record, event)) return SaveResult({}, true);
    for (const AssociationInfo& association : model.associations) {
      if (association.ops->on_destroy != nullptr) {
        if (SaveResult result = association.ops->on_destroy(association, record, *this); !result) return result;
      }
      anchor.require_in_place("destroy");
    }
    const std::vector<Referred> referred = referred_by(record, softly);
    // What is the only statement, with nothing to follow that may fail, needs no savepoint.
    const bool ends_here = !model.callbacks || (model.callbacks->at(CallbackMoment::after_destroy).empty() &&
                                                model.callbacks->at(AroundMoment::destroy).empty());
    if (!dependents_ && ends_here) database_.transaction()->spare_savepoint();
    if (way == Way::dependent && !softly && referred.empty() && later_->take(record)) return {};
    later_->flush();
    if (softly) {
      hide_record(record, *stamp_, database_);
    } else {
      dependent ? delete_dependent(record, database_) : remove_record(record, database_);
    }
    if (model.callbacks && model.callbacks->copy != nullptr) {
      RecordLog::of(*database_.transaction())
          .announce(model, record.object(), *record.slot(), nullptr, Occasion::destroy);
    }
    if (SaveResult result = destroy_referred(referred); !result) return result;
    anchor.require_in_place("destroy");
    run_callbacks(model, CallbackMoment::after_destroy, record, event);
    return {};
  }

  // A second time-stamp would part it from what was deleted with it.
  bool is_gone(const ModelBase& record, bool dependent) const {
    const ModelInfo& model = record.model_info();
    if (!is_hidden(record, resolve_database(model, nullptr, record.slot()->block->database))) return false;
    if (dependent || !model.deleted_at->ops->get(member_of(record.object(), *model.deleted_at)).is_null()) return true;
    throw StaleRecord(fmt::format("this {} was deleted meanwhile, by another record or program: reload it", model.name),
                      details_of(model));
  }

  void unlink_all(const AssociationInfo& association, ModelBase& record) {
    if (goes_softly(record.model_info(), removal_)) return;  // it may come back
    clear_join_rows(association, *record.slot(), database_);
  }

  SaveResult end_targets(const AssociationInfo& association, ModelBase& record) {
    if (goes_softly(record.model_info(), removal_) && !ends_softly(association)) return {};
    switch (association.dependent) {
      case Dependent::destroy:
        return destroy_targets(association, record);
      case Dependent::delete_all:
        later_->make_way(association);
        return delete_targets(association, *record.slot(), database_), SaveResult{};
      case Dependent::nullify:
        later_->make_way(association);
        return nullify_targets(association, *record.slot(), database_), SaveResult{};
      case Dependent::restrict_error:
      case Dependent::restrict_exception:
        return refuse_if_any(association, record);
      case Dependent::none:
        break;
    }
    return {};
  }

 private:
  static void bind_all(const ModelInfo& model, ModelBase& record) {
    auto* object = static_cast<std::byte*>(record.object());
    for (const AssociationInfo& association : model.associations) {
      reinterpret_cast<HandleBase*>(object + association.offset)->bind(*record.slot(), association.index);
    }
  }

  SaveResult destroy_targets(const AssociationInfo& association, ModelBase& record) {
    const Anchor anchor(record);
    const LaterDeletes::Step step(*later_, association);
    if (!loads_with_siblings(association, record)) forget_loaded(association, record);
    Targets targets;
    bool more = targets.take(to_many_at(record.object(), association).items_despite_strictness());
    Cohort* cohort = record.slot()->block->cohort();
    if (cohort != nullptr && shows_deleted(association)) cohort->replace_stash(association, std::make_unique<Stash>());
    for (int round = 0; more; ++round) {
      if (round == most_rounds) refuse_endless(association);
      for (const SlotRef& target : targets.waiting()) {
        if (SaveResult result = destroy_target(association, *target.get()); !result) return result;
        anchor.require_in_place("destroy");
      }
      // Their callbacks may have added others.
      const TargetList* list = to_many_at(record.object(), association).list();
      more = list != nullptr && targets.take(list->items);
    }
    return {};
  }

  // What is loaded has rows in it that siblings must not show.
  bool shows_deleted(const AssociationInfo& association) const {
    return removal_ == Removal::real && association.target->deleted_at != nullptr;
  }

  // What is loaded from now on for one record serves its siblings, too, as long as no code of the user's may have added
  // others since; what was loaded before serves nobody.
  bool loads_with_siblings(const AssociationInfo& association, ModelBase& record) {
    Cohort* cohort = record.slot()->block->cohort();
    if (watched_ || shows_deleted(association) || cohort == nullptr ||
        to_many_at(record.object(), association).list() != nullptr)
      return false;
    if (begun_.insert({cohort, &association}).second) cohort->replace_stash(association, std::make_unique<Stash>());
    return true;
  }

  // On a rollback it comes back, with what has not been saved yet.
  void forget_loaded(const AssociationInfo& association, ModelBase& record) {
    ToManyHandle& handle = to_many_at(record.object(), association);
    if (handle.list() != nullptr) {
      ListChanges changes(*record.slot(), association);
      changes.replaced(TargetListPtr(handle.exchange_list(nullptr)));
      changes.keep(database_);
    }
    handle.reset();
  }

  // Else what goes would be another one than the row's.
  static void require_as_saved(const AssociationInfo& association, const ModelBase& record) {
    for (const AttributeInfo* column : association.own_columns()) {
      if (record.changed(column->name))
        throw RecordNotSaved(
            fmt::format("{}.{} was changed and is to be destroyed with this {}: save() or reload() it first, so that "
                        "it is told which {} goes",
                        association.owner->name, association.name, association.owner->name, association.name));
    }
  }

  // Loaded while the record is there; destroyed once nothing refers to them any more.
  static std::vector<Referred> referred_by(ModelBase& record, bool softly) {
    std::vector<Referred> referred;
    for (const AssociationInfo& association : record.model_info().associations) {
      if (!association.refers() || association.dependent != Dependent::destroy) continue;
      require_as_saved(association, record);
      ModelBase* target = belongs_to_at(record.object(), association.resolved()).target_of_bound();
      if (target == nullptr || !target->is_persisted()) continue;
      if (!softly || target->model_info().deleted_at != nullptr) referred.push_back({&association, Anchor(*target)});
    }
    return referred;
  }

  // Apart from the records that wait on the way here: they are of other associations.
  SaveResult destroy_referred(const std::vector<Referred>& referred) {
    if (referred.empty()) return {};
    LaterDeletes apart(database_);
    const InPlaceOf guard(later_, apart);
    for (const auto& [association, target] : referred) {
      if (SaveResult result = destroy_target(*association, target.slot(), Way::referred); !result) return result;
    }
    apart.flush();
    return {};
  }

  SaveResult destroy_target(const AssociationInfo& association, Slot& target, Way way = Way::dependent) {
    if (target.lifecycle == Lifecycle::destroyed) return {};  // by a callback
    if (target.self == nullptr)
      throw RecordMoved(
          fmt::format("a {} of {}.{} ended before it could be destroyed with its owner: a callback ended it",
                      target.block->model().name, association.owner->name, association.name));
    return destroy(*target.self, way);
  }

  [[noreturn]] static void refuse_endless(const AssociationInfo& association) {
    throw RecordNotSaved(
        fmt::format("{}.{} can't be destroyed with their owner: for each that is destroyed its callbacks add another",
                    association.owner->name, association.name));
  }

  SaveResult refuse_if_any(const AssociationInfo& association, ModelBase& record) {
    const Slot& owner = *record.slot();
    Key key;
    if (!association.ops->owner_key(association, owner, key)) return {};
    later_->flush();
    const auto database = database_for_targets(association, owner.block->database);
    const std::uint64_t count = count_targets(association, key, *database);
    if (count == 0) return {};
    const ModelInfo& model = *association.owner;
    const std::string why = fmt::format("can't be destroyed while it has {} {}", count, association.name);
    if (association.dependent == Dependent::restrict_exception)
      throw DeleteRestricted(fmt::format("{} {}: remove them first", model.name, why));
    Errors errors;
    errors.add_to_base(why);
    return SaveResult(std::move(errors));
  }

  // Of an owner that may come back.
  static bool ends_softly(const AssociationInfo& association) {
    const bool restricts =
        association.dependent == Dependent::restrict_error || association.dependent == Dependent::restrict_exception;
    return restricts || (association.dependent == Dependent::destroy && association.target->deleted_at != nullptr);
  }

  static constexpr int most_rounds = 100;
  DatabaseCore& database_;
  const bool dependents_;
  const Removal removal_;
  std::optional<Instant> stamp_;  ///< of all that goes softly
  int nesting_ = 0;
  GoingRecords going_{database_};
  LaterDeletes first_{database_};
  LaterDeletes* later_ = &first_;
  bool watched_ = false;  ///< code of the user's may have run for a dependent
  std::set<std::pair<const Cohort*, const AssociationInfo*>> begun_;
};

SaveResult end_dependents(const AssociationInfo& declared, ModelBase& owner, Destroyer& destroyer) {
  if (declared.dependent == Dependent::none) return {};
  return destroyer.end_targets(declared.resolved(), owner);
}

SaveResult unlink_dependents(const AssociationInfo& declared, ModelBase& owner, Destroyer& destroyer) {
  return destroyer.unlink_all(declared.resolved(), owner), SaveResult{};
}

SaveResult destroy_record(ModelBase& record, const std::shared_ptr<DatabaseCore>& passed, Removal removal) {
  detail::require_row(record, "destroy");
  detail::refuse_readonly(record, "destroy");
  detail::refuse_while_busy(record, "destroy");
  const ModelInfo& model = record.slot()->block->model();
  complete_for_others(model, record);
  const std::shared_ptr<DatabaseCore> database = resolve_database(model, passed, record.slot()->block->database);
  const bool dependents = has_dependents(model);
  if (!model.callbacks && !dependents && !goes_softly(model, removal))
    return remove_record(record, *database), SaveResult{};
  SaveResult result;
  database->run_step([&](Transaction&) {
    result = Destroyer(*database, dependents, removal).destroy(record);
    if (!result) database->transaction()->undo_step();
  });
  return result;
}

SaveResult ModelBase::destroy() { return destroy_record(*this, nullptr); }

void ModelBase::delete_row() {
  detail::require_row(*this, "delete");
  detail::refuse_readonly(*this, "delete");
  detail::refuse_while_busy(*this, "delete");
  complete_for_others(model_info(), *this);
  remove_record(*this, *resolve_database(model_info(), nullptr, slot_->block->database));
}

}  // namespace rowan
