// Filters, orders and portions on real rows: what the compiled SQL means to the database.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

#include "golden/blog_models.hpp"
#include "rowan/connection/database.hpp"
#include "rowan/query/attr.hpp"
#include "rowan/sql/compiler.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan {
namespace {

using golden::BlogModels;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

using Names = std::vector<std::string>;
using Row_ = std::vector<Value>;

const char* database_url() {
  const char* url = std::getenv("ROWAN_TEST_URL");
  return url == nullptr ? "sqlite::memory:" : url;
}

/// ann (two posts: 5 views, unknown), bob (none), cid (two posts: 5 and 7 views), dot (nothing but a key, an address
/// and a balance).
class Filter : public ::testing::Test {
 protected:
  Filter() : db_(connect(database_url(), {.make_default = false})) {
    models_.item.schema.clear();
    const std::array<const ModelInfo*, 5> models{&models_.user, &models_.post, &models_.comment, &models_.tag,
                                                 &models_.item};
    db_.create_tables(models);
    const Value null;
    insert(models_.user, {{1, "ann@x", "Ann", 30, Decimal("9.50"), null},
                          {2, "bob@x", "bob", 20, Decimal("10.25"), 1},
                          {3, "cid@x", "50%_!\\[*]?", null, Decimal("100"), 1},
                          {4, "dot@x", null, null, Decimal("-1"), null}});
    insert(
        models_.post,
        {{10, "a", true, 5, 1, 0}, {11, "b", false, null, 1, 0}, {12, "c", true, 5, 3, 0}, {13, "d", true, 7, 3, 0}});
    insert(models_.comment, {{20, "x", 10, 2}, {21, "y", 10, 2}, {22, "z", 12, 1}, {23, "w", 12, null}});
    insert(models_.tag, {{tag_, "c++"}});
    insert_join_rows();
  }

  void insert(const ModelInfo& model, const std::vector<Row_>& rows) {
    std::vector<const AttributeInfo*> columns;
    for (const AttributeInfo& attribute : model.attributes) columns.push_back(&attribute);
    for (const Row_& row : rows) db_.execute_values(insert_sql(db_.dialect(), model, columns), row);
  }

  void insert_join_rows() {
    const std::string sql = join_insert_sql(db_.dialect(), models_.post.association("tags"));
    for (const int post : {10, 12, 10}) db_.execute_values(sql, Row_{post, tag_});
  }

  std::vector<Row> run(const CompiledSql& compiled) { return db_.query_values(compiled.sql, compiled.parameters); }

  /// E-mail addresses without their end, in the order of `query`.
  Names users(SelectQuery query) {
    query.model = &models_.user;
    query.outputs = {ast::column("email")};
    if (query.order.empty()) query.order = {attr("id").asc()};
    Names names;
    for (const Row& row : run(compile_select(db_.dialect(), query))) names.push_back(row[0].as_string().substr(0, 3));
    return names;
  }
  Names users(const Expr& condition) { return users(SelectQuery{.where = condition}); }

  std::vector<std::int64_t> ids(const ModelInfo& model) {
    std::vector<std::int64_t> list;
    const SelectQuery query{
        .model = &model, .order = {attr("id").asc()}, .outputs = {ast::column(model.primary_key.front()->name)}};
    for (const Row& row : run(compile_select(db_.dialect(), query))) list.push_back(row[0].as_int64());
    return list;
  }

  /// Keys of the owner and of the target, for each row that a load of `association` for `owners` gives.
  std::vector<std::pair<std::int64_t, std::int64_t>> load(const AssociationInfo& association, const Row_& owners,
                                                          const SelectQuery* scope = nullptr) {
    AssociationLoadSql load = association_load_sql(db_.dialect(), association, owners.size(), scope);
    std::copy(owners.begin(), owners.end(),
              load.parameters.begin() + static_cast<std::ptrdiff_t>(load.first_key_parameter));
    std::vector<std::pair<std::int64_t, std::int64_t>> pairs;
    for (const Row& row : db_.query_values(load.sql, load.parameters)) {
      pairs.emplace_back(row[static_cast<std::size_t>(load.key_columns.front())].as_int64(),
                         row[std::size_t{0}].as_int64());
    }
    return pairs;
  }

