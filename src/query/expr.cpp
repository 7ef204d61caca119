#include "rowan/query/expr.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "query/column_comparison.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"

namespace rowan {
namespace {

bool always_false(const Expr& expr) {
  return !expr.always_true() && std::holds_alternative<ast::AlwaysFalse>(expr.node()->is);
}

// Chains are kept flat, so that a long one neither nests deeply nor overflows the stack when it is walked.
template <class List>
void append(std::vector<Expr>& terms, const Expr& term) {
  if (const auto* list = term.always_true() ? nullptr : std::get_if<List>(&term.node()->is)) {
    terms.insert(terms.end(), list->terms.begin(), list->terms.end());
  } else {
    terms.push_back(term);
  }
}

template <class List>
Expr joined(std::vector<Expr> terms) {
  return terms.size() == 1 ? std::move(terms.front()) : ast::make(List{std::move(terms)});
}

}  // namespace

[[gnu::hot]] void ast::keep(const Node& node) noexcept { node.home->owners.fetch_add(1, std::memory_order_relaxed); }

[[gnu::hot]] void ast::let_go(const Node& node) noexcept {
  if (node.home->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) end(*node.home);
}

void ast::enclose(Extent& extent, const Expr& inside) {
  if (inside.always_true()) return;
  const Extent& other = inside.node()->extent;
  extent.depth = std::max(extent.depth, other.depth + 1);
  extent.size += std::min(other.size, most_nodes);
  if (extent.size > most_nodes) throw QueryError(fmt::format("the condition has more than {} parts", most_nodes));
  if (extent.depth > most_levels)
    throw QueryError(fmt::format("the condition nests deeper than {} levels", most_levels));
}

Expr Expr::constant(bool value) {
  static const Expr none = ast::make(ast::AlwaysFalse{});
  return value ? Expr() : none;
}

Expr all_of(const std::vector<Expr>& terms) {
  std::vector<Expr> kept;
  for (const Expr& term : terms) {
    if (always_false(term)) return term;
    if (!term.always_true()) append<ast::And>(kept, term);
  }
  return kept.empty() ? Expr() : joined<ast::And>(std::move(kept));
}

Expr any_of(const std::vector<Expr>& terms) {
  std::vector<Expr> kept;
  for (const Expr& term : terms) {
    if (term.always_true()) return term;
    if (!always_false(term)) append<ast::Or>(kept, term);
  }
  return kept.empty() ? Expr::constant(false) : joined<ast::Or>(std::move(kept));
}

Expr operator&&(const Expr& left, const Expr& right) {
  if (left.always_true()) return right;  // a relation's first condition
  if (right.always_true()) return left;
  return all_of({left, right});
}
Expr operator||(const Expr& left, const Expr& right) { return any_of({left, right}); }

Expr operator!(const Expr& operand) {
  if (operand.always_true()) return Expr::constant(false);
  if (always_false(operand)) return {};
  return ast::make(ast::Not{operand});
}

}  // namespace rowan
