// The nodes of a query.
#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "query/sql_scan.hpp"
#include "query_parts.hpp"
#include "query_writer.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/query/function.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan {
namespace {

// Beyond this many terms a list is written as nested halves: databases parse `a OR b OR c` as deep as it is long, and
// limit the depth (SQLite: 1000).
constexpr std::size_t flat_terms = 64;

std::string_view symbol(CompareOp op) {
  constexpr std::string_view symbols[] = {" = ", " <> ", " < ", " <= ", " > ", " >= "};
  return symbols[static_cast<std::size_t>(op)];
}

template <class Part>
bool is(const BoundExpr& expr) {
  return !expr.always_true() && std::holds_alternative<Part>(expr.node()->is);
}

// Whether it is a value by itself, which needs no parentheses anywhere.
bool is_operand(const BoundExpr& expr) {
  return is<bound::Column>(expr) || is<bound::Literal>(expr) || is<bound::Call>(expr) || is<bound::RawSql>(expr) ||
         is<bound::Aggregate>(expr) || is<bound::SubQuery>(expr);
}

bool is_real(TypeKind kind) { return kind == TypeKind::float32 || kind == TypeKind::float64; }

bool is_arithmetic(Function function) { return function <= Function::modulo; }

// Lists are padded to a power of two with their last value, so that lists of many lengths share few statements.
std::size_t padded_length(std::size_t length, const SqlWriter& out) {
  const std::size_t padded = std::bit_ceil(length);
  return out.parameter_count() + padded <= out.dialect().can().max_parameters ? padded : length;
}

bound::Literal element(const bound::Literal& list, std::size_t i) {
  const auto& values = list.value.as_list();
  const std::size_t at = std::min(i, values.size() - 1);
  Origin origin = list.origin;
  const auto* own = origin.value == nullptr ? nullptr : &origin.value->as_list();
  origin.value = own != nullptr && own->size() == values.size() ? &(*own)[at] : nullptr;
  return {values[at], list.kind, origin};
}

}  // namespace

bool keys_as_lists(const Dialect& dialect, AttributeList key) {
  const auto told = [](const AttributeInfo* part) { return can_be_told(*part); };
  return dialect.can().array_lists && (key.size() == 1 || std::all_of(key.begin(), key.end(), told));
}

void QueryWriter::write_node(const BoundExpr& expr) {
  if (expr.always_true()) {
    out_.text("1 = 1");
  } else {
    std::visit([this](const auto& node) { part(node); }, expr.node()->is);
  }
}

void QueryWriter::write_term(const BoundExpr& condition) {
  const bool alone = !is<bound::And>(condition) && !is<bound::Or>(condition);
  if (!alone) out_.text("(");
  write_node(condition);
  if (!alone) out_.text(")");
}

void QueryWriter::write_terms(const BoundExpr& condition) {
  if (is<bound::And>(condition))
    write_node(condition);
  else
    write_term(condition);
}

void QueryWriter::write_value(const BoundExpr& value) {
  const bool alone = is_operand(value);
  if (!alone) out_.text("(");
  write_node(value);
  if (!alone) out_.text(")");
}

std::string QueryWriter::text_of(const BoundExpr& value) {
  if (const auto* own = value.always_true() ? nullptr : std::get_if<bound::Column>(&value.node()->is))
    return column(*own);
  const std::size_t before = out_.length();
  write_value(value);
  return out_.cut(before);
}

std::string QueryWriter::comparable(const BoundExpr& value) {
  if (value.always_true() || is<bound::Literal>(value)) return text_of(value);
  const TypeKind kind = value.node()->kind;
  std::string text = out_.dialect().comparable(text_of(value), kind);
  return kind == TypeKind::json ? out_.dialect().normal_json(std::move(text)) : text;
}

// As it is beside one of the kind `other`.
std::string QueryWriter::left_side(const BoundExpr& value, TypeKind other) {
  const Dialect& dialect = out_.dialect();
  const TypeKind kind = value.node()->kind;
  if (is_real(other) && kind == TypeKind::decimal) return beside(other, value);
  if (other == TypeKind::decimal && is_integer(kind)) return dialect.comparable(beside(other, value), other);
  std::string text = comparable(value);
  return kind == TypeKind::json && is<bound::Literal>(value) ? dialect.normal_json(std::move(text)) : text;
}

