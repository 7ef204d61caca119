// Keys of several parts that share a column with another attribute, on every database.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"
#include "rowan/testing/query_count.hpp"

namespace tenancy {

class Author;
class Post;
using AuthorKey = std::tuple<std::int64_t, std::int32_t>;

class Tenant : public rowan::Model<Tenant> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Author> authors;

  ROWAN_MODEL(Tenant, (), (id, name, authors))
};

/// What every row of a tenant has.
class OfTenant {
 public:
  std::int64_t tenant_id{};
  ROWAN_MIXIN(OfTenant, (), (tenant_id))
};

/// A key that holds a belongs_to.
class Author : public rowan::Model<Author> {
 public:
  rowan::BelongsTo<Tenant> tenant;
  std::int32_t number{};
  std::string name;
  rowan::HasMany<Post> posts, reviews;

  ROWAN_MODEL(Author, (), (tenant, number, name, posts, reviews))
  static void configure(rowan::ModelBuilder<Author>& m) {
    m.primary_key(&Author::tenant, &Author::number);
    m.has_many(&Author::posts).inverse("author").order("id");
    m.has_many(&Author::reviews).inverse("reviewer").dependent(rowan::dependent::nullify);
  }
};

/// Two belongs_to that share the column of an attribute.
class Post : public rowan::Model<Post>, public OfTenant {
 public:
  std::int64_t id{};
  std::string title;
  rowan::BelongsTo<Author, AuthorKey> author, reviewer;

  ROWAN_MODEL(Post, (OfTenant), (id, title, author, reviewer))
  static void configure(rowan::ModelBuilder<Post>& m) {
    m.belongs_to(&Post::author).columns(&Post::tenant_id, "author_number");
    m.belongs_to(&Post::reviewer).columns(&Post::tenant_id, "reviewer_number").optional();
  }
};

/// Shares the column of another belongs_to, and has it in its key.
class Vote : public rowan::Model<Vote> {
 public:
  rowan::BelongsTo<Tenant> tenant;
  rowan::BelongsTo<Author, AuthorKey> voter;
  std::int32_t weight{};

  ROWAN_MODEL(Vote, (), (tenant, voter, weight))
  static void configure(rowan::ModelBuilder<Vote>& m) {
    m.belongs_to(&Vote::voter).columns(&Vote::tenant, "voter_number");
    m.primary_key(&Vote::tenant, &Vote::voter);
  }
};

class Region : public rowan::Model<Region> {
 public:
  std::string country, code;

  ROWAN_MODEL(Region, (), (country, code))
  static void configure(rowan::ModelBuilder<Region>& m) {
    m.attribute(&Region::country).length(100);
    m.attribute(&Region::code).length(10);
    m.primary_key(&Region::country, &Region::code);
  }
};

class Town : public rowan::Model<Town> {
 public:
  std::int64_t id{};
  std::optional<std::string> country;
  rowan::BelongsTo<Region, std::tuple<std::string, std::string>> region;

  ROWAN_MODEL(Town, (), (id, country, region))
  static void configure(rowan::ModelBuilder<Town>& m) {
    m.attribute(&Town::country).length(100);
    m.belongs_to(&Town::region).columns(&Town::country, "region_code");
  }
};

}  // namespace tenancy
ROWAN_REGISTER_MODEL(tenancy::Region)
ROWAN_REGISTER_MODEL(tenancy::Town)
ROWAN_REGISTER_MODEL(tenancy::Tenant)
ROWAN_REGISTER_MODEL(tenancy::Author)
ROWAN_REGISTER_MODEL(tenancy::Post)
ROWAN_REGISTER_MODEL(tenancy::Vote)
namespace tenancy {
namespace {

using rowan::contract::DatabaseUnderTest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SharedColumns : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  SharedColumns() : db(rowan::connect(GetParam().url(dir_))) {
    rowan::set_default_database(db);
    db.create_tables<Tenant, Author, Post, Vote, Region, Town>();
    for (const std::int64_t tenant : {1, 2}) {
      Tenant::create({{"name", "tenant " + std::to_string(tenant)}});
      for (const std::int32_t number : {1, 2}) {
        Author::create({{"tenant_id", tenant},
                        {"number", number},
                        {"name", std::to_string(tenant) + "/" + std::to_string(number)}});
      }
    }
  }
  ~SharedColumns() override { db.close(); }
  static Post post(std::int64_t tenant, std::int32_t author) {
    Post made;
    made.author = AuthorKey(tenant, author);
    made.save_or_throw();
    return made;
  }

 private:
  rowan::testing::TempDir dir_;

