// The clauses of a query.
#include "query_writer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "query/over_rows.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {

void QueryWriter::write(const bound::Query& query) {
  if (asks_keys_again(query)) [[unlikely]]
    return write(grouped_over_rows(query, derived_source));
  const bound::SourceId outside = alone_;
  if (!query.group.empty()) require_windows(query);
  const Columns into = std::exchange(into_, {});
  write_with(query);
  enter(query);
  write_outputs(query, into);
  write_from(query);
  write_where(query.where);
  write_group(query);
  for (const bound::SetTerm& other : query.others) write_other(other);
  if (names_values(query)) alone_ = no_source;
  write_order(query.order, &query);
  write_limit(query);
  write_lock(query);
  alone_ = outside;
}

// A word after ORDER BY is an output's name before it is a column's, and a database may name a value by a column in it:
// PostgreSQL calls CASE … ELSE "day" END "day". What several queries are sorted by are outputs only.
bool QueryWriter::names_values(const bound::Query& query) {
  return query.others.empty() && std::any_of(query.outputs.begin(), query.outputs.end(), [](const auto& output) {
           return !output.name.empty() ||
                  (!output.value.always_true() && !std::holds_alternative<bound::Column>(output.value.node()->is));
         });
}

void QueryWriter::enter(const bound::Query& query) {
  const bool one = query.joins.empty() && (query.from.query != nullptr || query.from.name.empty());
  alone_ = one ? query.from.id : no_source;
  name(query.from);
  for (const bound::Join& join : query.joins) name(join);
}

void QueryWriter::name(const bound::Join& join) {
  name(join.source);
  for (const bound::Join& step : join.inside) name(step);
}

void QueryWriter::name(const bound::Source& source) {
  names_.emplace_back(source.id, out_.dialect().quoted(source.name.empty() ? source.table : source.name) + ".");
}

// A column that an upsert was about to insert.
std::string QueryWriter::sent(const bound::Column& column) {
  const auto place = std::find(sent_columns_.begin(), sent_columns_.end(), column.attribute);
  if (place != sent_columns_.end())
    return out_.bind(sent_[static_cast<std::size_t>(place - sent_columns_.begin())], column.kind);
  const std::string own = out_.dialect().quoted(column.column);
  return out_.dialect().can().conflict == ConflictStyle::on_conflict ? "EXCLUDED." + own : "VALUES(" + own + ")";
}

std::string QueryWriter::column(const bound::Column& column) {
  if (column.source == excluded_source) [[unlikely]]
    return sent(column);
  std::string own = out_.dialect().quoted(column.column);
  if (column.source == alone_) return own;
  const auto known =
      std::find_if(names_.rbegin(), names_.rend(), [&](const auto& name) { return name.first == column.source; });
  return known == names_.rend() ? own : known->second + own;
}

void QueryWriter::write_target(const bound::Source& table) {
  write_source(table);
  name(table);
  alone_ = table.id;
}

// Which values are the same is for the collation to say.
namespace {

bool narrows(const AttributeInfo& column, const BoundExpr& value) {
  const TypeKind kind = column.type.kind;
  if (std::holds_alternative<bound::Literal>(value.node()->is)) return false;
  if (kind == TypeKind::decimal && column.type.precision > 0) {
    const auto* from = std::get_if<bound::Column>(&value.node()->is);
    return from == nullptr || from->attribute == nullptr || from->attribute->type != column.type;
  }
  return (is_integer(kind) || kind == TypeKind::float32) && value.node()->kind != kind;
}

}  // namespace

void QueryWriter::write_new_value(const BoundExpr& value, const LogicalType& type) {
  std::string text = text_of(value);
  const auto* column = std::get_if<bound::Column>(&value.node()->is);
  const bool sent = column != nullptr && column->source == excluded_source && column->attribute != nullptr &&
                    column->attribute->type == type;
  out_.text(sent ? text : out_.dialect().fitted(std::move(text), type));
}

void QueryWriter::write_into(Columns columns, const bound::Query& query) {
  into_ = columns;
  write(query);
}

