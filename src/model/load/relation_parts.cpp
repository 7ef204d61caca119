#include "rowan/model/relation_parts.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>

#include "model/load/key_condition.hpp"
#include "model/record/key.hpp"
#include "model/record/lifecycle.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

/// What a condition is about: attributes, those of targets, associations. However they are spelt.
class Subjects {
 public:
  Subjects(const ModelInfo& model, const Expr& condition) { look(condition, {&model, {}}); }

  [[nodiscard]] bool hold(const Subjects& other) const {
    return !other.unknown_ && !other.names_.empty() &&
           std::includes(names_.begin(), names_.end(), other.names_.begin(), other.names_.end());
  }

 private:
  struct Place {
    const ModelInfo* model;  ///< null: of one of several models
    std::string path;
  };

  void look(const Expr& about, const Place& at) {
    if (about.always_true()) return;
    std::visit([&](const auto& part) { take(part, at); }, about.node()->is);
  }
  template <class Part>
  void take(const Part& part, const Place& at) {
    for_each_child(part, [&](const Expr& inside) { look(inside, at); });
  }
  void take(const ast::Column& column, const Place& at) {
    const AttributeInfo* known = at.model == nullptr ? nullptr : at.model->find_attribute(column.name);
    names_.insert(at.path + (known == nullptr ? column.name : known->name));
  }
  void take(const ast::AtTarget& target, const Place& at) { look(target.value, targets(target.name, at)); }
  void take(const ast::Quantifier& quantifier, const Place& at) {
    take_targets(targets(quantifier.name, at), {&quantifier.condition});
  }
  void take(const ast::OfTargets& of, const Place& at) {
    take_targets(targets(of.name, at), {&of.aggregate, &of.condition});
  }
  void take(const ast::RawSql&, const Place&) { unknown_ = true; }

  // What is said of targets as such is about the association itself.
  void take_targets(const Place& at, std::initializer_list<const Expr*> said) {
    const std::size_t before = names_.size();
    for (const Expr* expression : said) look(*expression, at);
    if (names_.size() == before) names_.insert(at.path + "*");
  }
  static Place targets(const std::string& name, const Place& at) {
    const AssociationInfo* known = at.model == nullptr ? nullptr : at.model->find_association(name);
    return {known == nullptr ? nullptr : known->resolved().target, at.path + name + "."};
  }

  std::set<std::string> names_;
  bool unknown_ = false;
};

void add_terms(const Expr& condition, std::vector<Expr>& terms) {
  if (condition.always_true()) return;
  const auto* all = std::get_if<ast::And>(&condition.node()->is);
  if (all == nullptr) return terms.push_back(condition);
  for (const Expr& term : all->terms) add_terms(term, terms);
}

}  // namespace

Expr detail::is_none_of(const ModelInfo& model, const std::vector<const ModelBase*>& records) {
  if (model.primary_key.empty())
    throw QueryError(fmt::format("{} has no primary key, by which excluding() could leave a record out", model.name));
  std::vector<std::vector<Value>> keys;
  for (const ModelBase* record : records) {
    require_not_moved(*record, "leave out");
    if (!record->is_persisted()) continue;
    keys.push_back(key_parts(slot_key(*record->slot()), model.primary_key));
  }
  return keys.empty() ? Expr() : !key_among(model, keys);
}

Expr detail::where_anew(const ModelInfo& model, const Expr& where, const Expr& condition) {
  std::vector<Expr> terms;
  add_terms(where, terms);
  const Subjects anew(model, condition);
  std::erase_if(terms, [&](const Expr& term) { return anew.hold(Subjects(model, term)); });
  terms.push_back(condition);
  return all_of(terms);
}

OrderTerm detail::in_order_of(std::string_view attribute, const std::vector<Value>& values) {
  std::vector<Expr> conditions, places;
  for (const Value& value : values) {
    conditions.push_back(ast::compare(attribute, CompareOp::equal, value));
    places.push_back(ast::literal(Value(static_cast<std::int64_t>(places.size()))));
  }
  Expr last = ast::literal(Value(static_cast<std::int64_t>(places.size())));
  return {ast::conditional(std::move(conditions), std::move(places), std::move(last))};
}

void detail::unscope(SelectQuery& query, LoadOptions& options, RelationPart part) {
  switch (part) {
    case RelationPart::where:
      query.where = {};
      break;
    case RelationPart::order:
      query.order.clear();
      break;
    case RelationPart::limit:
      query.limit.reset();
      query.offset.reset();
      break;
    case RelationPart::distinct:
      query.distinct = false;
      query.distinct_on.clear();
      break;
    case RelationPart::lock:
      query.lock.reset();
      break;
    case RelationPart::preload:
      options.preloads.clear();
      break;
  }
}

void detail::refuse_merged_cursor() {
  throw QueryError(
      "merge() takes no cursor over, which is a place in the other relation's order: say after(…) or before(…) of what "
      "is merged");
}

void RelationBase::merge_source(const RelationBase& other, std::string_view name, const ModelInfo& (*model)()) {
  const SelectQuery& more = other.query_;
  const LoadOptions& options = other.options_;
  const auto refuse = [&](std::string_view part) {
    throw QueryError(fmt::format(
        "merge() into a join takes conditions and orders, and this relation of {} has {}: say that of the join",
        other.model_().name, part));
  };
  if (other.ends_) refuse("a cursor");
  if (more.composition) refuse("other queries as its source");
  if (more.limit || more.offset) refuse("a limit");
  if (more.distinct || !more.distinct_on.empty()) refuse("distinct()");
  if (more.lock) refuse("lock()");
  if (more.hint) refuse("hint()");
  if (more.only) refuse("only()");
  if (!options.preloads.empty()) refuse("a preload");
  if (options.unscoped != options_.unscoped) refuse("other default conditions, by unscoped()");
  const bool own = name.empty() && model == nullptr;
  const auto of = [&](const Expr& value) { return own ? value : ast::of_source(name, model, value); };
  add_where(of(more.where));
  if (other.owned_) add_where(of(other.owned_->condition_of(options.unscoped)));
  for (OrderTerm term : more.order) {
    term.expr = of(term.expr);
    query_.order.push_back(std::move(term));
  }
}

void detail::merge(SelectQuery& query, LoadOptions& options, const SelectQuery& other, const LoadOptions& others) {
  if (other.composition) {
    throw QueryError(
        "merge() takes conditions, orders and the like over, and this relation stands on other queries: use "
        "intersect(…) for the rows of both");
  }
  query.where = query.where && other.where;
  query.order.insert(query.order.end(), other.order.begin(), other.order.end());
  if (other.limit) query.limit = other.limit;
  if (other.offset) query.offset = other.offset;
  if (other.lock) query.lock = other.lock;
  if (other.hint) query.hint = other.hint;
  if (other.only) query.only = other.only;
  if (!other.distinct_on.empty()) query.distinct_on = other.distinct_on;
  query.distinct = query.distinct || other.distinct;
  options.readonly = options.readonly || others.readonly;
  options.strict_loading = options.strict_loading || others.strict_loading;
  options.batch = options.batch && others.batch;
  options.unscoped = options.unscoped && others.unscoped;  // what either leaves out stays left out
  options.preloads.insert(options.preloads.end(), others.preloads.begin(), others.preloads.end());
  if (!others.tag.empty()) options.tag = others.tag;
  if (!others.annotation.empty()) options.annotation += (options.annotation.empty() ? "" : "*/ /*") + others.annotation;
  if (others.timeout.count() > 0) options.timeout = others.timeout;
}

}  // namespace rowan
