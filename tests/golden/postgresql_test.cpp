// What PostgreSQL says differently.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../../plugins/postgresql/dialect.hpp"
#include "golden/blog_models.hpp"
#include "golden/common_tables.hpp"
#include "golden/sql_text.hpp"
#include "rowan/query/aggregates.hpp"
#include "rowan/query/attr.hpp"
#include "rowan/query/functions.hpp"
#include "rowan/schema/database_schema.hpp"
#include "rowan/schema/table.hpp"
#include "rowan/sql/compiler.hpp"
#include "rowan/sql/ddl.hpp"
#include "rowan/sql/isolation.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan::golden {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Dialect& postgresql_dialect() {
  static const postgresql::PostgresqlDialect dialect;
  return dialect;
}

TEST(Postgresql, NumbersItsPlaceholders) {
  EXPECT_EQ(where_text(postgresql_dialect(), blog().user, attr("age") > 18 && attr("name") == "Ann"),
            R"("age" > $1 AND "name" = $2 <- 18, Ann)");
  EXPECT_THAT(text(compile_select(postgresql_dialect(), {.model = &blog().tag, .limit = 2, .offset = 3})),
              HasSubstr(" LIMIT $1 OFFSET $2 <- 2, 3"));
}

TEST(Postgresql, Windows) {
  const auto asked = [](const Expr& value) {
    return text(compile_select(postgresql_dialect(), {.model = &blog().user, .outputs = {value}}));
  };
  const auto by_age = partition_by(attr("age") % 10).order_by(attr("age").asc().nulls_first(), attr("id"));
  EXPECT_EQ(asked(sum(attr("age") + 1).over(by_age).expr()),
            R"(SELECT COALESCE(CAST(SUM((CAST("age" AS bigint) + $1)) OVER (PARTITION BY MOD(CAST("age" AS bigint), )"
            R"(NULLIF($2, 0)) ORDER BY "age" NULLS FIRST, "id") AS BIGINT), 0) FROM "users" <- 1, 10)");
  EXPECT_EQ(asked(last_value(attr("balance")).over(by_age.groups_between(preceding(1), unbounded_following)).expr()),
            R"(SELECT LAST_VALUE("balance") OVER (PARTITION BY MOD(CAST("age" AS bigint), NULLIF($1, 0)) ORDER BY )"
            R"("age" NULLS FIRST, "id" GROUPS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) FROM "users" <- 10)");
}

TEST(Postgresql, LowersLettersBeyondAscii) {
  EXPECT_EQ(
      where_text(postgresql_dialect(), blog().user, lower(attr("name")) == "x" && attr("age") + 1 == 2),
      R"((lower("name"::text COLLATE "default") COLLATE "C") = $1 AND (CAST("age" AS bigint) + $2) = $3 <- x, 1, 2)");
}

TEST(Postgresql, CountsYearsFromZeroAndIntegersBesideDoublesAsOnes) {
  BlogModels models;
  models.user.attributes[2].type.kind = TypeKind::date;
  EXPECT_EQ(where_text(postgresql_dialect(), models.user, extract(TimePart::year, attr("name")) == 0),
            R"((CAST(FLOOR(EXTRACT(YEAR FROM "name")) AS BIGINT) + CASE WHEN )"
            R"(CAST(FLOOR(EXTRACT(YEAR FROM "name")) AS BIGINT) < 0 THEN 1 ELSE 0 END) = $1 <- 0)");
  models.user.attributes[2].type.kind = TypeKind::float64;
  EXPECT_EQ(where_text(postgresql_dialect(), models.user, coalesce(attr("age"), attr("name")) > 1.5),
            R"(COALESCE(CAST("age" AS DOUBLE PRECISION), "name") > $1 <- 1.5)");
}

TEST(Postgresql, PutsAListIntoOneArray) {
  EXPECT_EQ(where_text(postgresql_dialect(), blog().user, attr("id").in({1, 2, 3})), R"("id" = ANY ($1) <- [1, 2, 3])");
  EXPECT_EQ(where_text(postgresql_dialect(), blog().user, attr("name").not_in({"a", std::nullopt}) && attr("age") > 18),
            R"("name" <> ALL ($1) AND "name" IS NOT NULL AND "age" > $2 <- [a], 18)");
  EXPECT_EQ(where_text(postgresql_dialect(), blog().user, attr("id").in({})), "1 = 0");
  const CompiledSql sql = compile_select(postgresql_dialect(), {.model = &blog().user, .where = attr("age").in({1})});
  EXPECT_THAT(sql.kinds, ElementsAre(array_of(TypeKind::int32)));
}

TEST(Postgresql, UpdatesManyRowsFromArrays) {
  const auto of_post = [](const char* name) { return blog().post.find_attribute(name); };
  const std::vector<const AttributeInfo*> set{of_post("published"), of_post("lock_version")};
  const std::vector<const AttributeInfo*> where{of_post("id"), of_post("lock_version")};
  EXPECT_EQ(update_many_sql(postgresql_dialect(), blog().post, set, where),
            R"(UPDATE "posts" AS rowan_row SET "published" = rowan_new.c0, "lock_version" = rowan_new.c1 FROM )"
            R"(unnest(CAST($1 AS boolean[]), CAST($2 AS integer[]), CAST($3 AS bigint[]), CAST($4 AS integer[])) )"
            R"(AS rowan_new (c0, c1, c2, c3) WHERE rowan_row."id" = rowan_new.c2 AND )"
            R"(rowan_row."lock_version" = rowan_new.c3)");
  EXPECT_FALSE(can_be_told(*of_post("title")));
}

