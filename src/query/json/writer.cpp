#include "query/json/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "core/json_text.hpp"
#include "query/json/words.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/query/function.hpp"
#include "rowan/query/query_json.hpp"

namespace rowan {
namespace {

[[noreturn]] void refuse(std::string_view what) {
  throw QueryError(fmt::format("{} can't be said in JSON: ask it in the program", what));
}

const Value* literal_in(const Expr& expr) {
  const auto* literal = expr.always_true() ? nullptr : std::get_if<ast::Literal>(&expr.node()->is);
  return literal == nullptr ? nullptr : &literal->value;
}

bool is_column(const Expr& expr) { return !expr.always_true() && std::holds_alternative<ast::Column>(expr.node()->is); }

// What JSON itself has a form for, that no reader takes for something else.
bool is_plain(const Value& value) {
  return value.is_null() || std::holds_alternative<bool>(value.storage()) ||
         std::holds_alternative<std::int64_t>(value.storage()) || std::holds_alternative<std::string>(value.storage());
}

template <class Part, class... Kinds>
constexpr bool is_one_of = (std::is_same_v<Part, Kinds> || ...);
// What can be a value in JSON.
template <class Part>
constexpr bool is_value = is_one_of<Part, ast::Column, ast::Literal, ast::Call, ast::Case, ast::Aggregate,
                                    ast::OfTargets, ast::AtTarget, ast::SubQuery, ast::GroupKey, ast::Window>;

}  // namespace

// A boolean value as a condition: where it is true.
template <class Part>
std::string QueryJsonWriter::part(const Part& other) const {
  if constexpr (std::is_same_v<Part, ast::RawSql>)
    refuse("SQL of your own");
  else if constexpr (std::is_same_v<Part, ast::ReachedFrom>)
    refuse("being a target of one record");
  else if constexpr (std::is_same_v<Part, ast::InQuery>)
    refuse("being among what another query gives");
  else if constexpr (is_value<Part>)
    return fmt::format(R"({{"this":{},"eq":true}})", value(ast::make(other)));
  else
    refuse("a condition on several sources");
}

template <class Part>
std::string QueryJsonWriter::value_part(const Part& other) const {
  if constexpr (std::is_same_v<Part, ast::AtTarget>)
    refuse("a computed value of what a record refers to");
  else if constexpr (std::is_same_v<Part, ast::SubQuery>)
    refuse("a query among values");
  else if constexpr (is_value<Part>)
    return json_of_text(other.name);  // a column: the other kinds have functions of their own
  else
    return member("if", part(other));
}

std::string QueryJsonWriter::member(std::string_view name, const std::string& json) {
  return fmt::format("{{{}:{}}}", json_of_text(name), json);
}

std::string QueryJsonWriter::list(std::string_view name, const std::vector<Expr>& terms) const {
  std::string text;
  for (const Expr& term : terms) text += (text.empty() ? "" : ",") + condition(term);
  return member(name, '[' + text + ']');
}

std::string QueryJsonWriter::path(const Expr& expr) {
  if (expr.always_true()) return {};
  if (const auto* column = std::get_if<ast::Column>(&expr.node()->is)) return column->name;
  const auto* target = std::get_if<ast::AtTarget>(&expr.node()->is);
  if (target == nullptr || !target->condition.always_true()) return {};
  const std::string rest = path(target->value);
  return rest.empty() ? rest : target->name + '.' + rest;
}

std::string QueryJsonWriter::condition(const Expr& expr) const {
  if (expr.always_true()) return "true";
  return std::visit([&](const auto& node) { return part(node); }, expr.node()->is);
}

const Expr& QueryJsonWriter::of_own(const ast::OfSource& of) const {
  const bool own = of.name.empty() && of.model != nullptr && &of.model() == &model_;
  if (!own) refuse("a value of another source of the query");
  return of.value;
}

std::string QueryJsonWriter::test(const Expr& of, std::string_view word, const std::string& json) const {
  const std::string name = path(of);
  if (!name.empty()) return member(name, member(word, json));
  return fmt::format(R"({{"this":{},{}:{}}})", value(of), json_of_text(word), json);
}

std::string QueryJsonWriter::part(const ast::Comparison& comparison) const {
  const std::string_view word = json_words::text_of(json_words::comparisons, comparison.op);
  if (is_document(comparison.left) && (literal_in(comparison.right) == nullptr || !is_column(comparison.left))) {
    // Beside the name of a document the reader takes every object for a document.
    const Value* literal = literal_in(comparison.right);
    const std::string right = literal == nullptr ? beside({}, comparison.right) : value_part(ast::Literal{*literal});
    return fmt::format(R"({{"this":{},{}:{}}})", value(comparison.left), json_of_text(word), right);
  }
  return test(comparison.left, word, beside(comparison.left, comparison.right));
}
bool QueryJsonWriter::is_document(const Expr& expr) const {
  if (expr.always_true()) return false;
  if (const auto* column = std::get_if<ast::Column>(&expr.node()->is)) {
    const AttributeInfo* attribute = model_.find_attribute(column->name);
    return attribute != nullptr && attribute->type.kind == TypeKind::json;
  }
  const auto* target = std::get_if<ast::AtTarget>(&expr.node()->is);
  if (target == nullptr) return false;
  const AssociationInfo* association = model_.find_association(target->name);
  const ModelInfo* model = association == nullptr ? nullptr : association->resolved().target;
  return model == nullptr || QueryJsonWriter(*model).is_document(target->value);
}
std::string QueryJsonWriter::part(const ast::NullTest& test_of) const {
  return test(test_of.operand, "null", test_of.negated ? "false" : "true");
}
std::string QueryJsonWriter::part(const ast::InList& in) const {
  std::string values;
  for (const Value& value : in.values.as_list()) values += (values.empty() ? "" : ",") + json_of_value(value);
  return test(in.operand, in.negated ? "not_in" : "in", '[' + values + ']');
}
std::string QueryJsonWriter::part(const ast::Between& range) const {
  const Value* low = literal_in(range.low);
  const Value* high = literal_in(range.high);
  if (low == nullptr || high == nullptr) refuse("between computed values");
  return test(range.operand, "between", fmt::format("[{},{}]", json_of_value(*low), json_of_value(*high)));
}
std::string QueryJsonWriter::part(const ast::TextMatch& match) const {
  return test(match.operand, json_words::text_of(json_words::matches, json_words::Match{match.kind, match.ignore_case}),
              json_of_value(match.text));
}
std::string QueryJsonWriter::part(const ast::HasElement& has) const {
  return test(has.array, "has", json_of_value(has.element));
}

std::string QueryJsonWriter::part(const ast::Quantifier& quantifier) const {
  const AssociationInfo& association =
      quantifier.association != nullptr ? *quantifier.association : model_.association(quantifier.name);
  const ModelInfo* target = association.resolved().target;
  if (target == nullptr || (quantifier.association != nullptr && quantifier.association->owner != &model_ &&
                            model_.find_association(association.name) == nullptr))
    refuse("one of several models that an association refers to");
  const std::string name = association.is_branch() ? association.name + ':' + target->qualified_name : association.name;
  return member(name, member(json_words::text_of(json_words::quantifiers, quantifier.kind),
                             QueryJsonWriter(*target).condition(quantifier.condition)));
}

std::string QueryJsonWriter::beside(const Expr& of, const Expr& expr) const {
  if (const Value* literal = literal_in(expr)) return constant(of, *literal);
  const std::string name = path(expr);
  return name.empty() ? value(expr) : member("attribute", json_of_text(name));
}

// Beside an attribute the reader knows what a text is.
std::string QueryJsonWriter::constant(const Expr& of, const Value& value) const {
  const auto* column = of.always_true() ? nullptr : std::get_if<ast::Column>(&of.node()->is);
  const AttributeInfo* attribute = column == nullptr ? nullptr : model_.find_attribute(column->name);
  if (attribute != nullptr || is_plain(value)) return json_of_value(value);
  return value_part(ast::Literal{value});
}

std::string QueryJsonWriter::value(const Expr& expr) const {
  if (expr.always_true()) return "null";
  if (std::string name = path(expr); !name.empty()) return json_of_text(name);
  return std::visit([&](const auto& node) { return value_part(node); }, expr.node()->is);
}

std::string QueryJsonWriter::value_part(const ast::Literal& literal) const {
  const Value& value = literal.value;
  if (std::holds_alternative<bool>(value.storage()) || std::holds_alternative<std::int64_t>(value.storage()))
    return json_of_value(value);
  if (is_plain(value)) return member("value", json_of_value(value));
  const std::string_view kind = json_words::text_of(json_words::kinds, kind_of(value));
  if (kind.empty()) refuse("a list among values");
  return fmt::format(R"({{"value":{},"type":"{}"}})", json_of_value(value), kind);
}

std::string QueryJsonWriter::value_part(const ast::Call& call) const {
  std::string arguments;
  for (const Expr& argument : call.arguments) arguments += (arguments.empty() ? "" : ",") + value(argument);
  return member(json_words::text_of(json_words::functions, call.function), '[' + arguments + ']');
}

std::string QueryJsonWriter::value_part(const ast::Case& choice) const {
  std::string cases;
  for (std::size_t i = 0; i < choice.conditions.size(); ++i) {
    cases += fmt::format("{}[{},{}]", i == 0 ? "" : ",", condition(choice.conditions[i]), value(choice.values[i]));
  }
  if (choice.otherwise.always_true()) return member("case", '[' + cases + ']');
  return fmt::format(R"({{"case":[{}],"else":{}}})", cases, value(choice.otherwise));
}

std::string QueryJsonWriter::aggregate(const ast::Aggregate& aggregate, const ModelInfo& model) const {
  const std::string of = aggregate.of.empty() ? R"("*")" : QueryJsonWriter(model, groups_).value(aggregate.of.front());
  return fmt::format(R"("{}":{}{})", json_words::text_of(json_words::aggregates, aggregate.function), of,
                     aggregate.distinct ? R"(,"distinct":true)" : "");
}
std::string QueryJsonWriter::value_part(const ast::Aggregate& of_rows) const {
  return '{' + aggregate(of_rows, model_) + '}';
}
std::string QueryJsonWriter::value_part(const ast::OfTargets& targets) const {
  const auto* of_them = std::get_if<ast::Aggregate>(&targets.aggregate.node()->is);
  const ModelInfo* target = model_.association(targets.name).resolved().target;
  if (of_them == nullptr || target == nullptr) refuse("a value of many targets that is no aggregate");
  std::string json = '{' + aggregate(*of_them, *target) + R"(,"of":)" + json_of_text(targets.name);
  if (!targets.condition.always_true()) json += R"(,"where":)" + QueryJsonWriter(*target).condition(targets.condition);
  return json + '}';
}
std::string QueryJsonWriter::value_part(const ast::GroupKey& key) const {
  if (groups_ == nullptr) refuse("a value that rows are grouped by");
  return QueryJsonWriter(model_).value(groups_->at(key.index));
}

std::string QueryJsonWriter::order(const OrderTerm& term) const {
  const std::string name = path(term.expr);
  if (!name.empty() && term.nulls == NullsOrder::unspecified) return json_of_text((term.descending ? "-" : "") + name);
  return fmt::format(R"({{"by":{}{}{}}})", value(term.expr), term.descending ? R"(,"desc":true)" : "",
                     term.nulls == NullsOrder::unspecified ? ""
                     : term.nulls == NullsOrder::first     ? R"(,"nulls":"first")"
                                                           : R"(,"nulls":"last")");
}

std::string condition_to_json(const ModelInfo& model, const Expr& condition) {
  return QueryJsonWriter(model).condition(condition);
}

}  // namespace rowan
