// The statement behind every lazy load and preload: the targets of many owners at once.
#include <algorithm>
#include <limits>

#include "association_path.hpp"
#include "query_parts.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/sql/compiler.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan {
namespace {

constexpr std::string_view row_column = "rowan_row";

// Of several rows, a has_one takes the first by key.
std::vector<OrderTerm> own_order(const AssociationInfo& association) {
  std::vector<OrderTerm> order;
  if (!association.order_name.empty())
    order.push_back({ast::column(association.order_name), association.order_descending});
  if (!association.to_many() && association.is_referred_to()) {
    for (const AttributeInfo* part : association.target->primary_key) order.push_back({ast::column(part->name)});
  }
  return order;
}

SelectQuery bound_scope(const AssociationInfo& association, const SelectQuery* scope) {
  SelectQuery result = scope == nullptr ? SelectQuery{} : *scope;
  result.where = bind_condition(result.where, *association.target);
  if (result.order.empty()) result.order = own_order(association);
  result.order = bind_order(result.order, *association.target);
  return result;
}

std::uint64_t clamped_sum(std::uint64_t left, std::uint64_t right) {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  return std::min(left, most) > most - std::min(right, most) ? most : left + right;
}

class LoadWriter {
 public:
  LoadWriter(const Dialect& dialect, const AssociationInfo& association, std::size_t key_count,
             const SelectQuery* scope)
      : target_(*association.target),
        path_(association_path(association)),
        scope_(bound_scope(association, scope)),
        key_count_(key_count),
        out_(dialect),
        aliases_(joined() ? std::string_view() : std::string_view(target_.table)) {
    require_columns(dialect, target_);
    if (joined()) path_aliases_ = alias_path(dialect, path_, aliases_);
    source_ = source_view();
    derived_ = derived_view();
  }

  AssociationLoadSql write() {
    if (scope_.limit || scope_.offset) {
      write_portion();
    } else {
      write_whole();
    }
    CompiledSql compiled = out_.finish();
    return {std::move(compiled.sql),
            std::move(compiled.parameters),
            std::move(compiled.kinds),
            compiled.raw,
            first_key_parameter_,
            (keys_as_lists() ? 1 : key_count_) * path_.front().key.size(),
            keys_as_lists(),
            path_.front().key,
            key_columns()};
  }

 private:
  /// How columns are written at one level of the statement.
  struct View {
    Scope scope;
    std::vector<std::string> keys;
  };

  bool joined() const { return path_.size() > 1; }
  bool distinct() const { return scope_.distinct && joined(); }
  std::string quoted(std::string_view name) const { return out_.dialect().quoted(name); }

  /// Straight from the tables.
  View source_view() const {
    View view;
    view.scope = root_scope(out_.dialect(), target_);
    if (joined()) view.scope.prefix = view.scope.outer = path_aliases_.back() + ".";
    const std::string prefix = joined() ? path_aliases_.front() + "." : "";
    for (const std::string& column : path_.front().to) view.keys.push_back(prefix + quoted(column));
    return view;
  }

  /// From a sub-query, where key columns have names of their own: the target may have a column called the same.
  View derived_view() const {
    View view;
    view.scope.outer = quoted("rowan_targets") + ".";
    for (std::size_t i = 0; i < path_.front().to.size(); ++i)
      view.keys.push_back(quoted("rowan_key_" + std::to_string(i)));
    return view;
  }

  /// All targets of each owner.
  void write_whole() {
    out_.text(distinct() ? "SELECT DISTINCT " : "SELECT ");
    write_columns_of(source_);
    write_from_where();
    ConditionWriter(out_, source_.scope, aliases_).write_order(scope_.order);
  }

  /// A window of each owner's targets: numbered per owner, then cut.
  void write_portion() {
    out_.text("SELECT ");
    write_columns_of(derived_);
    out_.text(" FROM (SELECT ");
    if (distinct()) {
      write_numbered(derived_);
      out_.text(" FROM (SELECT DISTINCT ");
      write_named_columns();
      write_from_where();
      out_.text(") AS ").identifier("rowan_targets");
    } else {
      write_numbered(source_);
      write_from_where();
    }
    out_.text(") AS ").identifier("rowan_rows");
    write_cut();
  }

  void write_columns_of(const View& view) {
    write_all_columns(out_, target_, view.scope.prefix);
    if (!joined()) return;
    for (const std::string& key : view.keys) out_.text(", ").text(key);
  }

  void write_named_columns() {
    write_all_columns(out_, target_, source_.scope.prefix);
    if (!joined()) return;
    for (std::size_t i = 0; i < source_.keys.size(); ++i)
      out_.text(", ").text(source_.keys[i]).text(" AS ").text(derived_.keys[i]);
  }

  void write_numbered(const View& view) {
    if (&view == &source_) {
      write_named_columns();
    } else {
      write_columns_of(view);
    }
    out_.text(", ROW_NUMBER() OVER (PARTITION BY ");
    write_comparable_keys(view);
    ConditionWriter(out_, view.scope, aliases_).write_order(window_order());
    out_.text(") AS ").identifier(row_column);
  }

