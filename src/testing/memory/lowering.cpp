#include "testing/memory/lowering.hpp"

#include <fmt/format.h>

#include <utility>

#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"

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

}  // namespace

std::string table_key(std::string_view schema, std::string_view table) {
  return schema.empty() ? std::string(table) : fmt::format("{}.{}", schema, table);
}

Column column_of(const AttributeInfo& attribute) { return {attribute.column, attribute.index}; }

Hole Lowering::hole(Value value, TypeKind kind) {
  out.parameters.push_back(std::move(value));
  out.kinds.push_back(kind);
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

Selection Lowering::selection(const SelectQuery& query) {
  Selection result{table_key(query.model->schema, query.model->table), {}, {}, {}, {}};
  text(result.table);
  if (const Expr where = bind_condition(query.where, *query.model); !where.always_true()) {
    text(" where ");
    result.where = test(where);
  }
  for (const OrderTerm& term : bind_order(query.order, *query.model)) {
    text(result.order.empty() ? " order " : ",");
    result.order.push_back(sort_term(term));
  }
  if (query.limit) {
    text(" limit ");
    result.limit = hole(Value(*query.limit), TypeKind::int64);
  }
  if (query.offset) {
    text(" offset ");
    result.offset = hole(Value(*query.offset), TypeKind::int64);
  }
  return result;
}

TestPtr Lowering::equal(std::span<const AttributeInfo* const> columns) {
  AllOf all;
  for (const AttributeInfo* column : columns) {
    text(all.terms.empty() ? " where " : " and ").text(column->column).text("=");
    all.terms.push_back(made(Comparison{CompareOp::equal, column_of(*column), hole(Value(), column->type.kind)}));
  }
  return made(std::move(all));
}

TestPtr Lowering::equal(const std::vector<std::string>& columns) {
  AllOf all;
  for (const std::string& column : columns) {
    text(all.terms.empty() ? " where " : " and ").text(column).text("=");
    all.terms.push_back(made(Comparison{CompareOp::equal, Column{column}, hole(Value(), TypeKind::text)}));
  }
  return made(std::move(all));
}

SortTerm Lowering::sort_term(const OrderTerm& term) {
  SortTerm result{Column{}, term.descending, term.nulls == NullsOrder::first};
  if (term.nulls == NullsOrder::unspecified) result.nulls_first = !term.descending;
  if (const auto* reference = std::get_if<ast::ColumnRef>(&term.expr.node()->is))
    result.by = column(*reference);
  else
    result.by = test(term.expr);
  text(term.descending ? " desc" : "").text(result.nulls_first ? " nulls first" : " nulls last");
  return result;
}

Column Lowering::column(const ast::ColumnRef& reference) {
  text(reference.attribute->column);
  return column_of(*reference.attribute);
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

TestPtr Lowering::test(const Expr& expr) {
  if (expr.always_true()) {
    text("true");
    return nullptr;
  }
  return std::visit([this](const auto& node) { return lower(node); }, expr.node()->is);
}

std::vector<TestPtr> Lowering::terms(const std::vector<Expr>& terms, std::string_view separator) {
  std::vector<TestPtr> list;
  text("(");
  for (const Expr& term : terms) {
    text(list.empty() ? "" : separator);
    list.push_back(test(term));
  }
  text(")");
  return list;
}

TestPtr Lowering::lower(const ast::ColumnRef& node) {
  Column read = column(node);
  text("=true");
  return made(Comparison{CompareOp::equal, std::move(read), hole(Value(true), TypeKind::boolean)});
}

TestPtr Lowering::lower(const ast::Comparison& node) {
  Comparison comparison{node.op, column(node.left), Hole{0}};
  text(symbol(node.op));
  if (const auto* value = std::get_if<Value>(&node.right))
    comparison.right = hole(*value, node.left.attribute->type.kind);
  else
    comparison.right = column(std::get<ast::ColumnRef>(node.right));
  return made(std::move(comparison));
}

TestPtr Lowering::lower(const ast::And& node) { return made(AllOf{terms(node.terms, " and ")}); }
TestPtr Lowering::lower(const ast::Or& node) { return made(AnyOf{terms(node.terms, " or ")}); }

TestPtr Lowering::lower(const ast::Not& node) {
  text("not ");
  return made(Negation{test(node.operand)});
}

TestPtr Lowering::lower(const ast::NullTest& node) {
  NullTest result{column(node.column), node.negated};
  text(node.negated ? " is not null" : " is null");
  return made(std::move(result));
}

TestPtr Lowering::lower(const ast::InList& node) {
  InList list{column(node.column), 0, node.negated};
  text(node.negated ? " not in " : " in ");
  list.values = hole(Value::list(node.values), array_of(element_of(node.column.attribute->type.kind)));
  return made(std::move(list));
}

TestPtr Lowering::lower(const ast::Between& node) {
  const TypeKind kind = node.column.attribute->type.kind;
  Between range{column(node.column)};
  text(" between ");
  range.low = hole(node.low, kind);
  text(" and ");
  range.high = hole(node.high, kind);
  return made(std::move(range));
}

TestPtr Lowering::lower(const ast::TextMatch& node) {
  constexpr std::string_view words[] = {" contains ", " starts with ", " ends with "};
  TextMatch match{column(node.column), node.kind, 0, node.ignore_case};
  text(node.ignore_case ? " ignoring case" : "").text(words[static_cast<std::size_t>(node.kind)]);
  match.text = hole(Value(node.text), TypeKind::text);
  return made(std::move(match));
}

TestPtr Lowering::lower(const ast::HasElement& node) {
  HasElement has{column(node.column)};
  text(" has ");
  has.element = hole(node.value, element_of(node.column.attribute->type.kind));
  return made(std::move(has));
}

TestPtr Lowering::lower(const ast::Quantifier& node) {
  constexpr std::string_view words[] = {"some ", "every ", "none ", "is ", "is not "};
  Quantified result{node.kind, association_path(*node.association), {}};
  text(words[static_cast<std::size_t>(node.kind)]);
  path(result.path);
  text("(");
  result.condition = test(node.condition);
  text(")");
  return made(std::move(result));
}

TestPtr Lowering::lower(const ast::RawSql&) {
  throw Unsupported(
      "a database in memory takes no SQL, and this condition or order is some: write it with columns and attr(), or "
      "run this test on SQLite");
}

TestPtr Lowering::lower(const ast::AlwaysFalse&) {
  text("false");
  return made(Never{});
}

TestPtr Lowering::lower(const ast::ReachedFrom& node) {
  Reached reached{association_path(*node.association), {}};
  text("reached by ");
  path(reached.path);
  for (std::size_t i = 0; i < node.key.size(); ++i)
    reached.key.push_back(hole(node.key[i], reached.path.front().key[i]->type.kind));
  return made(std::move(reached));
}

}  // namespace rowan::testing::memory
