#include "condition_writer.hpp"

#include <algorithm>
#include <bit>

#include "query/sql_scan.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

// Beyond this many terms a list is written as nested halves: databases parse `a OR b OR c` as deep as it is long, and
// limit the depth (SQLite: 1000).
constexpr std::size_t flat_terms = 64;

std::string_view symbol(CompareOp op) {
  constexpr std::string_view symbols[] = {" = ", " <> ", " < ", " <= ", " > ", " >= "};
  return symbols[static_cast<std::size_t>(op)];
}

// What an argument of raw SQL is, for drivers that want types.
TypeKind kind_of(const Value& value) {
  if (const auto* list = std::get_if<std::vector<Value>>(&value.storage()))
    return array_of(list->empty() ? TypeKind::text : kind_of(list->front()));
  constexpr TypeKind kinds[] = {
      TypeKind::text,    TypeKind::boolean, TypeKind::int64, TypeKind::uint64, TypeKind::float64,
      TypeKind::decimal, TypeKind::text,    TypeKind::bytes, TypeKind::date,   TypeKind::local_date_time,
      TypeKind::instant, TypeKind::uuid,    TypeKind::json,  TypeKind::text};
  static_assert(std::size(kinds) == std::variant_size_v<Value::Storage>);
  return kinds[value.storage().index()];
}

bool stands_alone(const ast::Node& node) {
  return !std::holds_alternative<ast::And>(node.is) && !std::holds_alternative<ast::Or>(node.is);
}

// Lists are padded to a power of two with their last value, so that lists of many lengths share few statements.
std::size_t padded_length(std::size_t length, const SqlWriter& out) {
  const std::size_t padded = std::bit_ceil(length);
  return out.parameter_count() + padded <= out.dialect().can().max_parameters ? padded : length;
}

void write_comparable(SqlWriter& out, const std::string& alias, std::string_view column, TypeKind kind) {
  out.text(out.dialect().comparable(alias + "." + out.dialect().quoted(column), kind));
}

}  // namespace

std::string Aliases::next() {
  std::string alias = "t" + std::to_string(++count_);
  return alias == taken_ ? next() : alias;
}

Scope root_scope(const Dialect& dialect, const ModelInfo& model) { return {"", dialect.quoted(model.table) + "."}; }

void ConditionWriter::write_where(const Expr& condition) {
  if (condition.always_true()) return;
  out_.text(" WHERE ");
  write(condition);
}

void ConditionWriter::write_term(const Expr& condition) {
  if (condition.always_true()) {
    out_.text("1 = 1");
  } else if (stands_alone(*condition.node())) {
    write(condition);
  } else {
    out_.text("(");
    write(condition);
    out_.text(")");
  }
}

void ConditionWriter::write(const Expr& condition) {
  std::visit([this](const auto& node) { part(node); }, condition.node()->is);
}

std::string ConditionWriter::column(const AttributeInfo& attribute) const {
  return scope_.prefix + out_.dialect().quoted(attribute.column);
}

std::string ConditionWriter::comparable(const AttributeInfo& attribute) const {
  return out_.dialect().comparable(column(attribute), attribute.type.kind);
}

void ConditionWriter::part(const ast::ColumnRef& reference) { out_.text(column(*reference.attribute)); }

void ConditionWriter::part(const ast::Comparison& comparison) {
  const AttributeInfo& left = *comparison.left.attribute;
  out_.text(comparable(left)).text(symbol(comparison.op));
  if (const auto* value = std::get_if<Value>(&comparison.right))
    out_.parameter(*value, left.type.kind);
  else
    out_.text(column(*std::get<ast::ColumnRef>(comparison.right).attribute));
}

void ConditionWriter::part(const ast::Not& negation) {
  out_.text("NOT (");
  write(negation.operand);
  out_.text(")");
}

void ConditionWriter::part(const ast::NullTest& test) {
  out_.text(column(*test.column.attribute)).text(test.negated ? " IS NOT NULL" : " IS NULL");
}

void ConditionWriter::part(const ast::InList& list) {
  const AttributeInfo& attribute = *list.column.attribute;
  if (out_.dialect().can().array_lists && !is_array(attribute.type.kind)) {
    out_.text(comparable(attribute)).text(list.negated ? " <> ALL (" : " = ANY (");
    out_.parameter(Value::list(list.values), array_of(attribute.type.kind)).text(")");
    return;
  }
  out_.text(comparable(attribute)).text(list.negated ? " NOT IN (" : " IN (");
  const bool too_many = out_.parameter_count() + list.values.size() > out_.dialect().can().max_parameters;
  if (too_many && out_.dialect().write_long_list(out_, list.values, attribute.type.kind)) {
    out_.text(")");
    return;
  }
  const std::size_t length = padded_length(list.values.size(), out_);
  for (std::size_t i = 0; i < length; ++i) {
    if (i > 0) out_.text(", ");
    out_.parameter(list.values[std::min(i, list.values.size() - 1)], attribute.type.kind);
  }
  out_.text(")");
}