  /// Numbering needs an order; the key's is as good as any, and the same each time.
  std::vector<OrderTerm> window_order() const {
    if (!scope_.order.empty()) return scope_.order;
    std::vector<OrderTerm> order;
    for (const AttributeInfo* part : key_of(target_, "a limit per owner"))
      order.push_back({ast::make(ast::ColumnRef{part->name, part})});
    return order;
  }

  void write_cut() {
    const std::uint64_t skipped = scope_.offset.value_or(0);
    out_.text(" WHERE ").identifier(row_column).text(" > ").parameter(Value(clamped_sum(skipped, 0)), TypeKind::int64);
    if (scope_.limit) {
      out_.text(" AND ")
          .identifier(row_column)
          .text(" <= ")
          .parameter(Value(clamped_sum(skipped, *scope_.limit)), TypeKind::int64);
    }
    out_.text(" ORDER BY ").identifier(row_column);
  }

  void write_from_where() {
    if (joined()) {
      write_joined_path(out_, path_, path_aliases_);
    } else {
      out_.text(" FROM ").table(target_.schema, target_.table);
    }
    out_.text(" WHERE ");
    first_key_parameter_ = out_.parameter_count();
    write_keys();
    write_fixed(out_, path_.front(), {}, joined() ? path_aliases_.front() + "." : "");
    if (scope_.where.always_true()) return;
    out_.text(" AND ");
    ConditionWriter(out_, source_.scope, aliases_).write_term(scope_.where);
  }

  /// One array for each part of the key. Where the key has several parts the database has to be told their types.
  bool keys_as_lists() const {
    const std::vector<const AttributeInfo*>& key = path_.front().key;
    const auto told = [](const AttributeInfo* part) { return can_be_told(*part); };
    return out_.dialect().can().array_lists && (key.size() == 1 || std::all_of(key.begin(), key.end(), told));
  }

  void write_keys() {
    if (source_.keys.size() == 1) {
      const AttributeInfo& key = *path_.front().key.front();
      out_.text(comparable_key(source_, 0));
      if (keys_as_lists()) {
        out_.text(" = ANY (").placeholder(array_of(key.type.kind)).text(")");
        return;
      }
      out_.text(" IN ");
      write_key_list("(", ")", "");
    } else if (keys_as_lists()) {
      write_key_names();
      write_key_arrays();
    } else if (out_.dialect().can().row_lists == RowLists::none) {
      write_key_alternatives();
    } else {
      write_key_names();
      const bool values = out_.dialect().can().row_lists == RowLists::values;
      write_key_list(values ? "(VALUES " : "(", ")", "(");
    }
  }

  std::string comparable_key(const View& view, std::size_t i) const {
    return out_.dialect().comparable(view.keys[i], path_.front().key[i]->type.kind);
  }

  void write_comparable_keys(const View& view) {
    for (std::size_t i = 0; i < view.keys.size(); ++i) out_.text(i == 0 ? "" : ", ").text(comparable_key(view, i));
  }

  void write_key_names() {
    out_.text("(");
    write_comparable_keys(source_);
    out_.text(") IN ");
  }

  void write_key_arrays() {
    const std::vector<const AttributeInfo*>& key = path_.front().key;
    out_.text("(SELECT * FROM unnest(");
    for (const AttributeInfo* part : key) {
      if (part != key.front()) out_.text(", ");
      write_array(out_, *part);
    }
    out_.text("))");
  }

  void write_key_list(std::string_view open, std::string_view close, std::string_view open_row) {
    out_.text(open);
    for (std::size_t i = 0; i < key_count_; ++i) {
      out_.text(i == 0 ? "" : ", ").text(open_row);
      for (const AttributeInfo* part : path_.front().key) {
        out_.text(part == path_.front().key.front() ? "" : ", ").placeholder(part->type.kind);
      }
      out_.text(open_row.empty() ? "" : ")");
    }
    out_.text(close);
  }

  void write_key_alternatives() {
    for (std::size_t i = 0; i < key_count_; ++i) {
      out_.text(i == 0 ? "((" : " OR (");
      for (std::size_t k = 0; k < source_.keys.size(); ++k) {
        out_.text(k == 0 ? "" : " AND ").text(comparable_key(source_, k)).text(" = ");
        out_.placeholder(path_.front().key[k]->type.kind);
      }
      out_.text(")");
    }
    out_.text(")");
  }

  std::vector<int> key_columns() const {
    std::vector<int> columns;
    const int appended = static_cast<int>(target_.attributes.size());
    for (const std::string& column : path_.front().to) {
      columns.push_back(joined() ? appended + static_cast<int>(columns.size()) : target_column(column));
    }
    return columns;
  }

  int target_column(const std::string& column) const {
    const auto found = std::find_if(target_.attributes.begin(), target_.attributes.end(),
                                    [&](const AttributeInfo& a) { return a.column == column; });
    return found->index;
  }

  const ModelInfo& target_;
  std::vector<Hop> path_;
  SelectQuery scope_;
  std::size_t key_count_;
  SqlWriter out_;
  Aliases aliases_;
  std::vector<std::string> path_aliases_;
  View source_, derived_;
  std::size_t first_key_parameter_ = 0;
};

}  // namespace

AssociationLoadSql association_load_sql(const Dialect& dialect, const AssociationInfo& association,
                                        std::size_t key_count, const SelectQuery* scope) {
  return LoadWriter(dialect, association.resolved(), key_count, scope).write();
}

}  // namespace rowan
