// Binds the parts of one statement: names are looked up, values converted, associations written out as tables.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "query/association_path.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/bound.hpp"
#include "rowan/query/composition.hpp"
#include "rowan/query/order.hpp"

namespace rowan {

struct Place;
struct SelectQuery;

/// Gives every table of a statement that is not the model's own a number and a name: "t1", "t2", …
class QueryBinder {
 public:
  /// `taken`: a table's name that no other may have, for it would hide it.
  explicit QueryBinder(std::string_view taken) : taken_(taken) {}

  /// What a query joins to its own table for what is asked of to-one targets: each path once.
  struct Scope {
    struct Target {
      bound::SourceId from;
      const AssociationInfo* association;
      bound::SourceId to;
      Expr shown;  ///< which of the targets count: for others the path is joined once more
    };
    /// What trees may speak of, the query's own rows first; none where those are all.
    struct Named {
      std::string name;
      const ModelInfo* model;  ///< null: values of a query
      bound::SourceId id;
      std::shared_ptr<const bound::Query> given{};  ///< the query that gives the rows; null: a table does
      int level = 0;                                ///< how many times rows were multiplied on the way to it
      bool gives = true;                            ///< see JoinTerm
    };
    std::vector<bound::Join> joins;
    std::vector<Target> targets;
    std::vector<Named> sources;
    bool takes_joins = true;  ///< else to-one targets are asked in sub-queries

    /// @throws QueryError when there is none, or several.
    [[nodiscard]] const Named& source(const SourceRef& ref) const;
    [[nodiscard]] const Named* named(std::string_view name) const;
  };
  // @throws as bind_query. What these join is the scope's, for the caller to add to its query.
  BoundExpr condition(const Expr& condition, Scope& scope, const ModelInfo& model, bound::SourceId source);
  std::vector<bound::OrderBy> order(const std::vector<OrderTerm>& order, Scope& scope, const ModelInfo& model,
                                    bound::SourceId source, const Place& place);
  /// `from`: the source of its own table, without that. The outermost one has the common tables of those inside.
  bound::Query query(const SelectQuery& query, bound::Source from);
  /// Of a query, `whole`, that is not a statement by itself: the outermost ones are those inside.
  bound::Query query_of_change(const SelectQuery& whole, bound::Source from);

  /// The tables of a path, the target's first, each joined to the one before it.
  struct Tables {
    bound::Source from;
    std::vector<bound::Join> joins;
    std::vector<bound::SourceId> ids;  ///< of the hops
  };
  Tables tables(const std::vector<Hop>& path);
  /// A source of its own, without a table yet.
  bound::Source next_source();

  void value_decides() { decided_by_values_ = true; }
  [[nodiscard]] bool decided_by_values() const { return decided_by_values_; }

 private:
  bound::Query one_query(const SelectQuery& query, bound::Source from);
  bound::Query aggregates_of_portion(bound::Query rows);
  /// What is before its trees: the sources, and their names.
  void compose(const SelectQuery& query, bound::Query& bound, Scope& scope);
  void join(const JoinTerm& term, const ModelInfo& own, Scope& scope);
  void join_targets(const JoinTerm& term, bound::SourceId owner, const AssociationInfo& association,
                    const ModelInfo& own, Scope& scope);
  BoundExpr join_condition(const JoinTerm& term, bound::SourceId id, const ModelInfo& own, Scope& scope);
  bound::Source source_of_query(const SelectQuery& query, bound::Source named);
  void put_together(const SelectQuery& query, bound::Query& bound);

  /// A common table, with the query that says what it gives.
  struct Common {
    std::string name;
    std::shared_ptr<const bound::Query> given;
    const ModelInfo* model;  ///< null: values of a query
    const SelectQuery* of;
    bool shared;
  };
  void add_common(const CommonTable& table, bound::Query& query);
  bound::CommonTable common_table(const CommonTable& table);
  bound::Query common_step(const CommonTable& table, const bound::Query& first);
  const Common& common(const std::string& name) const;
  /// Puts those that are shared before a query.
  void take_shared(bound::Query& query);

  std::string_view taken_;
  std::vector<Common> commons_;
  std::vector<bound::CommonTable> shared_;
  bool inside_ = false;  ///< of the query that has the shared common tables
  bound::SourceId last_ = 0;
  bool decided_by_values_ = false;
};

/// One of the values that the query behind a source gives.
BoundExpr given_column(const QueryBinder::Scope::Named& source, std::size_t index);
/// The names that a query gives its values by, where it is a source: those of columns, if they are all.
void name_outputs(bound::Query& query, bool records);
/// @throws QueryError where the two give values that can't be put together.
void require_same_types(const ModelInfo& model, const bound::Query& first, const bound::Query& other,
                        std::string_view operation);
BoundExpr bound_column(const AttributeInfo& attribute, const ModelInfo& model, bound::SourceId source);
/// `to` (or `from`) columns of a hop, as columns of `source`.
std::vector<BoundExpr> hop_columns(const std::vector<std::string>& names, const Hop& hop, bound::SourceId source);
/// Adds what the fixed columns of a hop are, in the tables before and after it; null leaves a table out.
void add_fixed(std::vector<BoundExpr>& terms, const Hop& hop, const bound::SourceId* before,
               const bound::SourceId* after);
/// Each column equals the one beside it.
std::vector<BoundExpr> equalities(const std::vector<BoundExpr>& left, const std::vector<BoundExpr>& right);

}  // namespace rowan
