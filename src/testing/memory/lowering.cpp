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

[[noreturn]] void refuse_value() {
  throw Unsupported(
      "a database in memory compares attributes with values and each other, not what is computed of them: run this "
      "test on SQLite");
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
  const bound::Query bound = bind_query(query);
  if (!bound.where.always_true()) {
    text(" where ");
    result.where = test(bound.where);
  }
  for (const bound::OrderBy& term : bound.order) {
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

SortTerm Lowering::sort_term(const bound::OrderBy& term) {
  SortTerm result{Column{}, term.descending, term.nulls == NullsOrder::first};
  if (term.nulls == NullsOrder::unspecified) result.nulls_first = !term.descending;
  if (std::holds_alternative<bound::Column>(term.value.node()->is))
    result.by = column(term.value);
  else
    result.by = test(term.value);
  text(term.descending ? " desc" : "").text(result.nulls_first ? " nulls first" : " nulls last");
  return result;
}

Column Lowering::column(const BoundExpr& value) {
  const auto* own = value.always_true() ? nullptr : std::get_if<bound::Column>(&value.node()->is);
  if (own == nullptr) refuse_value();
  text(own->column);
  return own->attribute != nullptr ? column_of(*own->attribute) : Column{own->column};
}

Hole Lowering::literal(const BoundExpr& value) {
  const auto* own = value.always_true() ? nullptr : std::get_if<bound::Literal>(&value.node()->is);
  if (own == nullptr) refuse_value();
  return hole(own->value, own->kind);
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
  if constexpr (std::is_same_v<Other, bound::RawSql>) {
    throw Unsupported(
        "a database in memory takes no SQL, and this condition or order is some: write it with columns and attr(), or "
        "run this test on SQLite");
  } else {
    refuse_value();
  }
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
  text(node.column).text("=true");
  Column read = node.attribute != nullptr ? column_of(*node.attribute) : Column{node.column};
  return made(Comparison{CompareOp::equal, std::move(read), hole(Value(true), TypeKind::boolean)});
}

TestPtr Lowering::lower(const bound::Comparison& node) {
  Comparison comparison{node.op, column(node.left), Hole{0}};
  text(symbol(node.op));
  if (std::holds_alternative<bound::Literal>(node.right.node()->is))
    comparison.right = literal(node.right);
  else
    comparison.right = column(node.right);
  return made(std::move(comparison));
}

TestPtr Lowering::lower(const bound::And& node) { return made(AllOf{terms(node.terms, " and ")}); }
TestPtr Lowering::lower(const bound::Or& node) { return made(AnyOf{terms(node.terms, " or ")}); }

TestPtr Lowering::lower(const bound::Not& node) {
  text("not ");
  return made(Negation{test(node.operand)});
}

TestPtr Lowering::lower(const bound::NullTest& node) {
  NullTest result{column(node.operand), node.negated};
  text(node.negated ? " is not null" : " is null");
  return made(std::move(result));
}

TestPtr Lowering::lower(const bound::InList& node) {
  InList list{column(node.operand), 0, node.negated};
  text(node.negated ? " not in " : " in ");
  list.values = hole(node.values.value, array_of(element_of(node.values.kind)));
  return made(std::move(list));
}

TestPtr Lowering::lower(const bound::Between& node) {
  Between range{column(node.operand)};
  text(" between ");
  range.low = literal(node.low);
  text(" and ");
  range.high = literal(node.high);
  return made(std::move(range));
}

TestPtr Lowering::lower(const bound::TextMatch& node) {
  constexpr std::string_view words[] = {" contains ", " starts with ", " ends with "};
  TextMatch match{column(node.operand), node.kind, 0, node.ignore_case};
  text(node.ignore_case ? " ignoring case" : "").text(words[static_cast<std::size_t>(node.kind)]);
  match.text = hole(node.text.value, TypeKind::text);
  return made(std::move(match));
}

TestPtr Lowering::lower(const bound::HasElement& node) {
  HasElement has{column(node.array)};
  text(" has ");
  has.element = hole(node.element.value, node.element.kind);
  return made(std::move(has));
}

TestPtr Lowering::lower(const bound::IsType& node) {
  Column read = column(node.column);
  text("=");
  return made(Comparison{CompareOp::equal, std::move(read), hole(Value(node.text), TypeKind::text)});
}

TestPtr Lowering::lower(const bound::Exists& node) {
  constexpr std::string_view words[] = {"some ", "every ", "none ", "is ", "is not "};
  Quantified result{node.kind, association_path(*node.association), {}};
  text(words[static_cast<std::size_t>(node.kind)]);
  path(result.path);
  text("(");
  result.condition = test(node.condition);
  text(")");
  return made(std::move(result));
}

TestPtr Lowering::lower(const bound::AlwaysFalse&) {
  text("false");
  return made(Never{});
}

TestPtr Lowering::lower(const bound::InQuery& node) {
  Reached reached{association_path(*node.association), {}};
  text("reached by ");
  path(reached.path);
  for (const BoundExpr& part : node.key) reached.key.push_back(literal(part));
  return made(std::move(reached));
}

}  // namespace rowan::testing::memory
