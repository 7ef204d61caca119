#include "rowan/query/default_condition.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "query/default_conditions_now.hpp"
#include "reflect/standing_count.hpp"
#include "reflect/subclass.hpp"
#include "rowan/core/error.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

constinit std::atomic<std::uint32_t> default_condition_count{0};

namespace {

struct ConditionEntry {
  const ModelInfo* model;
  std::function<Expr()> condition;
};

struct ConditionRegistry {
  std::mutex mutex;
  std::vector<std::shared_ptr<const ConditionEntry>> entries;
};

// Never destroyed: an entry may end after the globals of this library.
ConditionRegistry& condition_registry() {
  static auto* const made = new ConditionRegistry;
  return *made;
}

constinit thread_local const DefaultConditionsNow* in_force = nullptr;

/// While the function of an entry runs in this thread. Asked for the condition that it is making, it would ask again,
/// without end.
class Making {
 public:
  explicit Making(const ConditionEntry& entry) : entry_(&entry), outer_(innermost) {
    for (const Making* each = innermost; each != nullptr; each = each->outer_) {
      if (each->entry_ == &entry)
        throw QueryError(fmt::format(
            "a default condition of {0} asks for records of {0}, which asks for the condition again: ask for them by "
            "unscoped() in its function, or before the query",
            entry.model->name));
    }
    innermost = this;
  }
  ~Making() { innermost = outer_; }
  Making(const Making&) = delete;
  Making& operator=(const Making&) = delete;

 private:
  static constinit thread_local const Making* innermost;
  const ConditionEntry* entry_;
  const Making* outer_;
};

constinit thread_local const Making* Making::innermost = nullptr;

Expr make_condition(const ConditionEntry& entry) {
  const Making making(entry);
  return entry.condition();
}

}  // namespace

DefaultConditionsNow::DefaultConditionsNow() {
  std::vector<std::shared_ptr<const ConditionEntry>> all;
  {
    ConditionRegistry& registry = condition_registry();
    const std::lock_guard lock(registry.mutex);
    all = registry.entries;
  }
  for (const auto& entry : all) {
    Condition& made = conditions_.emplace_back(Condition{entry->model, {}, {}});
    try {
      made.condition = make_condition(*entry);
    } catch (...) {
      made.refused = std::current_exception();
    }
  }
}

Expr DefaultConditionsNow::of(const ModelInfo& model) const {
  Expr all;
  for (const Condition& each : conditions_) {
    if (!detail::is_of_kind(model, *each.model)) continue;
    if (each.refused) std::rethrow_exception(each.refused);
    all = all && each.condition;
  }
  return all;
}

DefaultConditionsNow::InForce::InForce(const DefaultConditionsNow& conditions) noexcept
    : outer_(std::exchange(in_force, &conditions)) {}
DefaultConditionsNow::InForce::~InForce() { in_force = outer_; }

// Those of what it is a sub-class of hold, too.
Expr default_condition(const ModelInfo& model) {
  if (!any_default_conditions()) return {};
  if (in_force != nullptr) return in_force->of(model);
  std::vector<std::shared_ptr<const ConditionEntry>> own;
  {
    ConditionRegistry& registry = condition_registry();
    const std::lock_guard lock(registry.mutex);
    for (const auto& entry : registry.entries) {
      if (detail::is_of_kind(model, *entry->model)) own.push_back(entry);
    }
  }
  Expr all;
  for (const auto& entry : own) all = all && make_condition(*entry);
  return all;
}

DefaultCondition add_default_condition(const ModelInfo& model, std::function<Expr()> condition) {
  ConditionRegistry& registry = condition_registry();
  const std::lock_guard lock(registry.mutex);
  registry.entries.push_back(std::make_shared<const ConditionEntry>(ConditionEntry{&model, std::move(condition)}));
  default_condition_count.fetch_add(1, std::memory_order_release);
  detail::standing_count.fetch_add(1, std::memory_order_release);
  return DefaultCondition(registry.entries.back().get());
}

DefaultCondition::~DefaultCondition() {
  if (entry_ == nullptr) return;
  std::shared_ptr<const ConditionEntry> ended;  // ends, the user's function with it, outside of the lock
  ConditionRegistry& registry = condition_registry();
  const std::lock_guard lock(registry.mutex);
  const auto own = std::find_if(registry.entries.begin(), registry.entries.end(),
                                [this](const auto& entry) { return entry.get() == entry_; });
  ended = std::move(*own);
  registry.entries.erase(own);
  default_condition_count.fetch_sub(1, std::memory_order_release);
  detail::standing_count.fetch_sub(1, std::memory_order_release);
}

}  // namespace rowan