 protected:
  rowan::Database db;
};
INSTANTIATE_TEST_SUITE_P(Records, SharedColumns, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

TEST_P(SharedColumns, AreOneColumn) {
  const rowan::ModelInfo& model = Post::rowan_info();
  std::vector<std::string> names;
  for (const rowan::AttributeInfo& attribute : model.attributes) names.push_back(attribute.name);
  EXPECT_THAT(names, ElementsAre("tenant_id", "id", "title", "author_number", "reviewer_number"));
  const rowan::ModelInfo& vote = Vote::rowan_info();
  ASSERT_EQ(vote.primary_key.size(), 2u);
  EXPECT_EQ(vote.primary_key[0]->name, "tenant");
  EXPECT_EQ(vote.primary_key[1]->name, "voter_number");
  EXPECT_FALSE(model.find_attribute("tenant_id")->nullable) << "an optional reviewer leaves the tenant required";
}

TEST_P(SharedColumns, FollowAnAssignedKey) {
  auto made = post(2, 1);
  EXPECT_EQ(made.tenant_id, 2);
  auto found = Post::find(made.id);
  EXPECT_EQ(found.author.key(), AuthorKey(2, 1));
  EXPECT_TRUE(found.reviewer.is_null());
  EXPECT_EQ(found.author->name, "2/1");
  EXPECT_EQ(found.author->tenant->name, "tenant 2");
}

TEST_P(SharedColumns, FollowAnAssignedRecord) {
  Post made;
  auto author = Author::find(2, 2);
  made.author = author;
  ASSERT_TRUE(made.save());
  EXPECT_EQ(made.tenant_id, 2);
  EXPECT_EQ(made.author->name, "2/2");
  EXPECT_FALSE(made.changed());
}

TEST_P(SharedColumns, GiveTheHandleItsPart) {
  Post made;
  made.tenant_id = 2;
  made.set("author_number", 1);
  ASSERT_TRUE(made.save());
  EXPECT_EQ(made.author.key(), AuthorKey(2, 1));
  EXPECT_EQ(made.author->name, "2/1");
}

TEST_P(SharedColumns, MoveTogether) {
  auto made = Post::find(post(1, 2).id);
  EXPECT_EQ(made.author->name, "1/2");
  made.tenant_id = 2;
  ASSERT_TRUE(made.save());
  EXPECT_EQ(made.author.key(), AuthorKey(2, 2));
  EXPECT_EQ(made.author->name, "2/2") << "another key, another target";
  made.author = AuthorKey(1, 2);
  EXPECT_TRUE(made.changed());
  EXPECT_TRUE(made.changed("tenant_id")) << "it is all that differs";
  EXPECT_EQ(made.author->name, "1/2");
  ASSERT_TRUE(made.save());
  EXPECT_EQ(Post::find(made.id).tenant_id, 1);
}

TEST_P(SharedColumns, ThatDisagreeAreAnError) {
  auto made = Post::find(post(1, 1).id);
  made.tenant_id = 2;
  made.author = AuthorKey(3, 1);
  const auto result = made.save();
  EXPECT_FALSE(result);
  EXPECT_THAT(result.errors().to_string(),
              AllOf(HasSubstr("author"), HasSubstr("tenant_id 3"), HasSubstr("was set to 2")));
  EXPECT_EQ(Post::find(made.id).tenant_id, 1);
  made.author = AuthorKey(2, 2);
  EXPECT_TRUE(made.save()) << "they agree now";
  Post two;
  two.author = AuthorKey(1, 1);
  two.reviewer = AuthorKey(2, 1);
  EXPECT_THAT(two.save().errors().to_string(), HasSubstr("reviewer"));
}

TEST_P(SharedColumns, KeepTheirValueWhenTheHandleIsNull) {
  auto made = post(2, 1);
  made.reviewer = AuthorKey(2, 2);
  ASSERT_TRUE(made.save());
  made.reviewer = std::nullopt;
  ASSERT_TRUE(made.save());
  EXPECT_EQ(made.tenant_id, 2);
  made.author = std::nullopt;
  EXPECT_THAT(made.save().errors().to_string(), HasSubstr("author"));
  const auto found = Post::find(made.id);
  EXPECT_TRUE(found.reviewer.is_null());
  EXPECT_EQ(found.tenant_id, 2);
}

TEST_P(SharedColumns, LoadAllSiblingsAtOnce) {
  for (const std::int32_t number : {1, 2, 1}) post(1, number);
  for (const std::int32_t number : {1, 2}) post(2, number);
  std::string names;
  EXPECT_QUERY_COUNT(2) {
    for (Post& each : Post::order(Post::c.id)) names += each.author->name + " ";
  }
  EXPECT_EQ(names, "1/1 1/2 1/1 2/1 2/2 ");
  EXPECT_QUERY_COUNT(2) {
    for (Author& each : Author::all().preload(Author::c.posts)) {
      for (Post& its : each.posts) EXPECT_EQ(its.author.key(), AuthorKey(its.tenant_id, each.number));
    }
  }
}

TEST_P(SharedColumns, TakeThePlaceOfBothInGraphs) {
  Author author;
  author.tenant = 2;
  author.number = 9;
  author.name = "new";
  author.posts.build().title = "first";
  Post& second = author.posts.build();
  second.reviewer = AuthorKey(2, 1);
  ASSERT_TRUE(author.save());
  EXPECT_EQ(Post::where(Post::c.author.is(Author::c.tenant == 2 && Author::c.number == 9)).count(), 2U);
  EXPECT_EQ(second.tenant_id, 2);

  Post made;
  made.author = Author();
  made.author->tenant = 1;
  made.author->number = 7;
  ASSERT_TRUE(made.save()) << "the author is saved first, and gives its key";
  EXPECT_EQ(made.tenant_id, 1);
  author.posts.add(Post()).title = "third";
  EXPECT_EQ(author.posts.count(), 3u);
}

TEST_P(SharedColumns, AnswerFilters) {
  post(1, 1);
  post(2, 1);
  const auto by = [](const std::string& name) { return Post::c.author.matches(Author::c.name == name); };
  EXPECT_EQ(Post::where(by("2/1")).pluck(Post::c.tenant_id), std::vector<std::int64_t>{2});
  EXPECT_EQ(Author::where(Author::c.posts.none()).count(), 2u);
  EXPECT_EQ(Post::where(Post::c.reviewer.is(std::nullopt)).count(), 2u);
}

TEST_P(SharedColumns, AreCheckedByTheDatabase) {
  Post made;
  made.author = AuthorKey(1, 99);
  EXPECT_THROW((void)made.save(), rowan::ForeignKeyViolation);
}

TEST_P(SharedColumns, StayWhenATargetIsSetFree) {
  auto made = post(2, 1);
  made.reviewer = AuthorKey(2, 2);
  ASSERT_TRUE(made.save());
  auto reviewer = Author::find(2, 2);
  reviewer.reviews.remove(reviewer.reviews[0]);
  EXPECT_TRUE(Post::find(made.id).reviewer.is_null());
  made.reload();
  made.reviewer = AuthorKey(2, 2);
  ASSERT_TRUE(made.save());
  ASSERT_TRUE(reviewer.destroy()) << "nullify leaves the tenant alone";
  EXPECT_EQ(Post::find(made.id).tenant_id, 2);
}

TEST_P(SharedColumns, SurviveCopiesAndMoves) {
  auto list = std::vector<Post>{post(1, 1), post(2, 1)};
  std::swap(list[0], list[1]);
  Post copy = list[0];
  copy.tenant_id = 1;
  EXPECT_TRUE(copy.save()) << "a copied handle asks for nothing";
  EXPECT_EQ(copy.author.key(), AuthorKey(1, 1));
  Post other = post(1, 2);
  other.author = list[0].author;
  ASSERT_TRUE(other.save());
  EXPECT_EQ(other.tenant_id, 2) << "one handle assigned alone brings its key";
}

TEST_P(SharedColumns, AreWrittenInBulk) {
  std::vector<Post> posts(3);
  for (Post& each : posts) each.author = AuthorKey(2, 1);
  posts[1].tenant_id = 2;
  EXPECT_EQ(Post::insert_all(posts), 3u);
  EXPECT_EQ(Post::where(Post::c.tenant_id == 2).count(), 3U);
}

TEST_P(SharedColumns, OfTextAreWrittenInBulk) {
  const std::string region = "a region with a name that is longer than what a string holds in place";
  Region::create({{"country", region}, {"code", "c"}});
  std::vector<Town> towns(30);
  for (Town& each : towns) each.region = std::tuple(region, std::string("c"));
  EXPECT_EQ(Town::insert_all(towns), 30u);
  const Town found = *Town::all().first();
  EXPECT_EQ(found.country, region);
  EXPECT_EQ(found.region->code, "c");
}

TEST_P(SharedColumns, BelongToKeys) {
  Vote vote;
  vote.voter = AuthorKey(2, 1);
  vote.weight = 3;
  ASSERT_TRUE(vote.save());
  EXPECT_EQ(vote.tenant.key(), 2);
  auto found = Vote::find(2, 1);
  EXPECT_EQ(found.voter->name, "2/1");
  found.weight = 4;
  ASSERT_TRUE(found.save());
  found.voter = AuthorKey(1, 2);
  ASSERT_TRUE(found.save()) << "the row is found by the key as loaded";
  EXPECT_EQ(found.tenant->name, "tenant 1");
  EXPECT_EQ(Vote::find(1, 2).weight, 4);
  EXPECT_EQ(Vote::count(), 1u);
}

TEST_P(SharedColumns, AreOneColumnOfAConflict) {
  std::vector<Vote> votes(1);
  votes[0].voter = AuthorKey(2, 1);
  EXPECT_EQ(Vote::insert_all(votes), 1u);
  votes[0].weight = 7;
  Vote::upsert_all(votes, {"tenant", "voter"});
  EXPECT_EQ(Vote::find(2, 1).weight, 7);
  EXPECT_EQ(Vote::count(), 1u);
}

TEST_P(SharedColumns, AreOnceInJson) {
  auto made = post(2, 1);
  made.title = "t";
  EXPECT_EQ(made.to_json(), R"({"tenant_id":2,"id":1,"title":"t","author_number":1,"reviewer_number":null})");
  made.assign_json(R"({"tenant_id":1,"author_number":2})");
  ASSERT_TRUE(made.save());
  EXPECT_EQ(made.author->name, "1/2");
}

}  // namespace
}  // namespace tenancy
