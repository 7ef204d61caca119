// A reference to one record of any of several models, on every database.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"
#include "rowan/testing/query_count.hpp"

namespace remarks {

class Remark;

class Article : public rowan::Model<Article> {
 public:
  std::int64_t id{};
  std::string title;
  rowan::HasMany<Remark> remarks;

  ROWAN_MODEL(Article, (), (id, title, remarks))
  static void configure(rowan::ModelBuilder<Article>& m);
};

class Photo : public rowan::Model<Photo> {
 public:
  std::int64_t id{};
  std::string file;
  rowan::HasMany<Remark> remarks;
  rowan::HasOne<Remark> caption;

  ROWAN_MODEL(Photo, (), (id, file, remarks, caption))
  static void configure(rowan::ModelBuilder<Photo>& m);
};

class Remark : public rowan::Model<Remark> {
 public:
  std::int64_t id{};
  std::string text;
  rowan::BelongsTo<rowan::Any<Article, Photo>> subject;

  ROWAN_MODEL(Remark, (), (id, text, subject))
  static void configure(rowan::ModelBuilder<Remark>& m) { m.belongs_to(&Remark::subject).optional(); }
};

/// One that must refer to something.
class Like : public rowan::Model<Like> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<rowan::Any<Article, Remark>> what;

  ROWAN_MODEL(Like, (), (id, what))
};

class ScannedParcel : public rowan::Model<ScannedParcel> {
 public:
  std::string code;

  ROWAN_MODEL(ScannedParcel, (), (code))
  static void configure(rowan::ModelBuilder<ScannedParcel>& m) {
    m.primary_key(&ScannedParcel::code);
    m.attribute(&ScannedParcel::code).length(5);
  }
};

/// With longer keys than the model that is named before it.
class ScannedContainer : public rowan::Model<ScannedContainer> {
 public:
  std::string code;

  ROWAN_MODEL(ScannedContainer, (), (code))
  static void configure(rowan::ModelBuilder<ScannedContainer>& m) {
    m.primary_key(&ScannedContainer::code);
    m.attribute(&ScannedContainer::code).length(60);
  }
};

class ParcelScan : public rowan::Model<ParcelScan> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<rowan::Any<ScannedParcel, ScannedContainer>, std::string> what;

  ROWAN_MODEL(ParcelScan, (), (id, what))
};

inline void Article::configure(rowan::ModelBuilder<Article>& m) {
  m.has_many(&Article::remarks).as("subject").order("id").dependent(rowan::dependent::nullify);
}
inline void Photo::configure(rowan::ModelBuilder<Photo>& m) {
  m.type_name("pictures/photo");
  m.has_many(&Photo::remarks).as(Remark::c.subject).order("id").dependent(rowan::dependent::destroy);
  m.has_one(&Photo::caption).as("subject");
}

}  // namespace remarks
ROWAN_REGISTER_MODEL(remarks::Article)
ROWAN_REGISTER_MODEL(remarks::Photo)
ROWAN_REGISTER_MODEL(remarks::Remark)
ROWAN_REGISTER_MODEL(remarks::Like)
ROWAN_REGISTER_MODEL(remarks::ScannedParcel)
ROWAN_REGISTER_MODEL(remarks::ScannedContainer)
ROWAN_REGISTER_MODEL(remarks::ParcelScan)

namespace rowan::contract {
namespace {

using namespace remarks;
using ::testing::HasSubstr;
using ::testing::Not;

class Polymorphic : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  Polymorphic() : db(connect(GetParam().url(dir_))) { db.create_tables<Article, Photo, Remark, Like>(); }

  static Article article(std::string title) {
    Article made;
    made.title = std::move(title);
    made.save_or_throw();
    return made;
  }
  static Photo photo(std::string file) {
    Photo made;
    made.file = std::move(file);
    made.save_or_throw();
    return made;
  }
  template <class T>
  static Remark remark(std::string text, T& of) {
    Remark made;
    made.text = std::move(text);
    made.subject = of;
    made.save_or_throw();
    return made;
  }

