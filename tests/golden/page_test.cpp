// What a cursor asks of a database.
#include <gtest/gtest.h>

#include "golden/blog_models.hpp"
#include "golden/sql_text.hpp"
#include "model/load/key_set.hpp"
#include "rowan/query/attr.hpp"
#include "rowan/query/functions.hpp"
#include "rowan/sql/compiler.hpp"

namespace rowan::golden {
namespace {

std::string after(std::vector<OrderTerm> order, const std::vector<Value>& values, bool backwards = false,
                  const Dialect& dialect = standard(), const ModelInfo& model = blog().user) {
  const Expr key = ast::column(model.primary_key.front()->name);
  SelectQuery query{.model = &model, .order = std::move(order), .outputs = {key}};
  const std::vector<KeySetTerm> terms = key_set(query);
  query.where = beyond(terms, values, backwards, false);
  query.order = order_of(terms);
  return text(compile_select(dialect, query));
}

TEST(Pages, OfTheKeyAlone) {
  EXPECT_EQ(after({}, {5}), R"(SELECT "id" FROM "users" WHERE "id" > ? ORDER BY "id" <- 5)");
  EXPECT_EQ(after({attr("id").desc()}, {5}), R"(SELECT "id" FROM "users" WHERE "id" < ? ORDER BY "id" DESC <- 5)");
  EXPECT_EQ(after({}, {5}, true), R"(SELECT "id" FROM "users" WHERE "id" < ? ORDER BY "id" <- 5)");
}

TEST(Pages, OfAnOrderThatTies) {
  EXPECT_EQ(after({attr("select").desc()}, {"x", 5}, false, standard(), blog().item),
            R"(SELECT "select" FROM "sh op"."or""der" WHERE "select" <= ? AND ("select" < ? OR ("select" = ? AND )"
            R"("line" < ?)) ORDER BY "select" DESC, "line" DESC <- x, x, x, 5)");
}

TEST(Pages, OfAnOrderWithNulls) {
  EXPECT_EQ(after({attr("age")}, {30, 5}),
            R"(SELECT "id" FROM "users" WHERE "age" >= ? AND ("age" > ? OR ("age" = ? AND "id" > ?)) )"
            R"(ORDER BY "age" NULLS FIRST, "id" <- 30, 30, 30, 5)");
  EXPECT_EQ(after({attr("age")}, {Value(), 5}),
            R"(SELECT "id" FROM "users" WHERE "age" IS NOT NULL OR ("age" IS NULL AND "id" > ?) )"
            R"(ORDER BY "age" NULLS FIRST, "id" <- 5)");
  EXPECT_EQ(after({attr("age").asc().nulls_last()}, {30, 5}),
            R"(SELECT "id" FROM "users" WHERE ("age" >= ? OR "age" IS NULL) AND ("age" > ? OR "age" IS NULL OR )"
            R"(("age" = ? AND "id" > ?)) ORDER BY "age" NULLS LAST, "id" <- 30, 30, 30, 5)");
  EXPECT_EQ(after({attr("age").asc().nulls_last()}, {Value(), 5}),
            R"(SELECT "id" FROM "users" WHERE "age" IS NULL AND "id" > ? )"
            R"(ORDER BY "age" NULLS LAST, "id" <- 5)");
  Capabilities without;
  without.nulls_first_last = false;
  EXPECT_EQ(after({attr("age")}, {30, 5}, false, Dialect(without)),
            R"(SELECT "id" FROM "users" WHERE "age" >= ? AND ("age" > ? OR ("age" = ? AND "id" > ?)) )"
            R"(ORDER BY "age", "id" <- 30, 30, 30, 5)")
      << "where NULL is the least anyway, an index on the column serves";
}

TEST(Pages, OfComputedValues) {
  EXPECT_EQ(after({lower(attr("name")).asc()}, {"ann", 5}, true),
            R"(SELECT "id" FROM "users" WHERE (lower("name") <= ? OR lower("name") IS NULL) AND (lower("name") < ? OR )"
            R"(lower("name") IS NULL OR (lower("name") = ? AND "id" < ?)) ORDER BY lower("name") NULLS FIRST, "id" )"
            R"(<- ann, ann, ann, 5)");
}

}  // namespace
}  // namespace rowan::golden
