// What SQLite says differently.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../../plugins/sqlite/dialect.hpp"
#include "golden/blog_models.hpp"
#include "golden/common_tables.hpp"
#include "golden/sql_text.hpp"
#include "rowan/query/aggregates.hpp"
#include "rowan/query/attr.hpp"
#include "rowan/query/functions.hpp"
#include "rowan/schema/database_schema.hpp"
#include "rowan/sql/compiler.hpp"
#include "rowan/sql/ddl.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan::golden {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Dialect& sqlite_dialect() {
  static const sqlite::SqliteDialect dialect;
  return dialect;
}

TEST(Sqlite, ComparesAndSortsDecimalsByValue) {
  EXPECT_EQ(where_text(sqlite_dialect(), blog().user, attr("balance") > Decimal("9.5")),
            R"("balance" COLLATE rowan_decimal > ? <- 9.5)");
  EXPECT_EQ(where_text(sqlite_dialect(), blog().user, attr("balance").in({1}) && attr("balance").between(1, 2)),
            R"("balance" COLLATE rowan_decimal IN (?) AND "balance" COLLATE rowan_decimal BETWEEN ? AND ? <- 1, 1, 2)");
  EXPECT_THAT(text(compile_select(sqlite_dialect(), {.model = &blog().user, .order = {attr("balance").desc()}})),
              HasSubstr(R"( ORDER BY "balance" COLLATE rowan_decimal DESC)"));
}

TEST(Sqlite, ComparesAndChoosesNumbersAsDoublesBesideOne) {
  BlogModels models;
  models.user.attributes[2].type.kind = TypeKind::float64;
  const auto in_user = [&](const Expr& condition) { return where_text(sqlite_dialect(), models.user, condition); };
  EXPECT_EQ(in_user(attr("balance") > attr("name")), R"(CAST("balance" AS REAL) > "name")");
  EXPECT_EQ(in_user(attr("name") < attr("balance")), R"("name" < CAST("balance" AS REAL))");
  EXPECT_EQ(in_user(coalesce(attr("age"), attr("name")) > 1.5), R"(COALESCE(CAST("age" AS REAL), "name") > ? <- 1.5)");
  EXPECT_EQ(in_user(greatest(attr("age"), attr("balance"), 3) > 1),
            R"(max(CAST("age" AS TEXT) COLLATE rowan_decimal, "balance", CAST(? AS TEXT)) COLLATE rowan_decimal > ?)"
            " <- 3, 1");
}

TEST(Sqlite, UpsertsChangeWhatDiffersByValue) {
  const auto change_of_title = [](TypeKind kind) {
    BlogModels models;
    models.post.attributes[1].type.kind = kind;
    const auto of = [&](const char* name) { return models.post.find_attribute(name); };
    const std::vector<const AttributeInfo*> columns{of("id"), of("title"), of("lock_version")}, key{of("id")},
        update{of("title"), of("lock_version")};
    return compile_upsert(sqlite_dialect(), models.post, {columns, key, update}).sql;
  };
  EXPECT_THAT(change_of_title(TypeKind::text), HasSubstr(R"("posts"."title" COLLATE BINARY IS NOT EXCLUDED."title")"));
  EXPECT_THAT(change_of_title(TypeKind::decimal),
              HasSubstr(R"("posts"."title" COLLATE rowan_decimal IS NOT EXCLUDED."title")"));
  EXPECT_THAT(change_of_title(TypeKind::json),
              HasSubstr(R"("posts"."title" COLLATE rowan_json IS NOT EXCLUDED."title")"));
}

TEST(Sqlite, Windows) {
  const auto asked = [](const Expr& value) {
    return text(compile_select(sqlite_dialect(), {.model = &blog().user, .outputs = {value}}));
  };
  const auto by_age = order_by(attr("age").asc().nulls_last());
  EXPECT_EQ(asked(sum(attr("balance")).over(by_age).expr()),
            R"(SELECT COALESCE(rowan_decimal_sum("balance" COLLATE rowan_decimal) OVER (ORDER BY "age" NULLS LAST), )"
            R"('0') FROM "users")");
  EXPECT_EQ(asked(average(attr("age")).over(by_age.range_between(preceding(5), following(5))).expr()),
            R"(SELECT rowan_integer_average("age") OVER (ORDER BY "age" NULLS LAST RANGE BETWEEN 5 PRECEDING AND )"
            R"(5 FOLLOWING) FROM "users")");
  EXPECT_EQ(
      asked(average(attr("balance") * 2).over().expr()),
      R"(SELECT rowan_decimal_divide(rowan_decimal_sum(rowan_decimal_multiply("balance", ?) COLLATE rowan_decimal) OVER (), )"
      R"(COUNT(rowan_decimal_multiply("balance", ?) COLLATE rowan_decimal) OVER ()) FROM "users" <- 2, 2)");
}