 private:
  testing::TempDir dir_;

 protected:
  Database db;
};

TEST_P(Polymorphic, RefersToRecordsOfEachModel) {
  Article one = article("one");
  Photo two = photo("two");  // both have the key 1
  const Remark a = remark("a", one), b = remark("b", two);
  EXPECT_EQ(a.get("subject_type").to_string(), "Article");
  EXPECT_EQ(b.get("subject_type").to_string(), "pictures/photo");

  Remark again = Remark::find(a.id);
  EXPECT_EQ(again.subject.get<Article>().title, "one");
  EXPECT_EQ(again.subject.get_if<Photo>(), nullptr);
  EXPECT_TRUE(again.subject.is<Article>());
  EXPECT_EQ(again.subject.key(), one.id);
  EXPECT_THROW(static_cast<void>(again.subject.get<Photo>()), RecordNotFound);
  const auto name = [](const auto& target) { return target.model_info().name; };
  EXPECT_EQ(Remark::find(b.id).subject.visit(name), "Photo");
}

TEST_P(Polymorphic, MayBeNull) {
  Remark one;
  one.text = "about nothing";
  one.save_or_throw();
  const Remark again = Remark::find(one.id);
  EXPECT_TRUE(again.subject.is_null());
  EXPECT_EQ(again.subject.get_if<Article>(), nullptr);
  EXPECT_EQ(Remark::where(Remark::c.subject.is_null()).count(), 1U);

  Like like;
  EXPECT_FALSE(like.save());
  like.set("what_id", 5);  // a key without a type is no reference
  EXPECT_FALSE(like.save());
  like.set("what_type", "Remark");
  EXPECT_TRUE(like.save());
}

TEST_P(Polymorphic, SavesNewTargetsFirst) {
  Photo photo;
  photo.file = "new";
  Remark kept;
  kept.subject = photo;
  EXPECT_EQ(kept.subject.get_if<Photo>(), &photo);
  kept.save_or_throw();
  EXPECT_TRUE(photo.is_persisted());
  EXPECT_EQ(kept.subject.key(), photo.id);

  Article article;
  article.title = "given away";
  Remark taken;
  taken.subject = std::move(article);
  taken.save_or_throw();
  EXPECT_EQ(Remark::find(taken.id).subject.get<Article>().title, "given away");
}

TEST_P(Polymorphic, ChangesOneColumnOrBoth) {
  Article one = article("one"), two = article("two");
  Photo same_key = photo("three");
  Remark it = remark("a", one);
  EXPECT_FALSE(it.changed());
  it.subject = same_key;  // same number, other model
  EXPECT_TRUE(it.changed());
  it.save_or_throw();
  EXPECT_EQ(Remark::find(it.id).subject.get<Photo>().file, "three");
  it.subject.set_key<Article>(two.id);
  it.save_or_throw();
  EXPECT_EQ(Remark::find(it.id).subject.get<Article>().title, "two");
  it.subject = std::nullopt;
  it.save_or_throw();
  EXPECT_TRUE(Remark::find(it.id).get("subject_type").is_null());
}

// Which model it refers to counts as its key does.
TEST_P(Polymorphic, ListsLeaveOutWhatWasGivenToAnotherOfTheSameKey) {
  Article one = article("one");
  Photo same_key = photo("two");
  ASSERT_EQ(one.id, same_key.id);
  Remark& given = one.remarks.create({{"text", "given away"}});
  given.subject = same_key;
  given.save_or_throw();
  EXPECT_EQ(one.remarks.size(), 0U);
  EXPECT_EQ(same_key.remarks.size(), 1U);
}

TEST_P(Polymorphic, LoadsOneQueryAModel) {
  for (int i = 0; i < 5; ++i) {
    Article article = Polymorphic::article("article " + std::to_string(i));
    Photo photo = Polymorphic::photo("photo " + std::to_string(i));
    remark("a", article), remark("p", photo);
  }
  EXPECT_QUERY_COUNT(3) {
    for (const Remark& each : Remark::order(Remark::c.id))
      EXPECT_NE(each.subject.visit([](const auto& target) { return target.id; }), 0);
  }
  auto all = Remark::order(Remark::c.id).preload("subject").load();
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(all[9].subject.get<Photo>().file, "photo 4"); }
  auto deep = Remark::order(Remark::c.id).preload("subject.remarks").load();
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(deep[0].subject.get<Article>().remarks.size(), 1U); }
  EXPECT_THROW(static_cast<void>(Remark::all().preload("subject.nothing").load()), QueryError);
}

