// Queries of several sources in standard SQL.
#include <gtest/gtest.h>

#include "golden/blog_models.hpp"
#include "golden/common_tables.hpp"
#include "golden/sql_text.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/aggregates.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/composition.hpp"
#include "rowan/query/functions.hpp"
#include "rowan/sql/compiler.hpp"

namespace rowan::golden {
namespace {

std::string asked(const SelectQuery& query) { return text(compile_select(standard(), query)); }

SelectQuery composed(const ModelInfo& model, Composition parts, std::vector<Expr> outputs = {}) {
  SelectQuery query{.model = &model, .outputs = std::move(outputs)};
  query.composition = std::make_shared<const Composition>(std::move(parts));
  return query;
}
Composition joining(std::vector<JoinTerm> joins) {
  Composition made;
  made.joins = std::move(joins);
  return made;
}
Composition standing_on(std::shared_ptr<const SelectQuery> query) {
  Composition made;
  made.source = std::move(query);
  return made;
}
void put_together(SelectQuery& query, SetOperation operation, std::shared_ptr<const SelectQuery> other) {
  Composition made;
  made.others = {{operation, std::move(other)}};
  query.composition = std::make_shared<const Composition>(std::move(made));
}
std::shared_ptr<const SelectQuery> shared(SelectQuery query) {
  return std::make_shared<const SelectQuery>(std::move(query));
}
JoinTerm along(std::string association, bool left = false, std::string of = {}) {
  JoinTerm term;
  term.name = term.association = std::move(association);
  term.of.name = std::move(of);
  term.left = left;
  return term;
}
Expr of(std::string_view source, std::string_view attribute) {
  return ast::of_source(source, nullptr, ast::column(attribute));
}

TEST(Sources, JoinsAlongAssociations) {
  SelectQuery query =
      composed(blog().post, joining({along("author"), along("comments", true)}), {ast::column("title")});
  query.where =
      attr("author.name") == "Ann" && ast::compare(of("comments", "body"), CompareOp::equal, ast::column("title"));
  query.order = {attr("comments.id")};
  query.limit = 5;
  EXPECT_EQ(asked(query),
            R"(SELECT "posts"."title" FROM "posts" JOIN "users" AS "t1" ON "t1"."id" = "posts"."author_id" LEFT JOIN )"
            R"("comments" AS "t2" ON "t2"."post_id" = "posts"."id" WHERE "t1"."name" = ? AND "t2"."body" = )"
            R"("posts"."title" ORDER BY "t2"."id" LIMIT ? <- Ann, 5)");
}

TEST(Sources, GiveAllColumnsOfEach) {
  EXPECT_EQ(asked(composed(blog().comment, joining({along("author")}))).substr(0, 150),
            R"(SELECT "comments"."id", "comments"."body", "comments"."post_id", "comments"."author_id", "t1"."id", )"
            R"("t1"."email", "t1"."name", "t1"."age", "t1"."balan)");
}

TEST(Sources, ALeftJoinOverAJoinTableIsOne) {
  JoinTerm tags = along("tags", true);
  tags.on = ast::compare(of("tags", "label"), CompareOp::equal, ast::literal(Value("new")));
  EXPECT_EQ(
      asked(composed(blog().post, joining({tags}), {of("tags", "label")})),
      R"(SELECT "t2"."label" FROM "posts" LEFT JOIN ("posts_tags" AS "t1" JOIN "tags" AS "t2" ON "t1"."tag_id" = )"
      R"("t2"."id") ON "t1"."post_id" = "posts"."id" AND "t2"."label" = ? <- new)");
  tags.left = false;
  EXPECT_EQ(
      asked(composed(blog().post, joining({tags}), {of("tags", "label")})),
      R"(SELECT "t2"."label" FROM "posts" JOIN "posts_tags" AS "t1" ON "t1"."post_id" = "posts"."id" JOIN "tags" )"
      R"(AS "t2" ON "t1"."tag_id" = "t2"."id" AND "t2"."label" = ? <- new)");
}

TEST(Sources, TwoToManyJoinsAreRefused) {
  EXPECT_THROW(asked(composed(blog().post, joining({along("comments"), along("tags")}))), QueryError);
  EXPECT_NO_THROW(asked(composed(blog().user, joining({along("posts"), along("comments", false, "posts")}))));
}

TEST(Sources, PutTogether) {
  SelectQuery cheap{.model = &blog().tag, .where = attr("label") == "a"};
  SelectQuery first{.model = &blog().tag, .order = {attr("label")}, .limit = 3};
  SelectQuery both = cheap;
  put_together(both, SetOperation::union_distinct, shared(composed(blog().tag, standing_on(shared(first)))));
  SelectQuery query = composed(blog().tag, standing_on(shared(both)));
  query.where = attr("label") != "b";
  query.limit = 2;
  EXPECT_EQ(asked(query),
            R"(SELECT "id", "label" FROM (SELECT "t1"."id", "t1"."label" FROM "tags" AS "t1" WHERE "t1"."label" = ? )"
            R"(UNION SELECT "id", "label" FROM (SELECT "t3"."id", "t3"."label" FROM "tags" AS "t3" ORDER BY )"
            R"("t3"."label" LIMIT ?) AS "t2") AS "tags" WHERE "label" <> ? LIMIT ? <- a, 3, b, 2)");
  EXPECT_EQ(text(compile_count(standard(), composed(blog().tag, standing_on(shared(both))))).substr(0, 40),
            R"(SELECT COUNT(*) FROM (SELECT "t1"."id", )");
}

TEST(Sources, TypesMustBeTheSame) {
  SelectQuery labels{.model = &blog().tag, .outputs = {ast::column("label")}};
  put_together(labels, SetOperation::except, shared({.model = &blog().tag, .outputs = {ast::column("id")}}));
  try {
    asked(labels);
    FAIL();
  } catch (const QueryError& error) {
    EXPECT_STREQ(error.what(),
                 "except() on Tag: the value is text in one query and uuid in another: select() values of one type in "
                 "both");
  }
}

TEST(Sources, ValuesOfAQuery) {
  SelectQuery groups{.model = &blog().post, .group = {ast::column("author")}};
  groups.outputs = {ast::with_group_keys(ast::column("author"), groups.group), count().expr()};
  JoinTerm sums;
  sums.name = "sums";
  sums.query = shared(groups);
  sums.on = ast::compare(ast::given("sums", 0), CompareOp::equal, ast::column("id"));
  SelectQuery query = composed(blog().user, joining({sums}), {ast::column("name"), ast::given("sums", 1)});
  EXPECT_EQ(
      asked(query),
      R"(SELECT "users"."name", "t1"."rowan_1" FROM "users" JOIN (SELECT "t2"."author_id" AS "rowan_0", COUNT(*) )"
      R"(AS "rowan_1" FROM "posts" AS "t2" GROUP BY "t2"."author_id") AS "t1" ON "t1"."rowan_0" = )"
      R"("users"."id")");
}

TEST(Sources, CommonTables) {
  const Expr start = attr("id") == 1;
  JoinTerm step;
  step.name = step.common = "tree";
  step.on = ast::compare(ast::column("author"), CompareOp::equal, ast::given("tree", 0));
  CommonTable tree{"tree", shared({.model = &blog().post, .where = start, .outputs = {ast::column("id")}}),
                   shared(composed(blog().post, joining({step}), {ast::column("id")}))};
  Composition rows;
  rows.with = {tree};
  rows.common = "tree";
  const SelectQuery query = composed(blog().post, std::move(rows), {ast::given({}, 0)});
  EXPECT_EQ(asked(query),
            R"(WITH RECURSIVE "tree" ("rowan_0") AS (SELECT "t1"."id" AS "rowan_0" FROM "posts" AS "t1" WHERE )"
            R"("t1"."id" = ? UNION SELECT "t2"."id" FROM "posts" AS "t2" JOIN "tree" AS "t3" ON "t2"."author_id" = )"
            R"("t3"."rowan_0") SELECT "rowan_0" FROM "tree" <- 1)");
}

// However many parts of a statement ask it, and wherever.
TEST(Sources, SharedCommonTablesStandBeforeTheStatement) {
  CommonTable first{"first", shared({.model = &blog().post, .limit = 3}), nullptr};
  first.shared = true;
  Composition parts;
  parts.with = {first};
  parts.common = "first";
  CommonTable second{"second", shared(composed(blog().post, parts, {ast::column("author")})), nullptr};
  second.shared = true;
  Composition authors;
  authors.with = {second};
  authors.common = "second";
  SelectQuery query = composed(blog().post, parts, {ast::column("id")});
  query.where = ast::in_query(ast::column("author"), composed(blog().post, authors, {ast::given({}, 0)}), false) &&
                attr("id") > 7;
  EXPECT_EQ(
      asked(query),
      R"(WITH "first" ("id", "title", "published", "views", "author_id", "lock_version") AS (SELECT "t1"."id", )"
      R"("t1"."title", "t1"."published", "t1"."views", "t1"."author_id", "t1"."lock_version" FROM "posts" AS "t1" )"
      R"(LIMIT ?), "second" ("rowan_0") AS (SELECT "t3"."author_id" AS "rowan_0" FROM "first" AS "t3") SELECT )"
      R"("id" FROM "first" WHERE "author_id" IN (SELECT "t2"."rowan_0" FROM "second" AS "t2") AND "id" > ? <- 3, 7)");
}

// The statement that changes rows takes none on every database: its sub-queries do.
TEST(Sources, OfAChangeCommonTablesStandInside) {
  CommonTable dear{"dear", shared({.model = &blog().tag, .limit = 3}), nullptr};
  dear.shared = true;
  Composition parts;
  parts.with = {dear};
  parts.common = "dear";
  SelectQuery which{.model = &blog().tag};
  which.where = ast::in_query(ast::column("label"), composed(blog().tag, parts, {ast::column("label")}), false);
  EXPECT_EQ(text(compile_delete_all(standard(), which)),
            R"(DELETE FROM "tags" WHERE "label" IN (WITH "dear" ("id", "label") AS (SELECT "t2"."id", "t2"."label" )"
            R"(FROM "tags" AS "t2" LIMIT ?) SELECT "t1"."label" FROM "dear" AS "t1") <- 3)");
}

TEST(Sources, RecursionCountsItsSteps) {
  EXPECT_EQ(
      asked(counted_tree()),
      R"(WITH RECURSIVE "tree" ("rowan_0", "rowan_depth") AS (SELECT "t1"."id" AS "rowan_0", ? AS )"
      R"("rowan_depth" FROM "posts" AS "t1" UNION ALL SELECT "t2"."id", ("t3"."rowan_depth" + ?) FROM "posts" AS )"
      R"("t2" JOIN "tree" AS "t3" ON "t3"."rowan_0" = "t2"."author_id" WHERE "t3"."rowan_depth" < ?) SELECT )"
      R"("rowan_0", "rowan_depth" FROM "tree" <- 0, 1, 9)");
}

}  // namespace
}  // namespace rowan::golden
