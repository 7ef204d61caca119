// A query as JSON, that a page or another program sent: docs/guide/json-queries.md has the grammar.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/export.hpp"
#include "rowan/model/any_relation.hpp"
#include "rowan/model/json_shape.hpp"
#include "rowan/query/query_json.hpp"

namespace rowan {

/// A query that was read from JSON: a value; nothing runs before it is asked. May be used by several threads at once.
///
///   JsonQuery::parse("Book", request.body()).where(attr("tenant") == tenant).run()
class ROWAN_EXPORT JsonQuery {
 public:
  /// @throws QueryError, or InvalidValue for a value of the wrong type: the message begins with the place in the JSON.
  [[nodiscard]] static JsonQuery parse(const ModelInfo& model, std::string_view json, const QueryLimits& limits = {});
  /// @throws MappingError as well, naming near misses, where there is no such model.
  [[nodiscard]] static JsonQuery parse(std::string_view model, std::string_view json, const QueryLimits& limits = {});

  /// Narrowed by what the program itself demands.
  [[nodiscard]] JsonQuery where(const Expr& condition) const;
  [[nodiscard]] JsonQuery on(const Database& database) const;

  /// What it asks, without what it selects.
  [[nodiscard]] const AnyRelation& relation() const { return relation_; }
  /// Whether it gives values by name ("select" is an object) rather than records.
  [[nodiscard]] bool gives_values() const { return !values_.empty(); }
  /// An array of objects. @throws as Relation::load.
  [[nodiscard]] std::string run() const;
  /// As many records as the query's limit says, and the cursors for "after" and "before" that lead on, or null:
  /// {"records":[…],"next":"…","previous":null}. @throws QueryError as well, for a query that gives values, or skips.
  [[nodiscard]] std::string run_page() const;
  /// How many rows there are without limit, offset and cursors; 1 of a query that selects aggregates. @throws
  /// QueryError for a grouped query, and one of distinct values.
  [[nodiscard]] std::uint64_t count() const;

 private:
  explicit JsonQuery(AnyRelation relation) : relation_(std::move(relation)) {}
  friend class JsonQueryReader;

  /// Targets to load along; how is decided when the query runs, for default conditions may depend on who asks.
  struct Include {
    std::string association;
    AnyRelation scope;
    bool as_it_is;  ///< without a scope: the targets may be of several models
    std::vector<Include> nested;
  };
  [[nodiscard]] static AnyRelation with_includes(AnyRelation relation, const std::vector<Include>& includes);
  [[nodiscard]] std::string run_values() const;
  [[nodiscard]] std::string written(const AnyRecords& records) const;

  AnyRelation relation_;
  AnyRelation unlimited_{relation_}, paged_{relation_};
  std::int64_t page_size_ = 0;
  std::vector<Include> includes_;
  JsonShape shape_;
  std::uint64_t most_records_ = 0;
  std::vector<std::pair<std::string, Expr>> values_;
  bool grouped_ = false, distinct_values_ = false, one_row_ = false;
};

}  // namespace rowan
