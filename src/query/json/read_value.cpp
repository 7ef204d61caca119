// Values and orders out of JSON.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>

#include "core/quote.hpp"
#include "query/json/level.hpp"
#include "query/json/members.hpp"
#include "query/json/reader.hpp"
#include "query/json/words.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/functions.hpp"

namespace rowan {
namespace {

using json_members::find;
using json_members::require_only;
using json_members::whole_number;

}  // namespace

Expr QueryJsonReader::value(const ModelInfo& model, JsonView json) {
  const Level deeper = level();
  if (json.is_text()) return path(model, json.unquoted());
  if (json.is_number() || json.is_boolean()) return ast::literal(json.value());
  if (json.is_object()) return made(model, json.members());
  throw QueryError(
      "a value is the name of an attribute, a number, true, false, or an object: {\"value\": \"a text\"}, "
      "{\"lower\": \"title\"}");
}

Expr QueryJsonReader::made(const ModelInfo& model, const std::vector<JsonMember>& members) {
  if (members.empty()) throw QueryError("an empty object is no value");
  if (find(members, "value") != nullptr) return constant(members);
  if (find(members, "case") != nullptr) return choice(model, members);
  if (find(members, "over") != nullptr) return window(model, members);
  const JsonMember& first = members.front();
  return at(first.name, [&] {
    for (const JsonMember& member : members) {
      const auto function = json_words::find(json_words::aggregates, member.name);
      if (function) return aggregate(model, *function, members);
    }
    if (members.size() > 1) throw QueryError("an object is one value: it has one member, the function");
    if (first.name == "attribute") return path(model, text(first.value));
    if (first.name == "if") {
      Expr holds = condition(model, first.value);
      return holds.always_true() ? ast::make(ast::Not{Expr::constant(false)}) : holds;  // no tree is no value
    }
    if (json_words::find(json_words::windows, first.name))
      throw QueryError("a window function says of which rows: \"over\": {\"partition\": […], \"order\": […]}");
    if (const auto function = json_words::find(json_words::functions, first.name))
      return call(model, *function, first.value);
    throw QueryError(fmt::format("there is no function {}", detail::in_quotes(first.name)));
  });
}

// {"value": "12.50", "type": "decimal"}
Expr QueryJsonReader::constant(const std::vector<JsonMember>& members) const {
  require_only(members, {"value", "type"});
  const JsonView json = find(members, "value")->value;
  const JsonMember* type = find(members, "type");
  if (type == nullptr) return ast::literal(json.value());
  const std::string name = text(type->value);
  const auto kind = json_words::find(json_words::kinds, name);
  if (!kind) throw QueryError(fmt::format("there is no type {} of values", detail::in_quotes(name)));
  if (*kind == TypeKind::json) return ast::literal(Value(Json::trusted(std::string(json.text()))));
  return ast::literal(json.value(*kind).parsed_as(*kind));
}

// {"case": [[condition, value], …], "else": value}
Expr QueryJsonReader::choice(const ModelInfo& model, const std::vector<JsonMember>& members) {
  require_only(members, {"case", "else"});
  std::vector<Expr> conditions, values;
  at("case", [&] {
    return each(find(members, "case")->value, [&](JsonView json) {
      const std::vector<JsonView> pair = json.is_array() ? json.elements() : std::vector<JsonView>();
      if (pair.size() != 2) throw QueryError("each case is a pair: [condition, value]");
      conditions.push_back(condition(model, pair[0]));
      if (conditions.back().always_true()) throw QueryError("this case always holds: write its value as \"else\"");
      values.push_back(value(model, pair[1]));
      return true;
    });
  });
  const JsonMember* otherwise = find(members, "else");
  Expr last = otherwise == nullptr ? Expr() : at("else", [&] { return value(model, otherwise->value); });
  return ast::conditional(std::move(conditions), std::move(values), std::move(last));
}

// {"sum": value, "distinct": true, "of": association, "where": condition}; {"count": "*"}
Expr QueryJsonReader::aggregate(const ModelInfo& model, AggregateFunction function,
                                const std::vector<JsonMember>& members) {
  const std::string_view word = json_words::text_of(json_words::aggregates, function);
  require_only(members, {word, "distinct", "of", "where"});
  const JsonMember* of = find(members, "of");
  const AssociationInfo* many = of == nullptr ? nullptr : &association(model, text(of->value));
  const ModelInfo& rows = many == nullptr ? model : target(*many);
  const Expr of_each = counted(rows, function, find(members, word)->value);
  const JsonMember* distinct = find(members, "distinct");
  const JsonMember* where = find(members, "where");
  Expr kept = where == nullptr ? Expr() : at("where", [&] { return condition(rows, where->value); });
  const bool once = distinct != nullptr && yes_or_no(distinct->value);
  if (many == nullptr) return ast::aggregate(function, once, of_each, kept);
  return ast::of_targets(many->name, ast::aggregate(function, once, of_each), std::move(kept));
}

Expr QueryJsonReader::counted(const ModelInfo& model, AggregateFunction function, JsonView json) {
  if (json.text() != R"("*")") return value(model, json);
  if (function != AggregateFunction::count) throw QueryError("\"*\" is all rows, to count only");
  return {};
}

Expr QueryJsonReader::call(const ModelInfo& model, Function function, JsonView arguments) {
  const std::vector<JsonView> given = arguments.is_array() ? arguments.elements() : std::vector{arguments};
  if (function == Function::round && given.size() == 2)
    return detail::round(value(model, given[0]),
                         static_cast<int>(std::clamp<std::int64_t>(whole_number(given[1]), -1, 31)));
  if (function == Function::substring && given.size() == 3)
    return detail::substring(value(model, given[0]), whole_number(given[1]), whole_number(given[2]));
  return ast::call(function, each(arguments, [&](JsonView json) { return value(model, json); }));
}

// "title", "-title", {"by": value, "desc": true, "nulls": "last"}
OrderTerm QueryJsonReader::order(const ModelInfo& model, JsonView json) {
  const Level deeper = level();
  if (json.is_text()) {
    const std::string name = json.unquoted();
    const bool down = name.starts_with('-');
    return {path(model, std::string_view(name).substr(down ? 1 : 0)), down};
  }
  const std::vector<JsonMember> members = json.is_object() ? json.members() : std::vector<JsonMember>();
  require_only(members, {"by", "desc", "nulls"});
  const JsonMember* by = find(members, "by");
  if (by == nullptr)
    throw QueryError("an order is a name, \"-name\" for descending, or {\"by\": value, \"desc\": true}");
  OrderTerm term{at("by", [&] { return value(model, by->value); })};
  if (const JsonMember* down = find(members, "desc")) term.descending = yes_or_no(down->value);
  if (const JsonMember* nulls = find(members, "nulls")) {
    const std::string where = text(nulls->value);
    if (where != "first" && where != "last") throw QueryError("nulls are \"first\" or \"last\"");
    term.nulls = where == "first" ? NullsOrder::first : NullsOrder::last;
  }
  return term;
}

Expr condition_from_json(const ModelInfo& model, std::string_view json, const QueryLimits& limits) {
  return QueryJsonReader::whole(limits, json,
                                [&](QueryJsonReader& reader, JsonView view) { return reader.condition(model, view); });
}

}  // namespace rowan