// Where the left side is a value of the program, the right one says what is equal.
std::string QueryWriter::right_side(const BoundExpr& value, const BoundExpr& left) {
  const TypeKind kind = value.node()->kind, other = left.node()->kind;
  if (kind == TypeKind::json) return out_.dialect().normal_json(text_of(value));
  const bool as_double = is_real(other) && kind == TypeKind::decimal;
  return is<bound::Literal>(left) && !as_double ? comparable(value) : beside(other, value);
}

std::string QueryWriter::beside(TypeKind other, const BoundExpr& value) {
  const TypeKind kind = value.node()->kind;
  std::string text = text_of(value);
  if (is_real(other) && kind == TypeKind::decimal) return out_.dialect().as_double(std::move(text));
  const bool as_decimal = other == TypeKind::decimal && is_integer(kind) && !is<bound::Literal>(value);
  return as_decimal ? out_.dialect().as_decimal(std::move(text)) : text;
}

// An integer among decimals or doubles is one of them, whether it is chosen or not.
std::string QueryWriter::chosen(TypeKind kind, const BoundExpr& value) {
  if (!is_integer(value.node()->kind) || is_integer(kind)) return text_of(value);
  std::string text = is<bound::Literal>(value) ? typed(value) : text_of(value);
  return is_real(kind) ? out_.dialect().as_double(std::move(text)) : out_.dialect().as_decimal(std::move(text));
}

void QueryWriter::part(const bound::Column& own) { out_.text(column(own)); }
void QueryWriter::part(const bound::Literal& literal) { out_.parameter(literal); }

void QueryWriter::part(const bound::Call& call) {
  const bool alike = gives_one_of_them(call.function);
  const bool compares = alike && call.function != Function::coalesce, counts = is_arithmetic(call.function);
  TypeKind kind = call.arguments.empty() ? TypeKind::int64 : call.arguments.front().node()->kind;
  for (const BoundExpr& argument : call.arguments) {
    const TypeKind its = argument.node()->kind;
    if (is_integer(kind) && !is_integer(its) && (counts || alike)) kind = its;
  }
  const bool nothing_says = std::all_of(call.arguments.begin(), call.arguments.end(),
                                        [](const BoundExpr& each) { return is<bound::Literal>(each); });
  // A placeholder beside an integer would be taken for one.
  const auto needs_type = [&](const BoundExpr& argument) {
    if (nothing_says) return true;
    return counts && is<bound::Literal>(argument) && !is_integer(kind) &&
           std::any_of(call.arguments.begin(), call.arguments.end(),
                       [](const BoundExpr& other) { return is_integer(other.node()->kind); });
  };
  std::vector<std::string> arguments;
  for (const BoundExpr& argument : call.arguments) {
    std::string text = needs_type(argument) ? typed(argument) : alike ? chosen(kind, argument) : text_of(argument);
    const bool first = compares && arguments.empty();
    arguments.push_back(first ? out_.dialect().comparable(std::move(text), kind) : std::move(text));
  }
  out_.text(out_.dialect().call(call.function, arguments, kind));
}

void QueryWriter::part(const bound::Case& choice) {
  TypeKind kind = choice.values.front().node()->kind;
  const auto widen = [&](const BoundExpr& value) {
    if (is_integer(kind) && !value.always_true()) kind = value.node()->kind;
  };
  std::for_each(choice.values.begin(), choice.values.end(), widen);
  widen(choice.otherwise);
  const auto write = [&](const BoundExpr& value) {
    if (is_integer(value.node()->kind) && !is_integer(kind))
      out_.text(chosen(kind, value));
    else
      write_typed(value);
  };
  out_.text("CASE");
  for (std::size_t i = 0; i < choice.conditions.size(); ++i) {
    out_.text(" WHEN ");
    write_terms(choice.conditions[i]);
    out_.text(" THEN ");
    write(choice.values[i]);
  }
  if (!choice.otherwise.always_true()) {
    out_.text(" ELSE ");
    write(choice.otherwise);
  }
  out_.text(" END");
}

void QueryWriter::part(const bound::Aggregate& aggregate) {
  if (aggregate.of.empty()) {
    out_.text("COUNT(*)");
    return;
  }
  const BoundExpr& of = aggregate.of.front();
  const std::string argument = comparable(of);
  const auto again = [&] { return comparable(of); };
  out_.text(out_.dialect().aggregate(aggregate.function, aggregate.distinct, argument, again, of.node()->kind));
}