TEST(Postgresql, LeavesOutARowThatCantHoldTheSum) {
  const AttributeInfo& views = *blog().post.find_attribute("views");
  const AttributeInfo* const returned[] = {&views};
  const std::vector<const AttributeInfo*> key = blog().post.primary_key;
  const std::string counts =
      R"(UPDATE "posts" SET "views" = COALESCE("views", 0) + $1, "lock_version" = "lock_version" + 1)"
      R"( WHERE "id" = $2)";
  EXPECT_EQ(increment_sql(postgresql_dialect(), blog().post, views, {}, key), counts);
  EXPECT_EQ(increment_sql(postgresql_dialect(), blog().post, views, {}, key, returned),
            counts + R"( AND COALESCE("views", 0) BETWEEN -9223372036854775808.0 - CAST($1 AS bigint) AND )"
                     R"(9223372036854775807.0 - CAST($1 AS bigint) RETURNING "views")");
}

TEST(Postgresql, LoadsAnAssociationByOneArrayOfKeys) {
  const AssociationInfo& comments = blog().post.association("comments");
  const AssociationLoadSql load = association_load_sql(postgresql_dialect(), comments, 3);
  EXPECT_EQ(load.sql, R"(SELECT "id", "body", "post_id", "author_id" FROM "comments" WHERE "post_id" = ANY ($1))");
  EXPECT_TRUE(load.keys_as_lists);
  EXPECT_EQ(load.key_parameters, 1u);
  EXPECT_EQ(load.sql, association_load_sql(postgresql_dialect(), comments, 5000).sql);
  const AssociationLoadSql pairs = association_load_sql(postgresql_dialect(), blog().item.association("next"), 2);
  EXPECT_THAT(pairs.sql, HasSubstr(R"((("select" = $1 AND "line" = $2) OR ("select" = $3 AND "line" = $4)))"));
  EXPECT_EQ(pairs.key_parameters, 4u);
}

TEST(Postgresql, TakesKeysOfSeveralPartsAsAnArrayOfEachPartWhereTheirTypesAreKnown) {
  BlogModels models;
  for (AttributeInfo& part : models.item.attributes) {
    if (part.type.kind == TypeKind::text) part.type.kind = TypeKind::int64;
  }
  const AssociationLoadSql load = association_load_sql(postgresql_dialect(), models.item.association("next"), 100);
  EXPECT_THAT(load.sql, HasSubstr(R"( WHERE ("select", "line") IN (SELECT * FROM unnest(CAST($1 AS bigint[]), )"
                                  R"(CAST($2 AS integer[]))))"));
  EXPECT_EQ(load.key_parameters, 2u);
}

TEST(Postgresql, LowersMoreThanAsciiWhereCaseIsIgnored) {
  EXPECT_EQ(where_text(postgresql_dialect(), blog().user, attr("name").contains("50%")),
            R"("name"::text LIKE $1 ESCAPE '!' <- %50!%%)");
  EXPECT_EQ(where_text(postgresql_dialect(), blog().user, attr("name").icontains("É")),
            R"(lower("name"::text COLLATE "default") LIKE lower($1) ESCAPE '!' <- %É%)");
}

TEST(Postgresql, GivesGeneratedKeysBack) {
  const std::vector<const AttributeInfo*> email{blog().user.find_attribute("email")};
  EXPECT_EQ(insert_sql(postgresql_dialect(), blog().user, email, 1, blog().user.primary_key),
            R"(INSERT INTO "users" ("email") VALUES ($1) RETURNING "id")");
}

TEST(Postgresql, HasTypesOfItsOwn) {
  const auto type = [](TypeKind kind) { return postgresql_dialect().column_type({kind}); };
  EXPECT_EQ(type(TypeKind::bytes), "bytea");
  EXPECT_EQ(type(TypeKind::json), "jsonb");
  EXPECT_EQ(type(TypeKind::uint64), "numeric(20)");
  EXPECT_EQ(type(TypeKind::instant), "timestamp(6) with time zone");
  EXPECT_EQ(postgresql_dialect().column_type({.kind = TypeKind::text, .length = 20}), R"(varchar(20) COLLATE "C")");
}

TEST(Postgresql, CountsUpAnIdentity) {
  EXPECT_THAT(create_table_sql(postgresql_dialect(), schema::table_of(blog().user)).front(),
              HasSubstr(R"("id" bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL)"));
}

TEST(Postgresql, BeginsWithTheIsolationAsked) {
  EXPECT_THAT(postgresql_dialect().begin(Isolation::repeatable_read, true),
              ElementsAre("START TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"));
}

TEST(Postgresql, RecursionCountsItsSteps) {
  EXPECT_EQ(text(compile_select(postgresql_dialect(), counted_tree())),
            R"(WITH RECURSIVE "tree" ("rowan_0", "rowan_depth") AS (SELECT "t1"."id" AS "rowan_0", )"
            R"(CAST($1 AS bigint) AS "rowan_depth" FROM "posts" AS "t1" UNION ALL SELECT "t2"."id", )"
            R"((CAST("t3"."rowan_depth" AS bigint) + $2) FROM "posts" AS "t2" JOIN "tree" AS "t3" )"
            R"(ON "t3"."rowan_0" = "t2"."author_id" WHERE "t3"."rowan_depth" < $3) SELECT "rowan_0", )"
            R"("rowan_depth" FROM "tree" <- 0, 1, 9)");
}

}  // namespace
}  // namespace rowan::golden