  BlogModels models_;
  Database db_;
  Value tag_{Uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8")};
};

TEST_F(Filter, SomeNoneAndEveryLookAtTheTargets) {
  EXPECT_THAT(users(attr("posts").some()), ElementsAre("ann", "cid"));
  EXPECT_THAT(users(attr("posts").none()), ElementsAre("bob", "dot"));
  EXPECT_THAT(users(attr("posts").some(attr("views") > 6)), ElementsAre("cid"));
  EXPECT_THAT(users(attr("posts").none(attr("views") > 6)), ElementsAre("ann", "bob", "dot"));
  EXPECT_THAT(users(attr("posts").every({})), ElementsAre("ann", "bob", "cid", "dot"));
}

TEST_F(Filter, EveryHoldsOfNothingAndFailsOnTheUnknown) {
  EXPECT_THAT(users(attr("posts").every(attr("views") >= 5)), ElementsAre("bob", "cid", "dot"));
  EXPECT_THAT(users(attr("posts").every(!(attr("views") >= 6))), ElementsAre("bob", "dot"));
}

TEST_F(Filter, IsAndIsNotLookAtTheOneTarget) {
  EXPECT_THAT(users(attr("boss").is()), ElementsAre("bob", "cid"));
  EXPECT_THAT(users(attr("boss").is_not()), ElementsAre("ann", "dot"));
  EXPECT_THAT(users(attr("boss").is(attr("name") == "Ann")), ElementsAre("bob", "cid"));
  EXPECT_THAT(users(attr("boss").is_not(attr("age") == 30)), ElementsAre("ann", "dot"));
  EXPECT_THAT(users(attr("boss") == 1 && attr("boss").is(attr("boss").is_not())), ElementsAre("bob", "cid"));
}

TEST_F(Filter, ReachesAcrossJoinTablesAndThrough) {
  EXPECT_THAT(users(attr("posts").some(attr("tags").some(attr("label") == "c++"))), ElementsAre("ann", "cid"));
  EXPECT_THAT(users(attr("fans").some(attr("name") == "bob")), ElementsAre("ann"));
  EXPECT_THAT(users(attr("fans").none()), ElementsAre("bob", "dot"));
  EXPECT_THAT(users(attr("reports").some(attr("posts").some())), ElementsAre("ann"));
}

TEST_F(Filter, TakesTextLiterallyAndCaseAsAsked) {
  EXPECT_THAT(users(attr("name").contains("%_!\\[")), ElementsAre("cid"));
  EXPECT_THAT(users(attr("name").starts_with("50%")), ElementsAre("cid"));
  EXPECT_THAT(users(attr("name").ends_with("*]?")), ElementsAre("cid"));
  EXPECT_THAT(users(attr("name").ends_with("?")), ElementsAre("cid"));
  EXPECT_THAT(users(attr("name").starts_with("%")), IsEmpty());
  EXPECT_THAT(users(attr("name").starts_with("a") || attr("name").contains("B")), IsEmpty());
  EXPECT_THAT(users(attr("name").istarts_with("a") || attr("name").icontains("OB")), ElementsAre("ann", "bob"));
  EXPECT_THAT(users(attr("name").contains("")), ElementsAre("ann", "bob", "cid"));
}

TEST_F(Filter, MatchesListsAndNulls) {
  EXPECT_THAT(users(attr("age").in({20, std::nullopt})), ElementsAre("bob", "cid", "dot"));
  EXPECT_THAT(users(attr("age").not_in({20, std::nullopt})), ElementsAre("ann"));
  EXPECT_THAT(users(attr("age").in({})), IsEmpty());
  EXPECT_THAT(users(attr("age").not_in({})), ElementsAre("ann", "bob", "cid", "dot"));
  EXPECT_THAT(users(any_of({})), IsEmpty());
}

TEST_F(Filter, ComparesDecimalsByValueAndColumnsWithEachOther) {
  EXPECT_THAT(users(attr("balance") == Decimal("9.5")), ElementsAre("ann"));
  EXPECT_THAT(users(attr("balance") > Decimal("9.5")), ElementsAre("bob", "cid"));
  EXPECT_THAT(users(attr("balance").in({Decimal("100.00")})), ElementsAre("cid"));
  EXPECT_THAT(users({.order = {attr("balance").desc()}}), ElementsAre("cid", "bob", "ann", "dot"));
  EXPECT_THAT(users(attr("id") > attr("boss_id")), ElementsAre("bob", "cid"));
}

TEST_F(Filter, PlacesNullsAsAsked) {
  EXPECT_THAT(users({.order = {attr("age").asc().nulls_last(), attr("id").asc()}}),
              ElementsAre("bob", "ann", "cid", "dot"));
  EXPECT_THAT(users({.order = {attr("age").desc().nulls_first(), attr("id").desc()}}),
              ElementsAre("dot", "cid", "ann", "bob"));
}

TEST_F(Filter, BindsArgumentsOfRawSql) {
  EXPECT_THAT(users(sql("lower(name) = ? OR name = '?'", "ann")), ElementsAre("ann"));
  EXPECT_THAT(users(attr("email") == "'); DROP TABLE users;--"), IsEmpty());
}

TEST_F(Filter, AcceptsThousandsOfAlternatives) {
  std::vector<Expr> terms(5000, attr("name") == "nobody");
  terms.push_back(attr("name") == "bob");
  EXPECT_THAT(users(any_of(terms)), ElementsAre("bob"));
}

TEST_F(Filter, CountsAndLooksForRows) {
  const auto count = [&](SelectQuery query) {
    return run(compile_count(db_.dialect(), query)).front()[std::size_t{0}].as_int64();
  };
  EXPECT_EQ(count({.model = &models_.post, .where = attr("views") > 4}), 3);
  EXPECT_EQ(count({.model = &models_.post, .limit = 10, .offset = 3}), 1);
  EXPECT_EQ(count({.model = &models_.post, .distinct = true, .outputs = {ast::column("views")}}), 3);
  EXPECT_FALSE(run(compile_exists(db_.dialect(), {.model = &models_.post})).empty());
  EXPECT_TRUE(run(compile_exists(db_.dialect(), {.model = &models_.post, .offset = 4})).empty());
}

TEST_F(Filter, ChangesOnlyThePortionAskedFor) {
  const CompiledSql compiled = compile_delete_all(
      db_.dialect(), {.model = &models_.comment, .order = {attr("id").desc()}, .limit = 2, .offset = 1});
  EXPECT_EQ(db_.execute_values(compiled.sql, compiled.parameters), 2u);
  EXPECT_THAT(ids(models_.comment), ElementsAre(20, 23));
}

TEST_F(Filter, ChangesAPortionByAKeyOfTwoColumns) {
  insert(models_.item,
         {{"a", 1, "g", 1, Value(), Value()}, {"a", 2, "g", 1, Value(), Value()}, {"b", 1, "g", 1, Value(), Value()}});
  const std::vector<Assignment> rename{{models_.item.find_attribute("gr\"oup"), "h"}};
  const CompiledSql compiled = compile_update_all(
      db_.dialect(), {.model = &models_.item, .order = {attr("select").asc(), attr("line").desc()}, .limit = 1},
      rename);
  EXPECT_EQ(db_.execute_values(compiled.sql, compiled.parameters), 1u);
  const std::vector<Row> rows =
      run(compile_select(db_.dialect(), {.model = &models_.item, .where = attr("gr\"oup") == "h"}));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows.front()[1].as_int64(), 2);
}

TEST_F(Filter, CountsUpFromNull) {
  const std::vector<Assignment> more{{models_.post.find_attribute("views"), 2, true}};
  const CompiledSql compiled = compile_update_all(
      db_.dialect(), {.model = &models_.post, .where = attr("author").is(attr("name") == "Ann")}, more);
  EXPECT_EQ(db_.execute_values(compiled.sql, compiled.parameters), 2u);
  EXPECT_EQ(run(compile_select(db_.dialect(), {.model = &models_.post, .where = attr("views") == 2})).size(), 1u);
}

// Which rows an UPDATE changes is decided by what the table held before it, though the condition reads that table.
TEST_F(Filter, ChangesRowsByWhatWasThereBefore) {
  const std::vector<Assignment> more{{models_.post.find_attribute("views"), 1, true}};
  const Expr by_busy_authors = attr("author").is(attr("posts").some(attr("views") == 5));
  const CompiledSql compiled =
      compile_update_all(db_.dialect(), {.model = &models_.post, .where = by_busy_authors}, more);
  EXPECT_EQ(db_.execute_values(compiled.sql, compiled.parameters), 4u);
}

TEST_F(Filter, LoadsTargetsOfManyOwnersAtOnce) {
  EXPECT_THAT(load(models_.user.association("posts"), {1, 2, 3}),
              UnorderedElementsAre(std::pair(1, 10), std::pair(1, 11), std::pair(3, 12), std::pair(3, 13)));
  EXPECT_THAT(load(models_.comment.association("post"), {10, 10, 12}),
              UnorderedElementsAre(std::pair(10, 10), std::pair(12, 12)));
  EXPECT_THAT(load(models_.comment.association("siblings"), {10}),
              UnorderedElementsAre(std::pair(10, 20), std::pair(10, 21)));
  EXPECT_THAT(load(models_.user.association("received"), {1, 3}),
              UnorderedElementsAre(std::pair(1, 20), std::pair(1, 21), std::pair(3, 22), std::pair(3, 23)));
}

TEST_F(Filter, LoadsTargetsOncePerOwnerWhenDistinct) {
  const SelectQuery once{.model = &models_.user, .distinct = true};
  EXPECT_THAT(load(models_.post.association("commenters"), {10, 12}),
              UnorderedElementsAre(std::pair(10, 2), std::pair(10, 2), std::pair(12, 1)));
  EXPECT_THAT(load(models_.post.association("commenters"), {10, 12}, &once),
              UnorderedElementsAre(std::pair(10, 2), std::pair(12, 1)));
}

TEST_F(Filter, CutsAScopePerOwner) {
  const SelectQuery newest{.model = &models_.post, .order = {attr("id").desc()}, .limit = 1};
  EXPECT_THAT(load(models_.user.association("posts"), {1, 3}, &newest),
              UnorderedElementsAre(std::pair(1, 11), std::pair(3, 13)));
  const SelectQuery second{
      .model = &models_.comment, .where = attr("body") != "w", .order = {attr("id").asc()}, .offset = 1};
  EXPECT_THAT(load(models_.user.association("received"), {1, 3}, &second), ElementsAre(std::pair(1, 21)));
}

TEST_F(Filter, LoadsByKeysOfTwoColumns) {
  insert(models_.item, {{"a", 1, "g", 1, Value(), Value()}, {"b", 2, "g", 1, "a", 1}});
  AssociationLoadSql load = association_load_sql(db_.dialect(), models_.item.association("next"), 2);
  EXPECT_EQ(db_.query_values(load.sql, Row_{"a", 1, "a", 2}).size(), 1u);
  EXPECT_EQ(load.key_columns, (std::vector<int>{0, 1}));
}

}  // namespace
}  // namespace rowan