TEST(Sqlite, AddsDecimalsExactly) {
  const std::vector<const AttributeInfo*> key = blog().user.primary_key;
  EXPECT_EQ(
      increment_sql(sqlite_dialect(), blog().user, *blog().user.find_attribute("balance"), {}, key),
      R"(UPDATE "users" SET "balance" = rowan_decimal_held(rowan_decimal_add("balance", ?), 12, 2) WHERE "id" = ?)");
}

TEST(Sqlite, AddsIntegersWithinTheirRange) {
  const std::vector<const AttributeInfo*> key = blog().post.primary_key;
  EXPECT_EQ(increment_sql(sqlite_dialect(), blog().post, *blog().post.find_attribute("views"), {}, key),
            R"(UPDATE "posts" SET "views" = rowan_integer_add(COALESCE("views", 0), ?, -9223372036854775808, )"
            R"(9223372036854775807), "lock_version" = "lock_version" + 1 WHERE "id" = ?)");
}

TEST(Sqlite, HasFunctionsOfItsOwnForValues) {
  const auto in_user = [](const Expr& condition) { return where_text(sqlite_dialect(), blog().user, condition); };
  EXPECT_EQ(in_user(attr("age") + 1 > attr("id")),
            R"(rowan_integer_add("age", ?, -9223372036854775808, 9223372036854775807) > "id" <- 1)");
  EXPECT_EQ(in_user(attr("balance") + Decimal("1.5") > Decimal("2")),
            R"((rowan_decimal_add("balance", ?)) COLLATE rowan_decimal > ? <- 1.5, 2)");
  EXPECT_EQ(in_user(lower(attr("name")) == "x"), R"(rowan_lower("name") = ? <- x)");
  EXPECT_EQ(in_user(length(attr("name")) == 1), R"(length("name") = ? <- 1)");
}

TEST(Sqlite, MatchesTextWithoutLike) {
  EXPECT_EQ(where_text(sqlite_dialect(), blog().user, attr("name").contains("50%*")),
            R"(instr("name", ?) > 0 <- 50%*)");
  EXPECT_EQ(where_text(sqlite_dialect(), blog().user, attr("name").starts_with("a*[b")),
            R"("name" GLOB ? <- a[*][[]b*)");
  EXPECT_EQ(where_text(sqlite_dialect(), blog().user, attr("name").iends_with("É")),
            R"(rowan_ends_with(rowan_lower("name"), rowan_lower(?)) <- É)");
}

TEST(Sqlite, HasNoOffsetWithoutALimit) {
  EXPECT_THAT(text(compile_select(sqlite_dialect(), {.model = &blog().tag, .offset = 3})),
              HasSubstr(R"( LIMIT -1 OFFSET ? <- 3)"));
}

TEST(Sqlite, ListsKeysOfSeveralColumnsAsValues) {
  EXPECT_THAT(association_load_sql(sqlite_dialect(), blog().item.association("next"), 2).sql,
              HasSubstr(R"( WHERE ("select", "line") IN (VALUES (?, ?), (?, ?)))"));
  EXPECT_THAT(text(compile_delete_all(sqlite_dialect(), {.model = &blog().item, .limit = 1})),
              HasSubstr(R"( WHERE ("select", "line") IN (SELECT "select", "line" FROM )"));
}

TEST(Sqlite, CountsUpTheRowid) {
  EXPECT_THAT(create_table_sql(sqlite_dialect(), schema::table_of(blog().user)),
              ElementsAre(R"(CREATE TABLE "users" (
  "id" INTEGER PRIMARY KEY AUTOINCREMENT,
  "email" TEXT NOT NULL,
  "name" TEXT,
  "age" INTEGER,
  "balance" TEXT NOT NULL,
  "boss_id" INTEGER,
  CONSTRAINT "fk_users_boss_id" FOREIGN KEY ("boss_id") REFERENCES "users" ("id") ON DELETE SET NULL
))",
                          R"(CREATE UNIQUE INDEX "index_users_on_email" ON "users" ("email"))",
                          R"(CREATE INDEX "index_users_on_boss_id" ON "users" ("boss_id"))"));
}

TEST(Sqlite, RecursionCountsItsSteps) {
  EXPECT_EQ(
      text(compile_select(sqlite_dialect(), counted_tree())),
      R"(WITH RECURSIVE "tree" ("rowan_0", "rowan_depth") AS (SELECT "t1"."id" AS "rowan_0", )"
      R"(? AS "rowan_depth" FROM "posts" AS "t1" UNION ALL SELECT "t2"."id", )"
      R"(rowan_integer_add("t3"."rowan_depth", ?, -9223372036854775808, 9223372036854775807) FROM "posts" AS "t2" JOIN "tree" AS "t3" )"
      R"(ON "t3"."rowan_0" = "t2"."author_id" WHERE "t3"."rowan_depth" < ?) SELECT "rowan_0", )"
      R"("rowan_depth" FROM "tree" <- 0, 1, 9)");
}

}  // namespace
}  // namespace rowan::golden
