#include "rowan/testing/factory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <string>

#include "model/record/resolve.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/near_miss.hpp"
#include "rowan/model/any_record.hpp"
#include "rowan/reflect/model_info.hpp"
#include "testing/given_columns.hpp"
#include "testing/refer.hpp"

namespace rowan::testing {

FactoryError::~FactoryError() = default;

namespace detail {

struct FactoryPlan {
  FactoryStep build;
  std::map<std::string, FactoryStep, std::less<>> traits;
  std::atomic<Sequence> built{0};
};

namespace {

/// Those of the process.
struct FactoryPlans {
  std::mutex mutex;
  std::map<const ModelInfo*, std::shared_ptr<FactoryPlan>> by_model;
};

FactoryPlans& factory_plans() {
  static FactoryPlans plans;
  return plans;
}

std::shared_ptr<FactoryPlan> plan_of(const ModelInfo& model) {
  auto& plans = factory_plans();
  const std::lock_guard lock(plans.mutex);
  const auto found = plans.by_model.find(&model);
  return found == plans.by_model.end() ? nullptr : found->second;
}

std::shared_ptr<FactoryPlan> existing_plan_of(const ModelInfo& model) {
  if (auto plan = plan_of(model)) return plan;
  throw FactoryError(fmt::format("there is no factory of {0}: call Factory<{0}>::define(…) before", model.name));
}

std::string named(const ModelInfo& model, const AssociationInfo& association) {
  return model.name + '.' + association.name;
}

}  // namespace

void define_factory(const ModelInfo& model, FactoryStep build) {
  auto plan = std::make_shared<FactoryPlan>();
  plan->build = std::move(build);
  auto& plans = factory_plans();
  const std::lock_guard lock(plans.mutex);
  if (plans.by_model.emplace(&model, std::move(plan)).second) return;
  throw FactoryError("the factory of " + model.name + " is defined twice: make one of them a trait of the other");
}

void define_trait(const ModelInfo& model, std::string_view name, FactoryStep step) {
  if (existing_plan_of(model)->traits.emplace(name, std::move(step)).second) return;
  throw FactoryError(fmt::format("the factory of {} has the trait \"{}\" already", model.name, name));
}

AnyFactory::AnyFactory(const ModelInfo& model) : model_(model), plan_(existing_plan_of(model)) {}

void AnyFactory::use_trait(std::string_view name) {
  if (const auto found = plan_->traits.find(name); found != plan_->traits.end())
    return traits_.push_back(found->second);
  std::vector<std::string_view> names;
  for (const auto& [trait, step] : plan_->traits) names.emplace_back(trait);
  throw FactoryError(fmt::format("the factory of {} has no trait \"{}\"{}", model_.name, name,
                                 did_you_mean(name, std::span<const std::string_view>(names))));
}

void AnyFactory::fill(ModelBase& record) const {
  const Sequence number = ++plan_->built;
  plan_->build(record, number);
  for (const FactoryStep& trait : traits_) trait(record, number);
  for (const NamedValue& each : values_) record.set(each.name, each.value);
}

Database AnyFactory::database() const {
  return database_ ? *database_ : Database(resolve_database(model_, nullptr, DatabaseRef()));
}

/// Of what `association` requires. @throws FactoryError when nothing can make that.
AnyFactory::AnyFactory(const AssociationInfo& association, const AnyFactory& by)
    : model_(*association.target), plan_(plan_of(model_)), database_(by.database_), made_for_(by.made_for_) {
  const std::string name = named(by.model_, association);
  if (plan_ == nullptr) {
    throw FactoryError(
        fmt::format("{0} is required, and there is no factory of {1} to make one: call "
                    "Factory<{1}>::define(…), or give one: .with({2}::c.{3} = …)",
                    name, model_.name, by.model_.name, association.name));
  }
  made_for_.push_back(&by.model_);
  if (std::find(made_for_.begin(), made_for_.end(), &model_) != made_for_.end())
    throw FactoryError(name + " is required by a record that it requires itself in turn: give one by .with(…)");
}

/// The records made for those that require them.
struct AnyFactory::Required {
  struct Made {
    const AssociationInfo* way;
    AnyRecord record;
  };
  const AnyFactory& by;
  const GivenColumns given{by.model_, by.values_};
  std::vector<Made> made{};

  /// For `record`, which refers to it by `way`; one for all that may share it.
  ModelBase& target(const ModelBase& record, const AssociationInfo& way) {
    for (Made& each : made) {
      if (each.way == &way && given.allow(record, way, *each.record)) return *each.record;
    }
    if (way.target == nullptr) {
      throw FactoryError(named(by.model_, way) +
                         " is required, and may be of several models: set it in the factory, or in a trait");
    }
    AnyRecord target(*way.target);
    const AnyFactory factory(way, by);
    factory.fill(*target);
    given.pass_on(record, way, *target);
    ModelBase* const one = &*target;
    factory.save({&one, 1});
    return *made.emplace_back(Made{&way, std::move(target)}).record;
  }
};

void AnyFactory::save(std::span<ModelBase* const> records) const {
  Database saved_in = database();
  Required required{*this};
  saved_in.transaction([&] {
    for (ModelBase* record : records) {
      for (const AssociationInfo& each : model_.associations) {
        if (required.given.lack(*record, each))
          refer(*record, each.resolved(), required.target(*record, each.resolved()));
      }
      record->save_or_throw(saved_in);
    }
  });
}

}  // namespace detail
}  // namespace rowan::testing