void ConditionWriter::part(const ast::Between& range) {
  const AttributeInfo& attribute = *range.column.attribute;
  out_.text(comparable(attribute)).text(" BETWEEN ").parameter(range.low, attribute.type.kind);
  out_.text(" AND ").parameter(range.high, attribute.type.kind);
}

void ConditionWriter::part(const ast::TextMatch& match) {
  out_.dialect().write_match(out_, column(*match.column.attribute), match.kind, match.text, match.ignore_case);
}

void ConditionWriter::part(const ast::HasElement& test) {
  const AttributeInfo& attribute = *test.column.attribute;
  out_.parameter(test.value, element_of(attribute.type.kind)).text(" = ANY (").text(column(attribute)).text(")");
}

void ConditionWriter::part(const ast::RawSql& raw) {
  const SqlPieces cut = scan_sql(out_.dialect().can().lexis, raw.text);
  if (cut.placeholders() != raw.arguments.size())
    refuse_number_of_arguments(raw.text, cut.placeholders(), raw.arguments.size());
  out_.mark_raw();
  out_.text("(").text(cut.pieces.front());
  for (std::size_t i = 0; i < raw.arguments.size(); ++i) {
    out_.parameter(raw.arguments[i], kind_of(raw.arguments[i])).text(cut.pieces[i + 1]);
  }
  // On a line of its own, lest a comment at the end of the text swallow it.
  const std::string& last = cut.pieces.back();
  const bool may_end_in_comment = last.find("--") != std::string::npos || last.find('#') != std::string::npos;
  out_.text(may_end_in_comment ? "\n)" : ")");
}

void ConditionWriter::part(const ast::AlwaysFalse&) { out_.text("1 = 0"); }

void ConditionWriter::write_list(std::span<const Expr> terms, std::string_view separator) {
  if (terms.size() > flat_terms) {
    write_half(terms.first(terms.size() / 2), separator);
    out_.text(separator);
    return write_half(terms.subspan(terms.size() / 2), separator);
  }
  for (const Expr& term : terms) {
    if (&term != terms.data()) out_.text(separator);
    write_term(term);
  }
}

void ConditionWriter::write_half(std::span<const Expr> terms, std::string_view separator) {
  out_.text("(");
  write_list(terms, separator);
  out_.text(")");
}

void ConditionWriter::part(const ast::Quantifier& quantifier) {
  const bool exists = quantifier.kind == QuantifierKind::some || quantifier.kind == QuantifierKind::is;
  out_.text(exists ? "EXISTS (" : "NOT EXISTS (");
  write_matching(quantifier);
  out_.text(")");
}

// `every` looks for a target that fails; one for which the condition is NULL fails too, and CASE takes it so on every
// database.
void ConditionWriter::write_matching(const ast::Quantifier& quantifier) {
  const std::vector<Hop> path = association_path(*quantifier.association);
  const std::vector<std::string> aliases = alias_path(out_.dialect(), path, aliases_);
  out_.text("SELECT 1");
  write_joined_path(out_, path, aliases);
  out_.text(" WHERE ");
  for (std::size_t i = 0; i < path.front().to.size(); ++i) {
    if (i > 0) out_.text(" AND ");
    write_comparable(out_, aliases.front(), path.front().to[i], path.front().key[i]->type.kind);
    out_.text(" = ").text(scope_.outer).identifier(path.front().from[i]);
  }
  write_fixed(out_, path.front(), scope_.outer, aliases.front() + ".");
  const bool every = quantifier.kind == QuantifierKind::every;
  if (quantifier.condition.always_true() && !every) return;
  out_.text(every ? " AND CASE WHEN " : " AND ");
  const std::string prefix = aliases.back() + ".";
  ConditionWriter(out_, {prefix, prefix}, aliases_).write_term(quantifier.condition);
  if (every) out_.text(" THEN 0 ELSE 1 END = 1");
}

