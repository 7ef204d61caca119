// What MariaDB and MySQL say differently.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../../plugins/mysql/dialect.hpp"
#include "golden/blog_models.hpp"
#include "golden/common_tables.hpp"
#include "golden/sql_text.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/aggregates.hpp"
#include "rowan/query/ast.hpp"
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

using mysql::MysqlDialect;
using mysql::Server;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Dialect& mariadb() {
  static const MysqlDialect dialect(Server::mariadb);
  return dialect;
}

const Dialect& mysql_8() {
  static const MysqlDialect dialect(Server::mysql);
  return dialect;
}

using Attributes = std::vector<const AttributeInfo*>;

Attributes attributes(std::initializer_list<const char*> names) {
  Attributes list;
  for (const char* name : names) list.push_back(blog().user.find_attribute(name));
  return list;
}

TEST(Mysql, WritesValuesAsTheStandardDoes) {
  EXPECT_EQ(where_text(mariadb(), blog().user, coalesce(attr("age"), 1) + 1 == 2 && length(attr("name")) == 3),
            "(COALESCE(`age`, ?) + ?) = ? AND char_length(`name`) = ? <- 1, 1, 2, 3");
}

TEST(Mysql, PutsDocumentsTogetherByWhatTheyHold) {
  BlogModels models;
  models.user.attributes[2].type.kind = TypeKind::json;
  models.post.attributes[1].type.kind = TypeKind::json;
  EXPECT_THAT(where_text(mariadb(), models.user, attr("name") == attr("name")),
              HasSubstr("JSON_NORMALIZE(`name`) = JSON_NORMALIZE(`name`)"));
  const auto of = [&](const char* name) { return models.post.find_attribute(name); };
  const Attributes columns{of("id"), of("title"), of("lock_version")}, key{of("id")},
      update{of("title"), of("lock_version")};
  EXPECT_THAT(compile_upsert(mariadb(), models.post, {columns, key, update}).sql,
              HasSubstr("NOT (JSON_NORMALIZE(`posts`.`title`) <=> JSON_NORMALIZE(VALUES(`title`)))"));
}

TEST(Mysql, ChoosesIntegersBesideDoublesAsOnes) {
  BlogModels models;
  models.user.attributes[2].type.kind = TypeKind::float64;
  EXPECT_EQ(where_text(mariadb(), models.user, coalesce(attr("age"), attr("name"), 2) > 1.5),
            "COALESCE(CAST(`age` AS DOUBLE), `name`, CAST(? AS DOUBLE)) > ? <- 2, 1.5");
}

TEST(Mysql, Windows) {
  const auto asked = [](const Expr& value) {
    return text(compile_select(mariadb(), {.model = &blog().post, .outputs = {value}}));
  };
  const auto by_views = partition_by(attr("author")).order_by(attr("views").desc().nulls_first(), attr("id"));
  EXPECT_EQ(asked(lag(attr("views")).over(by_views.rows_between(preceding(1), current_row)).expr()),
            "SELECT LAG(`views`, 1) OVER (PARTITION BY `author_id` ORDER BY CASE WHEN `views` IS NULL THEN 0 ELSE 1 "
            "END, `views` DESC, `id`) FROM `posts`");
  EXPECT_EQ(asked(sum(attr("views")).over(by_views.rows_between(preceding(1), current_row)).expr()),
            "SELECT COALESCE(SUM(`views`) OVER (PARTITION BY `author_id` ORDER BY CASE WHEN `views` IS NULL THEN 0 "
            "ELSE 1 END, `views` DESC, `id` ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) DIV 1, 0) FROM `posts`");
  EXPECT_EQ(asked(average(attr("views")).over().expr()),
            "SELECT (CAST(SUM(`views`) OVER () AS DOUBLE) / COUNT(`views`) OVER ()) FROM `posts`");
  EXPECT_EQ(asked(cume_dist().over(order_by(attr("views") % 2)).expr()),
            "SELECT (CAST(COUNT(*) OVER (ORDER BY MOD(`views`, NULLIF(?, 0))) AS DOUBLE) / COUNT(*) OVER (ORDER BY "
            "MOD(`views`, NULLIF(?, 0)) ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) FROM `posts` <- 2, "
            "2");
  const auto groups = by_views.groups_between(current_row, current_row);
  EXPECT_THROW(asked(count().over(groups).expr()), Unsupported);
  EXPECT_EQ(asked(rank().over(groups).expr()).find("GROUPS"), std::string::npos) << "a rank sees no frame";
}

