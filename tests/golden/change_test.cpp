// INSERT, UPDATE and DELETE in standard SQL and in its variants.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "golden/blog_models.hpp"
#include "golden/sql_text.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/attr.hpp"
#include "rowan/query/excluded.hpp"
#include "rowan/query/functions.hpp"
#include "rowan/sql/compiler.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan::golden {
namespace {

using List = std::vector<const AttributeInfo*>;
using ::testing::HasSubstr;

List attributes(const ModelInfo& model, std::initializer_list<const char*> names) {
  List list;
  for (const char* name : names) list.push_back(model.find_attribute(name));
  return list;
}
List of_post(std::initializer_list<const char*> names) { return attributes(blog().post, names); }

// Like MySQL in what matters here, but for its quotes.
Capabilities of_other() {
  Capabilities can;
  can.returning = false;
  can.default_values = false;
  can.conflict = ConflictStyle::on_duplicate_key;
  can.limit_in_subquery = false;
  can.self_subquery = false;
  can.row_values = false;
  return can;
}

const Dialect& other() {
  static const Dialect dialect(of_other());
  return dialect;
}

TEST(ReachedFrom, LooksTargetsUpByTheirKeys) {
  AssociationInfo items;
  items.ops = &association_kinds::many_to_many;
  items.owner = &blog().tag;
  items.target = &blog().item;
  items.join_table = "item tags";
  items.join_owner_columns = {"tag_id"};
  items.join_target_columns = {"item_select", "item_line"};
  items.linked = true;
  const Expr reached = ast::make(ast::ReachedFrom{&items, {Value("7")}});
  EXPECT_EQ(
      where_text(standard(), blog().item, reached),
      R"(("select", "line") IN (SELECT "t1"."item_select", "t1"."item_line" FROM "item tags" AS "t1" WHERE "t1"."tag_id" = ?) <- 7)");
  Capabilities can;
  can.row_values = false;
  EXPECT_EQ(
      where_text(Dialect(can), blog().item, reached),
      R"(EXISTS (SELECT 1 FROM "item tags" AS "t1" WHERE "t1"."item_select" = "or""der"."select" AND "t1"."item_line" = "or""der"."line" AND "t1"."tag_id" = ?) <- 7)");
}

TEST(FindStatement, SelectsByKey) {
  EXPECT_EQ(find_sql(standard(), blog().tag), R"(SELECT "id", "label" FROM "tags" WHERE "id" = ?)");
  EXPECT_THAT(find_sql(standard(), blog().item),
              HasSubstr(R"( FROM "sh op"."or""der" WHERE "select" = ? AND "line" = ?)"));
}

TEST(InsertStatement, ListsColumnsAndRows) {
  const List columns = of_post({"title", "published"});
  EXPECT_EQ(insert_sql(standard(), blog().post, columns),
            R"(INSERT INTO "posts" ("title", "published") VALUES (?, ?))");
  EXPECT_EQ(
      insert_sql(standard(), blog().post, columns, 3, of_post({"id", "lock_version"})),
      R"(INSERT INTO "posts" ("title", "published") VALUES (?, ?), (?, ?), (?, ?) RETURNING "id", "lock_version")");
  EXPECT_EQ(insert_sql(standard(), blog().post, {}, 1, of_post({"id"})),
            R"(INSERT INTO "posts" DEFAULT VALUES RETURNING "id")");
  EXPECT_EQ(insert_sql(other(), blog().post, {}), R"(INSERT INTO "posts" () VALUES ())");
}

TEST(InsertStatement, LeavesAloneWhatIsThere) {
  EXPECT_EQ(insert_ignore_sql(standard(), blog().tag, attributes(blog().tag, {"label"}), 2),
            R"(INSERT INTO "tags" ("label") VALUES (?), (?) ON CONFLICT DO NOTHING)");
  EXPECT_EQ(insert_ignore_sql(other(), blog().tag, attributes(blog().tag, {"label"})),
            R"(INSERT INTO "tags" ("label") VALUES (?) ON DUPLICATE KEY UPDATE "id" = "id")");
}

TEST(UpsertStatement, UpdatesOnConflictAndCountsTheLockVersionWhereSomethingChanges) {
  const List columns = of_post({"id", "title", "lock_version"});
  const List update = of_post({"title", "lock_version"});
  const List key = of_post({"id"});
  EXPECT_EQ(compile_upsert(standard(), blog().post, {columns, key, update}).sql,
            R"(INSERT INTO "posts" ("id", "title", "lock_version") VALUES (?, ?, ?) ON CONFLICT ("id") DO UPDATE SET )"
            R"("lock_version" = CASE WHEN "posts"."title" IS DISTINCT FROM EXCLUDED."title" THEN )"
            R"("posts"."lock_version" + 1 ELSE "posts"."lock_version" END, "title" = EXCLUDED."title")");
  EXPECT_EQ(compile_upsert(other(), blog().post, {columns, key, of_post({"title"})}).sql,
            R"(INSERT INTO "posts" ("id", "title", "lock_version") VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE )"
            R"("title" = VALUES("title"))");
  const List label = attributes(blog().tag, {"label"});
  EXPECT_EQ(compile_upsert(standard(), blog().tag, {label, label, {}}).sql,
            R"(INSERT INTO "tags" ("label") VALUES (?) ON CONFLICT ("label") DO NOTHING)");
}

TEST(UpsertStatement, NamesThePartialIndex) {
  const List columns = of_post({"title", "views"});
  const List key = of_post({"title"});
  const IndexTerm where[] = {{blog().post.find_attribute("views"), true, Value(3)},
                             {blog().post.find_attribute("title"), false, Value("it's")},
                             {blog().post.find_attribute("author_id"), false, Value()}};
  const List update = of_post({"views"});
  Upsert upsert{columns, key, update};
  upsert.where = where;
  EXPECT_EQ(compile_upsert(standard(), blog().post, upsert).sql,
            R"(INSERT INTO "posts" ("title", "views") VALUES (?, ?) ON CONFLICT ("title") )"
            R"(WHERE "views" <> 3 AND "title" = 'it''s' AND "author_id" IS NULL DO UPDATE SET )"
            R"("views" = EXCLUDED."views")");
}

TEST(UpsertStatement, ComputesOfTheRowThereAndOfWhatWasSent) {
  const List columns = of_post({"id", "views"});
  const List key = of_post({"id"});
  const Expr sum = (attr("views") + excluded(attr("views")) + 5).expr();
  const Assignment set[] = {{blog().post.find_attribute("views"), {}, false, sum}};
  EXPECT_EQ(text(compile_upsert(standard(), blog().post, {columns, key, {}, set})),
            R"(INSERT INTO "posts" ("id", "views") VALUES (?, ?) ON CONFLICT ("id") DO UPDATE SET )"
            R"("views" = (("posts"."views" + EXCLUDED."views") + ?) <- NULL, NULL, 5)");
  EXPECT_EQ(
      compile_upsert(other(), blog().post, {columns, key, {}, set, true}).sql,
      R"(INSERT INTO "posts" ("id", "views") VALUES (?, ?) ON DUPLICATE KEY UPDATE )"
      R"("id" = CASE WHEN 9223372036854775807 + (("posts"."id" = VALUES("id")) IS NOT TRUE) THEN "posts"."id" END, )"
      R"("views" = (("posts"."views" + VALUES("views")) + ?))");
}

TEST(UpsertStatement, UpdatesTheRowThereByWhatIsSent) {
  const List columns = of_post({"id", "title", "views", "lock_version"});
  const List key = of_post({"id"});
  const Expr sum = (attr("views") + excluded(attr("views"))).expr();
  const Assignment set[] = {{blog().post.find_attribute("views"), {}, false, sum}};
  const Value sent[] = {3, "t", 7, 0};
  const List update = of_post({"title", "lock_version"});
  Upsert upsert{columns, key, update, set, true};
  upsert.row = sent;
  EXPECT_EQ(
      text(compile_upsert(other(), blog().post, upsert)),
      R"(UPDATE "posts" SET "id" = "posts"."id", "lock_version" = CASE WHEN "posts"."title" IS DISTINCT FROM ? OR )"
      R"("posts"."views" IS DISTINCT FROM ("posts"."views" + ?) THEN "posts"."lock_version" + 1 )"
      R"(ELSE "posts"."lock_version" END, "title" = ?, "views" = ("posts"."views" + ?) )"
      R"(WHERE "posts"."id" = ? <- t, 7, t, 7, 3)");
}

TEST(InsertFrom, InsertsWhatAQueryGives) {
  SelectQuery rows{.model = &blog().user, .where = attr("age") > 3};
  rows.outputs = {ast::column("name"), ast::literal(Value(7))};
  EXPECT_EQ(text(compile_insert_from(standard(), blog().post, of_post({"title", "views"}), rows)),
            R"(INSERT INTO "posts" ("title", "views") SELECT "name", ? FROM "users" WHERE "age" > ? <- 7, 3)");
  EXPECT_THROW(compile_insert_from(standard(), blog().post, of_post({"views", "title"}), rows), QueryError);
  EXPECT_THROW(compile_insert_from(standard(), blog().post, of_post({"title"}), rows), QueryError);
}

TEST(UpdateAllStatement, ComputesValues) {
  const SelectQuery all{.model = &blog().post};
  const auto update = [&](std::string_view attribute, const Expr& value) {
    const Assignment set[] = {{blog().post.find_attribute(attribute), {}, false, value}};
    return text(compile_update_all(standard(), all, set));
  };
  EXPECT_EQ(update("views", (attr("views") * 2).expr()), R"(UPDATE "posts" SET "views" = ("views" * ?) <- 2)");
  EXPECT_EQ(update("title", ast::column("author.name")),
            R"(UPDATE "posts" SET "title" = (SELECT "t1"."name" FROM "users" AS "t1" WHERE )"
            R"("t1"."id" = "posts"."author_id" LIMIT 1))");
  EXPECT_THROW(update("views", ast::column("title")), QueryError);
}

TEST(UpdateStatement, ComparesKeyAndLockVersion) {
  EXPECT_EQ(update_sql(standard(), blog().post, of_post({"title", "lock_version"}), of_post({"id", "lock_version"})),
            R"(UPDATE "posts" SET "title" = ?, "lock_version" = ? WHERE "id" = ? AND "lock_version" = ?)");
  EXPECT_EQ(delete_sql(standard(), blog().post, of_post({"id", "lock_version"})),
            R"(DELETE FROM "posts" WHERE "id" = ? AND "lock_version" = ?)");
}

TEST(IncrementStatement, CountsNullAsZero) {
  EXPECT_EQ(increment_sql(standard(), blog().post, *blog().post.find_attribute("views"), of_post({"title"}),
                          of_post({"id"}), of_post({"views"})),
            R"(UPDATE "posts" SET "views" = COALESCE("views", 0) + ?, "lock_version" = "lock_version" + 1, )"
            R"("title" = ? WHERE "id" = ? RETURNING "views")");
  EXPECT_EQ(increment_sql(standard(), blog().post, *blog().post.find_attribute("lock_version"), {}, of_post({"id"})),
            R"(UPDATE "posts" SET "lock_version" = "lock_version" + ? WHERE "id" = ?)");
  EXPECT_THROW(increment_sql(standard(), blog().post, *blog().post.find_attribute("title"), {}, of_post({"id"})),
               QueryError);
}

TEST(UpdateAll, SetsAndIncrementsWhatIsSelected) {
  const std::vector<Assignment> assignments{{blog().post.find_attribute("published"), true},
                                            {blog().post.find_attribute("views"), 2, true}};
  EXPECT_EQ(
      text(compile_update_all(standard(), {.model = &blog().post, .where = attr("author").is(attr("age") > 3)},
                              assignments)),
      R"(UPDATE "posts" SET "published" = ?, "views" = COALESCE("views", 0) + ? WHERE EXISTS (SELECT 1 FROM "users" AS "t1" WHERE )"
      R"("t1"."id" = "posts"."author_id" AND "t1"."age" > ?) <- true, 2, 3)");
}

TEST(UpdateAll, RefusesNothingNullAndWrongTypes) {
  const SelectQuery all{.model = &blog().post};
  EXPECT_THROW(compile_update_all(standard(), all, {}), QueryError);
  const std::vector<Assignment> null{{blog().post.find_attribute("title"), std::nullopt}};
  EXPECT_THROW(compile_update_all(standard(), all, null), InvalidValue);
  const std::vector<Assignment> wrong{{blog().post.find_attribute("views"), "many"}};
  EXPECT_THROW(compile_update_all(standard(), all, wrong), InvalidValue);
}

TEST(ChangeOfAPortion, GoesByKeys) {
  const SelectQuery oldest{.model = &blog().post, .where = attr("views") < 3, .order = {attr("id").asc()}, .limit = 10};
  EXPECT_EQ(
      text(compile_delete_all(standard(), oldest)),
      R"(DELETE FROM "posts" WHERE "id" IN (SELECT "id" FROM "posts" WHERE "views" < ? ORDER BY "id" LIMIT ?) <- 3, 10)");
  EXPECT_EQ(
      text(compile_delete_all(other(), oldest)),
      R"(DELETE FROM "posts" WHERE "id" IN (SELECT "id" FROM (SELECT "id" FROM "posts" WHERE "views" < ? ORDER BY "id" LIMIT ?) AS "rowan_keys") <- 3, 10)");
}

TEST(ChangeOfAPortion, GoesByKeysOfSeveralColumns) {
  const SelectQuery some{.model = &blog().item, .limit = 10};
  EXPECT_EQ(
      text(compile_delete_all(standard(), some)),
      R"(DELETE FROM "sh op"."or""der" WHERE ("select", "line") IN (SELECT "select", "line" FROM "sh op"."or""der" LIMIT ?) <- 10)");
  EXPECT_EQ(
      text(compile_delete_all(other(), some)),
      R"(DELETE FROM "sh op"."or""der" WHERE EXISTS (SELECT 1 FROM (SELECT "select", "line" FROM "sh op"."or""der" LIMIT ?) AS "rowan_keys" )"
      R"(WHERE "rowan_keys"."select" = "or""der"."select" AND "rowan_keys"."line" = "or""der"."line") <- 10)");
}

TEST(ChangeOfAPortion, IsTheWayRoundADatabaseThatCannotSelectFromWhatItChanges) {
  EXPECT_EQ(text(compile_delete_all(other(), {.model = &blog().user, .where = attr("reports").none()})),
            R"(DELETE FROM "users" WHERE "id" IN (SELECT "id" FROM (SELECT "id" FROM "users" WHERE NOT EXISTS )"
            R"((SELECT 1 FROM "users" AS "t1" WHERE "t1"."boss_id" = "users"."id")) AS "rowan_keys"))");
}

TEST(JoinStatements, AddAndRemoveJoinRows) {
  const AssociationInfo& tags = blog().post.association("tags");
  EXPECT_EQ(join_insert_sql(standard(), tags, 2),
            R"(INSERT INTO "posts_tags" ("post_id", "tag_id") VALUES (?, ?), (?, ?) ON CONFLICT DO NOTHING)");
  EXPECT_EQ(join_delete_sql(standard(), blog().tag.association("posts")),
            R"(DELETE FROM "posts_tags" WHERE "tag_id" = ? AND "post_id" = ?)");
  EXPECT_EQ(join_clear_sql(standard(), blog().item.association("tags")),
            R"(DELETE FROM "sh op"."item tags" WHERE "item_select" = ? AND "item_line" = ?)");
}

}  // namespace
}  // namespace rowan::golden
