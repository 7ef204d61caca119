// Queries that one text of SQL serves, and those that it does not.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "golden/blog_models.hpp"
#include "golden/sql_text.hpp"
#include "model/load/query_shape.hpp"
#include "rowan/query/attr.hpp"
#include "rowan/query/function.hpp"
#include "rowan/sql/compiler.hpp"

namespace rowan::golden {
namespace {

/// Queries on users of every usual form, and so few names and values that many differ in values only.
class Queries {
 public:
  Queries(unsigned seed, bool distinct_on) : random_(seed), distinct_on_(distinct_on) {}
  SelectQuery next() {
    SelectQuery query{.model = &blog().user, .where = condition(number(2))};
    if (number(2) > 0) return query;  // so that many are of one shape
    for (int i = number(2); i > 0; --i) query.order.push_back(term());
    if (number(1) == 1) query.limit = static_cast<std::uint64_t>(number(2) + 1);
    if (number(4) == 0) query.offset = static_cast<std::uint64_t>(number(2));
    if (number(4) == 0) return grouped(query);
    query.distinct = number(5) == 0;
    if (number(5) == 0 && !query.distinct) query.outputs = {number_value(2), condition(1)};
    if (number(5) == 0)
      query.lock = {number(1) == 0 ? LockStrength::update : LockStrength::share, static_cast<LockWait>(number(2))};
    if (distinct_on_ && number(5) == 0) query.distinct_on = {number_value(1), ast::column("name")};
    return query;
  }