std::string QueryWriter::typed(const BoundExpr& literal) {
  const auto& value = std::get<bound::Literal>(literal.node()->is);
  return out_.dialect().typed(out_.bind(value), value.kind);
}

void QueryWriter::write_typed(const BoundExpr& value) {
  if (is<bound::Literal>(value))
    out_.text(typed(value));
  else
    write_node(value);
}

void QueryWriter::part(const bound::SubQuery& sub) {
  out_.text("(");
  write_inside(*sub.query);
  out_.text(")");
}

void QueryWriter::write_inside(const bound::Query& query) {
  const bool before = out_.fix_rows(true);
  write(query);
  out_.fix_rows(before);
}

void QueryWriter::part(const bound::Comparison& comparison) {
  const BoundExpr &left = comparison.left, &right = comparison.right;
  out_.text(left_side(left, right.node()->kind)).text(symbol(comparison.op)).text(right_side(right, left));
}

void QueryWriter::part(const bound::Not& negation) {
  out_.text("NOT (");
  write_node(negation.operand);
  out_.text(")");
}

void QueryWriter::part(const bound::NullTest& test) {
  out_.text(out_.dialect().null_test(text_of(test.operand), test.operand.node()->kind, test.negated));
}

void QueryWriter::part(const bound::InList& list) {
  const TypeKind kind = list.values.kind;
  const std::size_t count = list.values.value.as_list().size();
  out_.text(left_side(list.operand, kind));
  if (out_.dialect().can().array_lists && !is_array(kind)) {
    out_.text(list.negated ? " <> ALL (" : " = ANY (");
    out_.parameter({list.values.value, array_of(kind), list.values.origin}).text(")");
    return;
  }
  out_.text(list.negated ? " NOT IN (" : " IN (");
  const bool too_many = out_.parameter_count() + count > out_.dialect().can().max_parameters;
  if (too_many && out_.dialect().write_long_list(out_, list.values)) {
    out_.text(")");
    return;
  }
  const std::size_t length = padded_length(count, out_);
  for (std::size_t i = 0; i < length; ++i) {
    if (i > 0) out_.text(", ");
    std::string placeholder = out_.bind(element(list.values, i));
    out_.text(kind == TypeKind::json ? out_.dialect().normal_json(std::move(placeholder)) : placeholder);
  }
  out_.text(")");
}

void QueryWriter::part(const bound::Between& range) {
  const TypeKind kind = range.operand.node()->kind;
  out_.text(comparable(range.operand)).text(" BETWEEN ").text(beside(kind, range.low));
  out_.text(" AND ").text(beside(kind, range.high));
}

void QueryWriter::part(const bound::TextMatch& match) {
  const std::string operand = text_of(match.operand);
  out_.dialect().write_match(out_, operand, match.kind, match.text, match.ignore_case);
}

void QueryWriter::part(const bound::HasElement& test) {
  out_.parameter(test.element).text(" = ANY (");
  write_value(test.array);
  out_.text(")");
}