// A list of keys rather than EXISTS: the target's rows are then looked up, where EXISTS may look at each of them.
void ConditionWriter::part(const ast::ReachedFrom& reached) {
  std::vector<Hop> path = association_path(*reached.association);
  const Hop last = std::move(path.back());
  path.pop_back();
  const std::vector<std::string> aliases = alias_path(out_.dialect(), path, aliases_);
  std::vector<std::string> columns;
  for (const std::string& from : last.from) columns.push_back(aliases.back() + "." + out_.dialect().quoted(from));
  const bool correlated = columns.size() > 1 && !out_.dialect().can().row_values;
  out_.text(last.fixed.empty() ? "" : "(");
  write_reached(last, columns, correlated);
  write_joined_path(out_, path, aliases);
  out_.text(" WHERE ");
  for (std::size_t i = 0; correlated && i < columns.size(); ++i)
    out_.text(columns[i]).text(" = ").text(scope_.outer).identifier(last.to[i]).text(" AND ");
  for (std::size_t i = 0; i < reached.key.size(); ++i) {
    const TypeKind kind = path.front().key[i]->type.kind;
    if (i > 0) out_.text(" AND ");
    out_.text(out_.dialect().comparable(aliases.front() + "." + out_.dialect().quoted(path.front().to[i]), kind));
    out_.text(" = ").parameter(reached.key[i], kind);
  }
  write_fixed(out_, path.front(), {}, aliases.front() + ".");
  write_fixed(out_, last, aliases.back() + ".", {});
  out_.text(")");
  if (last.fixed.empty()) return;
  write_fixed(out_, last, {}, scope_.prefix);
  out_.text(")");
}

void ConditionWriter::write_reached(const Hop& last, const std::vector<std::string>& columns, bool correlated) {
  if (correlated) {
    out_.text("EXISTS (SELECT 1");
    return;
  }
  const auto comma = [](std::size_t i) { return i > 0 ? ", " : ""; };
  if (columns.size() == 1) {
    out_.text(out_.dialect().comparable(scope_.prefix + out_.dialect().quoted(last.to[0]), last.key[0]->type.kind));
  } else {
    out_.text("(");
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string column = scope_.prefix + out_.dialect().quoted(last.to[i]);
      out_.text(comma(i)).text(out_.dialect().comparable(column, last.key[i]->type.kind));
    }
    out_.text(")");
  }
  out_.text(" IN (SELECT ");
  for (std::size_t i = 0; i < columns.size(); ++i) out_.text(comma(i)).text(columns[i]);
}

void ConditionWriter::write_order(std::span<const OrderTerm> order) {
  for (const OrderTerm& term : order) {
    out_.text(&term == order.data() ? " ORDER BY " : ", ");
    write_order_term(term);
  }
}

void ConditionWriter::write_order_term(const OrderTerm& term) {
  const bool placed = term.nulls != NullsOrder::unspecified;
  const bool first = term.nulls == NullsOrder::first;
  if (placed && !out_.dialect().can().nulls_first_last) {
    out_.text("CASE WHEN ");
    write_sorted(term.expr);
    out_.text(first ? " IS NULL THEN 0 ELSE 1 END, " : " IS NULL THEN 1 ELSE 0 END, ");
  }
  write_sorted(term.expr);
  if (term.descending) out_.text(" DESC");
  if (placed && out_.dialect().can().nulls_first_last) out_.text(first ? " NULLS FIRST" : " NULLS LAST");
}

void ConditionWriter::write_sorted(const Expr& expr) {
  if (const auto* reference = std::get_if<ast::ColumnRef>(&expr.node()->is)) {
    out_.text(comparable(*reference->attribute));
  } else if (std::holds_alternative<ast::RawSql>(expr.node()->is)) {
    write(expr);
  } else {
    out_.text("(");
    write(expr);
    out_.text(")");
  }
}

std::vector<std::string> alias_path(const Dialect& dialect, const std::vector<Hop>& path, Aliases& aliases) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < path.size(); ++i) names.push_back(dialect.quoted(aliases.next()));
  return names;
}

// The text is a type's name, of letters and the like: part of the statement as names of columns are, so that queries
// of one shape have the same parameters.
void write_fixed(SqlWriter& out, const Hop& hop, std::string_view before, std::string_view after) {
  for (const Fixed& fixed : hop.fixed) {
    const std::string_view prefix = fixed.before ? before : after;
    if (prefix.data() == nullptr) continue;
    out.text(" AND ").text(prefix).identifier(fixed.column).text(" = '").text(fixed.text).text("'");
  }
}

void write_joined_path(SqlWriter& out, const std::vector<Hop>& path, const std::vector<std::string>& aliases) {
  const std::size_t last = path.size() - 1;
  out.text(" FROM ").table(path[last].schema, path[last].table).text(" AS ").text(aliases[last]);
  for (std::size_t i = last; i-- > 0;) {
    const Hop& next = path[i + 1];
    out.text(" JOIN ").table(path[i].schema, path[i].table).text(" AS ").text(aliases[i]);
    for (std::size_t k = 0; k < next.to.size(); ++k) {
      out.text(k == 0 ? " ON " : " AND ");
      write_comparable(out, aliases[i], next.from[k], next.key[k]->type.kind);
      out.text(" = ").text(aliases[i + 1]).text(".").identifier(next.to[k]);
    }
    write_fixed(out, next, aliases[i] + ".", aliases[i + 1] + ".");
  }
}

}  // namespace rowan
