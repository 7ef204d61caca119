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

bool is_required_of(ModelBase& record, const AssociationInfo& association) {
  if (!association.refers() || association.optional) return false;
  const auto own = association.own_columns();
  const bool has_key =
      std::all_of(own.begin(), own.end(), [&](const auto* part) { return !record.get(part->name).is_null(); });
  return !has_key && target_if(record, association.name) == nullptr;
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
  if (plan_of(model)->traits.emplace(name, std::move(step)).second) return;
  throw FactoryError(fmt::format("the factory of {} has the trait \"{}\" already", model.name, name));
}

AnyFactory::AnyFactory(const ModelInfo& model) : model_(model), plan_(plan_of(model)) {
  if (plan_ != nullptr) return;
  throw FactoryError(fmt::format("there is no factory of {0}: call Factory<{0}>::define(…) before", model.name));
}

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

/// A record made for those that require one.
struct AnyFactory::Required {
  const AssociationInfo* association;
  AnyRecord record;
};

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

void AnyFactory::save(std::span<ModelBase* const> records) const {
  Database saved_in = database();
  std::vector<Required> made;
  const auto target_of = [&](const AssociationInfo& association) -> ModelBase& {
    for (Required& each : made) {
      if (each.association == &association) return *each.record;
    }
    if (association.target == nullptr) {
      throw FactoryError(named(model_, association) +
                         " is required, and may be of several models: set it in the factory, or in a trait");
    }
    AnyRecord target(*association.target);
    const AnyFactory factory(association, *this);
    factory.fill(*target);
    ModelBase* const one = &*target;
    factory.save({&one, 1});
    return *made.emplace_back(Required{&association, std::move(target)}).record;
  };
  saved_in.transaction([&] {
    for (ModelBase* record : records) {
      for (const AssociationInfo& each : model_.associations) {
        if (is_required_of(*record, each)) refer(*record, each.resolved(), target_of(each.resolved()));
      }
      record->save_or_throw(saved_in);
    }
  });
}

}  // namespace detail
}  // namespace rowan::testing
