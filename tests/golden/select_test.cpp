// Queries in standard SQL.
#include <gtest/gtest.h>

#include "golden/blog_models.hpp"
#include "golden/sql_text.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/attr.hpp"
#include "rowan/query/functions.hpp"
#include "rowan/sql/compiler.hpp"
#include "rowan/sql/sql_compiler.hpp"

namespace rowan::golden {
namespace {

std::string select(const SelectQuery& query) { return text(compile_select(standard(), query)); }
std::string in_post(const Expr& condition) { return where_text(blog().post, condition); }
std::string in_user(const Expr& condition) { return where_text(blog().user, condition); }

TEST(Select, ListsAllColumns) {
  EXPECT_EQ(select({.model = &blog().comment}), R"(SELECT "id", "body", "post_id", "author_id" FROM "comments")");
}

TEST(Select, BindsConditionsLimitsAndOffsets) {
  EXPECT_EQ(
      select({.model = &blog().tag,
              .where = attr("label") == "'); DROP TABLE users;--",
              .order = {attr("label").desc(), attr("id").asc()},
              .limit = 20,
              .offset = 40}),
      R"(SELECT "id", "label" FROM "tags" WHERE "label" = ? ORDER BY "label" DESC, "id" LIMIT ? OFFSET ? <- '); DROP TABLE users;--, 20, 40)");
}

TEST(Select, QuotesWhateverTheNamesHold) {
  EXPECT_EQ(
      select({.model = &blog().item, .where = attr("select") == "x" && attr("gr\"oup").is_null()}),
      R"(SELECT "select", "line", "gr""oup", "buyer_id", "next_select", "next_line" FROM "sh op"."or""der" WHERE "select" = ? AND "gr""oup" IS NULL <- x)");
}

TEST(Select, TakesChosenColumnsOnce) {
  EXPECT_EQ(select({.model = &blog().post, .distinct = true, .outputs = {ast::column("author_id")}}),
            R"(SELECT DISTINCT "author_id" FROM "posts")");
}

TEST(Select, PlacesNulls) {
  const SelectQuery query{.model = &blog().tag,
                          .order = {attr("label").asc().nulls_last(), attr("id").desc().nulls_first()}};
  EXPECT_EQ(select(query), R"(SELECT "id", "label" FROM "tags" ORDER BY "label" NULLS LAST, "id" DESC NULLS FIRST)");
  Capabilities without;
  without.nulls_first_last = false;
  EXPECT_EQ(text(compile_select(Dialect(without), query)),
            R"(SELECT "id", "label" FROM "tags" ORDER BY CASE WHEN "label" IS NULL THEN 1 ELSE 0 END, "label", )"
            R"(CASE WHEN "id" IS NULL THEN 0 ELSE 1 END, "id" DESC)");
}

TEST(Select, LocksRowsWhereThereAreRowLocks) {
  const auto locked = [](const Dialect& dialect, LockStrength strength, LockWait wait) {
    return text(compile_select(
        dialect, {.model = &blog().tag, .where = attr("label") == "x", .limit = 1, .lock = RowLock{strength, wait}}));
  };
  const std::string plain = R"(SELECT "id", "label" FROM "tags" WHERE "label" = ? LIMIT ?)";
  EXPECT_EQ(locked(standard(), lock::update, lock::wait), plain + " FOR UPDATE <- x, 1");
  EXPECT_EQ(locked(standard(), lock::share, lock::nowait), plain + " FOR SHARE NOWAIT <- x, 1");
  EXPECT_EQ(locked(standard(), lock::update, lock::skip_locked), plain + " FOR UPDATE SKIP LOCKED <- x, 1");
  Capabilities without;
  without.row_locks = false;
  EXPECT_EQ(locked(Dialect(without), lock::update, lock::wait), plain + " <- x, 1");
}

TEST(Select, LocksRowsThatKeepTheirKeys) {
  const SelectQuery query{.model = &blog().tag, .where = attr("label") == "x"};
  const std::string plain = R"(SELECT "id", "label" FROM "tags" WHERE "label" = ?)";
  EXPECT_EQ(SqlCompiler(standard()).select_to_change(query).sql, plain + " FOR UPDATE");
  Capabilities without;
  without.row_locks = false;
  EXPECT_EQ(SqlCompiler(Dialect(without)).select_to_change(query).sql, plain);
}

TEST(Select, KnowsWhetherItHasTextOfTheUsers) {
  EXPECT_FALSE(compile_select(standard(), {.model = &blog().tag, .where = attr("label") == "x"}).raw);
  EXPECT_TRUE(compile_select(standard(), {.model = &blog().tag, .where = attr("label") == "x" && sql("now()")}).raw);
  EXPECT_TRUE(compile_count(standard(), {.model = &blog().tag, .where = sql("now()")}).raw);
  EXPECT_TRUE(compile_select(standard(), {.model = &blog().tag, .order = {{sql("length(label)"), true}}}).raw);
}

TEST(Select, OrdersByExpressions) {
  EXPECT_EQ(select({.model = &blog().tag, .order = {{sql("length(label)"), true}, {attr("label") == "x"}}}),
            R"(SELECT "id", "label" FROM "tags" ORDER BY (length(label)) DESC, ("label" = ?) <- x)");
}

TEST(Count, CountsRowsOrWhatIsLeftOfThem) {
  EXPECT_EQ(text(compile_count(standard(),
                               {.model = &blog().tag, .where = attr("label") != "x", .order = {attr("label").asc()}})),
            R"(SELECT COUNT(*) FROM "tags" WHERE "label" <> ? <- x)");
  EXPECT_EQ(text(compile_count(standard(), {.model = &blog().tag, .limit = 5})),
            R"(SELECT COUNT(*) FROM (SELECT 1 AS "rowan_one" FROM "tags" LIMIT ?) AS "rowan_rows" <- 5)");
  EXPECT_EQ(
      text(compile_count(standard(), {.model = &blog().tag, .distinct = true, .outputs = {ast::column("label")}})),
      R"(SELECT COUNT(*) FROM (SELECT DISTINCT "label" FROM "tags") AS "rowan_rows")");
}

TEST(Exists, LooksForOneRow) {
  EXPECT_EQ(
      text(compile_exists(standard(), {.model = &blog().tag, .order = {attr("label").asc()}, .limit = 9, .offset = 3})),
      R"(SELECT 1 FROM "tags" LIMIT ? OFFSET ? <- 1, 3)");
}

TEST(Where, ComparesAndCombines) {
  EXPECT_EQ(in_post((attr("views") > 3 || attr("views") < 1) && !(attr("title") == "a" && attr("published") == true)),
            R"(("views" > ? OR "views" < ?) AND NOT ("title" = ? AND "published" = ?) <- 3, 1, a, true)");
  EXPECT_EQ(in_post(attr("views") >= attr("id")), R"("views" >= "id")");
  EXPECT_EQ(in_post(attr("author") == 5 && attr("author") != std::nullopt),
            R"("author_id" = ? AND "author_id" IS NOT NULL <- 5)");
}

TEST(Where, HoldsConstants) {
  EXPECT_EQ(in_post(any_of({})), "1 = 0");
  EXPECT_EQ(in_post(all_of({})), "");
  EXPECT_EQ(in_post(attr("id").in({})), "1 = 0");
  EXPECT_EQ(in_post(attr("id").not_in({})), "");
}

TEST(Where, PadsListsToPowersOfTwo) {
  EXPECT_EQ(in_post(attr("id").in({1, 2, 3, 4, 5})), R"("id" IN (?, ?, ?, ?, ?, ?, ?, ?) <- 1, 2, 3, 4, 5, 5, 5, 5)");
  EXPECT_EQ(in_post(attr("views").not_in({1, std::nullopt})), R"("views" NOT IN (?) AND "views" IS NOT NULL <- 1)");
}

TEST(Where, TakesTextLiterally) {
  EXPECT_EQ(in_post(attr("title").contains("50%_!\\")), R"("title" LIKE ? ESCAPE '!' <- %50!%!_!!\%)");
  EXPECT_EQ(in_post(attr("title").starts_with("a") && attr("title").iends_with("B")),
            R"("title" LIKE ? ESCAPE '!' AND lower("title") LIKE lower(?) ESCAPE '!' <- a%, %B)");
}

TEST(Where, SplicesRawSqlButNotItsArguments) {
  EXPECT_EQ(in_post(sql("lower(title) = ? OR tags ?? 'x?'", "y") && attr("id") == 1),
            R"((lower(title) = ? OR tags ? 'x?') AND "id" = ? <- y, 1)");
  EXPECT_EQ(in_post(sql("1 = 1 -- always")), "(1 = 1 -- always\n)");
}

TEST(Where, NestsLongListsInHalves) {
  std::vector<Expr> terms(130, attr("id") == 1);
  const std::string sql = in_post(any_of(terms));
  EXPECT_EQ(sql.substr(0, 20), R"((("id" = ? OR "id" =)");
}

TEST(Quantifier, AsksHasMany) {
  EXPECT_EQ(in_user(attr("posts").some()),
            R"(EXISTS (SELECT 1 FROM "posts" AS "t1" WHERE "t1"."author_id" = "users"."id"))");
  EXPECT_EQ(
      in_user(attr("posts").some(attr("title") == "x" || attr("views").is_null())),
      R"(EXISTS (SELECT 1 FROM "posts" AS "t1" WHERE "t1"."author_id" = "users"."id" AND ("t1"."title" = ? OR "t1"."views" IS NULL)) <- x)");
  EXPECT_EQ(
      in_user(attr("posts").none(attr("views") > 1)),
      R"(NOT EXISTS (SELECT 1 FROM "posts" AS "t1" WHERE "t1"."author_id" = "users"."id" AND "t1"."views" > ?) <- 1)");
}

TEST(Quantifier, TakesUnknownForAFailureOfEvery) {
  EXPECT_EQ(
      in_user(attr("posts").every(attr("views") > 1)),
      R"(NOT EXISTS (SELECT 1 FROM "posts" AS "t1" WHERE "t1"."author_id" = "users"."id" AND CASE WHEN "t1"."views" > ? THEN 0 ELSE 1 END = 1) <- 1)");
  EXPECT_EQ(
      in_user(attr("posts").every({})),
      R"(NOT EXISTS (SELECT 1 FROM "posts" AS "t1" WHERE "t1"."author_id" = "users"."id" AND CASE WHEN 1 = 1 THEN 0 ELSE 1 END = 1))");
}

TEST(Quantifier, AsksToOne) {
  EXPECT_EQ(in_post(attr("author").is_not()),
            R"(NOT EXISTS (SELECT 1 FROM "users" AS "t1" WHERE "t1"."id" = "posts"."author_id"))");
  EXPECT_EQ(
      where_text(blog().item, attr("previous").is(attr("line") == 2)),
      R"(EXISTS (SELECT 1 FROM "sh op"."or""der" AS "t1" WHERE "t1"."next_select" = "or""der"."select" AND "t1"."next_line" = "or""der"."line" AND "t1"."line" = ?) <- 2)");
}

TEST(Quantifier, ReachesAcrossJoinTables) {
  EXPECT_EQ(
      in_post(attr("tags").some(attr("label") == "c++")),
      R"(EXISTS (SELECT 1 FROM "tags" AS "t2" JOIN "posts_tags" AS "t1" ON "t1"."tag_id" = "t2"."id" WHERE "t1"."post_id" = "posts"."id" AND "t2"."label" = ?) <- c++)");
}

TEST(Quantifier, ReachesThroughOtherAssociations) {
  EXPECT_EQ(
      in_user(attr("fans").some(attr("age") > 3)),
      R"(EXISTS (SELECT 1 FROM "users" AS "t3" JOIN "comments" AS "t2" ON "t2"."author_id" = "t3"."id" JOIN "posts" AS "t1" ON "t1"."id" = "t2"."post_id" )"
      R"(WHERE "t1"."author_id" = "users"."id" AND "t3"."age" > ?) <- 3)");
}

TEST(Quantifier, NestsOnTheSameTable) {
  EXPECT_EQ(
      in_user(attr("reports").some(attr("reports").none() && attr("age") < 30)),
      R"(EXISTS (SELECT 1 FROM "users" AS "t1" WHERE "t1"."boss_id" = "users"."id" AND )"
      R"((NOT EXISTS (SELECT 1 FROM "users" AS "t2" WHERE "t2"."boss_id" = "t1"."id") AND "t1"."age" < ?)) <- 30)");
}

TEST(Values, StandOnBothSides) {
  EXPECT_EQ(in_user(attr("age") + 1 > attr("id")), R"(("age" + ?) > "id" <- 1)");
  EXPECT_EQ(in_user(ast::compare(ast::literal(5), CompareOp::less, ast::column("age"))), R"("age" > ? <- 5)")
      << "a value stands on the right";
  EXPECT_EQ(in_user(ast::compare(ast::column("id"), CompareOp::less, (attr("age") + 1).expr())),
            R"("id" < ("age" + ?) <- 1)");
  EXPECT_EQ(in_user(coalesce(attr("age"), attr("id"), 7) == 8), R"(COALESCE("age", "id", ?) = ? <- 7, 8)");
  EXPECT_EQ(in_user(lower(attr("name")) == "x" && length(attr("name")) != 3),
            R"(lower("name") = ? AND char_length("name") <> ? <- x, 3)");
  EXPECT_EQ(in_user((attr("age") + 1).is_null() && !(lower(attr("name")).contains("a"))),
            R"(("age" + ?) IS NULL AND NOT (lower("name") LIKE ? ESCAPE '!') <- 1, %a%)");
  EXPECT_EQ(in_user(ast::in_list(length(attr("name")).expr(), {1, 2}, false)),
            R"(char_length("name") IN (?, ?) <- 1, 2)");
  EXPECT_EQ(select({.model = &blog().tag, .order = {lower(attr("label")).desc()}}),
            R"(SELECT "id", "label" FROM "tags" ORDER BY lower("label") DESC)");
  EXPECT_EQ(in_user(attr("posts").some(length(attr("title")) > 3)),
            R"(EXISTS (SELECT 1 FROM "posts" AS "t1" WHERE "t1"."author_id" = "users"."id" AND )"
            R"(char_length("t1"."title") > ?) <- 3)");
}

TEST(Values, OfTheProgramAreMatchedInOnePlace) {
  EXPECT_EQ(in_user(ast::match(coalesce(attr("name"), "x").expr(), MatchKind::ends_with, "a", false)),
            R"(COALESCE("name", ?) LIKE ? ESCAPE '!' <- x, %a)");
}

TEST(Limits, TellWhenTooMuchIsBound) {
  Capabilities narrow;
  narrow.max_parameters = 3;
  EXPECT_NO_THROW(compile_select(Dialect(narrow), {.model = &blog().post, .where = attr("id").in({1, 2, 3})}));
  EXPECT_THROW(compile_select(Dialect(narrow), {.model = &blog().post, .where = attr("id").in({1, 2, 3, 4})}),
               QueryError);
}

}  // namespace
}  // namespace rowan::golden
