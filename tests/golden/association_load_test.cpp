// Statements that load associations for many owners.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "golden/blog_models.hpp"
#include "golden/sql_text.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/attr.hpp"
#include "rowan/sql/compiler.hpp"

namespace rowan::golden {
namespace {

using ::testing::ElementsAre;

std::string load(const AssociationInfo& association, std::size_t keys, const SelectQuery* scope = nullptr,
                 const Dialect& dialect = standard()) {
  const AssociationLoadSql load = association_load_sql(dialect, association, keys, scope);
  return text({load.sql, load.parameters, load.kinds});
}

TEST(AssociationLoad, SelectsTargetsOfABelongsToByTheirKey) {
  const AssociationLoadSql load = association_load_sql(standard(), blog().comment.association("post"), 2);
  EXPECT_EQ(
      load.sql,
      R"(SELECT "id", "title", "published", "views", "author_id", "lock_version" FROM "posts" WHERE "id" IN (?, ?))");
  EXPECT_EQ(load.first_key_parameter, 0u);
  EXPECT_THAT(load.owner_key, ElementsAre(blog().comment.find_attribute("post_id")));
  EXPECT_THAT(load.key_columns, ElementsAre(0));
}

TEST(AssociationLoad, SelectsTargetsOfAHasManyByTheirForeignKeyInItsOrder) {
  const AssociationLoadSql load = association_load_sql(standard(), blog().user.association("posts"), 1);
  EXPECT_EQ(
      load.sql,
      R"(SELECT "id", "title", "published", "views", "author_id", "lock_version" FROM "posts" WHERE "author_id" IN (?) ORDER BY "title")");
  EXPECT_THAT(load.owner_key, ElementsAre(blog().user.find_attribute("id")));
  EXPECT_THAT(load.key_columns, ElementsAre(4));
}

TEST(AssociationLoad, KeepsToTheTypeByWhichTargetsRefer) {
  const BlogModels& models = blog();
  AssociationInfo comments;
  comments.name = "comments";
  comments.ops = &association_kinds::has_many;
  comments.owner = &models.post;
  comments.target = &models.comment;
  comments.foreign_key = {models.comment.find_attribute("post_id")};
  comments.referenced_key = models.post.primary_key;
  comments.type = models.comment.find_attribute("body");
  comments.type_text = "Post";
  comments.linked = true;
  EXPECT_EQ(
      load(comments, 2),
      R"(SELECT "id", "body", "post_id", "author_id" FROM "comments" WHERE "post_id" IN (?, ?) AND "body" = 'Post' <- NULL, NULL)");
  const Expr some = ast::make(ast::Quantifier{"comments", QuantifierKind::some, Expr(), &comments});
  EXPECT_EQ(
      where_text(standard(), models.post, some),
      R"(EXISTS (SELECT 1 FROM "comments" AS "t1" WHERE "t1"."post_id" = "posts"."id" AND "t1"."body" = 'Post'))");
}

TEST(AssociationLoad, NarrowsByTheScopeWithTheKeysAmongItsParameters) {
  const SelectQuery scope{.model = &blog().comment,
                          .where = attr("body") == "x" || attr("author").is(attr("age") > 3),
                          .order = {attr("id").desc()}};
  const AssociationLoadSql load = association_load_sql(standard(), blog().post.association("comments"), 2, &scope);
  EXPECT_EQ(
      text({load.sql, load.parameters, load.kinds}),
      R"(SELECT "id", "body", "post_id", "author_id" FROM "comments" WHERE "post_id" IN (?, ?) AND ("body" = ? OR EXISTS )"
      R"((SELECT 1 FROM "users" AS "t1" WHERE "t1"."id" = "comments"."author_id" AND "t1"."age" > ?)) ORDER BY "id" DESC <- NULL, NULL, x, 3)");
  EXPECT_EQ(load.first_key_parameter, 0u);
}

TEST(AssociationLoad, AppendsTheKeyOfTheJoinRow) {
  const AssociationLoadSql load = association_load_sql(standard(), blog().post.association("tags"), 2);
  EXPECT_EQ(
      load.sql,
      R"(SELECT "t2"."id", "t2"."label", "t1"."post_id" FROM "tags" AS "t2" JOIN "posts_tags" AS "t1" ON "t1"."tag_id" = "t2"."id" WHERE "t1"."post_id" IN (?, ?))");
  EXPECT_THAT(load.owner_key, ElementsAre(blog().post.find_attribute("id")));
  EXPECT_THAT(load.key_columns, ElementsAre(2));
}

TEST(AssociationLoad, GoesThroughHasManyAndBelongsTo) {
  EXPECT_EQ(
      load(blog().post.association("commenters"), 1),
      R"(SELECT "t2"."id", "t2"."email", "t2"."name", "t2"."age", "t2"."balance", "t2"."boss_id", "t1"."post_id" FROM "users" AS "t2" )"
      R"(JOIN "comments" AS "t1" ON "t1"."author_id" = "t2"."id" WHERE "t1"."post_id" IN (?) <- NULL)");
  EXPECT_EQ(
      load(blog().user.association("received"), 1),
      R"(SELECT "t2"."id", "t2"."body", "t2"."post_id", "t2"."author_id", "t1"."author_id" FROM "comments" AS "t2" )"
      R"(JOIN "posts" AS "t1" ON "t1"."id" = "t2"."post_id" WHERE "t1"."author_id" IN (?) <- NULL)");
}

TEST(AssociationLoad, StartsFromTheForeignKeyWhenItGoesThroughABelongsTo) {
  const AssociationLoadSql load = association_load_sql(standard(), blog().comment.association("siblings"), 1);
  EXPECT_EQ(load.sql,
            R"(SELECT "t2"."id", "t2"."body", "t2"."post_id", "t2"."author_id", "t1"."id" FROM "comments" AS "t2" )"
            R"(JOIN "posts" AS "t1" ON "t1"."id" = "t2"."post_id" WHERE "t1"."id" IN (?))");
  EXPECT_THAT(load.owner_key, ElementsAre(blog().comment.find_attribute("post_id")));
}

TEST(AssociationLoad, GoesThroughWhatGoesThrough) {
  const SelectQuery scope{.model = &blog().user, .where = attr("age") > 3, .distinct = true};
  EXPECT_EQ(
      load(blog().user.association("fans"), 2, &scope),
      R"(SELECT DISTINCT "t3"."id", "t3"."email", "t3"."name", "t3"."age", "t3"."balance", "t3"."boss_id", "t1"."author_id" FROM "users" AS "t3" )"
      R"(JOIN "comments" AS "t2" ON "t2"."author_id" = "t3"."id" JOIN "posts" AS "t1" ON "t1"."id" = "t2"."post_id" )"
      R"(WHERE "t1"."author_id" IN (?, ?) AND "t3"."age" > ? <- NULL, NULL, 3)");
}

TEST(AssociationLoad, ListsKeysOfSeveralColumnsAsTheDatabaseTakesThem) {
  const AssociationInfo& next = blog().item.association("next");
  const std::string select =
      R"(SELECT "select", "line", "gr""oup", "buyer_id", "next_select", "next_line" FROM "sh op"."or""der" WHERE )";
  EXPECT_EQ(load(next, 2), select + R"(("select", "line") IN ((?, ?), (?, ?)) <- NULL, NULL, NULL, NULL)");
  Capabilities can;
  can.row_lists = RowLists::values;
  EXPECT_EQ(load(next, 2, nullptr, Dialect(can)),
            select + R"(("select", "line") IN (VALUES (?, ?), (?, ?)) <- NULL, NULL, NULL, NULL)");
  can.row_lists = RowLists::none;
  EXPECT_EQ(load(next, 2, nullptr, Dialect(can)),
            select + R"((("select" = ? AND "line" = ?) OR ("select" = ? AND "line" = ?)) <- NULL, NULL, NULL, NULL)");
}

TEST(AssociationLoad, CutsPerOwner) {
  const SelectQuery scope{
      .model = &blog().comment, .where = attr("body") != "", .order = {attr("body").desc()}, .limit = 3, .offset = 1};
  EXPECT_EQ(
      load(blog().post.association("comments"), 2, &scope),
      R"(SELECT "id", "body", "post_id", "author_id" FROM (SELECT "id", "body", "post_id", "author_id", )"
      R"(ROW_NUMBER() OVER (PARTITION BY "post_id" ORDER BY "body" DESC) AS "rowan_row" FROM "comments" WHERE "post_id" IN (?, ?) AND "body" <> ?) )"
      R"(AS "rowan_rows" WHERE "rowan_row" > ? AND "rowan_row" <= ? ORDER BY "rowan_row" <- NULL, NULL, , 1, 4)");
}

TEST(AssociationLoad, FindsTheKeysBehindAnOrderWithArguments) {
  const SelectQuery scope{.model = &blog().comment, .order = {{sql("body = ?", "x")}}, .limit = 1};
  const AssociationLoadSql load = association_load_sql(standard(), blog().post.association("comments"), 2, &scope);
  EXPECT_EQ(load.first_key_parameter, 1u);
  EXPECT_EQ(load.parameters.size(), 5u);
}

TEST(AssociationLoad, CutsPerOwnerAcrossJoins) {
  const SelectQuery scope{.model = &blog().tag, .limit = 2};
  EXPECT_EQ(
      load(blog().post.association("tags"), 1, &scope),
      R"(SELECT "id", "label", "rowan_key_0" FROM (SELECT "t2"."id", "t2"."label", "t1"."post_id" AS "rowan_key_0", )"
      R"(ROW_NUMBER() OVER (PARTITION BY "t1"."post_id" ORDER BY "t2"."id") AS "rowan_row" FROM "tags" AS "t2" )"
      R"(JOIN "posts_tags" AS "t1" ON "t1"."tag_id" = "t2"."id" WHERE "t1"."post_id" IN (?)) AS "rowan_rows" )"
      R"(WHERE "rowan_row" > ? AND "rowan_row" <= ? ORDER BY "rowan_row" <- NULL, 0, 2)");
}

TEST(AssociationLoad, CutsPerOwnerAfterTakingEachTargetOnce) {
  const SelectQuery scope{.model = &blog().user, .order = {attr("age").asc()}, .offset = 5, .distinct = true};
  EXPECT_EQ(
      load(blog().post.association("commenters"), 1, &scope),
      R"(SELECT "id", "email", "name", "age", "balance", "boss_id", "rowan_key_0" FROM (SELECT "id", "email", "name", "age", "balance", "boss_id", )"
      R"("rowan_key_0", ROW_NUMBER() OVER (PARTITION BY "rowan_key_0" ORDER BY "age") AS "rowan_row" FROM (SELECT DISTINCT "t2"."id", "t2"."email", )"
      R"("t2"."name", "t2"."age", "t2"."balance", "t2"."boss_id", "t1"."post_id" AS "rowan_key_0" FROM "users" AS "t2" JOIN "comments" AS "t1" )"
      R"(ON "t1"."author_id" = "t2"."id" WHERE "t1"."post_id" IN (?)) AS "rowan_targets") AS "rowan_rows" WHERE "rowan_row" > ? ORDER BY "rowan_row" <- NULL, 5)");
}

TEST(AssociationCount, CountsRowsWithoutReadingThem) {
  const auto count = [](const AssociationInfo& association) {
    return association_count_sql(standard(), association).sql;
  };
  EXPECT_EQ(count(blog().user.association("posts")), R"(SELECT COUNT(*) FROM "posts" WHERE "author_id" IN (?))");
  EXPECT_EQ(
      count(blog().post.association("tags")),
      R"(SELECT COUNT(*) FROM "tags" AS "t2" JOIN "posts_tags" AS "t1" ON "t1"."tag_id" = "t2"."id" WHERE "t1"."post_id" IN (?))");
}

}  // namespace
}  // namespace rowan::golden
