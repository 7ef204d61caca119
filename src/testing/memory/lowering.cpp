#include "testing/memory/lowering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <type_traits>
#include <utility>

#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/query/function.hpp"

namespace rowan::testing::memory {
namespace {

template <class Part>
TestPtr made(Part part) {
  return std::make_unique<const Test>(Test{std::move(part)});
}

std::string_view symbol(CompareOp op) {
  constexpr std::string_view symbols[] = {"=", "<>", "<", "<=", ">", ">="};
  return symbols[static_cast<std::size_t>(op)];
}

[[noreturn]] void refuse_sql() {
  throw Unsupported(
      "a database in memory takes no SQL, and this condition or order is some: write it with columns and attr(), or "
      "run this test on SQLite");
}

}  // namespace

void refuse() {
  throw Unsupported("a database in memory does not know this part of the query: run this test on SQLite");
}

std::string table_key(std::string_view schema, std::string_view table) {
  return schema.empty() ? std::string(table) : fmt::format("{}.{}", schema, table);
}

Column column_of(const AttributeInfo& attribute) { return {attribute.column, attribute.index}; }

Hole Lowering::hole(Value value, TypeKind kind) {
  return hole(std::move(value), kind, {ParameterSource::From::constant});
}

Hole Lowering::hole(Value value, TypeKind kind, const ParameterSource& source) {
  out.parameters.push_back(std::move(value));
  out.kinds.push_back(kind);
  out.sources.push_back(source);
  out.sql += fmt::format("${}", out.parameters.size());
  return out.parameters.size() - 1;
}

std::vector<Column> Lowering::columns(std::span<const AttributeInfo* const> attributes) {
  std::vector<Column> list;
  text("(");
  for (const AttributeInfo* attribute : attributes) {
    list.push_back(column_of(*attribute));
    text(list.size() > 1 ? "," : "").text(attribute->column);
  }
  text(")");
  return list;
}

TestPtr Lowering::equal(std::span<const AttributeInfo* const> columns) {
  AllOf all;
  for (const AttributeInfo* column : columns) {
    text(all.terms.empty() ? " where " : " and ").text(column->column).text("=");
    const bool from_null = column->lock_version && column->nullable;
    all.terms.push_back(
        made(Comparison{CompareOp::equal, {column_of(*column)}, {hole(Value(), column->type.kind)}, from_null}));
  }
  return made(std::move(all));
}

TestPtr Lowering::equal(const std::vector<std::string>& columns) {
  AllOf all;
  for (const std::string& column : columns) {
    text(all.terms.empty() ? " where " : " and ").text(column).text("=");
    all.terms.push_back(made(Comparison{CompareOp::equal, {Column{column}}, {hole(Value(), TypeKind::text)}}));
  }
  return made(std::move(all));
}

SortTerm Lowering::sort_term(const bound::OrderBy& term) {
  SortTerm result{operand(term.value), term.descending, term.nulls == NullsOrder::first};
  if (term.nulls == NullsOrder::unspecified) result.nulls_first = !term.descending;
  text(term.descending ? " desc" : "").text(result.nulls_first ? " nulls first" : " nulls last");
  return result;
}

Hole Lowering::rows(std::uint64_t count, ParameterSource::From from) {
  constexpr std::uint64_t all = std::numeric_limits<std::int64_t>::max();
  return hole(Value(std::min(count, all)), TypeKind::int64, {from});
}

Hole Lowering::literal(const bound::Literal& value, TypeKind kind) {
  using From = ParameterSource::From;
  return hole(value.value, kind, {value.origin.value == nullptr ? From::elsewhere : From::value, value.origin});
}

Operand Lowering::operand(const BoundExpr& value) {
  const bound::Node* node = value.node();
  if (node == nullptr) return {test(value)};
  if (const auto* column = std::get_if<bound::Column>(&node->is)) return this->column(*column);
  if (const auto* constant = std::get_if<bound::Literal>(&node->is)) return {literal(*constant)};
  if (const auto* call = std::get_if<bound::Call>(&node->is)) return {computed(*call, node->kind)};
  if (const auto* choice = std::get_if<bound::Case>(&node->is)) return this->value(*choice, node->kind);
  if (const auto* total = std::get_if<bound::Aggregate>(&node->is)) return this->value(*total, node->kind);
  if (const auto* window = std::get_if<bound::Window>(&node->is)) return this->value(*window, node->kind);
  if (const auto* sub = std::get_if<bound::SubQuery>(&node->is)) return this->value(*sub);
  return {test(value)};
}

Computed Lowering::computed(const bound::Call& call, TypeKind kind) {
  Computed result{call.function, {}, kind};
  text(function_info(call.function).name).text(" as ").text(to_string(kind)).text(" of (");
  for (const BoundExpr& argument : call.arguments) {
    text(result.arguments.empty() ? "" : ", ");
    result.arguments.push_back(operand(argument));
  }
  text(")");
  return result;
}

void Lowering::path(const std::vector<Hop>& hops) {
  for (const Hop& hop : hops) {
    text(table_key(hop.schema, hop.table)).text("[");
    for (std::size_t i = 0; i < hop.to.size(); ++i) text(hop.to[i]).text("=").text(hop.from[i]).text(" ");
    for (const Fixed& fixed : hop.fixed)
      text(fixed.before ? "before " : "").text(fixed.column).text(":").text(fixed.text);
    text("] ");
  }
}

template <class Other>
TestPtr Lowering::lower(const Other&) {
  if constexpr (std::is_same_v<Other, bound::RawSql>) refuse_sql();
  refuse();
}

TestPtr Lowering::test(const BoundExpr& expr) {
  if (expr.always_true()) {
    text("true");
    return nullptr;
  }
  return std::visit([this](const auto& node) { return lower(node); }, expr.node()->is);
}

std::vector<TestPtr> Lowering::terms(const std::vector<BoundExpr>& terms, std::string_view separator) {
  std::vector<TestPtr> list;
  text("(");
  for (const BoundExpr& term : terms) {
    text(list.empty() ? "" : separator);
    list.push_back(test(term));
  }
  text(")");
  return list;
}

TestPtr Lowering::lower(const bound::Column& node) {
  Operand read = column(node);
  text("=true");
  return made(Comparison{CompareOp::equal, std::move(read), {hole(Value(true), TypeKind::boolean)}});
}

TestPtr Lowering::lower(const bound::Comparison& node) {
  Operand left = operand(node.left);
  text(symbol(node.op));
  return made(Comparison{node.op, std::move(left), operand(node.right)});
}

TestPtr Lowering::lower(const bound::And& node) { return made(AllOf{terms(node.terms, " and ")}); }
TestPtr Lowering::lower(const bound::Or& node) { return made(AnyOf{terms(node.terms, " or ")}); }

TestPtr Lowering::lower(const bound::Not& node) {
  text("not ");
  return made(Negation{test(node.operand)});
}

TestPtr Lowering::lower(const bound::NullTest& node) {
  NullTest result{operand(node.operand), node.negated};
  text(node.negated ? " is not null" : " is null");
  return made(std::move(result));
}

TestPtr Lowering::lower(const bound::InList& node) {
  InList list{operand(node.operand), 0, node.negated};
  text(node.negated ? " not in " : " in ");
  list.values = literal(node.values, array_of(element_of(node.values.kind)));
  return made(std::move(list));
}

TestPtr Lowering::lower(const bound::Between& node) {
  Operand value = operand(node.operand);
  text(" between ");
  Operand low = operand(node.low);
  text(" and ");
  return made(Between{std::move(value), std::move(low), operand(node.high)});
}

TestPtr Lowering::lower(const bound::TextMatch& node) {
  constexpr std::string_view words[] = {" contains ", " starts with ", " ends with "};
  TextMatch match{operand(node.operand), node.kind, 0, node.ignore_case};
  text(node.ignore_case ? " ignoring case" : "").text(words[static_cast<std::size_t>(node.kind)]);
  match.text = literal(node.text);
  return made(std::move(match));
}

TestPtr Lowering::lower(const bound::HasElement& node) {
  HasElement has{operand(node.array)};
  text(" has ");
  has.element = literal(node.element);
  return made(std::move(has));
}

TestPtr Lowering::lower(const bound::Call& node) {
  text("true: ");
  return made(Holds{{computed(node, TypeKind::boolean)}});
}

TestPtr Lowering::lower(const bound::IsType& node) {
  Operand read = operand(node.column);
  text("=");
  return made(Comparison{CompareOp::equal, std::move(read), {hole(Value(node.text), TypeKind::text)}});
}

TestPtr Lowering::lower(const bound::Exists& node) {
  if (node.association == nullptr) refuse();
  constexpr std::string_view words[] = {"some ", "every ", "none ", "is ", "is not "};
  const bound::SourceId owner = owner_of(*node.query);
  Quantified result{node.kind, path_from(owner, *node.association), {}, {}};
  text(words[static_cast<std::size_t>(node.kind)]);
  path(result.path);
  enter(node.query->joins);
  text("(");
  result.among = test(node.among);
  text(": ");
  result.condition = test(node.condition);
  text(")");
  TestPtr test = made(std::move(result));
  if (!joins_.contains(owner)) return test;
  Operand at_target = reached(owner, {std::move(test)});
  return made(Comparison{CompareOp::equal, std::move(at_target), {hole(Value(true), TypeKind::boolean)}});
}

TestPtr Lowering::lower(const bound::AlwaysFalse&) {
  text("false");
  return made(Never{});
}

TestPtr Lowering::lower(const bound::InQuery& node) {
  if (node.association == nullptr || !numbered_.empty()) {
    Among among{operand(node.operands.front()), {}, node.negated};
    text(node.negated ? " not in " : " in ");
    bound::Query query = *node.query;
    query.composed = query.composed || node.association != nullptr;  // its tables, rather than the way over them
    among.query = inner(query);
    return made(std::move(among));
  }
  Reached reached{association_path(*node.association), {}};
  text("reached by ");
  path(reached.path);
  for (const BoundExpr& part : node.key) reached.key.push_back(literal(std::get<bound::Literal>(part.node()->is)));
  return made(std::move(reached));
}

}  // namespace rowan::testing::memory