 private:
  int number(int most) { return std::uniform_int_distribution(0, most)(random_); }
  OrderTerm term() {
    return {ast::column(number(1) == 0 ? "name" : "age"), number(1) == 0, static_cast<NullsOrder>(number(2))};
  }
  /// Groups, by what has values in it or not.
  SelectQuery grouped(SelectQuery query) {
    query.order.clear();
    query.group = {number_value(1), ast::column("name")};
    const auto of_group = [&](const Expr& expr) { return ast::with_group_keys(expr, query.group); };
    query.outputs = {of_group(query.group[0]), aggregate(), aggregate()};
    if (number(1) == 0) query.having = ast::compare(aggregate(), op(), ast::literal(number(3)));
    if (number(1) == 0)
      query.having = query.having && of_group(ast::compare(query.group[0], op(), ast::literal(number(3))));
    if (number(2) == 0)
      query.outputs.push_back(of_group(ast::call(Function::add, {query.group[0], ast::literal(number(3))})));
    if (number(1) == 0) query.order = {{of_group(query.group[0]), number(1) == 0}, {aggregate()}};
    return query;
  }
  Expr aggregate() {
    const auto function = static_cast<AggregateFunction>(number(4));
    const Expr of = function == AggregateFunction::count && number(1) == 0 ? Expr() : number_value(1);
    return ast::aggregate(function, number(1) == 0 && !of.always_true(), of, number(1) == 0 ? Expr() : leaf(0));
  }
  SelectQuery of_posts() {
    SelectQuery query{.model = &blog().post, .where = attr("views") > number(3), .outputs = {ast::column("author")}};
    if (number(1) == 0) query.limit = static_cast<std::uint64_t>(number(1) + 1);
    return query;
  }
  CompareOp op() { return static_cast<CompareOp>(number(5)); }
  std::string text() { return std::string(static_cast<std::size_t>(number(2)), 'x'); }
  std::vector<Value> list() {
    std::vector<Value> values;
    for (int i = number(4); i >= 0; --i) values.emplace_back(number(9));
    return values;
  }
  Expr number_value(int depth) {
    switch (number(depth == 0 ? 1 : 9)) {
      case 0:
        return ast::column("age");
      case 1:
        return ast::column("boss");
      case 5:
        return ast::call(static_cast<Function>(number(4)), {ast::literal(number(3)), number_value(depth - 1)});
      case 6:
        return ast::conditional({leaf(0), leaf(0)}, {number_value(depth - 1), ast::literal(number(3))},
                                number(1) == 0 ? Expr() : ast::literal(number(3)));
      case 7:
        return ast::column(number(1) == 0 ? "boss.age" : "boss.boss.age");
      case 8:
        return ast::of_targets("posts", ast::aggregate(AggregateFunction::sum, number(1) == 0, ast::column("views")),
                               number(1) == 0 ? Expr() : attr("views") > number(3));
      case 9:
        return ast::sub_query(of_posts());
      case 2:
        return ast::call(Function::add, {number_value(depth - 1), ast::literal(number(3))});
      case 3:
        return ast::call(Function::coalesce, {number_value(depth - 1), ast::literal(number(3))});
      default:
        return number(1) == 0 ? ast::call(Function::length, {made_text()})
                              : ast::call(Function::greatest, {number_value(depth - 1), ast::literal(number(3))});
    }
  }
  Expr text_value() {
    const Expr name = ast::column(number(1) == 0 ? "name" : "email");
    return number(1) == 0 ? name
                          : ast::call(static_cast<Function>(static_cast<int>(Function::lower) + number(2)), {name});
  }
  /// With values in it.
  Expr made_text() {
    switch (number(3)) {
      case 0:
        return ast::call(Function::concat, {text_value(), ast::literal(text())});
      case 1:
        return ast::call(Function::substring, {text_value(), ast::literal(number(3)), ast::literal(number(3))});
      case 2:
        return ast::call(Function::replace, {text_value(), ast::literal(text()), ast::literal(text())});
      default:
        return ast::call(number(1) == 0 ? Function::greatest : Function::null_if, {text_value(), ast::literal(text())});
    }
  }
  Expr leaf(int depth) {
    switch (number(8)) {
      case 8:
        return ast::in_query(number_value(depth), of_posts(), number(1) == 0);
      case 0:
        return ast::compare(number(1) == 0 ? text_value() : made_text(), op(), ast::literal(text()));
      case 1:
        return ast::compare(number_value(depth), op(), ast::literal(number(3)));
      case 2:
        return ast::compare(ast::literal(number(3)), op(), number_value(depth));
      case 3:
        return ast::compare(ast::column("age"), op(), number_value(depth));
      case 4:
        return ast::null_test(number_value(depth), number(1) == 0);
      case 5:
        return number(4) == 0 ? Expr() : ast::between(number_value(depth), number(2), number(2));
      case 6:
        return ast::in_list(number_value(depth), list(), number(1) == 0);
      default:
        return ast::match(text_value(), static_cast<MatchKind>(number(2)), text(), number(1) == 0);
    }
  }
  Expr condition(int depth) {
    switch (number(depth == 0 ? 1 : 5)) {
      case 0:
      case 1:
        return leaf(depth);
      case 2:
        return !condition(depth - 1);
      case 3:
        return condition(depth - 1) && condition(depth - 1);
      case 4:
        return condition(depth - 1) || condition(depth - 1);
      default:
        return ast::quantified("posts", static_cast<QuantifierKind>(number(2)),
                               attr("views").in(list()) && attr("title").contains(text()));
    }
  }
  std::mt19937 random_;
  bool distinct_on_;
};

std::vector<Value> bound_by(const QueryShape& shape, const KeptQuery& kept) { return KeptValues(shape, kept).values(); }

/// What takes arrays for lists, as PostgreSQL does.
const Dialect& with_arrays() {
  Capabilities can;
  can.array_lists = can.arrays = can.distinct_on = true;
  static const Dialect dialect(can);
  return dialect;
}

void agree_with_compiling_afresh(const Dialect& dialect, unsigned seed) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  Queries queries(seed, dialect.can().distinct_on);
  std::map<std::string, KeptQuery, std::less<>> known;
  int again = 0;
  for (int i = 0; i < 10'000; ++i) {
    const SelectQuery query = queries.next();
    const QueryShape shape(query, 's');
    ASSERT_TRUE(shape.usual());
    const CompiledSql written = compile_select(dialect, query);
    const auto found = known.find(shape.text());
    if (found == known.end()) {
      std::optional<KeptQuery> kept = keep_query(shape, written);
      ASSERT_TRUE(kept) << written.sql;
      ASSERT_EQ(bound_by(shape, *kept), written.parameters) << written.sql;
      known.emplace(shape.text(), std::move(*kept));
      continue;
    }
    ++again;
    ASSERT_EQ(found->second.sql, written.sql);
    ASSERT_EQ(bound_by(shape, found->second), written.parameters) << written.sql;
    for (std::size_t k = 0; k < written.kinds.size(); ++k)
      ASSERT_EQ(found->second.parameters[k].kind, written.kinds[k]) << written.sql;
  }
  EXPECT_GT(again, 1'000);
  EXPECT_GT(known.size(), 1'000U);
}

TEST(QueryShape, OfTheSameTextHaveTheSameSqlAndBindTheirOwnValues) {
  const unsigned seed = std::random_device()();
  agree_with_compiling_afresh(standard(), seed);
  agree_with_compiling_afresh(with_arrays(), seed);
}

bool usual(const SelectQuery& query) { return QueryShape(query, 's').usual(); }
bool usual(const Expr& condition) { return usual(SelectQuery{.model = &blog().user, .where = condition}); }

bool kept(const Expr& condition, const Dialect& dialect = standard()) {
  const SelectQuery query{.model = &blog().user, .where = condition};
  return keep_query(QueryShape(query, 's'), compile_select(dialect, query)).has_value();
}

TEST(QueryShape, KnowsAllButSqlOfTheUsers) {
  EXPECT_TRUE(kept(attr("age").in({1, 2, 3})));
  EXPECT_TRUE(kept(attr("age").in({1, 2, 3}), with_arrays()));
  EXPECT_TRUE(kept(attr("name").contains("a")));
  EXPECT_TRUE(kept(ast::compare_columns("age", CompareOp::less, "id")));
  EXPECT_TRUE(kept(attr("posts").every(attr("views").in({1, 2}))));
  EXPECT_FALSE(usual(sql("age > ?", 1)));
  EXPECT_FALSE(usual(SelectQuery{.model = &blog().user, .order = {{sql("length(name)")}}}));
}

TEST(QueryShape, LeavesOutWhatIsTooLong) {
  Expr many;
  for (int i = 0; i < 300; ++i) many = many && attr("age") != i;
  EXPECT_TRUE(kept(many)) << "longer than what has room beside the shape";
  for (int i = 0; i < 1000; ++i) many = many && attr("age") != i;
  EXPECT_FALSE(usual(many));
  EXPECT_FALSE(usual(attr(std::string(5000, 'n')) == 1));
  Expr deep = attr("age") > 1;
  for (int i = 0; i < 200; ++i) deep = !(deep || attr("age") == i);
  EXPECT_FALSE(usual(deep && many));
  std::vector<Value> values;
  for (int i = 0; i < 1000; ++i) values.emplace_back(i);
  EXPECT_TRUE(kept(attr("age").in(values))) << "as many as a list is padded to";
  for (int i = 0; i < 2000; ++i) values.emplace_back(i);
  EXPECT_FALSE(kept(attr("age").in(values)));
  EXPECT_TRUE(kept(attr("age").in(values), with_arrays())) << "one parameter, however many there are";
}

TEST(QueryShape, TellsQueriesOfOtherSqlApart) {
  const auto text = [](const Expr& condition) {
    const SelectQuery query{.model = &blog().user, .where = condition};
    return std::string(QueryShape(query, 's').text());
  };
  EXPECT_EQ(text(attr("age").in({1, 2, 3})), text(attr("age").in({4, 5, 6, 7})));
  EXPECT_NE(text(attr("age").in({1, 2})), text(attr("age").in({4, 5, 6, 7})));
  EXPECT_NE(text(attr("name").contains("a")), text(attr("name").starts_with("a")));
  EXPECT_NE(text(attr("name").contains("a")), text(attr("name").icontains("a")));
  EXPECT_NE(text(attr("name").contains("a")), text(attr("name").contains(std::string(2000, 'a'))));
  EXPECT_NE(text(attr("posts").some(attr("views") > 1)), text(attr("posts").none(attr("views") > 1)));
  EXPECT_NE(text(attr("a") == 1 && attr("bc") == 1), text(attr("ab") == 1 && attr("c") == 1));
  EXPECT_NE(text((attr("age") == 1 || attr("id") == 1) && attr("age") == 2),
            text(attr("age") == 1 || (attr("id") == 1 && attr("age") == 2)));
}

TEST(QueryShape, WhatTheQueryIsForIsAPartOfIt) {
  const SelectQuery query{.model = &blog().user, .where = attr("age") > 1};
  EXPECT_NE(QueryShape(query, 's').text(), QueryShape(query, 'c').text());
}

TEST(QueryShape, KeepsNothingThatBindsOtherValues) {
  const SelectQuery one{.model = &blog().user, .where = attr("age") > 1};
  const SelectQuery two{.model = &blog().user, .where = attr("age") > 2};
  EXPECT_TRUE(keep_query(QueryShape(one, 's'), compile_select(standard(), one)));
  EXPECT_FALSE(keep_query(QueryShape(one, 's'), compile_select(standard(), two)));
}

}  // namespace
}  // namespace rowan::golden
