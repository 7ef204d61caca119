// The statement behind every lazy load and preload: the targets of many owners at once.
#include <algorithm>
#include <iterator>
#include <limits>

#include "query/expression_binder.hpp"
#include "query_parts.hpp"
#include "query_writer.hpp"
#include "rowan/sql/compiler.hpp"

namespace rowan {
namespace {

constexpr const char* row_column = "rowan_row";

std::uint64_t clamped_sum(std::uint64_t left, std::uint64_t right) {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  return std::min(left, most) > most - std::min(right, most) ? most : left + right;
}

/// Builds the query for one association.
class LoadQuery {
 public:
  LoadQuery(const AssociationInfo& association, std::size_t key_count, const SelectQuery* scope)
      : target_(*association.target),
        path_(association_path(association)),
        scope_(scope == nullptr ? SelectQuery{} : *scope),
        binder_(joined() ? std::string_view() : std::string_view(target_.table)) {
    if (scope_.order.empty()) scope_.order = own_order(association);
    bound::SourceId first = 0;
    if (joined()) {
      QueryBinder::Tables tables = binder_.tables(path_);
      rows_.from = std::move(tables.from);
      rows_.joins = std::move(tables.joins);
      first = tables.ids.front();
    } else {
      rows_.from = {0, target_.schema, target_.table, {}, nullptr};
    }
    const Hop& hop = path_.front();
    keys_ = hop_columns(hop.to, hop, first);
    std::vector<BoundExpr> terms{bound::make(bound::InKeys{keys_, hop.key, key_count})};
    add_fixed(terms, hop, nullptr, &first);
    terms.push_back(binder_.condition(scope_.where, asked_, target_, rows_.from.id));
    rows_.where = bound::all_of(std::move(terms));
    rows_.distinct = scope_.distinct && joined();
  }

  [[nodiscard]] bool joined() const { return path_.size() > 1; }
  [[nodiscard]] const std::vector<const AttributeInfo*>& key() const { return path_.front().key; }

  bound::Query targets() { return is_portion() ? portion() : whole(); }
  [[nodiscard]] bool is_portion() const { return scope_.limit || scope_.offset; }
  [[nodiscard]] bool has_end() const { return scope_.limit.has_value(); }
  bound::Query count() {
    rows_.outputs = {{bound::count_rows(), {}}};
    return finished();
  }

  /// Where each column of the key is found in a result row.
  [[nodiscard]] std::vector<int> key_columns() const {
    std::vector<int> columns;
    for (const std::string& name : path_.front().to) {
      const auto found = std::find_if(target_.attributes.begin(), target_.attributes.end(),
                                      [&](const AttributeInfo& a) { return a.column == name; });
      columns.push_back(joined() ? static_cast<int>(target_.attributes.size() + columns.size()) : found->index);
    }
    return columns;
  }

 private:
  /// All targets of each owner.
  bound::Query whole() {
    rows_.outputs = outputs(rows_.from.id, keys_);
    rows_.order = binder_.order(scope_.order, asked_, target_, rows_.from.id, {"order()"});
    return finished();
  }

  /// With what its conditions and orders ask of other tables.
  bound::Query finished() {
    std::move(asked_.joins.begin(), asked_.joins.end(), std::back_inserter(rows_.joins));
    return std::move(rows_);
  }

  /// A window of each owner's targets: numbered per owner, then cut.
  bound::Query portion() {
    const std::vector<BoundExpr> outside = derived_keys();
    rows_.outputs = outputs(rows_.from.id, keys_);
    for (std::size_t i = 0; joined() && i < keys_.size(); ++i)
      rows_.outputs[target_.attributes.size() + i].name = key_name(i);
    const bool distinct = rows_.distinct;
    std::vector<bound::OrderBy> order;
    if (!distinct) order = binder_.order(window_order(), asked_, target_, rows_.from.id, {"order()"});
    bound::Query numbered = finished();
    std::vector<BoundExpr> partition = keys_;
    if (distinct) {
      bound::Query around;
      around.from = derived(std::move(numbered), "rowan_targets");
      around.outputs = outputs(derived_source, outside);
      partition = outside;
      QueryBinder::Scope scope;
      order = binder_.order(window_order(), scope, target_, derived_source, {"order()"});
      around.joins = std::move(scope.joins);
      numbered = std::move(around);
    }
    bound::RowNumber number{std::move(partition), std::move(order)};
    numbered.outputs.push_back({bound::make(std::move(number), TypeKind::int64), row_column});
    bound::Query cut;
    cut.from = derived(std::move(numbered), "rowan_rows");
    cut.outputs = outputs(derived_source, outside);
    cut.where = within_portion();
    cut.order = {{row_number()}};
    return cut;
  }

