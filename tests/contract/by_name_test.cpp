// What can be done with a model that only run time knows: relations, records and associations by name.
#include "contract/bookshop_test.hpp"

namespace rowan::contract {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ByNameTest : public BookshopTest {
 protected:
  /// ann with Alpha (chapters 1 and 2) and Beta; bob without books.
  ByNameTest() {
    bookshop::Author ann = author("ann");
    bookshop::Book alpha = book("Alpha", &ann);
    alpha.chapters.add(chapter(1, "one"));
    alpha.chapters.add(chapter(2, "two"));
    book("Beta", &ann);
    author("bob");
  }
  static std::vector<Value> titles(const AnyRelation& books) {
    std::vector<Value> list;
    for (const ModelBase& one : books.load()) list.push_back(one.get("title"));
    return list;
  }
};

TEST_P(ByNameTest, RelationsAreNarrowedAndRun) {
  const AnyRelation books("Book");
  EXPECT_THAT(titles(books.order({attr("title").desc()})), ElementsAre("Beta", "Alpha"));
  EXPECT_THAT(titles(books.where(attr("title") == "Alpha").or_where(attr("title") == "Beta").reorder({attr("title")})),
              ElementsAre("Alpha", "Beta"));
  EXPECT_THAT(titles(books.order({attr("title")}).limit(1).offset(1)), ElementsAre("Beta"));
  EXPECT_THAT(titles(books.where(attr("author").matches(attr("name") == "bob"))), IsEmpty());
  EXPECT_EQ(books.where_not(attr("title") == "Beta").count(), 1u);
  EXPECT_TRUE(books.exists());
  EXPECT_EQ(books.order({attr("title")}).pluck({"title", "author"})[0][0], Value("Alpha"));
  EXPECT_EQ((*books.order({attr("title")}).first())->get("title"), Value("Alpha"));
  EXPECT_EQ((*books.order({attr("title")}).preload("chapters").last())->get("title"), Value("Beta"));
  EXPECT_EQ((*books.find_by(attr("title") == "Beta"))->get("title"), Value("Beta"));
  EXPECT_FALSE(books.find_by(attr("title") == "Gamma").has_value());
  const Value key = (*books.first())->get("id");
  EXPECT_EQ(books.find({key})->get("id"), key);
  EXPECT_FALSE(books.find_if({Value(999)}).has_value());
  EXPECT_THROW((void)books.find({Value(999)}), RecordNotFound);
  int seen = 0;
  books.find_each([&](ModelBase&) { return ++seen < 1; }, 1);
  EXPECT_EQ(seen, 1);
}

TEST_P(ByNameTest, RelationsChangeRows) {
  const AnyRelation books("bookshop::Book");
  const auto alpha = books.where(attr("title") == "Alpha");
  EXPECT_EQ(alpha.update_all({set("price", 3)}), 1u);
  EXPECT_EQ(alpha.update_all({increment("price", 2)}), 1u);
  EXPECT_EQ(books.where(attr("price") == 5).count(), 1u);
  EXPECT_THROW((void)books.delete_all(), QueryError);
  EXPECT_EQ(books.where(attr("title") == "Beta").delete_all(), 1u);
  EXPECT_EQ(books.count(), 1u);
}

TEST_P(ByNameTest, UnknownNamesGetNearMisses) {
  const AnyRelation books("Book");
  EXPECT_THAT(message_of<MappingError>([] { AnyRelation("Bok"); }), HasSubstr("Book"));
  EXPECT_THAT(message_of<QueryError>([&] { (void)books.where(attr("titel") == 1).count(); }), HasSubstr("title"));
  EXPECT_THAT(message_of<QueryError>([&] { (void)books.pluck({"titel"}); }), HasSubstr("title"));
  EXPECT_THAT(message_of<QueryError>([&] { (void)books.preload("chapter").load(); }), HasSubstr("chapters"));
  AnyRecord one = *books.first();
  EXPECT_THAT(message_of<QueryError>([&] { (void)targets(*one, "chaptrs"); }), HasSubstr("chapters"));
  EXPECT_THAT(message_of<QueryError>([&] { (void)to_json(*one, {"autor"}); }), HasSubstr("author"));
}

TEST_P(ByNameTest, AssociationsAreReached) {
  AnyRecord alpha = *AnyRelation("Book").find_by(attr("title") == "Alpha");
  EXPECT_EQ(targets(*alpha, "chapters").size(), 2u);
  EXPECT_EQ(target_if(*alpha, "author")->get("name"), Value("ann"));
  EXPECT_THROW((void)targets(*alpha, "author"), QueryError);
  EXPECT_THROW((void)target_if(*alpha, "chapters"), QueryError);

  AnyRecord third("Chapter");
  third->assign({{"number", 3}, {"heading", "three"}});
  ModelBase& added = add_target(*alpha, "chapters", std::move(third));
  EXPECT_TRUE(added.is_persisted());
  build_target(*alpha, "chapters", {{"number", 4}, {"heading", "four"}});
  alpha->save_or_throw();
  EXPECT_EQ(AnyRelation::of(*alpha, "chapters").count(), 4u);
  remove_target(*alpha, "chapters", added);
  EXPECT_EQ(AnyRelation::of(*alpha, "chapters").where(attr("number") == 3).count(), 0u);
  EXPECT_EQ(targets(*alpha, "chapters").size(), 3u);

  AnyRecord genre = AnyRecord::create("Genre", {{"label", "crime"}});
  link_target(*alpha, "genres", *genre);
  EXPECT_EQ(AnyRelation::of(*alpha, bookshop::Book::c.genres).pluck({"label"})[0][0], Value("crime"));
  EXPECT_EQ(AnyRelation::of(*alpha, "author").count(), 1u);
  EXPECT_THROW(link_target(*alpha, "chapters", *targets(*alpha, "chapters")[0]), QueryError);
  EXPECT_THROW(add_target(*alpha, "chapters", AnyRecord("Genre")), QueryError);
  alpha->set("author", std::nullopt);
  EXPECT_EQ(target_if(*alpha, "author"), nullptr);
  EXPECT_EQ(AnyRelation::of(*alpha, "author").count(), 0u);
}

TEST_P(ByNameTest, NewRecordsReachTheirTargets) {
  AnyRecord made("Book");
  made->assign({{"title", "Gamma"}, {"author", (*AnyRelation("bookshop::Author").first())->get("id")}});
  EXPECT_EQ(target_if(*made, "author")->get("name"), Value("ann"));
  build_target(*made, "chapters", {{"number", 1}, {"heading", "one"}});
  EXPECT_EQ(targets(*made, "chapters").size(), 1u);
  made->save_or_throw();
  EXPECT_EQ(AnyRelation("Chapter").where(attr("book") == made->get("id")).count(), 1u);
  AnyRecord person("bookshop::Author");
  person->set("name", "eve");
  AnyRecord profile("Profile");
  profile->set("bio", "short");
  add_target(*person, "profile", std::move(profile));
  person->save_or_throw();
  EXPECT_EQ(target_if(*person, "profile")->get("bio"), Value("short"));
}

TEST_P(ByNameTest, JsonIncludesWhatIsNamed) {
  const AnyRelation authors = AnyRelation("bookshop::Author").order({attr("name")});
  std::string json;
  EXPECT_QUERY_COUNT(4) {  // no country is set, so none is asked for
    json = authors.to_json({"books.chapters", "profile", "country"});
  }
  EXPECT_THAT(json, AllOf(HasSubstr(R"("name":"ann","books":[{)"), HasSubstr(R"("heading":"two")"),
                          HasSubstr(R"("profile":null,"country":null)"), HasSubstr(R"("name":"bob")")));
  AnyRecord alpha = *AnyRelation("Book").find_by(attr("title") == "Alpha");
  EXPECT_THAT(to_json(*alpha, {"author"}), AllOf(HasSubstr(R"("author":{"id":)"), HasSubstr(R"("name":"ann")")));
  EXPECT_EQ(to_json(*alpha, {}), alpha->to_json());
  std::string around = "author";
  for (int i = 0; i < 10; ++i) around += ".books.author";
  const std::string_view path = around;
  EXPECT_THROW((void)to_json(*alpha, std::span(&path, 1)), QueryError);
}

INSTANTIATE_TEST_SUITE_P(Databases, ByNameTest, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
