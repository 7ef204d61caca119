// Conditions out of JSON.
#include <fmt/format.h>

#include "core/quote.hpp"
#include "query/json/level.hpp"
#include "query/json/reader.hpp"
#include "query/json/words.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/binder.hpp"

namespace rowan {
namespace {

[[noreturn]] void refuse_word(std::string_view word) {
  throw QueryError(fmt::format(
      "there is no test {}: there are eq, ne, lt, le, gt, ge, in, not_in, between, null, contains, starts_with, "
      "ends_with, icontains, istarts_with, iends_with and has; of associations some, every, none, is and is_not",
      detail::in_quotes(word)));
}

}  // namespace

Expr QueryJsonReader::condition(const ModelInfo& model, JsonView json) {
  const Level deeper = level();
  if (json.is_boolean()) return Expr::constant(json.text() == "true");
  if (json.is_object()) return all(model, json);
  throw QueryError(fmt::format("a condition on {} is an object: {{\"name\": value, …}}", model.name));
}

// Of a value that no attribute is, the other members are the tests.
Expr QueryJsonReader::all(const ModelInfo& model, JsonView object) {
  const std::vector<JsonMember> members = object.members();
  for (const JsonMember& one : members) {
    if (one.name == "this") return computed(model, members);
  }
  std::vector<Expr> terms;
  for (const JsonMember& one : members) terms.push_back(at(one.name, [&] { return member(model, one); }));
  return all_of(terms);
}

// `and`, `or`, `not` and `this` are words of C++, so no member of a class has such a name.
Expr QueryJsonReader::member(const ModelInfo& model, const JsonMember& member) {
  const auto inside = [&](JsonView json) { return condition(model, json); };
  if (member.name == "and") return all_of(each(member.value, inside));
  if (member.name == "or") return any_of(each(member.value, inside));
  if (member.name == "not") return !inside(member.value);
  return about(model, member);
}

Expr QueryJsonReader::about(const ModelInfo& model, const JsonMember& member) {
  const bool is_association = model.find_attribute(member.name) == nullptr && has_association(model, member.name);
  if (!member.value.is_object()) {
    if (is_association) {
      throw QueryError(fmt::format("{}.{} has no column of its own: ask {{\"{}\": {{\"some\": …}}}}", model.name,
                                   association(model, member.name).name, member.name));
    }
    const Operand of = operand(model, member.name);
    const bool list = member.value.is_array() && !is_array(of.attribute->type.kind);
    return test(model, of, list ? "in" : "eq", member.value);
  }
  std::vector<Expr> terms;
  std::vector<JsonMember> own;
  for (const JsonMember& one : member.value.members()) {
    if (const auto kind = json_words::find(json_words::quantifiers, one.name)) {
      terms.push_back(at(one.name, [&] { return quantified(model, member.name, *kind, one.value); }));
    } else if (is_association) {
      refuse_word(one.name);
    } else {
      own.push_back(one);
    }
  }
  if (!own.empty()) terms.push_back(tests(model, operand(model, member.name), own));
  if (terms.empty())
    throw QueryError("an empty object says nothing about it: write a value, or tests as in {\"gt\": 5}");
  return all_of(terms);
}

Expr QueryJsonReader::quantified(const ModelInfo& model, std::string_view name, QuantifierKind kind, JsonView json) {
  const AssociationInfo& asked = association(model, name);
  const bool any = json.is_boolean() && json.text() == "true";
  if (any && kind == QuantifierKind::every) throw QueryError("every target meets true: say what they must meet");
  Expr of_target = any ? Expr() : condition(target(asked), json);
  return ast::quantified(asked.is_branch() ? name : asked.name, kind, std::move(of_target));
}

// {"this": value, "gt": 5}
Expr QueryJsonReader::computed(const ModelInfo& model, const std::vector<JsonMember>& members) {
  Operand of;
  std::vector<JsonMember> tests_of_it;
  for (const JsonMember& one : members) {
    if (one.name == "this")
      of.expr = at("this", [&] { return value(model, one.value); });
    else
      tests_of_it.push_back(one);
  }
  if (tests_of_it.empty()) throw QueryError("\"this\" is a value without a test: add one, as in \"gt\": 5");
  return tests(model, of, tests_of_it);
}

Expr QueryJsonReader::tests(const ModelInfo& model, const Operand& of, const std::vector<JsonMember>& members) {
  std::vector<Expr> terms;
  for (const JsonMember& one : members)
    terms.push_back(at(one.name, [&] { return test(model, of, one.name, one.value); }));
  return all_of(terms);
}

Expr QueryJsonReader::test(const ModelInfo& model, const Operand& of, std::string_view word, JsonView json) {
  const Level deeper = level();
  if (const auto op = json_words::find(json_words::comparisons, word))
    return ast::compare(of.expr, *op, beside(model, of, json));
  if (const auto match = json_words::find(json_words::matches, word))
    return ast::match(of.expr, match->kind, text(json), match->ignore_case);
  if (word == "in" || word == "not_in") return ast::in_list(of.expr, list(of, json), word == "not_in");
  if (word == "null") return ast::null_test(of.expr, !yes_or_no(json));
  if (word == "has") return ast::has_element(of.expr, literal({}, json));
  if (word != "between") refuse_word(word);
  std::vector<Value> ends = list(of, json);
  if (ends.size() != 2) throw QueryError("between takes two values: [lowest, highest]");
  return ast::between(of.expr, std::move(ends[0]), std::move(ends[1]));
}

// A plain value is the program's; an object is one that the database computes.
Expr QueryJsonReader::beside(const ModelInfo& model, const Operand& of, JsonView json) {
  const bool document = of.attribute != nullptr && of.attribute->type.kind == TypeKind::json;
  if (json.is_object() && !document) return value(model, json);
  return ast::literal(literal(of, json));
}

// Looked at now, for the message to say where it is.
Value QueryJsonReader::literal(const Operand& of, JsonView json) {
  if (of.attribute == nullptr) return json.is_array() ? json.value(array_of(TypeKind::text)) : json.value();
  const TypeKind kind = of.attribute->type.kind;
  if (json.is_null()) return {};
  Value value = kind == TypeKind::json ? Value(Json::trusted(std::string(json.text()))) : json.value(kind);
  if (kind == TypeKind::text && !std::holds_alternative<std::string>(value.storage()))
    throw InvalidValue(fmt::format("{}.{} is text, and {} is none", of.model->name, of.attribute->name, json.text()));
  static_cast<void>(bind_value(*of.model, *of.attribute, value));
  return value;
}

std::vector<Value> QueryJsonReader::list(const Operand& of, JsonView json) const {
  if (!json.is_array()) throw QueryError("a list of values is expected here: [1, 2, 3]");
  const std::vector<JsonView> elements = json.elements();
  if (elements.size() > limits_.values)
    throw QueryError(fmt::format("a list of {} values: at most {} are read", elements.size(), limits_.values));
  std::vector<Value> values;
  for (const JsonView element : elements) values.push_back(literal(of, element));
  return values;
}

}  // namespace rowan
