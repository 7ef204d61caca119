#include "rowan/query/binder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "golden/blog_models.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/attr.hpp"
#include "rowan/query/bound.hpp"
#include "rowan/query/function.hpp"
#include "rowan/reflect/describe.hpp"
#include "rowan/reflect/value_ops.hpp"

enum class State { shut = 3, ajar = 7 };
ROWAN_ENUM(State, shut, ajar)

namespace rowan {
namespace {

using golden::blog;
using ::testing::AllOf;
using ::testing::HasSubstr;

template <class ErrorType, class Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const ErrorType& error) {
    return error.what();
  }
  return "(nothing was thrown)";
}

std::string query_error(const Expr& condition, const ModelInfo& model) {
  return message_of<QueryError>([&] { bind_condition(condition, model); });
}

std::string invalid_value(const Expr& condition, const ModelInfo& model) {
  return message_of<InvalidValue>([&] { bind_condition(condition, model); });
}

TEST(Binder, NamesNearMissesOfAnUnknownAttribute) {
  EXPECT_THAT(query_error(attr("tilte") == "x", blog().post),
              AllOf(HasSubstr("Post has no attribute 'tilte'"), HasSubstr("title")));
  EXPECT_THAT(query_error(attr("nmae").contains("x"), blog().user), HasSubstr("name"));
}

TEST(Binder, NamesNearMissesOfAnUnknownAssociation) {
  EXPECT_THAT(query_error(attr("coments").some(), blog().post),
              AllOf(HasSubstr("Post has no association 'coments'"), HasSubstr("comments")));
}

TEST(Binder, LooksInsideConditionsOnTargets) {
  EXPECT_THAT(query_error(attr("posts").some(attr("tilte") == "x"), blog().user),
              HasSubstr("Post has no attribute 'tilte'"));
  EXPECT_THAT(query_error(!(attr("title") == "a" || attr("bdy") == "b"), blog().post), HasSubstr("'bdy'"));
}