TEST(Mysql, QuotesNamesWithBackticks) {
  EXPECT_EQ(where_text(mariadb(), blog().user, attr("age") > 18), "`age` > ? <- 18");
  EXPECT_EQ(mariadb().quoted("a`b\"c"), "`a``b\"c`");
}

TEST(Mysql, AsksForPlans) {
  const std::string sql = "SELECT 1";
  EXPECT_EQ(mariadb().explain(sql, {}).sql, "EXPLAIN SELECT 1");
  EXPECT_EQ(mariadb().explain(sql, {true, PlanForm::json}).sql, "ANALYZE FORMAT=JSON SELECT 1");
  EXPECT_EQ(mysql_8().explain(sql, {}).sql, "EXPLAIN FORMAT=TREE SELECT 1");
  EXPECT_EQ(mysql_8().explain(sql, {false, PlanForm::json}).sql, "EXPLAIN FORMAT=JSON SELECT 1");
  EXPECT_EQ(mysql_8().explain(sql, {true, PlanForm::text}).sql, "EXPLAIN ANALYZE SELECT 1");
  EXPECT_THROW((void)mysql_8().explain(sql, {true, PlanForm::json}), Unsupported);
}

TEST(Mysql, EscapesTheQuotesInPlansOfMariadb) {
  const PlanSql plan = mariadb().explain("SELECT 1", {false, PlanForm::json});
  EXPECT_EQ(plan.mended("{\n  \"a\": \"t.\"x\" = 'b\\\"c'\",\n  \"keys\": [\"x\", \"y\"],\n  \"n\": 4\n}"),
            "{\n  \"a\": \"t.\\\"x\\\" = 'b\\\"c'\",\n  \"keys\": [\"x\", \"y\"],\n  \"n\": 4\n}");
  EXPECT_EQ(plan.mended(""), "");
}

TEST(Mysql, MatchesTextExactlyWhateverTheColumnsCollation) {
  EXPECT_EQ(where_text(mariadb(), blog().user, attr("name").contains("50%")),
            "`name` LIKE ? COLLATE utf8mb4_nopad_bin ESCAPE '!' <- %50!%%");
  EXPECT_EQ(where_text(mysql_8(), blog().user, attr("name").istarts_with("É")),
            "lower(`name`) LIKE lower(? COLLATE utf8mb4_0900_bin) ESCAPE '!' <- É%");
}

TEST(Mysql, HasNoOffsetWithoutALimit) {
  EXPECT_THAT(text(compile_select(mariadb(), {.model = &blog().tag, .offset = 3})),
              HasSubstr(" LIMIT ? OFFSET ? <- 9223372036854775807, 3"));
}

TEST(Mysql, PlacesNullsByACase) {
  EXPECT_THAT(text(compile_select(mariadb(), {.model = &blog().user, .order = {attr("age").asc().nulls_last()}})),
              HasSubstr(" ORDER BY CASE WHEN `age` IS NULL THEN 1 ELSE 0 END, `age`"));
}

TEST(Mysql, ChangesALimitedNumberOfRowsThroughADerivedTable) {
  EXPECT_THAT(text(compile_delete_all(mariadb(), {.model = &blog().user, .limit = 2})),
              HasSubstr("WHERE `id` IN (SELECT `id` FROM (SELECT `id` FROM `users` LIMIT ?) AS `rowan_keys`)"));
}

TEST(Mysql, ReturnsFromInsertsOfMariadbOnly) {
  EXPECT_TRUE(mariadb().can().returning);
  EXPECT_FALSE(mariadb().can().update_returning);
  EXPECT_FALSE(mysql_8().can().returning);
  EXPECT_EQ(insert_sql(mariadb(), blog().user, attributes({"email"}), 2, blog().user.primary_key),
            "INSERT INTO `users` (`email`) VALUES (?), (?) RETURNING `id`");
  EXPECT_EQ(insert_sql(mysql_8(), blog().user, {}), "INSERT INTO `users` () VALUES ()");
}

TEST(Mysql, LeavesRowsAloneWithoutSwallowingOtherErrors) {
  EXPECT_EQ(insert_ignore_sql(mariadb(), blog().user, attributes({"email"})),
            "INSERT INTO `users` (`email`) VALUES (?) ON DUPLICATE KEY UPDATE "
            "`id` = IF(LAST_INSERT_ID(18446744073709551615) = 0, `id`, `id`)");
}

