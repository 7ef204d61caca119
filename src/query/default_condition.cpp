#include "rowan/query/default_condition.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <utility>
#include <variant>
#include <vector>

#include "query/default_conditions_now.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/select.hpp"
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

/// The sources of a query, and the models of those that are tables.
struct KnownSources {
  struct Known {
    std::string name;
    const ModelInfo* model;
  };
  std::vector<Known> list;

  /// Null: none, or values.
  [[nodiscard]] const ModelInfo* model_of(const SourceRef& ref) const {
    if (ref.name.empty() && ref.model != nullptr) return &ref.model();
    if (ref.name.empty()) return list.empty() ? nullptr : list.front().model;
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const Known& known) { return known.name == ref.name; });
    return found == list.end() ? nullptr : found->model;
  }
  [[nodiscard]] bool is_front(const SourceRef& ref) const {
    if (!ref.name.empty()) return ref.name == list.front().name;
    return ref.model == nullptr || &ref.model() == list.front().model;
  }
};

struct Shown {
  const ModelInfo& model;
  const KnownSources* sources = nullptr;
  bool front = false;  ///< of the query's own rows: only there a joined source hides an association of its name

  Expr operator()(const Expr& condition) const {
    if (condition.always_true()) return condition;
    return std::visit([&](const auto& part) { return inside(part, condition); }, condition.node()->is);
  }

 private:
  template <class Part>
  Expr inside(const Part& part, const Expr& as_written) const {
    bool leaf = true;
    for_each_child(part, [&](const Expr&) { leaf = false; });
    return leaf ? as_written : ast::make(with_children(part, *this));
  }

  Expr inside(const ast::OfSource& value, const Expr& as_written) const {
    const bool here = value.name.empty() && value.model != nullptr && &value.model() == &model;
    if (here) return ast::of_source(value.name, value.model, (*this)(value.value));
    const SourceRef ref{value.name, value.model};
    const ModelInfo* of = sources == nullptr ? nullptr : sources->model_of(ref);
    if (of == nullptr) return as_written;
    return ast::of_source(value.name, value.model, Shown{*of, sources, sources->is_front(ref)}(value.value));
  }

  // A hidden target is none.
  Expr inside(const ast::AtTarget& target, const Expr& as_written) const {
    if (sources != nullptr && front) {
      const SourceRef ref{target.name, nullptr};
      if (const ModelInfo* of = sources->model_of(ref)) {
        const Shown shown{*of, sources, sources->is_front(ref)};
        return ast::make(ast::AtTarget{target.name, shown(target.value), target.condition});
      }
    }
    const ModelInfo* model_at = model.association(target.name).resolved().target;
    if (model_at == nullptr) return as_written;
    return ast::make(ast::AtTarget{target.name, Shown{*model_at}(target.value), default_condition(*model_at)});
  }

  Expr inside(const ast::OfTargets& targets, const Expr& as_written) const {
    const ModelInfo* model_at = model.association(targets.name).resolved().target;
    if (model_at == nullptr) return as_written;
    const Shown shown{*model_at};
    return ast::make(ast::OfTargets{targets.name, shown(targets.aggregate),
                                    default_condition(*model_at) && shown(targets.condition)});
  }

  // Hidden targets are none: every() asks the others only.
  Expr inside(const ast::Quantifier& quantifier, const Expr& as_written) const {
    const AssociationInfo& association =
        quantifier.association != nullptr ? *quantifier.association : model.association(quantifier.name);
    const ModelInfo* target = association.resolved().target;
    if (target == nullptr) return as_written;  // one of several models: the binder knows what to say
    ast::Quantifier made = quantifier;
    made.condition = Shown{*target}(quantifier.condition);
    const Expr shown = default_condition(*target);
    if (!shown.always_true())
      made.condition = made.kind == QuantifierKind::every ? !shown || made.condition : shown && made.condition;
    return ast::make(std::move(made));
  }
};

}  // namespace

namespace {
constinit thread_local const DefaultConditionsNow* in_force = nullptr;
}

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
      made.condition = entry->condition();
    } catch (...) {
      made.refused = std::current_exception();
    }
  }
}

Expr DefaultConditionsNow::of(const ModelInfo& model) const {
  Expr all;
  for (const Condition& each : conditions_) {
    if (each.model != &model) continue;
    if (each.refused) std::rethrow_exception(each.refused);
    all = all && each.condition;
  }
  return all;
}

DefaultConditionsNow::InForce::InForce(const DefaultConditionsNow& conditions) noexcept
    : outer_(std::exchange(in_force, &conditions)) {}
DefaultConditionsNow::InForce::~InForce() { in_force = outer_; }

Expr default_condition(const ModelInfo& model) {
  if (!any_default_conditions()) return {};
  if (in_force != nullptr) return in_force->of(model);
  std::vector<std::shared_ptr<const ConditionEntry>> own;
  {
    ConditionRegistry& registry = condition_registry();
    const std::lock_guard lock(registry.mutex);
    for (const auto& entry : registry.entries) {
      if (entry->model == &model) own.push_back(entry);
    }
  }
  Expr all;
  for (const auto& entry : own) all = all && entry->condition();
  return all;
}

namespace {

// What is hidden of a joined model is not joined.
KnownSources show_in_joins(SelectQuery& query) {
  KnownSources known;
  auto parts = std::make_shared<Composition>(*query.composition);
  const std::string& name = parts->common.empty() ? parts->name : parts->common;
  known.list.push_back({name.empty() ? query.model->name : name, query.model});
  for (JoinTerm& join : parts->joins) {
    const ModelInfo* model = join.model == nullptr ? nullptr : &join.model();
    const ModelInfo* of = join.association.empty() ? nullptr : known.model_of(join.of);
    if (of != nullptr) model = of->association(join.association).resolved().target;
    known.list.push_back({join.name, model});
    join.on = Shown{*query.model, &known, true}(join.on);
    if (model != nullptr) join.on = ast::of_source(join.name, nullptr, default_condition(*model)) && join.on;
  }
  query.composition = std::move(parts);
  return known;
}

}  // namespace

void add_default_conditions(SelectQuery& query) {
  if (!any_default_conditions()) return;
  const bool composed = query.composition != nullptr;
  const KnownSources known = composed ? show_in_joins(query) : KnownSources();
  const Shown shown{*query.model, composed ? &known : nullptr, true};
  query.where =
      (composed && query.composition->source ? Expr() : default_condition(*query.model)) && shown(query.where);
  for (OrderTerm& term : query.order) term.expr = shown(term.expr);
  for (Expr& output : query.outputs) output = shown(output);
  for (Expr& group : query.group) group = shown(group);
  for (Expr& value : query.distinct_on) value = shown(value);
  query.having = shown(query.having);
}

Expr with_default_conditions(const ModelInfo& model, const Expr& value) {
  if (!any_default_conditions()) return value;
  return Shown{model}(value);
}

DefaultCondition add_default_condition(const ModelInfo& model, std::function<Expr()> condition) {
  ConditionRegistry& registry = condition_registry();
  const std::lock_guard lock(registry.mutex);
  registry.entries.push_back(std::make_shared<const ConditionEntry>(ConditionEntry{&model, std::move(condition)}));
  default_condition_count.fetch_add(1, std::memory_order_release);
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
}

}  // namespace rowan