TEST(Binder, RefusesAValueOfAnotherTypeNamingTheAttribute) {
  EXPECT_THAT(invalid_value(attr("age") == "old", blog().user), HasSubstr("User.age"));
  EXPECT_THAT(invalid_value(attr("age").in({1, "two"}), blog().user), HasSubstr("User.age"));
  EXPECT_THAT(invalid_value(attr("age").between(1, 5'000'000'000), blog().user), HasSubstr("User.age"));
  EXPECT_THAT(invalid_value(attr("published") == 2, blog().post), HasSubstr("Post.published"));
}

TEST(Binder, ConvertsValuesToWhatTheColumnStores) {
  const BoundExpr bound = bind_condition(attr("id") == "6ba7b810-9dad-11d1-80b4-00c04fd430c8", blog().tag);
  const auto& comparison = std::get<bound::Comparison>(bound.node()->is);
  const auto& literal = std::get<bound::Literal>(comparison.right.node()->is);
  EXPECT_TRUE(std::holds_alternative<Uuid>(literal.value.storage()));
}

/// A model with one attribute, of an enum.
ModelInfo model_with_enum(const ValueOps& ops) {
  ModelInfo model;
  model.name = "Door";
  AttributeInfo& state = model.attributes.emplace_back();
  state.name = state.column = "state";
  state.ops = &ops;
  state.type.kind = ops.kind;
  return model;
}

TEST(Binder, StoresAnEnumAsItsColumnDoes) {
  const ModelInfo as_text = model_with_enum(value_ops<State>());
  EXPECT_EQ(bind_value(as_text, as_text.attributes[0], "ajar"), Value("ajar"));
  const ModelInfo as_integer = model_with_enum(*value_ops<State>().as_integer);
  EXPECT_EQ(bind_value(as_integer, as_integer.attributes[0], "ajar"), Value(7));
  EXPECT_EQ(bind_value(as_integer, as_integer.attributes[0], State::ajar), Value(7));
  const ModelInfo nullable = model_with_enum(*value_ops<std::optional<State>>().as_integer);
  EXPECT_EQ(bind_value(nullable, nullable.attributes[0], 7), Value(7));
  EXPECT_TRUE(bind_value(nullable, nullable.attributes[0], std::nullopt).is_null());
}

TEST(Binder, RefusesWhatIsNoneOfAnEnumsValuesAndListsThem) {
  const ModelInfo as_text = model_with_enum(value_ops<State>());
  EXPECT_THAT(invalid_value(attr("state") == "open", as_text),
              AllOf(HasSubstr("Door.state"), HasSubstr("'open'"), HasSubstr("shut, ajar")));
  const ModelInfo as_integer = model_with_enum(*value_ops<State>().as_integer);
  EXPECT_THAT(invalid_value(attr("state") == "open", as_integer),
              AllOf(HasSubstr("Door.state"), HasSubstr("shut, ajar")));
  EXPECT_THAT(invalid_value(attr("state") == 2, as_integer), HasSubstr("Door.state"));
}

TEST(Binder, TakesABelongsToForItsColumn) {
  EXPECT_EQ(bind_attribute(blog().post, "author").name, "author_id");
  EXPECT_EQ(bind_attribute(blog().post, "author_id").name, "author_id");
}

TEST(Binder, RefusesAssociationsWithoutOneColumn) {
  EXPECT_THAT(query_error(attr("comments") == 1, blog().post),
              AllOf(HasSubstr("Post.comments is a has_many"), HasSubstr("some()")));
  EXPECT_THAT(query_error(attr("newest") == 1, blog().user), HasSubstr("is()"));
  EXPECT_THAT(query_error(attr("next") == 1, blog().item), HasSubstr("has 2 columns"));
}

TEST(Binder, RefusesToOneQuestionsAboutToMany) {
  EXPECT_THAT(query_error(attr("comments").is(), blog().post), HasSubstr("use some() and none()"));
}

TEST(Binder, RefusesTextMatchesOnOtherTypes) {
  EXPECT_THAT(query_error(attr("age").contains("1"), blog().user),
              AllOf(HasSubstr("User.age is int32"), HasSubstr("text only")));
}

TEST(Binder, RefusesToCompareColumnsOfDifferentFamilies) {
  EXPECT_THAT(query_error(attr("title") == attr("views"), blog().post),
              AllOf(HasSubstr("Post.title is text"), HasSubstr("Post.views is int64")));
  EXPECT_NO_THROW(bind_condition(attr("age") < attr("balance"), blog().user));
}

TEST(Binder, RefusesConditionsNestedWithoutEnd) {
  const auto nested = [](int levels) {
    Expr deep = attr("age") == 1;
    for (int i = 1; i < levels; ++i) deep = i % 2 == 0 ? !deep : deep && attr("age") == i;
    return deep;
  };
  EXPECT_NO_THROW(bind_condition(nested(500), blog().user));
  EXPECT_THROW(nested(501), QueryError) << "before a deep tree is there to be walked, or ended";
  EXPECT_THROW(
      {
        Expr deep = attr("age") == 1;
        for (int i = 1; i < 501; ++i) deep = ast::quantified("posts", QuantifierKind::some, deep);
      },
      QueryError);
}

TEST(Binder, RefusesConditionsOfTooManyParts) {
  Expr many = any_of(std::vector<Expr>(60000, attr("age") == 1));
  EXPECT_THROW(many && !many, QueryError);
}

TEST(Binder, KnowsWhatEveryExpressionIs) {
  const auto kind = [](const Expr& expr) { return bind_condition(expr, blog().user).node()->kind; };
  EXPECT_EQ(kind(ast::column("name")), TypeKind::text);
  EXPECT_EQ(kind(ast::call(Function::lower, {ast::column("name")})), TypeKind::text);
  EXPECT_EQ(kind(ast::call(Function::length, {ast::column("name")})), TypeKind::int64);
  EXPECT_EQ(kind(ast::call(Function::add, {ast::column("balance"), ast::literal(1)})), TypeKind::decimal);
  EXPECT_EQ(kind(ast::call(Function::coalesce, {ast::column("age"), ast::literal(1)})), TypeKind::int32);
  EXPECT_EQ(kind(ast::literal(true)), TypeKind::boolean);
  EXPECT_EQ(kind(attr("age") == 1), TypeKind::boolean);
}

TEST(Binder, RefusesFunctionsOfOtherKinds) {
  EXPECT_THAT(
      query_error(ast::compare(ast::call(Function::lower, {ast::column("age")}), CompareOp::equal, ast::literal("x")),
                  blog().user),
      HasSubstr("User.age is int32; lower() takes text only"));
  EXPECT_THAT(query_error(ast::compare(ast::call(Function::length, {ast::column("name")}), CompareOp::equal,
                                       ast::column("name")),
                          blog().user),
              HasSubstr("length() is int64 and User.name is text; they can't be compared"));
  EXPECT_THAT(invalid_value(ast::compare(ast::call(Function::length, {ast::column("name")}), CompareOp::equal,
                                         ast::literal("long")),
                            blog().user),
              HasSubstr("long"));
  EXPECT_THROW(ast::call(Function::lower, {}), QueryError);
}

TEST(Binder, FindsSubQueriesThatReadATable) {
  const auto reads = [](const Expr& expr, const char* table) {
    bound::Source source;
    source.table = table;
    return bound::reads_table(bind_condition(expr, blog().user), source);
  };
  EXPECT_FALSE(reads(!(attr("age") == 1 || attr("name").in({"a", "b"})), "posts"));
  EXPECT_TRUE(reads(!(attr("age") == 1 || attr("posts").some()), "posts"));
  EXPECT_FALSE(reads(attr("posts").some(), "users")) << "only the table itself, outside of the sub-query";
  EXPECT_TRUE(reads(attr("posts").some(attr("author").is(attr("age") == 1)), "users")) << "however deep";
  EXPECT_TRUE(reads(ast::null_test(attr("posts").every(attr("views") > 1), true), "posts")) << "inside of any node";
}

TEST(Conditions, RefuseToOrderNull) {
  EXPECT_THAT(message_of<QueryError>([] { (void)(attr("age") > std::nullopt); }),
              HasSubstr("'age' can't be compared with NULL"));
  EXPECT_THROW((void)(attr("age") <= std::optional<int>()), QueryError);
  EXPECT_THROW((void)attr("age").between(1, std::nullopt), QueryError);
}

TEST(Conditions, FoldConstants) {
  EXPECT_TRUE(all_of({}).always_true());
  EXPECT_TRUE(std::holds_alternative<ast::AlwaysFalse>(any_of({}).node()->is));
  EXPECT_TRUE(attr("age").not_in({}).always_true());
  EXPECT_TRUE((!attr("age").in({})).always_true());
  EXPECT_TRUE((attr("age") == 1 || Expr()).always_true());
  EXPECT_TRUE(std::holds_alternative<ast::Comparison>((Expr() && attr("age") == 1).node()->is));
}

TEST(Conditions, StayFlatInLongChains) {
  Expr chain = attr("age") == 0;
  for (int i = 1; i < 2000; ++i) chain = chain || attr("age") == i;
  EXPECT_EQ(std::get<ast::Or>(chain.node()->is).terms.size(), 2000u);
}

TEST(RawSql, CountsPlaceholdersOutsideQuotesAndComments) {
  EXPECT_NO_THROW(sql("a = '?' AND \"b?\" = ? /* ? */ -- ?\n AND c ?? d", 1));
  EXPECT_THAT(message_of<QueryError>([] { sql("a = ?"); }), AllOf(HasSubstr("1 placeholders, but 0 arguments")));
  EXPECT_THROW(sql("a = 1", 2), QueryError);
  EXPECT_THROW(sql(std::string_view("a\0b", 3)), QueryError);
  EXPECT_NO_THROW(sql("unfinished '?"));
}

}  // namespace
}  // namespace rowan