void QueryWriter::write_outputs(const bound::Query& query, Columns into) {
  out_.text(query.distinct ? "SELECT DISTINCT " : "SELECT ");
  if (!query.distinct_on.empty()) {
    const bound::SourceId table = std::exchange(alone_, names_values(query) ? no_source : alone_);
    write_distinct_on(query.distinct_on);
    alone_ = table;
  }
  bool first = true;
  for (const bound::Output& output : query.outputs) {
    if (!std::exchange(first, false)) out_.text(", ");
    const auto place = static_cast<std::size_t>(&output - query.outputs.data());
    if (output.value.always_true()) {
      out_.text("1");
    } else if (!into.empty() && narrows(*into[place], output.value)) {
      write_new_value(output.value, into[place]->type);
    } else if ((query.equal_by_collation && !std::holds_alternative<bound::Literal>(output.value.node()->is)) ||
               place_of(output.value, query) != 0) {
      out_.text(comparable(output.value));
    } else {
      write_typed(output.value);
    }
    if (!output.name.empty()) out_.text(" AS ").identifier(output.name);
  }
}

void QueryWriter::write_distinct_on(std::span<const BoundExpr> values) {
  if (!out_.dialect().can().distinct_on) {
    throw Unsupported(fmt::format(
        "{} has no DISTINCT ON, only PostgreSQL has: ask groups, as in group(…).select(…, minimum(…)), or each owner's "
        "first targets by a preload with a limit",
        out_.dialect().name()));
  }
  out_.text("DISTINCT ON (");
  write_row(values);
  out_.text(") ");
}

void QueryWriter::write_from(const bound::Query& query) {
  const bool before = query.composed ? out_.fix_rows(true) : false;
  out_.text(" FROM ");
  write_source(query.from);
  for (const bound::Join& join : query.joins) write_join(join);
  if (query.composed) out_.fix_rows(before);
}

void QueryWriter::write_with(const bound::Query& query) {
  if (query.with.empty()) return;
  const bool steps = std::any_of(query.with.begin(), query.with.end(),
                                 [](const bound::CommonTable& table) { return table.step != nullptr; });
  out_.text(steps ? "WITH RECURSIVE " : "WITH ");
  for (const bound::CommonTable& table : query.with) {
    if (&table != query.with.data()) out_.text(", ");
    out_.identifier(table.name).text(" (");
    for (const std::string& column : table.columns)
      out_.text(&column == table.columns.data() ? "" : ", ").identifier(column);
    out_.text(") AS (");
    write_inside(*table.query);
    if (table.step != nullptr)
      write_other({table.repeats ? SetOperation::union_all : SetOperation::union_distinct, table.step});
    out_.text(")");
  }
  out_.text(" ");
}

void QueryWriter::write_other(const bound::SetTerm& other) {
  constexpr std::string_view words[] = {" UNION ", " UNION ALL ", " INTERSECT ", " EXCEPT "};
  out_.text(words[static_cast<std::size_t>(other.operation)]);
  write_inside(*other.query);
}

void QueryWriter::write_join(const bound::Join& join) {
  out_.text(join.left ? " LEFT JOIN " : " JOIN ");
  if (!join.inside.empty()) out_.text("(");
  write_source(join.source);
  for (const bound::Join& step : join.inside) write_join(step);
  out_.text(join.inside.empty() ? " ON " : ") ON ");
  write_node(join.on);
}

void QueryWriter::write_source(const bound::Source& source) {
  if (source.query != nullptr) {
    out_.text("(");
    write(*source.query);
    out_.text(")");
  } else {
    out_.table(source.schema, source.table);
  }
  if (!source.name.empty()) out_.text(" AS ").identifier(source.name);
  if (source.hint != nullptr) [[unlikely]]
    write_hint(*source.hint);
}

void QueryWriter::write_hint(const IndexHint& hint) {
  const Dialect& dialect = out_.dialect();
  const std::string clause = dialect.index_hint(hint.how, hint.index.empty() ? hint.index : dialect.quoted(hint.index));
  if (!clause.empty()) return static_cast<void>(out_.text(" ").text(clause));
  constexpr std::string_view names[] = {"use_index", "force_index", "ignore_index", "no_index"};
  const bool sqlite = hint.how == IndexUse::force || hint.how == IndexUse::none;
  throw Unsupported(fmt::format("{} has no hint like {}(…): {} it", dialect.name(),
                                names[static_cast<std::size_t>(hint.how)],
                                sqlite ? "SQLite and MariaDB have" : "MariaDB has"));
}