void QueryWriter::part(const bound::RawSql& raw) {
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

void QueryWriter::part(const bound::AlwaysFalse&) { out_.text("1 = 0"); }

// CASE takes NULL as false on every database.
void QueryWriter::part(const bound::NotTrue& test) {
  out_.text("CASE WHEN ");
  write_term(test.operand);
  out_.text(" THEN 0 ELSE 1 END = 1");
}

void QueryWriter::part(const bound::RowNumber& number) {
  out_.text("ROW_NUMBER() OVER (PARTITION BY ");
  write_row(number.partition);
  write_order(number.order);
  out_.text(")");
}

void QueryWriter::write_list(std::span<const BoundExpr> terms, std::string_view separator) {
  if (terms.size() > flat_terms) {
    write_half(terms.first(terms.size() / 2), separator);
    out_.text(separator);
    return write_half(terms.subspan(terms.size() / 2), separator);
  }
  for (const BoundExpr& term : terms) {
    if (&term != terms.data()) out_.text(separator);
    write_term(term);
  }
}

void QueryWriter::write_half(std::span<const BoundExpr> terms, std::string_view separator) {
  out_.text("(");
  write_list(terms, separator);
  out_.text(")");
}

// Part of the statement as names of columns are, so that queries of one shape have the same parameters.
void QueryWriter::part(const bound::IsType& test) {
  write_node(test.column);
  out_.text(" = '").text(test.text).text("'");
}

void QueryWriter::part(const bound::Exists& test) {
  out_.text(test.negated ? "NOT EXISTS (" : "EXISTS (");
  write(*test.query);
  out_.text(")");
}

void QueryWriter::write_row(std::span<const BoundExpr> columns) {
  for (const BoundExpr& column : columns) out_.text(&column == columns.data() ? "" : ", ").text(comparable(column));
}

void QueryWriter::part(const bound::InQuery& test) {
  const bool row = test.operands.size() > 1;
  const Capabilities& can = out_.dialect().can();
  if (row && !can.row_values) return write_exists(test);
  out_.text(row ? "(" : "");
  write_row(test.operands);
  out_.text(row ? ")" : "").text(test.negated ? " NOT IN (" : " IN (");
  const bool portion = !can.limit_in_subquery && (test.query->limit || test.query->offset);
  if (portion) out_.text("SELECT * FROM (");
  write_inside(*test.query);
  out_.text(portion ? ") AS rowan_portion)" : ")");
}

void QueryWriter::write_exists(const bound::InQuery& test) {
  const bound::Query& query = *test.query;
  const bound::SourceId outside = alone_;
  enter(query);
  alone_ = no_source;
  out_.text("EXISTS (SELECT 1");
  write_from(query);
  for (std::size_t i = 0; i < test.operands.size(); ++i) {
    out_.text(i == 0 ? " WHERE " : " AND ").text(text_of(query.outputs[i].value)).text(" = ");
    write_value(test.operands[i]);
  }
  if (!query.where.always_true()) {
    out_.text(" AND ");
    write_terms(query.where);
  }
  out_.text(")");
  alone_ = outside;
}

bool QueryWriter::takes_rows_of(std::span<const AttributeInfo* const> key) const {
  const Capabilities& can = out_.dialect().can();
  if (can.row_lists == RowLists::none) return false;
  return can.row_lists_convert || std::none_of(key.begin(), key.end(), [](const AttributeInfo* part) {
           return part->type.kind == TypeKind::text;
         });
}

void QueryWriter::part(const bound::InKeys& keys) {
  first_key_parameter_ = out_.parameter_count();
  const bool lists = keys_as_lists(out_.dialect(), keys.key);
  if (keys.columns.size() == 1) {
    write_row(keys.columns);
    if (!lists) return write_key_list(keys, " IN (", ")", "");
    out_.text(" = ANY (").placeholder(array_of(keys.key.front()->type.kind)).text(")");
  } else if (!lists && !takes_rows_of(keys.key)) {
    write_key_alternatives(keys);
  } else {
    out_.text("(");
    write_row(keys.columns);
    if (lists) return write_key_arrays(keys);
    write_key_list(keys, out_.dialect().can().row_lists == RowLists::values ? ") IN (VALUES " : ") IN (", ")", "(");
  }
}

void QueryWriter::write_key_arrays(const bound::InKeys& keys) {
  out_.text(") IN (SELECT * FROM unnest(");
  for (const AttributeInfo* part : keys.key) {
    if (part != keys.key.front()) out_.text(", ");
    write_array(out_, *part);
  }
  out_.text("))");
}

void QueryWriter::write_key_list(const bound::InKeys& keys, std::string_view open, std::string_view close,
                                 std::string_view open_row) {
  out_.text(open);
  for (std::size_t i = 0; i < keys.count; ++i) {
    out_.text(i == 0 ? "" : ", ").text(open_row);
    for (const AttributeInfo* part : keys.key)
      out_.text(part == keys.key.front() ? "" : ", ").placeholder(part->type.kind);
    out_.text(open_row.empty() ? "" : ")");
  }
  out_.text(close);
}

void QueryWriter::write_key_alternatives(const bound::InKeys& keys) {
  for (std::size_t i = 0; i < keys.count; ++i) {
    out_.text(i == 0 ? "((" : " OR (");
    for (std::size_t k = 0; k < keys.columns.size(); ++k) {
      out_.text(k == 0 ? "" : " AND ").text(comparable(keys.columns[k])).text(" = ");
      out_.placeholder(keys.key[k]->type.kind);
    }
    out_.text(")");
  }
  out_.text(")");
}

}  // namespace rowan
