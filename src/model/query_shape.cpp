#include "model/query_shape.hpp"

#include <algorithm>
#include <limits>

#include "rowan/query/binder.hpp"

namespace rowan {
namespace {

std::int64_t row_count(std::uint64_t limit) {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(limit, std::numeric_limits<std::int64_t>::max()));
}

// As the attribute's values are: bind_value would only copy it.
bool fits(const AttributeInfo& attribute, const Value& value) {
  if (attribute.ops == nullptr || attribute.ops->choices != nullptr) return false;
  switch (attribute.type.kind) {
    case TypeKind::text:
      return std::holds_alternative<std::string>(value.storage());
    case TypeKind::int64:
      return std::holds_alternative<std::int64_t>(value.storage());
    case TypeKind::float64:
      return std::holds_alternative<double>(value.storage());
    case TypeKind::boolean:
      return std::holds_alternative<bool>(value.storage());
    default:
      return false;
  }
}

}  // namespace

[[gnu::hot]] QueryShape::QueryShape(const SelectQuery& query, char use) : limit_(query.limit) {
  put(use);
  look(query);
}

// Signs of fixed length; names are led by their length, and what is of any number by that or a sign for its end: what
// is written here could be read back.
void QueryShape::look(const SelectQuery& query) {
  if (query.offset) usual_ = false;
  put(static_cast<char>((query.distinct ? 1 : 0) | (query.limit ? 2 : 0) | (query.lock ? 4 : 0)));
  if (query.lock) {
    put(static_cast<char>(query.lock->strength));
    put(static_cast<char>(query.lock->wait));
  }
  for (const AttributeInfo* column : query.columns) {
    put('s');
    put(column->name);
  }
  put('w');
  look(query.where);
  for (const OrderTerm& term : query.order) look(term);
}

void QueryShape::look(const Expr& condition) {
  if (!usual_) return;
  if (condition.always_true()) return put('t');
  std::visit([this](const auto& node) { look_at(node); }, condition.node()->is);
}

void QueryShape::look(const OrderTerm& term) {
  const bool by_attribute = !term.expr.always_true() && std::holds_alternative<ast::ColumnRef>(term.expr.node()->is);
  if (!by_attribute) {
    usual_ = false;
    return;
  }
  put(term.descending ? '>' : '<');
  put(static_cast<char>(term.nulls));
  look(term.expr);
}

void QueryShape::look_at(const ast::Comparison& comparison) {
  const auto* value = std::get_if<Value>(&comparison.right);
  if (value == nullptr) {
    usual_ = false;
    return;
  }
  put('c');
  put(static_cast<char>(comparison.op));
  take(comparison.left, *value);
}

void QueryShape::look_at(const ast::Between& range) {
  put('b');
  take(range.column, range.low);
  take(range.column, range.high);
}

void QueryShape::look_at(const ast::NullTest& test) {
  put(test.negated ? 'n' : '0');
  put(test.column.name);
}

void QueryShape::look_at(const ast::And& all) { look_at_terms('&', all.terms); }
void QueryShape::look_at(const ast::Or& any) { look_at_terms('|', any.terms); }

void QueryShape::look_at(const ast::Not& negation) {
  put('!');
  look(negation.operand);
}

void QueryShape::look_at(const ast::ColumnRef& column) {
  put('a');
  put(column.name);
}

// However deep they nest: a shape that has grown too long is no usual one, and nobody looks on.
void QueryShape::look_at_terms(char sign, const std::vector<Expr>& terms) {
  put(sign);
  for (const Expr& term : terms) look(term);
  put('.');
}

void QueryShape::put(char c) {
  if (size_ == text_.size())
    usual_ = false;
  else
    text_[size_++] = c;
}

void QueryShape::put(const std::string& name) {
  if (name.size() >= text_.size() - size_) {
    usual_ = false;
    return;
  }
  text_[size_++] = static_cast<char>(name.size());
  std::copy(name.begin(), name.end(), text_.begin() + size_);
  size_ = static_cast<std::uint8_t>(size_ + name.size());
}

void QueryShape::take(const ast::ColumnRef& column, const Value& value) {
  put(column.name);
  if (count_ == comparands_.size())
    usual_ = false;
  else
    comparands_[count_++] = {&column.name, &value};
}

std::optional<KeptQuery> keep_query(const ModelInfo& model, const QueryShape& shape, const CompiledSql& written) {
  KeptQuery kept{written.sql, {}, written.kinds};
  std::vector<Value> bound;
  for (const auto& [name, value] : shape.comparands()) {
    kept.attributes.push_back(&bind_attribute(model, *name));
    // Of a time stored as a number, the value decides the SQL: one between two numbers equals none.
    const ValueOps* ops = kept.attributes.back()->ops;
    if (ops != nullptr && ops->unit != 0) return std::nullopt;
    bound.push_back(bind_value(model, *kept.attributes.back(), *value));
  }
  if (shape.limit()) bound.emplace_back(row_count(*shape.limit()));
  if (written.raw || bound != written.parameters) return std::nullopt;
  return kept;
}

[[gnu::hot]] BoundComparands::BoundComparands(const ModelInfo& model, const QueryShape& shape, const KeptQuery& kept)
    : shape_(shape), kept_(kept) {
  const auto comparands = shape.comparands();
  for (std::size_t i = 0; i < comparands.size(); ++i) {
    const AttributeInfo& attribute = *kept.attributes[i];
    values_[i] = comparands[i].value;
    if (fits(attribute, *values_[i])) continue;
    converted_.reserve(comparands.size());  // so that they stay where they are
    values_[i] = &converted_.emplace_back(bind_value(model, attribute, *values_[i]));
  }
}

[[gnu::hot]] void BoundComparands::bind(Statement& statement) const {
  int index = 0;
  for (const Value* value : values()) {
    write_value(statement, index, *value, kept_.kinds[static_cast<std::size_t>(index)]);
    ++index;
  }
  if (shape_.limit()) statement.write(index, row_count(*shape_.limit()));
}

}  // namespace rowan