TEST(Mysql, UpdatesRowsThatAreThere) {
  const auto columns = attributes({"email", "name"});
  const auto key = attributes({"email"}), update = attributes({"name"});
  EXPECT_EQ(compile_upsert(mysql_8(), blog().user, {columns, key, update}).sql,
            "INSERT INTO `users` (`email`, `name`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `name` = VALUES(`name`)");
}

TEST(Mysql, SetsOneValueAfterTheOther) {
  const auto set = [](const char* attribute, const char* of) {
    return Assignment{blog().post.find_attribute(attribute), {}, false, ast::column(of)};
  };
  const Assignment in_turn[] = {{blog().post.find_attribute("views"), Value(1)}, set("lock_version", "views")};
  EXPECT_EQ(compile_update_all(mariadb(), {.model = &blog().post}, in_turn).sql,
            "UPDATE `posts` SET `lock_version` = `views`, `views` = ?");
  const Assignment exchanged[] = {set("views", "lock_version"), set("lock_version", "views")};
  EXPECT_THROW(static_cast<void>(compile_update_all(mariadb(), {.model = &blog().post}, exchanged)), Unsupported);
}

TEST(Mysql, HasTypesOfItsOwn) {
  const auto type = [](TypeKind kind) { return mariadb().column_type({kind}); };
  EXPECT_EQ(type(TypeKind::boolean), "boolean");
  EXPECT_EQ(type(TypeKind::uint64), "bigint unsigned");
  EXPECT_EQ(type(TypeKind::float32), "double precision");
  EXPECT_EQ(type(TypeKind::decimal), "decimal(65, 30)");
  EXPECT_EQ(type(TypeKind::text), "longtext");
  EXPECT_EQ(type(TypeKind::bytes), "longblob");
  EXPECT_EQ(mariadb().column_type({.kind = TypeKind::bytes, .length = 255}), "varbinary(255)");
  EXPECT_EQ(type(TypeKind::instant), "datetime(6)");
  EXPECT_EQ(type(TypeKind::uuid), "uuid");
  EXPECT_EQ(mysql_8().column_type({TypeKind::uuid}), "binary(16)");
  EXPECT_EQ(mariadb().column_type({.kind = TypeKind::decimal, .precision = 10, .scale = 2}), "decimal(10, 2)");
}

TEST(Mysql, GivesIndexedTextALength) {
  const auto sql = create_table_sql(mariadb(), schema::table_of(blog().user));
  EXPECT_THAT(sql.front(), AllOf(HasSubstr("`id` bigint NOT NULL AUTO_INCREMENT"), HasSubstr("`name` longtext"),
                                 HasSubstr("`email` varchar(255) NOT NULL"),
                                 HasSubstr(") ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin")));
  EXPECT_THAT(create_table_sql(mysql_8(), schema::table_of(blog().user)).front(), HasSubstr("utf8mb4_0900_bin"));
}

TEST(Mysql, BeginsInTwoStatementsWhereALevelIsAsked) {
  EXPECT_THAT(mariadb().begin(Isolation::read_committed, true),
              ElementsAre("SET TRANSACTION ISOLATION LEVEL READ COMMITTED", "START TRANSACTION READ ONLY"));
  EXPECT_THAT(mariadb().begin({}, false), ElementsAre("START TRANSACTION"));
}

TEST(Mysql, LocksForReadingInItsOwnWords) {
  EXPECT_EQ(mariadb().lock_clause({lock::share, lock::nowait}), " LOCK IN SHARE MODE NOWAIT");
  EXPECT_EQ(mysql_8().lock_clause({lock::share, lock::wait}), " FOR SHARE");
  EXPECT_EQ(mariadb().lock_clause({lock::update, lock::skip_locked}), " FOR UPDATE SKIP LOCKED");
}

TEST(Mysql, RecursionCountsItsSteps) {
  EXPECT_EQ(text(compile_select(mariadb(), counted_tree())),
            R"(WITH RECURSIVE `tree` (`rowan_0`, `rowan_depth`) AS (SELECT `t1`.`id` AS `rowan_0`, )"
            R"(? AS `rowan_depth` FROM `posts` AS `t1` UNION ALL SELECT `t2`.`id`, )"
            R"((`t3`.`rowan_depth` + ?) FROM `posts` AS `t2` JOIN `tree` AS `t3` )"
            R"(ON `t3`.`rowan_0` = `t2`.`author_id` WHERE `t3`.`rowan_depth` < ?) SELECT `rowan_0`, )"
            R"(`rowan_depth` FROM `tree` <- 0, 1, 9)");
}

}  // namespace
}  // namespace rowan::golden
