#include "rowan/query/expr.hpp"

#include <algorithm>

#include <fmt/format.h>

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
  if (terms.size() == 1) return std::move(terms.front());
  const std::span<const Expr> inside(terms);  // its array moves along
  return ast::enclose({List{std::move(terms)}}, inside);
}

}  // namespace

Expr ast::enclose(Node node, std::span<const Expr> inside) {
  std::uint32_t depth = 0;
  for (const Expr& tree : inside) {
    if (tree.always_true()) continue;
    depth = std::max(depth, tree.node()->depth);
    node.size += std::min(tree.node()->size, most_nodes);
    if (node.size > most_nodes) throw QueryError(fmt::format("the condition has more than {} parts", most_nodes));
  }
  node.depth = depth + 1;
  if (node.depth > most_levels) throw QueryError(fmt::format("the condition nests deeper than {} levels", most_levels));
  return Expr(std::make_shared<const Node>(std::move(node)));
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
  return ast::enclose({ast::Not{operand}}, {&operand, 1});
}

}  // namespace rowan
