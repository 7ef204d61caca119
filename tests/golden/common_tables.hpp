// Queries that ask themselves, for every dialect.
#pragma once

#include <memory>
#include <utility>

#include "golden/blog_models.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/composition.hpp"
#include "rowan/query/select.hpp"

namespace rowan::golden {

/// All posts, and those that follow, at most nine steps away, with the number of steps.
inline SelectQuery counted_tree() {
  const auto shared = [](SelectQuery query) { return std::make_shared<const SelectQuery>(std::move(query)); };
  JoinTerm last;
  last.name = last.common = "tree";
  last.gives = false;
  last.on = ast::compare(ast::given("tree", 0), CompareOp::equal, ast::column("author"));
  Composition joined, asked;
  joined.joins = {last};
  SelectQuery step{.model = &blog().post, .outputs = {ast::column("id")}};
  step.composition = std::make_shared<const Composition>(std::move(joined));
  CommonTable tree{"tree", shared({.model = &blog().post, .outputs = {ast::column("id")}}), shared(std::move(step))};
  tree.shared = tree.repeats = true;
  for (const int number : {0, 1, 9}) tree.depth.push_back(ast::literal(Value(number)));
  asked.with = {std::move(tree)};
  asked.common = "tree";
  SelectQuery query{.model = &blog().post, .outputs = {ast::given({}, 0), ast::given({}, 1)}};
  query.composition = std::make_shared<const Composition>(std::move(asked));
  return query;
}

}  // namespace rowan::golden
