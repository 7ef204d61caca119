#include "query/standing_conditions.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "reflect/standing_count.hpp"
#include "reflect/subclass.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/default_condition.hpp"
#include "rowan/query/select.hpp"
#include "rowan/reflect/model_builder.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

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
    const auto found = std::find_if(list.begin(), list.end(), [&](const Known& each) { return each.name == ref.name; });
    return found == list.end() ? nullptr : found->model;
  }
  [[nodiscard]] bool is_front(const SourceRef& ref) const {
    if (!ref.name.empty()) return ref.name == list.front().name;
    return ref.model == nullptr || &ref.model() == list.front().model;
  }
};

struct Shown {
  const ModelInfo& model;
  Scoping scoping = Scoping::usual;
  const KnownSources* sources = nullptr;
  bool front = false;  ///< of the query's own rows: only there a joined source hides an association of its name

  Expr operator()(const Expr& condition) const {
    if (condition.always_true()) return condition;
    return std::visit([&](const auto& part) { return inside(part, condition); }, condition.node()->is);
  }

 private:
  [[nodiscard]] Shown at(const ModelInfo& other) const { return {other, scoping}; }
  [[nodiscard]] Shown at(const ModelInfo& other, const SourceRef& ref) const {
    return {other, scoping, sources, sources->is_front(ref)};
  }

  template <class Part>
  Expr inside(const Part& part, const Expr& as_written) const {
    bool leaf = true, same = true;
    for_each_child(part, [&](const Expr&) { leaf = false; });
    if (leaf) return as_written;
    Part made = with_children(part, [&](const Expr& child) {
      Expr shown = (*this)(child);
      same = same && shown.node() == child.node();
      return shown;
    });
    return same ? as_written : ast::make(std::move(made));
  }

  Expr inside(const ast::OfSource& value, const Expr& as_written) const {
    const bool here = value.name.empty() && value.model != nullptr && &value.model() == &model;
    if (here) return ast::of_source(value.name, value.model, (*this)(value.value));
    const SourceRef ref{value.name, value.model};
    const ModelInfo* of = sources == nullptr ? nullptr : sources->model_of(ref);
    if (of == nullptr) return as_written;
    return ast::of_source(value.name, value.model, at(*of, ref)(value.value));
  }

  // A hidden target is none.
  Expr inside(const ast::AtTarget& target, const Expr& as_written) const {
    if (sources != nullptr && front) {
      const SourceRef ref{target.name, nullptr};
      if (const ModelInfo* of = sources->model_of(ref))
        return ast::make(ast::AtTarget{target.name, at(*of, ref)(target.value), target.condition});
    }
    const AssociationInfo& association = model.association(target.name).resolved();
    if (association.target == nullptr) return as_written;
    return ast::make(
        ast::AtTarget{target.name, at(*association.target)(target.value), condition_on_targets(association, scoping)});
  }

  Expr inside(const ast::OfTargets& targets, const Expr& as_written) const {
    const AssociationInfo& association = model.association(targets.name).resolved();
    if (association.target == nullptr) return as_written;
    const Shown shown = at(*association.target);
    return ast::make(ast::OfTargets{targets.name, shown(targets.aggregate),
                                    condition_on_targets(association, scoping) && shown(targets.condition)});
  }

  // Hidden targets are none: every() asks the others only.
  Expr inside(const ast::Quantifier& quantifier, const Expr& as_written) const {
    const AssociationInfo& association =
        quantifier.association != nullptr ? *quantifier.association : model.association(quantifier.name);
    const ModelInfo* target = association.resolved().target;
    if (target == nullptr) return as_written;  // one of several models: the binder knows what to say
    ast::Quantifier made = quantifier;
    made.condition = at(*target)(quantifier.condition);
    made.among = condition_on_targets(association, scoping) && quantifier.among;
    return ast::make(std::move(made));
  }
};

