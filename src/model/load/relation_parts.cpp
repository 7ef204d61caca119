#include "rowan/model/relation_parts.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>

#include "model/load/key_condition.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

/// What a condition is about: attributes, paths to them, associations.
class Subjects {
 public:
  explicit Subjects(const Expr& condition) { look(condition, {}); }

  [[nodiscard]] bool hold(const Subjects& other) const {
    return !other.unknown_ && !other.names_.empty() &&
           std::includes(names_.begin(), names_.end(), other.names_.begin(), other.names_.end());
  }

 private:
  void look(const Expr& about, const std::string& path) {
    if (about.always_true()) return;
    std::visit([&](const auto& part) { take(part, path); }, about.node()->is);
  }
  template <class Part>
  void take(const Part& part, const std::string& path) {
    for_each_child(part, [&](const Expr& inside) { look(inside, path); });
  }
  void take(const ast::Column& column, const std::string& path) { names_.insert(path + column.name); }
  void take(const ast::AtTarget& target, const std::string& path) { look(target.value, path + target.name + "."); }
  void take(const ast::Quantifier& quantifier, const std::string& path) {
    names_.insert(path + quantifier.name + ".*");
  }
  void take(const ast::OfTargets& targets, const std::string& path) { names_.insert(path + targets.name + ".*"); }
  void take(const ast::RawSql&, const std::string&) { unknown_ = true; }

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
    if (!record->is_persisted()) continue;
    std::vector<Value>& key = keys.emplace_back();
    for (const AttributeInfo* part : model.primary_key) key.push_back(record->get(part->name));
  }
  return keys.empty() ? Expr() : !key_among(model, keys);
}

Expr detail::where_anew(const Expr& where, const Expr& condition) {
  std::vector<Expr> terms;
  add_terms(where, terms);
  const Subjects anew(condition);
  std::erase_if(terms, [&](const Expr& term) { return anew.hold(Subjects(term)); });
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
  if (!other.distinct_on.empty()) query.distinct_on = other.distinct_on;
  query.distinct = query.distinct || other.distinct;
  options.readonly = options.readonly || others.readonly;
  options.strict_loading = options.strict_loading || others.strict_loading;
  options.batch = options.batch && others.batch;
  options.unscoped = options.unscoped || others.unscoped;
  options.preloads.insert(options.preloads.end(), others.preloads.begin(), others.preloads.end());
  if (!others.tag.empty()) options.tag = others.tag;
  if (others.timeout.count() > 0) options.timeout = others.timeout;
}

}  // namespace rowan