TEST_P(Polymorphic, SurvivesCopiesAndMoves) {
  Article one = article("one");
  Photo two = photo("two");
  remark("a", one), remark("b", two);
  std::vector<Remark> list;
  for (Remark& each : Remark::order(Remark::c.id)) list.push_back(std::move(each));
  std::swap(list[0], list[1]);
  const Remark copy = list[0];
  EXPECT_EQ(copy.subject.get<Photo>().file, "two");
  EXPECT_EQ(list[1].subject.get<Article>().title, "one");
  list[0].subject = list[1].subject;
  EXPECT_EQ(list[0].subject.get<Article>().title, "one");
  EXPECT_TRUE(list[1].subject.get<Article>().destroy());
  EXPECT_EQ(Remark::find(list[1].id).subject.get_if<Article>(), nullptr);
}

TEST_P(Polymorphic, ListsTakeTheirOwnOnly) {
  Article one = article("one");
  Photo two = photo("two");
  remark("a", one), remark("b", two), remark("c", two);
  EXPECT_EQ(one.remarks.size(), 1U);
  EXPECT_EQ(two.remarks.size(), 2U);
  EXPECT_EQ(two.remarks.count(), 2U);
  EXPECT_EQ(two.caption->text, "b");
  EXPECT_EQ(&two.remarks[0].subject.get<Photo>(), &two);  // refers back
  EXPECT_EQ(two.remarks.where(Remark::c.text == "c").count(), 1U);
  EXPECT_EQ(Article::where(Article::c.remarks.some(Remark::c.text == "b")).count(), 0U);
  EXPECT_EQ(Article::where(Article::c.remarks.none(Remark::c.text == "b")).count(), 1U);
  EXPECT_EQ(Photo::where(Photo::c.remarks.some(Remark::c.text == "b")).count(), 1U);
  auto photos = Photo::all().preload("remarks").load();
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(photos[0].remarks.size(), 2U); }
}

TEST_P(Polymorphic, ListsWriteBothColumns) {
  Photo two = photo("two");
  two.remarks.add(Remark{});
  two.remarks.create({{"text", "made"}});
  two.remarks.build().text = "waits";
  two.save_or_throw();
  EXPECT_EQ(Remark::where(attr("subject_type") == "pictures/photo" && attr("subject_id") == two.id).count(), 3U);
  two.remarks.remove(two.remarks[0]);  // destroys it
  EXPECT_EQ(Remark::all().count(), 2U);

  Article one = article("one");
  Remark stranger = remark("of the article with the same key", one);
  EXPECT_THROW(two.remarks.remove(stranger), RecordNotFound);
  one.remarks.remove(one.remarks[0]);
  EXPECT_EQ(Remark::where(attr("subject_type").is_null() && attr("subject_id").is_null()).count(), 1U);

  Article fresh;
  fresh.title = "new";
  fresh.remarks.add(Remark{});
  fresh.save_or_throw();
  EXPECT_TRUE(Article::find(fresh.id).remarks[0].subject.is<Article>());
}

TEST_P(Polymorphic, DependentsAreThoseOfTheirModel) {
  Article one = article("one");
  Photo two = photo("two");
  remark("a", one), remark("b", two);
  EXPECT_TRUE(two.destroy());
  EXPECT_EQ(Remark::all().count(), 1U);
  EXPECT_TRUE(one.destroy());
  EXPECT_EQ(Remark::where(attr("subject_type").is_null() && attr("subject_id").is_null()).count(), 1U);
}