  /// The target's attributes, and, where they are not among them, the columns of the key.
  std::vector<bound::Output> outputs(bound::SourceId source, const std::vector<BoundExpr>& keys) const {
    std::vector<bound::Output> outputs;
    outputs.reserve(target_.attributes.size() + keys.size());
    for (const AttributeInfo& attribute : target_.attributes)
      outputs.push_back({bound_column(attribute, target_, source), {}});
    for (std::size_t i = 0; joined() && i < keys.size(); ++i) outputs.push_back({keys[i], {}});
    return outputs;
  }

  /// By names of their own: the target may have a column called the same.
  std::vector<BoundExpr> derived_keys() const {
    std::vector<BoundExpr> columns;
    for (std::size_t i = 0; i < keys_.size(); ++i)
      columns.push_back(derived_column(std::get<bound::Column>(keys_[i].node()->is), derived_source, key_name(i)));
    return columns;
  }
  static std::string key_name(std::size_t i) { return "rowan_key_" + std::to_string(i); }

  /// Numbering needs an order; the key's is as good as any, and the same each time.
  std::vector<OrderTerm> window_order() const {
    if (!scope_.order.empty()) return scope_.order;
    std::vector<OrderTerm> order;
    for (const AttributeInfo* part : key_of(target_, "a limit per owner")) order.push_back({ast::column(part->name)});
    return order;
  }

  static BoundExpr row_number() {
    return bound::make(bound::Column{derived_source, row_column, TypeKind::int64, nullptr, nullptr}, TypeKind::int64);
  }

  [[nodiscard]] BoundExpr within_portion() const {
    const std::uint64_t skipped = scope_.offset.value_or(0);
    const auto than = [](CompareOp op, std::uint64_t number) {
      return bound::make(bound::Comparison{
          op, row_number(), bound::make(bound::Literal{Value(number), TypeKind::int64, {}}, TypeKind::int64)});
    };
    BoundExpr after = than(CompareOp::greater, clamped_sum(skipped, 0));
    if (!scope_.limit) return after;
    return bound::all_of({after, than(CompareOp::less_equal, clamped_sum(skipped, *scope_.limit))});
  }

  const ModelInfo& target_;
  std::vector<Hop> path_;
  SelectQuery scope_;
  QueryBinder binder_;
  QueryBinder::Scope asked_;
  std::vector<BoundExpr> keys_;
  bound::Query rows_;
};

// The numbers that cut a portion are compared with last of all.
void tell_ends(const LoadQuery& load, CompiledSql& sql) {
  using From = ParameterSource::From;
  if (!load.is_portion()) return;
  std::size_t last = sql.sources.size();
  if (load.has_end()) sql.sources[--last].from = From::limit_and_offset;
  sql.sources[--last].from = From::offset;
}

AssociationLoadSql written(const Dialect& dialect, const LoadQuery& load, const bound::Query& query,
                           std::size_t key_count) {
  QueryWriter writer(dialect);
  writer.write(query);
  CompiledSql sql = writer.finish();
  tell_ends(load, sql);
  AssociationLoadSql result;
  result.keys_as_lists = keys_as_lists(dialect, load.key());
  result.first_key_parameter = writer.first_key_parameter();
  result.key_parameters = (result.keys_as_lists ? 1 : key_count) * load.key().size();
  for (std::size_t i = 0; i < result.key_parameters; ++i)
    sql.sources[result.first_key_parameter + i].from = ParameterSource::From::constant;
  result.sql = std::move(sql.sql);
  result.parameters = std::move(sql.parameters);
  result.kinds = std::move(sql.kinds);
  result.sources = std::move(sql.sources);
  result.decided_by_values = sql.decided_by_values;
  result.raw = sql.raw;
  result.owner_key = load.key();
  result.key_columns = load.key_columns();
  return result;
}

}  // namespace

AssociationLoadSql association_load_sql(const Dialect& dialect, const AssociationInfo& unresolved,
                                        std::size_t key_count, const SelectQuery* scope) {
  const AssociationInfo& association = unresolved.resolved();
  require_columns(dialect, *association.target);
  LoadQuery load(association, key_count, scope);
  const bound::Query query = load.targets();
  return written(dialect, load, query, key_count);
}

AssociationLoadSql association_count_sql(const Dialect& dialect, const AssociationInfo& unresolved,
                                         const SelectQuery* scope) {
  const AssociationInfo& association = unresolved.resolved();
  LoadQuery load(association, 1, scope);
  const bound::Query query = load.count();
  return written(dialect, load, query, 1);
}

}  // namespace rowan
