#include "rowan/reflect/naming.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace rowan {
namespace {

using Pairs = std::vector<std::pair<const char*, const char*>>;

TEST(Naming, SplitsWordsAtCapitals) {
  const Pairs expected{{"Post", "post"},
                       {"BlogPost", "blog_post"},
                       {"HTTPRequest", "http_request"},
                       {"URL", "url"},
                       {"ParseURL", "parse_url"},
                       {"A", "a"},
                       {"Post2Tag", "post2_tag"},
                       {"created_at", "created_at"},
                       {"Blog_Post", "blog_post"},
                       {"", ""}};
  for (const auto& [name, words] : expected) EXPECT_EQ(snake_case(name), words);
}

TEST(Naming, AConventionMayLookAtTheModel) {
  struct KeysByTable : NamingConvention {
    [[nodiscard]] std::string column_name(std::string_view member, std::string_view model) const override {
      return member == "id" ? snake_case(model) + "_id" : NamingConvention::column_name(member, model);
    }
    using NamingConvention::column_name;
  };
  struct Older : NamingConvention {
    [[nodiscard]] std::string column_name(std::string_view member) const override { return "c_" + std::string(member); }
  };
  const KeysByTable by_table;
  const Older older;
  const NamingConvention& convention = by_table;
  EXPECT_EQ(convention.column_name("id", "BlogPost"), "blog_post_id");
  EXPECT_EQ(convention.column_name("createdAt", "BlogPost"), "created_at");
  EXPECT_EQ(static_cast<const NamingConvention&>(older).column_name("id", "BlogPost"), "c_id");
}

TEST(Naming, MakesEnglishPlurals) {
  const Pairs expected{
      {"post", "posts"},
      {"city", "cities"},
      {"day", "days"},
      {"colloquy", "colloquies"},
      {"box", "boxes"},
      {"bus", "buses"},
      {"address", "addresses"},
      {"branch", "branches"},
      {"dish", "dishes"},
      {"leaf", "leaves"},
      {"bookshelf", "bookshelves"},
      {"roof", "roofs"},
      {"hero", "heroes"},
      {"photo", "photos"},
      {"person", "people"},
      {"salesperson", "salespeople"},
      {"child", "children"},
      {"grandchild", "grandchildren"},
      {"man", "men"},
      {"woman", "women"},
      {"human", "humans"},
      {"datum", "data"},
      {"mouse", "mice"},
      {"analysis", "analyses"},
      {"axis", "axes"},
      {"status", "statuses"},
      {"alias", "aliases"},
      {"index", "indexes"},
      {"vertex", "vertices"},
      {"quiz", "quizzes"},
      {"lens", "lenses"},
      {"iris", "irises"},
      {"sheep", "sheep"},
      {"series", "series"},
      {"news", "news"},
      {"equipment", "equipment"},
      {"category", "categories"},
      {"elf", "elves"},
      {"monarch", "monarchs"},
      {"dependency", "dependencies"},
      {"conffile", "conffiles"},
      {"maintainer", "maintainers"},
      {"", ""},
  };
  for (const auto& [singular, plural] : expected) EXPECT_EQ(pluralize(singular), plural);
}

TEST(Naming, LeavesPluralsAlone) {
  for (const char* plural : {"settings", "keys", "people", "children", "data", "preferences", "photos"}) {
    EXPECT_EQ(pluralize(plural), plural);
  }
}

TEST(Naming, OnlyTheLastWordIsMadePlural) {
  EXPECT_EQ(pluralize("sales_person"), "sales_people");
  EXPECT_EQ(pluralize("person_status"), "person_statuses");
  EXPECT_EQ(pluralize("odd_"), "odd_");
}

TEST(Naming, DeclaredPluralsWin) {
  declare_plural("octopus", "octopodes");
  declare_plural("data_die", "data_dies");
  EXPECT_EQ(pluralize("octopus"), "octopodes");
  EXPECT_EQ(pluralize("blue_octopus"), "blue_octopodes");
  EXPECT_EQ(pluralize("data_die"), "data_dies");
  EXPECT_EQ(pluralize("die"), "dice");
}

TEST(Naming, NamesTheThingsOfADatabase) {
  const NamingConvention& names = naming();
  const std::vector<std::string> columns{"author_id", "published"};
  EXPECT_EQ(names.table_name("BlogPost"), "blog_posts");
  EXPECT_EQ(names.column_name("secret_"), "secret");
  EXPECT_EQ(names.column_name("createdAt"), "created_at");
  EXPECT_EQ(names.column_name("_"), "_");
  EXPECT_EQ(names.foreign_key("author", "id"), "author_id");
  EXPECT_EQ(names.foreign_key("BlogPost", "uuid"), "blog_post_uuid");
  EXPECT_EQ(names.join_table("tags", "posts"), "posts_tags");
  EXPECT_EQ(names.join_table("posts", "tags"), "posts_tags");
  EXPECT_EQ(names.index_name("posts", columns), "index_posts_on_author_id_and_published");
  EXPECT_EQ(names.foreign_key_name("posts", columns), "fk_posts_author_id_published");
}

TEST(Naming, ShortensWhatNoDatabaseHoldsAndStaysDistinct) {
  const std::string long_name(80, 'a');
  EXPECT_EQ(shortened_identifier(std::string(63, 'a')), std::string(63, 'a'));
  EXPECT_EQ(shortened_identifier(long_name).size(), 63U);
  EXPECT_EQ(shortened_identifier(long_name), shortened_identifier(long_name));
  EXPECT_NE(shortened_identifier(long_name + "b"), shortened_identifier(long_name + "c"));
  // Names are stored in databases, so this one may never change.
  EXPECT_EQ(shortened_identifier(long_name), std::string(54, 'a') + "_5143e6d5");
  std::string accents;
  for (int i = 0; i < 40; ++i) accents += "é";
  EXPECT_EQ(shortened_identifier("x" + accents).substr(0, 54), "x" + accents.substr(0, 52) + "_");
}

class Singular final : public NamingConvention {
 public:
  [[nodiscard]] std::string table_name(std::string_view model) const override { return snake_case(model); }
};

TEST(Naming, CanBeReplacedAndRestored) {
  set_naming_convention(std::make_shared<Singular>());
  const NamingConvention& replaced = naming();
  EXPECT_EQ(replaced.table_name("BlogPost"), "blog_post");
  EXPECT_EQ(replaced.column_name("secret_"), "secret");
  set_naming_convention(nullptr);
  EXPECT_EQ(naming().table_name("BlogPost"), "blog_posts");
  EXPECT_EQ(replaced.table_name("BlogPost"), "blog_post");
}

}  // namespace
}  // namespace rowan
