// Queries that one text of SQL serves, and those that it does not.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "golden/blog_models.hpp"
#include "golden/sql_text.hpp"
#include "model/query_shape.hpp"
#include "rowan/query/attr.hpp"
#include "rowan/sql/compiler.hpp"

namespace rowan::golden {
namespace {

/// Queries on users of every usual form, and so few names and values that many differ in values only.
class Queries {
 public:
  SelectQuery next() {
    SelectQuery query{.model = &blog().user, .where = condition(3)};
    for (int i = number(2); i > 0; --i) query.order.push_back(term());
    if (number(1) == 1) query.limit = static_cast<std::uint64_t>(number(2) + 1);
    query.distinct = number(5) == 0;
    if (number(5) == 0) query.columns = {&blog().user.attribute(number(1) == 0 ? "name" : "age")};
    if (number(5) == 0)
      query.lock = {number(1) == 0 ? LockStrength::update : LockStrength::share, static_cast<LockWait>(number(2))};
    return query;
  }

 private:
  int number(int most) { return std::uniform_int_distribution(0, most)(random_); }
  OrderTerm term() {
    return {ast::column(number(1) == 0 ? "name" : "age"), number(1) == 0, static_cast<NullsOrder>(number(2))};
  }
  Expr condition(int depth) {
    switch (number(depth == 0 ? 3 : 6)) {
      case 0:
        return ast::compare("name", static_cast<CompareOp>(number(5)),
                            std::string(static_cast<std::size_t>(number(2)), 'x'));
      case 1:
        return ast::compare("age", static_cast<CompareOp>(number(5)), number(3));
      case 2:
        return ast::null_test(number(1) == 0 ? "age" : "name", number(1) == 0);
      case 3:
        return number(4) == 0 ? Expr() : ast::between("age", number(2), number(2));
      case 4:
        return !condition(depth - 1);
      case 5:
        return condition(depth - 1) && condition(depth - 1);
      default:
        return condition(depth - 1) || condition(depth - 1);
    }
  }
  std::mt19937 random_{4};  // NOLINT(cert-msc51-cpp): the same queries in each run
};

std::vector<Value> bound_by(const QueryShape& shape, const KeptQuery& kept) {
  std::vector<Value> values;
  const BoundComparands comparands(blog().user, shape, kept);
  for (const Value* value : comparands.values()) values.push_back(*value);
  if (shape.limit()) values.emplace_back(static_cast<std::int64_t>(*shape.limit()));
  return values;
}

TEST(QueryShape, OfTheSameTextHaveTheSameSqlAndBindTheirOwnValues) {
  Queries queries;
  std::map<std::string, KeptQuery, std::less<>> known;
  int again = 0;
  for (int i = 0; i < 20'000; ++i) {
    const SelectQuery query = queries.next();
    const QueryShape shape(query, 's');
    if (!shape.usual()) continue;
    const CompiledSql written = compile_select(standard(), query);
    const auto found = known.find(shape.text());
    if (found == known.end()) {
      std::optional<KeptQuery> kept = keep_query(blog().user, shape, written);
      ASSERT_TRUE(kept) << written.sql;
      known.emplace(shape.text(), std::move(*kept));
      continue;
    }
    ++again;
    ASSERT_EQ(found->second.sql, written.sql);
    ASSERT_EQ(found->second.kinds, written.kinds);
    ASSERT_EQ(bound_by(shape, found->second), written.parameters) << written.sql;
  }
  EXPECT_GT(again, 5'000);
  EXPECT_GT(known.size(), 1'000U);
}

bool usual(const SelectQuery& query) { return QueryShape(query, 's').usual(); }
bool usual(const Expr& condition) { return usual(SelectQuery{.model = &blog().user, .where = condition}); }

TEST(QueryShape, LeavesOutWhatItsValuesDecide) {
  EXPECT_TRUE(usual(attr("age") > 1));
  EXPECT_FALSE(usual(attr("age").in({1, 2})));
  EXPECT_FALSE(usual(attr("name").contains("a")));
  EXPECT_FALSE(usual(sql("age > ?", 1)));
  EXPECT_FALSE(usual(ast::compare_columns("age", CompareOp::less, "id")));
  EXPECT_FALSE(usual(ast::quantified("posts", QuantifierKind::some, Expr())));
  EXPECT_FALSE(usual(SelectQuery{.model = &blog().user, .offset = 1}));
  EXPECT_FALSE(usual(SelectQuery{.model = &blog().user, .order = {{sql("length(name)")}}}));
}

TEST(QueryShape, LeavesOutWhatIsTooLong) {
  Expr many;
  for (int i = 0; i < 13; ++i) many = many && attr("age") != i;
  EXPECT_FALSE(usual(many));
  EXPECT_FALSE(usual(attr(std::string(300, 'n')) == 1));
  Expr deep = attr("age") > 1;
  for (int i = 0; i < 200; ++i) deep = !(deep || attr("age") == i);
  EXPECT_FALSE(usual(deep));
}

TEST(QueryShape, WhatTheQueryIsForIsAPartOfIt) {
  const SelectQuery query{.model = &blog().user, .where = attr("age") > 1};
  EXPECT_NE(QueryShape(query, 's').text(), QueryShape(query, 'c').text());
}

TEST(QueryShape, KeepsNothingThatBindsOtherValues) {
  const SelectQuery one{.model = &blog().user, .where = attr("age") > 1};
  const SelectQuery two{.model = &blog().user, .where = attr("age") > 2};
  EXPECT_TRUE(keep_query(blog().user, QueryShape(one, 's'), compile_select(standard(), one)));
  EXPECT_FALSE(keep_query(blog().user, QueryShape(one, 's'), compile_select(standard(), two)));
}

}  // namespace
}  // namespace rowan::golden
