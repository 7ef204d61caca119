// Queries and expressions as compilers get them: every name looked up, every value as its column stores it, every
// association written out as tables, joins and sub-queries. A closed set of nodes, without a model's words and without
// a database's.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "rowan/core/logical_type.hpp"
#include "rowan/core/value.hpp"
#include "rowan/fwd.hpp"
#include "rowan/query/composition.hpp"
#include "rowan/query/index_hint.hpp"
#include "rowan/query/literal.hpp"
#include "rowan/query/node_forms.hpp"
#include "rowan/query/order.hpp"
#include "rowan/query/row_lock.hpp"
#include "rowan/query/walk.hpp"

namespace rowan {

namespace bound {
struct Node;
struct Query;
}  // namespace bound

/// An expression that is bound. One pointer, immutable, safe to share. The default one holds for every row.
class BoundExpr {
 public:
  BoundExpr() noexcept = default;
  explicit BoundExpr(std::shared_ptr<const bound::Node> node) noexcept : node_(std::move(node)) {}
  [[nodiscard]] const bound::Node* node() const noexcept { return node_.get(); }
  [[nodiscard]] bool always_true() const noexcept { return node_ == nullptr; }

 private:
  std::shared_ptr<const bound::Node> node_;
};

namespace bound {

/// Numbers the sources of a statement, sub-queries included; 0 is the model's own table.
using SourceId = std::uint32_t;

struct Bound {
  using Tree = BoundExpr;
  using Constant = Literal;
};

struct Column {
  SourceId source = 0;
  std::string column;
  TypeKind kind{};
  const ModelInfo* model = nullptr;
  const AttributeInfo* attribute = nullptr;  ///< null for a column of a join table or a sub-query
  [[nodiscard]] auto fields() const { return std::tie(source, column); }
};
using Call = ast::form::Call<Bound>;
using Case = ast::form::Case<Bound>;
using Aggregate = ast::form::Aggregate<Bound>;
using Window = ast::form::Window<Bound>;
using Comparison = ast::form::Comparison<Bound>;
using And = ast::form::And<Bound>;
using Or = ast::form::Or<Bound>;
using Not = ast::form::Not<Bound>;
using NullTest = ast::form::NullTest<Bound>;
using InList = ast::form::InList<Bound>;
using Between = ast::form::Between<Bound>;
using TextMatch = ast::form::TextMatch<Bound>;
using HasElement = ast::form::HasElement<Bound>;

struct OrderBy {
  BoundExpr value;
  bool descending = false;
  NullsOrder nulls = NullsOrder::unspecified;
};

/// `operand` is false or NULL.
struct NotTrue {
  BoundExpr operand;
  [[nodiscard]] auto fields() const { return std::tie(operand); }
};
/// The column is the name of a type, of letters and the like: what a polymorphic association refers by.
struct IsType {
  BoundExpr column;
  std::string text;
  [[nodiscard]] auto fields() const { return std::tie(column, text); }
};
/// The sub-query gives a row.
struct Exists {
  std::shared_ptr<const Query> query;
  bool negated = false;
  // What was asked, for a compiler that walks associations rather than joins tables.
  const AssociationInfo* association = nullptr;
  QuantifierKind kind{};
  BoundExpr condition{}, among{};  ///< on the target's own table; of a target for which `among` holds
  [[nodiscard]] auto fields() const { return std::tie(query, negated); }
};
/// The operands, taken together, are a row of the sub-query.
struct InQuery {
  std::vector<BoundExpr> operands;
  std::shared_ptr<const Query> query;
  bool negated = false;
  const AssociationInfo* association = nullptr;  ///< as for Exists: the row is reached from `key`; null for others
  std::vector<BoundExpr> key{};
  [[nodiscard]] auto fields() const { return std::tie(operands, query, negated); }
};
/// The columns, taken together, are one of `count` keys that the caller binds: values of `key`, one key after the
/// other. At most one is in a statement.
struct InKeys {
  std::vector<BoundExpr> columns;
  std::vector<const AttributeInfo*> key;
  std::size_t count = 0;
  [[nodiscard]] auto fields() const { return std::tie(columns, key, count); }
};
/// The one value that a query gives, NULL where it gives no row.
struct SubQuery {
  std::shared_ptr<const Query> query;
  // As for Exists: what is asked of an association's targets; null where it is a query of the user's.
  const AssociationInfo* association = nullptr;
  BoundExpr value{}, condition{};  ///< on the target's own table; an aggregate of all, else of the first
  [[nodiscard]] auto fields() const { return std::tie(query); }
};
/// The row's number, from 1, among those with equal `partition`.
struct RowNumber {
  std::vector<BoundExpr> partition;
  std::vector<OrderBy> order;
  [[nodiscard]] auto fields() const { return std::tie(partition, order); }
};
struct RawSql {
  std::string text;
  std::vector<Value> arguments;
  [[nodiscard]] auto fields() const { return std::tie(text, arguments); }
};
struct AlwaysFalse {
  [[nodiscard]] static std::tuple<> fields() { return {}; }
};

struct Node {
  template <class Part>
  Node(Part part, TypeKind of) : is(std::move(part)), kind(of) {}