TEST_P(Polymorphic, AnswersConditions) {
  Article one = article("one");
  Photo two = photo("two");
  remark("a", one), remark("b", two);
  EXPECT_EQ(Remark::where(Remark::c.subject == two).sole().text, "b");
  EXPECT_EQ(Remark::where(Remark::c.subject.is<Photo>()).sole().text, "b");
  EXPECT_EQ(Remark::where(Remark::c.subject.is<Article>(Article::c.title == "one")).sole().text, "a");
  EXPECT_EQ(Remark::where(Remark::c.subject.is<Article>(Article::c.title == "two")).count(), 0U);
  EXPECT_THROW(static_cast<void>(Remark::where(attr("subject") == 1).count()), QueryError);
}

TEST_P(Polymorphic, GoesByName) {
  Article one = article("one");
  Remark made = Remark::create({{"text", "a"}, {"subject_type", "Article"}, {"subject_id", one.id}});
  EXPECT_EQ(made.subject.get<Article>().title, "one");
  EXPECT_THAT(made.to_json(), HasSubstr(R"("subject_type":"Article")"));
  Remark read;
  read.assign_json(R"({"subject_type": "pictures/photo", "subject_id": 5})");
  EXPECT_TRUE(read.subject.is<Photo>());
  EXPECT_EQ(read.subject.key(), 5);
  EXPECT_THROW(read.set("subject_type", "Video"), InvalidValue);
}

TEST_P(Polymorphic, NamesATypeItDoesNotKnow) {
  ROWAN_NEEDS(raw_sql);
  Article one = article("one");
  remark("a", one);
  db.execute("UPDATE remarks SET subject_type = 'Video'");
  try {
    static_cast<void>(Remark::all().load());
    FAIL() << "a type that nobody knows was read";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("'Video'"));
    EXPECT_THAT(error.what(), HasSubstr("Article, pictures/photo"));
  }
}

TEST_P(Polymorphic, AgreesWithItsTables) {
  const CheckReport report = check<Article, Photo, Remark, Like>(db);
  EXPECT_THAT(report.to_string(), Not(HasSubstr("subject")));
}

TEST_P(Polymorphic, AsksOfTheModelThatItNamesBesidesDefaultConditions) {
  Article one = article("one"), two = article("two");
  Photo three = photo("three");
  remark("a", one), remark("b", two), remark("c", three);
  const DefaultCondition shown = add_default_condition<Article>([] { return Article::c.title == "one"; });
  EXPECT_EQ(Remark::where(Remark::c.subject.is<Article>(Article::c.id > 0)).sole().text, "a");
  EXPECT_EQ(Remark::where(Remark::c.subject.is<Article>()).count(), 2U) << "asks for the type only";
  EXPECT_EQ(Remark::where(Remark::c.subject.is<Photo>()).sole().text, "c");
  EXPECT_EQ(Remark::where(Remark::c.subject.is<Photo>(Photo::c.remarks.some())).count(), 1U);
}

TEST_P(Polymorphic, ItsKeyHasRoomForTheKeysOfEachModel) {
  db.create_tables<ScannedParcel, ScannedContainer, ParcelScan>();
  const std::string code(60, 'c');
  ScannedContainer container = ScannedContainer::create({{"code", code}});
  ParcelScan scan;
  scan.what = container;
  scan.save_or_throw();
  EXPECT_EQ(ParcelScan::find(scan.id).what.get<ScannedContainer>().code, code);
  EXPECT_TRUE(check<ParcelScan>(db).empty()) << check<ParcelScan>(db).to_string();
}

TEST_P(Polymorphic, AReferenceThatWasMovedAwayTellsNoKey) {
  Article one = article("one");
  Remark said = remark("a", one);
  const Remark taken = std::move(said);
  EXPECT_THROW(static_cast<void>(said.subject.key()), RecordMoved);
  EXPECT_EQ(taken.subject.key(), one.id);
  said.subject = std::nullopt;
  EXPECT_EQ(said.subject.key(), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Databases, Polymorphic, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