// What is hidden of a joined model is not joined.
KnownSources show_in_joins(SelectQuery& query, Scoping scoping) {
  KnownSources sources;
  auto parts = std::make_shared<Composition>(*query.composition);
  const std::string& name = parts->name.empty() ? parts->common : parts->name;
  sources.list.push_back({name.empty() ? query.model->name : name, query.model});
  for (JoinTerm& join : parts->joins) {
    const ModelInfo* model = join.model == nullptr ? nullptr : &join.model();
    const ModelInfo* of = join.association.empty() ? nullptr : sources.model_of(join.of);
    const AssociationInfo* association = of == nullptr ? nullptr : &of->association(join.association).resolved();
    if (association != nullptr) model = association->target;
    sources.list.push_back({join.name, model});
    join.on = Shown{*query.model, scoping, &sources, true}(join.on);
    if (model == nullptr || !join.common.empty()) continue;
    const Expr condition =
        association != nullptr ? condition_on_targets(*association, scoping) : standing_condition(*model, scoping);
    join.on = ast::of_source(join.name, nullptr, condition) && join.on;
  }
  query.composition = std::move(parts);
  return sources;
}

}  // namespace

// What a condition that stands asks of other associations has fewer that stand, or it might ask itself.
Expr own_condition(const AssociationInfo& association) {
  if (association.condition == nullptr) return {};
  return Shown{*association.resolved().target, Scoping::types}(*association.condition);
}

Expr condition_on_targets(const AssociationInfo& association, Scoping scoping) {
  if (scoping == Scoping::types) return type_condition(*association.target);
  return own_condition(association) && standing_condition(*association.target, scoping);
}

AssociationBuilder& AssociationBuilder::add_condition(const Expr& condition) {
  if (association_ == nullptr) return *this;
  if (association_->refers()) {
    model_.mistakes.push_back(fmt::format(
        "{}.{} is a belongs_to, which has the one target that its key names: where(…) is for has_one, has_many and "
        "many_to_many",
        model_.name, association_->name));
    return *this;
  }
  const std::shared_ptr<const Expr> others = std::move(association_->condition);
  association_->condition = std::make_shared<const Expr>(others == nullptr ? condition : *others && condition);
  detail::standing_count.fetch_add(1, std::memory_order_release);
  return *this;
}

Expr type_condition(const ModelInfo& model) {
  if (model.base == nullptr) return {};
  detail::describe_those_registered();
  std::vector<Value> types;
  for (const ModelInfo* kind : model.kinds()) types.emplace_back(kind->type_name);
  const std::string& name = model.type_attribute->name;
  return types.size() == 1 ? ast::compare(name, CompareOp::equal, std::move(types.front()))
                           : ast::in_list(name, std::move(types), false);
}

Expr standing_condition(const ModelInfo& model, Scoping scoping) {
  if (!anything_stands()) return {};
  const Expr type = type_condition(model);
  return scoping != Scoping::usual ? type : type && Shown{model, Scoping::unscoped}(default_condition(model));
}

void add_standing_conditions(SelectQuery& query, Scoping scoping) {
  if (!anything_stands()) return;
  const bool composed = query.composition != nullptr;
  const KnownSources sources = composed ? show_in_joins(query, scoping) : KnownSources();
  const Shown shown{*query.model, scoping, composed ? &sources : nullptr, true};
  const bool stands = composed && (query.composition->source || !query.composition->common.empty());
  query.where = (stands ? Expr() : standing_condition(*query.model, scoping)) && shown(query.where);
  for (OrderTerm& term : query.order) term.expr = shown(term.expr);
  for (Expr& output : query.outputs) output = shown(output);
  for (Expr& group : query.group) group = shown(group);
  for (Expr& value : query.distinct_on) value = shown(value);
  query.having = shown(query.having);
}

Expr with_standing_conditions(const ModelInfo& model, const Expr& value, Scoping scoping) {
  return anything_stands() ? Shown{model, scoping}(value) : value;
}

void add_default_conditions(SelectQuery& query) { add_standing_conditions(query, Scoping::usual); }

Expr with_default_conditions(const ModelInfo& model, const Expr& value) {
  return with_standing_conditions(model, value, Scoping::usual);
}

}  // namespace rowan
