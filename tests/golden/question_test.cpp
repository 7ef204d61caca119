// Values, groups and paths in standard SQL.
#include <gtest/gtest.h>

#include "golden/blog_models.hpp"
#include "golden/sql_text.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/aggregates.hpp"
#include "rowan/query/functions.hpp"
#include "rowan/sql/compiler.hpp"

namespace rowan::golden {
namespace {

std::string asked(const SelectQuery& query) { return text(compile_select(standard(), query)); }
std::string of_post(const Expr& condition) { return where_text(blog().post, condition); }
std::string of_user(const Expr& condition) { return where_text(blog().user, condition); }
template <class V>
Expr tree(const V& value) {
  return detail::value_source<V>::expr(value);
}
SelectQuery of_posts(std::vector<Expr> outputs) { return {.model = &blog().post, .outputs = std::move(outputs)}; }

TEST(Questions, Arithmetic) {
  EXPECT_EQ(of_post(attr("views") * 2 - 1 > attr("id") / 3),
            R"((("views" * ?) - ?) > ("id" / NULLIF(?, 0)) <- 2, 1, 3)");
  EXPECT_EQ(of_user(attr("balance") / 3 == Decimal("1.5")),
            R"(ROUND(ROUND("balance", 30) / NULLIF(?, 0), 10) = ? <- 3, 1.5)");
  EXPECT_EQ(of_post(attr("views") % 2 == 1), R"(MOD("views", NULLIF(?, 0)) = ? <- 2, 1)");
}

TEST(Questions, Functions) {
  EXPECT_EQ(of_user(concat(attr("name"), "!") == upper(trim(attr("email")))),
            R"(("name" || ?) = upper(trim("email")) <- !)");
  EXPECT_EQ(of_user(substring(attr("name"), 2, 3) != replace(attr("email"), "a", "b")),
            R"(substring("name", ?, ?) <> replace("email", ?, ?) <- 2, 3, a, b)");
  EXPECT_EQ(of_user(round(attr("balance"), 1) == floor(attr("balance"))),
            R"(ROUND("balance", ?) = FLOOR("balance") <- 1)");
  EXPECT_EQ(of_user(greatest(attr("age"), 18) == nullif(attr("age"), 0)),
            R"(GREATEST("age", ?) = NULLIF("age", ?) <- 18, 0)");
}

TEST(Questions, Choices) {
  const auto size = when(attr("views") > 100, "hot").when(attr("published") == true, "new").otherwise("old");
  EXPECT_EQ(of_post(size == "hot"),
            R"((CASE WHEN "views" > ? THEN ? WHEN "published" = ? THEN ? ELSE ? END) = ? <- 100, hot, true, )"
            R"(new, old, hot)");
  EXPECT_EQ(asked({.model = &blog().tag, .order = {when(attr("label") == "a", 1).otherwise(2)}}),
            R"(SELECT "id", "label" FROM "tags" ORDER BY (CASE WHEN "label" = ? THEN ? ELSE ? END) <- a, 1, 2)");
}

TEST(Questions, Aggregates) {
  EXPECT_EQ(asked(of_posts({tree(count()), tree(sum(attr("views"))), tree(average(attr("views")))})),
            R"(SELECT COUNT(*), COALESCE(CAST(SUM("views") AS BIGINT), 0), (CAST(SUM("views") AS DOUBLE )"
            R"(PRECISION) / COUNT("views")) FROM "posts")");
  EXPECT_EQ(asked(of_posts({tree(count_distinct(attr("author"))), tree(maximum(attr("title")))})),
            R"(SELECT COUNT(DISTINCT "author_id"), MAX("title") FROM "posts")");
  EXPECT_EQ(asked(of_posts({tree(count().filter(attr("views") > 1))})),
            R"(SELECT COUNT((CASE WHEN "views" > ? THEN ? END)) FROM "posts" <- 1, 1)");
  SelectQuery portion = of_posts({tree(sum(attr("views")))});
  portion.order = {attr("views").desc()};
  portion.limit = 10;
  EXPECT_EQ(asked(portion), R"(SELECT COALESCE(CAST(SUM("rowan_value_0") AS BIGINT), 0) FROM (SELECT "views" AS )"
                            R"("rowan_value_0" FROM "posts" ORDER BY "posts"."views" DESC LIMIT ?) AS "t1" <- 10)")
      << "of the rows that the limit leaves";
}

TEST(Questions, Groups) {
  SelectQuery query = of_posts({});
  query.group = {ast::column("author")};
  query.outputs = {ast::with_group_keys(ast::column("author"), query.group), tree(count())};
  query.having = ast::with_group_keys(count() > 2, query.group);
  query.order = {{tree(count())}, {ast::with_group_keys(ast::column("author"), query.group), true}};
  EXPECT_EQ(asked(query),
            R"(SELECT "author_id", COUNT(*) FROM "posts" GROUP BY "author_id" HAVING COUNT(*) > ? ORDER BY )"
            R"(COUNT(*), "posts"."author_id" DESC <- 2)");
}

TEST(Questions, AnOrderIsByTheColumnWhateverAValueIsCalled) {
  SelectQuery query = of_posts({tree(when(attr("views") > 100, 0).otherwise(attr("views")))});
  query.order = {attr("views")};
  EXPECT_EQ(asked(query), R"(SELECT CASE WHEN "views" > ? THEN ? ELSE "views" END FROM "posts" )"
                          R"(ORDER BY "posts"."views" <- 100, 0)");
}

TEST(Questions, AGroupByWhatHasValuesInItIsNamedByItsPlace) {
  const Expr size = tree(when(attr("views") > 100, "hot").otherwise("cold"));
  SelectQuery query = of_posts({});
  query.group = {size};
  query.outputs = {tree(count()), ast::with_group_keys(size, query.group)};
  query.order = {{ast::with_group_keys(size, query.group)}};
  EXPECT_EQ(asked(query),
            R"(SELECT COUNT(*), (CASE WHEN "views" > ? THEN ? ELSE ? END) FROM "posts" GROUP BY 2 ORDER BY 2 )"
            R"(<- 100, hot, cold)");
}

TEST(Questions, AGroupByWhatHasValuesInItIsAskedAgainOfARowsQuery) {
  const Expr more = tree(attr("views") + 5);
  SelectQuery query = of_posts({});
  query.group = {more};
  const Expr key = ast::with_group_keys(more, query.group);
  query.outputs = {key, tree(sum(attr("id")))};
  query.having = ast::with_group_keys(ast::compare(more, CompareOp::greater, ast::literal(Value(7))), query.group);
  query.order = {{key, true}};
  EXPECT_EQ(asked(query),
            R"(SELECT "rowan_value_0", COALESCE(CAST(SUM("rowan_value_1") AS BIGINT), 0) FROM (SELECT ("views" + ?) )"
            R"(AS "rowan_value_0", "id" AS "rowan_value_1" FROM "posts") AS "rowan_rows" GROUP BY "rowan_value_0" )"
            R"(HAVING "rowan_value_0" > ? ORDER BY "rowan_rows"."rowan_value_0" DESC <- 5, 7)");
}

TEST(Questions, ALockIsOfTheRowsAskedFor) {
  EXPECT_EQ(asked({.model = &blog().tag, .lock = RowLock{}}), R"(SELECT "id", "label" FROM "tags" FOR UPDATE)");
  const std::string sql = asked({.model = &blog().comment,
                                 .where = attr("post.title") == "x",
                                 .lock = RowLock{LockStrength::share, LockWait::nowait}});
  EXPECT_NE(sql.find(R"( FOR SHARE OF "comments" NOWAIT)"), std::string::npos) << sql;
}

TEST(Questions, PathsAreJoinedOnce) {
  EXPECT_EQ(asked({.model = &blog().comment,
                   .where = attr("post.author.name") == "Ann" && attr("post.title") == "x",
                   .order = {attr("post.author.name"), attr("author.name")}}),
            R"(SELECT "comments"."id", "comments"."body", "comments"."post_id", "comments"."author_id" FROM )"
            R"("comments" LEFT JOIN "posts" AS "t1" ON "t1"."id" = "comments"."post_id" LEFT JOIN "users" AS )"
            R"("t2" ON "t2"."id" = "t1"."author_id" LEFT JOIN "users" AS "t3" ON "t3"."id" = )"
            R"("comments"."author_id" WHERE "t2"."name" = ? AND "t1"."title" = ? ORDER BY "t2"."name", )"
            R"("t3"."name" <- Ann, x)");
  EXPECT_EQ(text(compile_count(standard(), {.model = &blog().post, .where = attr("author.name") == "Ann"})),
            R"(SELECT COUNT(*) FROM "posts" LEFT JOIN "users" AS "t1" ON "t1"."id" = "posts"."author_id" )"
            R"(WHERE "t1"."name" = ? <- Ann)");
}

TEST(Questions, AHasOneIsAskedForItsFirst) {
  EXPECT_EQ(of_user(attr("newest.title") == "x"),
            R"((SELECT "t1"."title" FROM "posts" AS "t1" WHERE "t1"."author_id" = "users"."id" ORDER BY )"
            R"("t1"."id" LIMIT 1) = ? <- x)");
}

TEST(Questions, ValuesOfTargets) {
  EXPECT_EQ(of_user(attr("posts").count(attr("views") > 1) > 2),
            R"((SELECT COUNT(*) FROM "posts" AS "t1" WHERE "t1"."author_id" = "users"."id" AND "t1"."views" > )"
            R"(?) > ? <- 1, 2)");
  EXPECT_EQ(of_post(attr("tags").count() == 0),
            R"((SELECT COUNT(*) FROM "tags" AS "t1" WHERE "t1"."id" IN (SELECT "t2"."tag_id" FROM )"
            R"("posts_tags" AS "t2" WHERE "t2"."post_id" = "posts"."id")) = ? <- 0)");
  EXPECT_EQ(of_user(attr("posts").aggregate(AggregateFunction::maximum, "views") == attr("age")),
            R"((SELECT MAX("t1"."views") FROM "posts" AS "t1" WHERE "t1"."author_id" = "users"."id") = "age")");
}

TEST(Questions, QueriesInside) {
  SelectQuery query = of_posts({ast::column("author")});
  query.where = attr("views") > 1;
  query.limit = 5;
  EXPECT_EQ(of_user(ast::in_query(ast::column("id"), query, false)),
            R"("id" IN (SELECT "t1"."author_id" FROM "posts" AS "t1" WHERE "t1"."views" > ? LIMIT ?) <- 1, 5)");
  EXPECT_EQ(of_user(ast::in_query(ast::column("id"), query, true)),
            R"("id" NOT IN (SELECT "rowan_0" FROM (SELECT "t2"."author_id" AS "rowan_0" FROM "posts" AS "t2" WHERE )"
            R"("t2"."views" > ? LIMIT ?) AS "t1" WHERE "rowan_0" IS NOT NULL) <- 1, 5)");
  EXPECT_EQ(of_user(ast::compare(ast::column("age"), CompareOp::less, ast::sub_query(query))),
            R"("age" < (SELECT "t1"."author_id" FROM "posts" AS "t1" WHERE "t1"."views" > ? LIMIT ?) <- 1, 5)");
}

TEST(Questions, Windows) {
  const auto of_author = partition_by(attr("author")).order_by(attr("views").desc().nulls_last(), attr("id"));
  EXPECT_EQ(asked(of_posts({tree(row_number().over(of_author)), tree(lag(attr("views"), 2).over(of_author))})),
            R"(SELECT ROW_NUMBER() OVER (PARTITION BY "author_id" ORDER BY "views" DESC NULLS LAST, "id"), )"
            R"(LAG("views", 2) OVER (PARTITION BY "author_id" ORDER BY "views" DESC NULLS LAST, "id") FROM "posts")");
  EXPECT_EQ(asked(of_posts(
                {tree(sum(attr("views") + 1).over(order_by(attr("id")).rows_between(preceding(2), current_row)))})),
            R"(SELECT COALESCE(CAST(SUM(("views" + ?)) OVER (ORDER BY "id" ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) )"
            R"(AS BIGINT), 0) FROM "posts" <- 1)");
  EXPECT_EQ(asked(of_posts({tree(average(attr("views")).over(partition_by(attr("views") % 3)))})),
            R"(SELECT (CAST(SUM("views") OVER (PARTITION BY MOD("views", NULLIF(?, 0))) AS DOUBLE PRECISION) / )"
            R"(COUNT("views") OVER (PARTITION BY MOD("views", NULLIF(?, 0)))) FROM "posts" <- 3, 3)")
      << "what stands twice is bound twice";
  EXPECT_EQ(asked(of_posts({tree(ntile(4).over(order_by(attr("views")).rows_between(preceding(1), current_row))),
                            tree(nth_value(attr("title"), 2)
                                     .over(order_by(attr("id")).groups_between(current_row, unbounded_following)))})),
            R"(SELECT NTILE(4) OVER (ORDER BY "views"), NTH_VALUE("title", 2) OVER (ORDER BY "id" GROUPS BETWEEN )"
            R"(CURRENT ROW AND UNBOUNDED FOLLOWING) FROM "posts")")
      << "a frame is said to those only that see one";
  EXPECT_EQ(asked(of_posts(
                {tree(count().filter(attr("views") > 9).over()), tree(cume_dist().over(order_by(attr("views"))))})),
            R"(SELECT COUNT((CASE WHEN "views" > ? THEN ? END)) OVER (), CUME_DIST() OVER (ORDER BY "views") )"
            R"(FROM "posts" <- 9, 1)");
  EXPECT_EQ(asked({.model = &blog().post,
                   .order = {rank().over(order_by(attr("views"))).asc()},
                   .outputs = {ast::column("id")}}),
            R"(SELECT "id" FROM "posts" ORDER BY (RANK() OVER (ORDER BY "views")))");
}

}  // namespace
}  // namespace rowan::golden
