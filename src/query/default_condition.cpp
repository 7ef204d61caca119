#include "rowan/query/default_condition.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "rowan/query/ast.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
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

// All that a query costs where there is no default condition.
constinit std::atomic<std::uint32_t> condition_count{0};

Expr in_quantifiers(const ModelInfo& model, const Expr& condition);

std::vector<Expr> in_each(const ModelInfo& model, const std::vector<Expr>& terms) {
  std::vector<Expr> made;
  made.reserve(terms.size());
  for (const Expr& term : terms) made.push_back(in_quantifiers(model, term));
  return made;
}

// Hidden targets are none: every() asks the others only.
Expr about_shown(const ModelInfo& model, const ast::Quantifier& quantifier, const Expr& as_written) {
  const ModelInfo* known = model.association(quantifier.name).resolved().target;
  if (known == nullptr) return as_written;  // one of several models: the binder knows what to say
  const ModelInfo& target = *known;
  const Expr shown = default_condition(target);
  Expr inside = in_quantifiers(target, quantifier.condition);
  if (!shown.always_true()) inside = quantifier.kind == QuantifierKind::every ? !shown || inside : shown && inside;
  return ast::quantified(quantifier.name, quantifier.kind, std::move(inside));
}

Expr in_quantifiers(const ModelInfo& model, const Expr& condition) {
  const ast::Node* node = condition.node();
  if (node == nullptr) return condition;
  if (const auto* all = std::get_if<ast::And>(&node->is)) return all_of(in_each(model, all->terms));
  if (const auto* any = std::get_if<ast::Or>(&node->is)) return any_of(in_each(model, any->terms));
  if (const auto* negated = std::get_if<ast::Not>(&node->is)) return !in_quantifiers(model, negated->operand);
  if (const auto* quantifier = std::get_if<ast::Quantifier>(&node->is))
    return about_shown(model, *quantifier, condition);
  return condition;
}

}  // namespace

Expr default_condition(const ModelInfo& model) {
  if (condition_count.load(std::memory_order_acquire) == 0) return {};
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

Expr with_default_conditions(const ModelInfo& model, const Expr& condition) {
  if (condition_count.load(std::memory_order_acquire) == 0) return condition;
  return default_condition(model) && in_quantifiers(model, condition);
}

DefaultCondition add_default_condition(const ModelInfo& model, std::function<Expr()> condition) {
  ConditionRegistry& registry = condition_registry();
  const std::lock_guard lock(registry.mutex);
  registry.entries.push_back(std::make_shared<const ConditionEntry>(ConditionEntry{&model, std::move(condition)}));
  condition_count.fetch_add(1, std::memory_order_release);
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
  condition_count.fetch_sub(1, std::memory_order_release);
}

}  // namespace rowan
