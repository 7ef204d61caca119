// The nodes of a condition or value as a user writes it, its names not looked up: a closed set. For code that walks
// trees; building them is expr.hpp's job. After binding they are those of query/bound.hpp.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "rowan/core/value.hpp"
#include "rowan/fwd.hpp"
#include "rowan/query/composition.hpp"
#include "rowan/query/expr.hpp"
#include "rowan/query/node_forms.hpp"
#include "rowan/query/walk.hpp"

namespace rowan::ast {

/// What stands inside of a node.
struct Unbound {
  using Tree = Expr;
  using Constant = Value;
};

/// An attribute, or a belongs_to that stands for its key.
struct Column {
  explicit Column(std::string_view column) : name(column) {}
  std::string name;
  [[nodiscard]] auto fields() const { return std::tie(name); }
};
struct Literal {
  explicit Literal(Value held) : value(std::move(held)) {}
  explicit Literal(std::string_view text) : value(text) {}
  Value value;
  [[nodiscard]] auto fields() const { return std::tie(value); }
};
/// About the targets of an association; `condition` is on the target's model, as is `among`: a target for which that
/// does not hold is none, also where it is NULL.
struct Quantifier {
  std::string name;
  QuantifierKind kind{};
  Expr condition;
  const AssociationInfo* association = nullptr;  ///< for one of several models; null: by the name
  Expr among{};
  [[nodiscard]] auto fields() const { return std::tie(name, kind, condition, association, among); }
};
/// SQL of the user's, with a `?` for each argument. Where those are depends on the database that reads it.
struct RawSql {
  std::string text;
  std::vector<Value> arguments;
  [[nodiscard]] auto fields() const { return std::tie(text, arguments); }
};
struct AlwaysFalse {
  [[nodiscard]] static std::tuple<> fields() { return {}; }
};
/// About the target of an association that passes other tables (many_to_many, through): the owner with this key reaches
/// it.
struct ReachedFrom {
  const AssociationInfo* association = nullptr;
  std::vector<Value> key;
  [[nodiscard]] auto fields() const { return std::tie(association, key); }
};
/// A value of the target of a to-one association; a target for which `condition` does not hold is none.
struct AtTarget {
  std::string name;
  Expr value, condition;
  [[nodiscard]] auto fields() const { return std::tie(name, value, condition); }
};
/// `aggregate` of the targets of an association for which `condition` holds.
struct OfTargets {
  std::string name;
  Expr aggregate, condition;
  [[nodiscard]] auto fields() const { return std::tie(name, aggregate, condition); }
};
/// The one value that a query gives.
struct SubQuery {
  std::shared_ptr<const SelectQuery> query;
  [[nodiscard]] auto fields() const { return std::tie(query); }
};
/// Among the values that a query gives.
struct InQuery {
  Expr operand;
  std::shared_ptr<const SelectQuery> query;
  bool negated = false;
  [[nodiscard]] auto fields() const { return std::tie(operand, query, negated); }
};
/// One of the values that rows are grouped by.
struct GroupKey {
  std::size_t index = 0;
  [[nodiscard]] auto fields() const { return std::tie(index); }
};
/// A value of one of the query's sources, which `model`, if not null, is of; see SourceRef.
struct OfSource {
  std::string name;
  const ModelInfo& (*model)() = nullptr;
  Expr value;
  [[nodiscard]] auto fields() const { return std::tie(name, model, value); }
};
/// One of the values that a query gives, in a query that has it as a source.
struct Given {
  std::size_t index = 0;
  [[nodiscard]] auto fields() const { return std::tie(index); }
};
using Call = form::Call<Unbound>;
using Case = form::Case<Unbound>;
using Aggregate = form::Aggregate<Unbound>;
using Window = form::Window<Unbound>;
using Comparison = form::Comparison<Unbound>;
using And = form::And<Unbound>;
using Or = form::Or<Unbound>;
using Not = form::Not<Unbound>;
using NullTest = form::NullTest<Unbound>;
using InList = form::InList<Unbound>;
using Between = form::Between<Unbound>;
using TextMatch = form::TextMatch<Unbound>;
using HasElement = form::HasElement<Unbound>;

/// How far a tree reaches. Columns and values count as a part of what they stand in.
struct Extent {
  std::uint32_t depth = 0, size = 0;
};

/// Immutable, and shared by threads. The usual comparison is in one memory with what it compares: that has one count,
/// the comparison's.
struct Node {
  /// `from`: what the part is made of, in its place.
  template <class Part, class... From>
  Node(std::in_place_type_t<Part> part, Extent reach, From&&... from)
      : is(part, std::forward<From>(from)...), extent(reach) {}
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  std::variant<Column, Literal, Call, Comparison, And, Or, Not, NullTest, InList, Between, TextMatch, HasElement,
               Quantifier, RawSql, AlwaysFalse, ReachedFrom, Case, Aggregate, AtTarget, OfTargets, SubQuery, InQuery,
               GroupKey, OfSource, Given, Window>
      is;
  Extent extent;
  mutable std::atomic<std::uint32_t> owners = 1;
  const Node* home = this;  ///< the node that memory is counted for
};

/// A tree from outside the program may be of any size, and each level costs stack, here and in the database.
inline constexpr std::uint32_t most_levels = 500, most_nodes = 100000;

/// Takes up a tree inside. @throws QueryError when they are too deep or too many.
ROWAN_EXPORT void enclose(Extent& extent, const Expr& inside);

/// The same of the trees of a query inside.
ROWAN_EXPORT void enclose(Extent& extent, const SelectQuery& inside);

/// @throws QueryError when it nests too deep, or has too many parts.
template <class Part>
Expr make(Part part) {
  constexpr bool leaf = std::is_same_v<Part, Column> || std::is_same_v<Part, Literal>;
  Extent extent{leaf ? 0U : 1U, leaf ? 0U : 1U};
  for_each_child(part, [&](const Expr& inside) { enclose(extent, inside); });
  if constexpr (requires { part.query; }) enclose(extent, *part.query);
  return Expr(new Node(std::in_place_type<Part>, extent, std::move(part)));
}

}  // namespace rowan::ast