void QueryWriter::write_where(const BoundExpr& condition) {
  if (condition.always_true()) return;
  out_.text(" WHERE ");
  write_node(condition);
}

// What has values of the program in it is for no database the same expression twice: it is named by its place then.
std::size_t QueryWriter::place_of(const BoundExpr& value, const bound::Query& query) {
  if (query.group.empty() || value.always_true() || !bound::has_values(value)) return 0;
  const auto is_it = [&](const BoundExpr& other) { return other.node() == value.node(); };
  if (std::none_of(query.group.begin(), query.group.end(), is_it)) return 0;
  const auto found = std::find_if(query.outputs.begin(), query.outputs.end(),
                                  [&](const bound::Output& output) { return is_it(output.value); });
  return found == query.outputs.end() ? 0 : static_cast<std::size_t>(found - query.outputs.begin()) + 1;
}

void QueryWriter::write_group(const bound::Query& query) {
  for (const BoundExpr& group : query.group) {
    out_.text(&group == query.group.data() ? " GROUP BY " : ", ");
    const std::size_t place = place_of(group, query);
    out_.text(place != 0 ? std::to_string(place) : comparable(group));
  }
  if (query.having.always_true()) return;
  out_.text(" HAVING ");
  write_node(query.having);
}

void QueryWriter::write_order(std::span<const bound::OrderBy> order, const bound::Query* of) {
  const bool can_place = out_.dialect().can().nulls_first_last;
  const auto by = [&](const BoundExpr& value) {
    const std::size_t place = of == nullptr ? 0 : place_of(value, *of);
    return place != 0 ? std::to_string(place) : comparable(value);
  };
  for (const bound::OrderBy& term : order) {
    out_.text(&term == order.data() ? " ORDER BY " : ", ");
    const bool first = term.nulls == NullsOrder::first;
    // Where that can't be said, NULL is less than all values.
    const bool placed = term.nulls != NullsOrder::unspecified && (can_place || first == term.descending);
    if (placed && !can_place) {
      out_.text("CASE WHEN ").text(comparable(term.value));
      out_.text(first ? " IS NULL THEN 0 ELSE 1 END, " : " IS NULL THEN 1 ELSE 0 END, ");
    }
    out_.text(by(term.value));
    if (term.descending) out_.text(" DESC");
    if (placed && can_place) out_.text(first ? " NULLS FIRST" : " NULLS LAST");
  }
}

void QueryWriter::write_limit(const bound::Query& query) {
  if (!query.limit && !query.offset) return;
  const bool before = out_.spell_rows(query.constant_limit);
  out_.dialect().write_limit(out_, query.limit, query.offset);
  out_.spell_rows(before);
}

void QueryWriter::write_lock(const bound::Query& query) {
  const Dialect& dialect = out_.dialect();
  if (!query.lock || !dialect.can().row_locks) return;
  const bound::Source& from = query.from;
  if (query.joins.empty()) {
    out_.text(dialect.lock_clause(*query.lock));
  } else if (dialect.can().locks_of_one_table) {
    out_.text(dialect.lock_clause(*query.lock, dialect.quoted(from.name.empty() ? from.table : from.name)));
  } else {
    throw Unsupported(
        fmt::format("{} has no FOR UPDATE OF, so lock() on {} would lock the rows that a path leads to as well: ask "
                    "with is() or matches() instead of the path, or lock() the keys that a first query gives",
                    dialect.name(), from.table));
  }
}

bound::Source derived(bound::Query query, std::string name) {
  return {derived_source, {}, {}, std::move(name), std::make_shared<const bound::Query>(std::move(query))};
}

BoundExpr derived_column(const bound::Column& column, bound::SourceId source, std::string name) {
  return bound::make(bound::Column{source, std::move(name), column.kind, column.model, column.attribute}, column.kind);
}

}  // namespace rowan
