#include "rowan/query/column.hpp"

#include <gtest/gtest.h>

#include "golden/blog_models.hpp"
#include "golden/sql_text.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/attr.hpp"
#include "rowan/query/functions.hpp"

namespace rowan {
namespace {

enum class Mood : std::uint8_t { good, bad };

// The handles of associations, as far as columns care.
template <class T>
struct OneTarget {};
template <class T>
struct HasOneTarget {};
template <class T>
struct ManyTargets {};

struct User {
  std::int64_t id;
};
struct Post {};
struct Comment {};

struct Named {
#define NAME(member)                                             \
  struct member##_tag {                                          \
    static constexpr std::string_view name() { return #member; } \
  };
  NAME(id)
  NAME(title)
  NAME(published)
  NAME(views) NAME(author) NAME(comments) NAME(lock_version) NAME(email) NAME(age) NAME(balance) NAME(newest) NAME(name)
#undef NAME
};

}  // namespace

template <class T>
struct column_traits<OneTarget<T>> {
  static constexpr ColumnKind kind = ColumnKind::belongs_to;
  using target_type = T;
  using value_type = std::int64_t;
  static std::int64_t key_of(const T& record) { return record.id; }
};
template <class T>
struct column_traits<HasOneTarget<T>> {
  static constexpr ColumnKind kind = ColumnKind::has_one;
  using target_type = T;
};
template <class T>
struct column_traits<ManyTargets<T>> {
  static constexpr ColumnKind kind = ColumnKind::to_many;
  using target_type = T;
};

namespace {

struct PostColumns {
  [[no_unique_address]] Column<Post, std::int64_t, Named::id_tag> id;
  [[no_unique_address]] Column<Post, std::string, Named::title_tag> title;
  [[no_unique_address]] Column<Post, bool, Named::published_tag> published;
  [[no_unique_address]] Column<Post, std::optional<std::int64_t>, Named::views_tag> views;
  [[no_unique_address]] Column<Post, std::int32_t, Named::lock_version_tag> lock_version;
  [[no_unique_address]] Column<Post, OneTarget<User>, Named::author_tag> author;
  [[no_unique_address]] Column<Post, ManyTargets<Comment>, Named::comments_tag> comments;
};
struct UserColumns {
  [[no_unique_address]] Column<User, std::string, Named::email_tag> email;
  [[no_unique_address]] Column<User, std::optional<std::string>, Named::name_tag> name;
  [[no_unique_address]] Column<User, std::optional<std::int32_t>, Named::age_tag> age;
  [[no_unique_address]] Column<User, Decimal, Named::balance_tag> balance;
  [[no_unique_address]] Column<User, HasOneTarget<Post>, Named::newest_tag> newest;
};
constexpr PostColumns post;
constexpr UserColumns user;

std::string on_post(const Condition<Post>& condition) {
  return golden::where_text(golden::blog().post, condition.expr);
}
std::string on_user(const Condition<User>& condition) {
  return golden::where_text(golden::blog().user, condition.expr);
}

static_assert(std::is_empty_v<PostColumns>);
static_assert(detail::is_operand<std::int32_t, long>() && !detail::is_operand<std::int32_t, double>() &&
              !detail::is_operand<std::int32_t, bool>());
static_assert(detail::is_operand<Decimal, int>() && !detail::is_operand<Decimal, double>() &&
              !detail::is_operand<bool, int>());
static_assert(detail::is_operand<std::string, const char*>() && !detail::is_operand<std::string, int>());
static_assert(detail::is_operand<std::optional<Mood>, Mood>() && !detail::is_operand<Mood, int>() &&
              !detail::is_operand<int, Mood>());
static_assert(detail::is_operand<double, int>() && detail::is_operand<float, double>());
static_assert(detail::is_operand<Instant, std::chrono::system_clock::time_point>() &&
              !detail::is_operand<LocalDateTime, std::chrono::system_clock::time_point>());
static_assert(detail::is_operand<Instant, std::chrono::sys_seconds>() && !detail::is_operand<Instant, LocalDateTime>());

TEST(TypedColumn, ComparesLikeTheNameDoes) {
  EXPECT_EQ(on_post(post.title == "x"), R"("title" = ? <- x)");
  EXPECT_EQ(on_post(post.title != std::string("x")), R"("title" <> ? <- x)");
  EXPECT_EQ(on_post(post.id < 3 && post.id <= 4u && post.id > 5LL && post.id >= 6),
            R"("id" < ? AND "id" <= ? AND "id" > ? AND "id" >= ? <- 3, 4, 5, 6)");
  EXPECT_EQ(on_user(user.balance > 3 || user.balance == Decimal("1.5")), R"("balance" > ? OR "balance" = ? <- 3, 1.5)");
  EXPECT_EQ(on_user(user.age.between(18, 30)), R"("age" BETWEEN ? AND ? <- 18, 30)");
}

TEST(TypedColumn, TakesTextsOfAnyKind) {
  const std::string long_text(2000, 'x');
  const char* const pointer = "x";
  EXPECT_EQ(on_post(post.title == pointer), R"("title" = ? <- x)");
  EXPECT_EQ(on_post(post.title == std::string_view("x")), R"("title" = ? <- x)");
  EXPECT_EQ(on_post(post.title >= long_text), "\"title\" >= ? <- " + long_text);
  EXPECT_EQ(on_user(user.name == "x"), R"("name" = ? <- x)");
  EXPECT_EQ(on_user(user.name == std::optional<std::string>("x")), R"("name" = ? <- x)");
  EXPECT_EQ(on_user(user.name == std::optional<std::string>()), R"("name" IS NULL)");
  const char* const null = nullptr;
  EXPECT_THROW((void)(post.title == null), InvalidValue);
  const auto kept = post.title == "x";
  EXPECT_EQ(on_post(kept), on_post(kept)) << "a condition that is used again is not moved from";
}

TEST(TypedColumn, ComparesColumns) {
  EXPECT_EQ(on_post(post.id == post.views), R"("id" = "views")");
  EXPECT_EQ(on_post(post.lock_version < post.id), R"("lock_version" < "id")");
}

TEST(TypedColumn, MakesNullTestsOfAbsentValues) {
  EXPECT_EQ(on_user(user.age == std::nullopt), R"("age" IS NULL)");
  EXPECT_EQ(on_user(user.age != std::optional<int>()), R"("age" IS NOT NULL)");
  EXPECT_EQ(on_user(user.age == std::optional<int>(4)), R"("age" = ? <- 4)");
  EXPECT_EQ(on_user(user.age.is_not_null()), R"("age" IS NOT NULL)");
  EXPECT_THROW((void)(user.age < std::optional<int>()), QueryError);
}

TEST(TypedColumn, TakesListsOfAnyKind) {
  EXPECT_EQ(on_post(post.title.in({"a", "b"})), R"("title" IN (?, ?) <- a, b)");
  EXPECT_EQ(on_post(post.id.not_in({1, 2, 3})), R"("id" NOT IN (?, ?, ?, ?) <- 1, 2, 3, 3)");
  EXPECT_EQ(on_post(post.id.in(std::vector<int>{7})), R"("id" IN (?) <- 7)");
  EXPECT_EQ(on_post(post.id.in({})), "1 = 0");
  EXPECT_EQ(on_post(post.id.not_in({})), "");
  EXPECT_EQ(on_user(user.age.in(std::vector<std::optional<int>>{1, std::nullopt})),
            R"("age" IN (?) OR "age" IS NULL <- 1)");
}

TEST(TypedColumn, MatchesText) {
  EXPECT_EQ(on_user(user.email.ends_with("@a_b.c")), R"("email" LIKE ? ESCAPE '!' <- %@a!_b.c)");
  EXPECT_EQ(on_user(user.name.icontains("Ann")), R"(lower("name") LIKE lower(?) ESCAPE '!' <- %Ann%)");
}

TEST(TypedColumn, StandsForItselfWhenBoolean) {
  EXPECT_EQ(on_post(post.published), R"("published" = ? <- true)");
  EXPECT_EQ(on_post(!post.published), R"("published" = ? <- false)");
  EXPECT_EQ(on_post(post.published && post.id == 3), R"("published" = ? AND "id" = ? <- true, 3)");
  EXPECT_EQ(on_post(post.id == 3 || post.published), R"("id" = ? OR "published" = ? <- 3, true)");
  EXPECT_EQ(on_post(post.published || post.published), R"("published" = ? OR "published" = ? <- true, true)");
}

TEST(TypedColumn, AsksABelongsToForItsKeyAndItsTarget) {
  EXPECT_EQ(on_post(post.author == 5), R"("author_id" = ? <- 5)");
  EXPECT_EQ(on_post(post.author == User{7}), R"("author_id" = ? <- 7)");
  EXPECT_EQ(on_post(post.author == std::nullopt), R"("author_id" IS NULL)");
  EXPECT_EQ(on_post(post.author.in({1, 2})), R"("author_id" IN (?, ?) <- 1, 2)");
  EXPECT_EQ(on_post(post.author.matches(user.age > 3)),
            R"(EXISTS (SELECT 1 FROM "users" AS "t1" WHERE "t1"."id" = "posts"."author_id" AND "t1"."age" > ?) <- 3)");
  EXPECT_EQ(on_post(post.author.is(std::nullopt)),
            R"(NOT EXISTS (SELECT 1 FROM "users" AS "t1" WHERE "t1"."id" = "posts"."author_id"))");
}

TEST(TypedColumn, AsksHasOneAndToMany) {
  EXPECT_EQ(
      on_user(user.newest.is_not(post.published)),
      R"(NOT EXISTS (SELECT 1 FROM "posts" AS "t1" WHERE "t1"."author_id" = "users"."id" AND "t1"."published" = ?) <- true)");
  EXPECT_EQ(on_post(post.comments.none()),
            R"(NOT EXISTS (SELECT 1 FROM "comments" AS "t1" WHERE "t1"."post_id" = "posts"."id"))");
  EXPECT_EQ(
      on_post(post.comments.some(attr("body") == "x") && post.id == 1),
      R"(EXISTS (SELECT 1 FROM "comments" AS "t1" WHERE "t1"."post_id" = "posts"."id" AND "t1"."body" = ?) AND "id" = ? <- x, 1)");
}

TEST(TypedColumn, MixesWithNames) {
  const TypedExpr<Post> mixed = post.title == "x" && attr("views") > 3;
  EXPECT_EQ(on_post(mixed), R"("title" = ? AND "views" > ? <- x, 3)");
  EXPECT_EQ(on_post(attr("views") > 3 || post.title == "x"), R"("views" > ? OR "title" = ? <- 3, x)");
}

TEST(TypedColumn, MakesValues) {
  EXPECT_EQ(on_post(post.views + 1 > post.lock_version), R"(("views" + ?) > "lock_version" <- 1)");
  EXPECT_EQ(on_post(post.id < post.views + post.id), R"("id" < ("views" + "id"))");
  EXPECT_EQ(on_post(lower(post.title) == "x" && length(post.title) >= 3),
            R"(lower("title") = ? AND char_length("title") >= ? <- x, 3)");
  EXPECT_EQ(on_post(coalesce(post.views, 5) + 1 == std::nullopt), R"((COALESCE("views", ?) + ?) IS NULL <- 5, 1)");
  EXPECT_EQ(on_user(user.balance + Decimal("1.5") != Decimal("2")), R"(("balance" + ?) <> ? <- 1.5, 2)");
}

TEST(TypedColumn, SidesOutliveTheirComparison) {
  Expr left, right;
  {
    const Expr comparison = post.title == std::string(40, 'x');
    const auto& sides = std::get<ast::Comparison>(comparison.node()->is);
    left = sides.left;
    right = sides.right;
  }
  EXPECT_EQ(on_post(ast::compare(left, CompareOp::less, right)), "\"title\" < ? <- " + std::string(40, 'x'));
}

TEST(TypedColumn, Orders) {
  const Ordering<Post> plain = post.title;
  EXPECT_FALSE(plain.term.descending);
  const Ordering<Post> placed = post.views.desc().nulls_last();
  EXPECT_TRUE(placed.term.descending);
  EXPECT_EQ(placed.term.nulls, NullsOrder::last);
}

}  // namespace
}  // namespace rowan
