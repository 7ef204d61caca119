// What decides a query's SQL, told apart from the values that it binds: a usual query is asked again and again with
// other values, and its SQL need be written once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/connection/statement.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/select.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan {

/// Looks at a query once. Views it: the query must outlive this.
class QueryShape {
 public:
  /// `use`: a letter for what the query is for, where that, too, decides the SQL.
  QueryShape(const SelectQuery& query, char use);

  /// Whether there is nothing in the query but what this knows: comparisons with values, tests for NULL, what joins
  /// them, an order by attributes, a limit, a lock. Not lists, patterns, associations, SQL of the user's, an offset.
  [[nodiscard]] bool usual() const noexcept { return usual_; }
  /// The same for all queries on one model whose SQL differs in no more than the values it binds.
  [[nodiscard]] std::string_view text() const noexcept { return {text_.data(), size_}; }

  static constexpr std::size_t most_comparands = 12;
  /// A value, and the name of what it is compared with, in the order of the placeholders; a limit comes after them.
  struct Comparand {
    const std::string* name;
    const Value* value;
  };
  [[nodiscard]] std::span<const Comparand> comparands() const noexcept { return {comparands_.data(), count_}; }
  [[nodiscard]] std::optional<std::uint64_t> limit() const noexcept { return limit_; }

 private:
  void look(const SelectQuery& query);
  void look(const Expr& condition);
  void look(const OrderTerm& term);
  void look_at(const ast::Comparison& comparison);
  void look_at(const ast::Between& range);
  void look_at(const ast::NullTest& test);
  void look_at(const ast::And& all);
  void look_at(const ast::Or& any);
  void look_at(const ast::Not& negation);
  void look_at(const ast::ColumnRef& column);
  void look_at(const ast::AlwaysFalse&) { put('f'); }
  template <class Other>
  void look_at(const Other&) {
    usual_ = false;
  }
  void look_at_terms(char sign, const std::vector<Expr>& terms);
  void put(char c);
  void put(const std::string& name);
  void take(const ast::ColumnRef& column, const Value& value);

  std::array<char, 240> text_;
  std::array<Comparand, most_comparands> comparands_;
  std::uint8_t size_ = 0, count_ = 0;
  bool usual_ = true;
  std::optional<std::uint64_t> limit_;
};

/// The SQL for all queries of one shape.
struct KeptQuery {
  std::string sql;
  std::vector<const AttributeInfo*> attributes;  ///< that the comparands are compared with
  std::vector<TypeKind> kinds;                   ///< of all that is bound
};

/// What `written`, which was compiled for a query of this shape, is for the others; nothing when it binds other values
/// than the shape holds, so that it can't serve them.
std::optional<KeptQuery> keep_query(const ModelInfo& model, const QueryShape& shape, const CompiledSql& written);

/// The comparands of a query as they are bound. Refers to the shape, and with it to the query.
class BoundComparands {
 public:
  /// @throws InvalidValue as bind_value.
  BoundComparands(const ModelInfo& model, const QueryShape& shape, const KeptQuery& kept);
  void bind(Statement& statement) const;
  /// Without the limit.
  [[nodiscard]] std::span<const Value* const> values() const noexcept {
    return {values_.data(), shape_.comparands().size()};
  }

 private:
  const QueryShape& shape_;
  const KeptQuery& kept_;
  std::array<const Value*, QueryShape::most_comparands> values_;
  std::vector<Value> converted_;
};

}  // namespace rowan