  std::variant<Column, Literal, Call, Comparison, And, Or, Not, NullTest, InList, Between, TextMatch, HasElement,
               NotTrue, IsType, Exists, InQuery, InKeys, RowNumber, RawSql, AlwaysFalse, Case, Aggregate, SubQuery,
               Window>
      is;
  TypeKind kind;  ///< of its value
};

template <class Part>
BoundExpr make(Part part, TypeKind kind = TypeKind::boolean) {
  return BoundExpr(std::make_shared<const Node>(std::move(part), kind));
}
/// How many rows a group, or all of them, has.
ROWAN_EXPORT BoundExpr count_rows();
/// Whether `tree`, or a query in it, asks this column of the source.
[[nodiscard]] ROWAN_EXPORT bool reads_column(const BoundExpr& tree, SourceId source, std::string_view column);
/// All of `terms` that are not always true.
ROWAN_EXPORT BoundExpr all_of(std::vector<BoundExpr> terms);

/// What rows come from: a table, or a query.
struct Source {
  SourceId id = 0;
  std::string schema, table;
  std::string name;                    ///< by which it is known; empty: the table's own
  std::shared_ptr<const Query> query;  ///< null for a table
  std::shared_ptr<const IndexHint> hint{};
  bool common = false;  ///< `table` is a common table's name
};
struct Join {
  Source source;
  BoundExpr on;
  bool left = false;  ///< rows without a row of `source` stay; otherwise they go
  // As for Exists: of a left one, the association that is followed, from which source, and to which targets.
  const AssociationInfo* association = nullptr;
  SourceId owner = 0;
  BoundExpr condition{};
  std::vector<Join> inside{};  ///< joined to `source` before that is joined to the query
};
struct Output {
  BoundExpr value;   ///< the always true one: the rows matter, not what is in them
  std::string name;  ///< that outer queries know it by; empty: the column's own
};

/// Another query whose rows are put together with those of one.
struct SetTerm {
  SetOperation operation{};
  std::shared_ptr<const Query> query;
};
/// See rowan::CommonTable.
struct CommonTable {
  std::string name;
  std::vector<std::string> columns;
  std::shared_ptr<const Query> query, step;
  bool repeats = false;
};

/// SELECT, in the clauses that something asks for.
struct Query {
  std::vector<CommonTable> with;
  bool distinct = false;
  bool equal_by_collation = false;  ///< equal outputs are made one, and equal is what their columns' collations hold so
  std::vector<BoundExpr> distinct_on;
  std::vector<Output> outputs;
  Source from;
  std::vector<Join> joins;
  BoundExpr where;
  std::vector<BoundExpr> group;  ///< an output or order that is one of these is the same tree
  BoundExpr having;
  std::vector<OrderBy> order;
  std::optional<std::uint64_t> limit, offset;
  bool constant_limit = false;  ///< the same whenever it is asked: a part of the text
  std::optional<RowLock> lock;
  std::vector<SetTerm> others;  ///< put together with the rows before the order, one after the other
  bool composed = false;        ///< of several sources, or of a query's rows, as rowan::Composition says
  /// Some value decided about more than a parameter: a query that differs in values only may be another one.
  bool decided_by_values = false;
};

/// Whether a value of the program's is in the tree, sub-queries included.
ROWAN_EXPORT bool has_values(const BoundExpr& tree);
/// Whether some sub-query in the tree reads this table.
ROWAN_EXPORT bool reads_table(const BoundExpr& tree, const Source& table);
/// Databases differ in whether the case of a table's name counts: names are kept apart without it.
[[nodiscard]] ROWAN_EXPORT bool same_name(std::string_view left, std::string_view right);
/// Whether the query, or one inside, reads a table that a common table called `name` would hide.
[[nodiscard]] ROWAN_EXPORT bool reads_hidden_table(const Query& query, std::string_view name);

}  // namespace bound
}  // namespace rowan
