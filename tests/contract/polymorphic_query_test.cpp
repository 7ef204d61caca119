// What can be asked over a reference to one of several models: targets through it, paths, preloads of one model.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"
#include "rowan/testing/query_count.hpp"

namespace fandom {

class Film;
class Mention;
class Song;

class Fan : public rowan::Model<Fan> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Mention> mentions;
  rowan::HasMany<Song> songs;
  rowan::HasMany<Film> films;

  ROWAN_MODEL(Fan, (), (id, name, mentions, songs, films))
  static void configure(rowan::ModelBuilder<Fan>& m);
};

class Mention : public rowan::Model<Mention> {
 public:
  std::int64_t id{};
  std::string text;
  rowan::BelongsTo<Fan> fan;
  rowan::BelongsTo<rowan::Any<Song, Film>> subject;

  ROWAN_MODEL(Mention, (), (id, text, fan, subject))
  static void configure(rowan::ModelBuilder<Mention>& m) { m.belongs_to(&Mention::subject).optional(); }
};

class Song : public rowan::Model<Song> {
 public:
  std::int64_t id{};
  std::string title;
  std::int32_t plays{};
  rowan::HasMany<Mention> mentions;
  rowan::HasMany<Fan> fans;

  ROWAN_MODEL(Song, (), (id, title, plays, mentions, fans))
  static void configure(rowan::ModelBuilder<Song>& m) {
    m.has_many(&Song::mentions).as(Mention::c.subject);
    m.has_many(&Song::fans).through(Song::c.mentions, Mention::c.fan);
  }
};

class Film : public rowan::Model<Film> {
 public:
  std::int64_t id{};
  std::string title;
  rowan::HasMany<Mention> mentions;

  ROWAN_MODEL(Film, (), (id, title, mentions))
  static void configure(rowan::ModelBuilder<Film>& m) {
    m.type_name("films/film");
    m.has_many(&Film::mentions).as("subject");
  }
};

inline void Fan::configure(rowan::ModelBuilder<Fan>& m) {
  m.has_many(&Fan::songs).through(Fan::c.mentions, Mention::c.subject).order("title");
  m.has_many(&Fan::films).through("mentions").order("title");
}

}  // namespace fandom
ROWAN_REGISTER_MODEL(fandom::Fan)
ROWAN_REGISTER_MODEL(fandom::Mention)
ROWAN_REGISTER_MODEL(fandom::Song)
ROWAN_REGISTER_MODEL(fandom::Film)

namespace rowan::contract {
namespace {

using namespace fandom;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;

// Songs and films have the same keys, so that a type that is left out shows.
class PolymorphicQueries : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  PolymorphicQueries() : db(connect(GetParam().url(dir_))) {
    db.create_tables<Fan, Song, Film, Mention>();
    ann = Fan::create({{"name", "Ann"}});
    bea = Fan::create({{"name", "Bea"}});
    air = Song::create({{"title", "Air"}, {"plays", 3}});
    blues = Song::create({{"title", "Blues"}, {"plays", 8}});
    alien = Film::create({{"title", "Alien"}});
    brazil = Film::create({{"title", "Brazil"}});
    mention("a", ann, air), mention("b", ann, brazil), mention("c", bea, air), mention("d", bea, blues);
    Mention of_nothing;
    of_nothing.text = "e";
    of_nothing.fan = bea;
    of_nothing.save_or_throw();
  }

  template <class T>
  static void mention(std::string text, Fan& by, T& of) {
    Mention made;
    made.text = std::move(text);
    made.fan = by;
    made.subject = of;
    made.save_or_throw();
  }
  template <class List>
  static std::vector<std::string> titles(const List& list) {
    std::vector<std::string> found;
    for (const auto& each : list) found.push_back(each.title);
    return found;
  }
  static auto mentions() { return Mention::order(Mention::c.text); }

 private:
  testing::TempDir dir_;

 protected:
  Database db;
  Fan ann, bea;
  Song air, blues;
  Film alien, brazil;
};

TEST_P(PolymorphicQueries, ListsGoThroughItToTheirOwnModel) {
  auto fans = Fan::order(Fan::c.name).load();
  EXPECT_QUERY_COUNT(2) {
    EXPECT_THAT(titles(fans[0].songs), ElementsAre("Air"));
    EXPECT_THAT(titles(fans[1].songs), ElementsAre("Air", "Blues"));
    EXPECT_THAT(titles(fans[0].films), ElementsAre("Brazil"));
    EXPECT_THAT(titles(fans[1].films), IsEmpty());
  }
  EXPECT_EQ(bea.songs.count(), 2U);
  EXPECT_EQ(bea.films.count(), 0U);
  EXPECT_THAT(bea.songs.where(Song::c.plays > 5).pluck(Song::c.title), ElementsAre("Blues"));
  EXPECT_EQ(bea.songs.sum(Song::c.plays), 11);
  auto loaded = Fan::order(Fan::c.name).preload(Fan::c.songs, Song::order(Song::c.title.desc()).limit(1)).load();
  EXPECT_QUERY_COUNT(0) { EXPECT_THAT(titles(loaded[1].songs), ElementsAre("Blues")); }
}

TEST_P(PolymorphicQueries, ConditionsAskThroughIt) {
  EXPECT_EQ(Fan::where(Fan::c.films.some()).sole().name, "Ann");
  EXPECT_EQ(Fan::where(Fan::c.songs.some(Song::c.title == "Blues")).sole().name, "Bea");
  EXPECT_EQ(Fan::where(Fan::c.films.some(Film::c.title == "Alien")).count(), 0U) << "has the key of the song";
  EXPECT_EQ(Fan::where(Fan::c.films.none()).sole().name, "Bea");
  EXPECT_EQ(Fan::where(Fan::c.songs.every(Song::c.plays < 5)).sole().name, "Ann");
  EXPECT_EQ(Fan::where(Fan::c.songs.count() == 2).sole().name, "Bea");
  EXPECT_THAT(Fan::order(Fan::c.name).pluck(Fan::c.songs.sum(Song::c.plays)), ElementsAre(3, 11));
}

TEST_P(PolymorphicQueries, ItsListsLeadFurther) {
  const auto names = [](Song& song) {
    std::vector<std::string> found = song.fans.order(Fan::c.name).pluck(Fan::c.name);
    return found;
  };
  EXPECT_THAT(names(air), ElementsAre("Ann", "Bea"));
  EXPECT_THAT(names(blues), ElementsAre("Bea"));
  auto songs = Song::order(Song::c.title).load();
  EXPECT_QUERY_COUNT(1) { EXPECT_EQ(songs[0].fans.size() + songs[1].fans.size(), 3U); }
  EXPECT_EQ(Song::where(Song::c.fans.some(Fan::c.name == "Ann")).sole().title, "Air");
  EXPECT_EQ(Song::where(Song::c.fans.some(Fan::c.songs.some(Song::c.title == "Blues"))).count(), 2U);
  mention("f", ann, air);
  EXPECT_EQ(Song::find(air.id).fans.size(), 3U) << "once for each mention";
  EXPECT_EQ(air.fans.count(), 3U);
  const DefaultCondition shown = add_default_condition<Fan>([] { return Fan::c.name == "Ann"; });
  EXPECT_EQ(Song::find(air.id).fans.size(), 2U);
  EXPECT_EQ(air.fans.count(), 2U) << "as many as are loaded";
}

TEST_P(PolymorphicQueries, PreloadsTheTargetsOfOneModel) {
  const auto films = mentions().preload(Mention::c.subject, Film::where(Film::c.title != "Alien")).load();
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(films[1].subject.get<Film>().title, "Brazil"); }
  EXPECT_QUERY_COUNT(1) { EXPECT_EQ(films[0].subject.get<Song>().title, "Air"); }

  const auto both = mentions()
                        .preload(Mention::c.subject, Song::all().preload(Song::c.fans, Fan::order(Fan::c.name)))
                        .preload(Mention::c.subject, Film::all())
                        .load();
  EXPECT_QUERY_COUNT(0) {
    EXPECT_EQ(both[1].subject.get<Film>().title, "Brazil");
    EXPECT_EQ(both[2].subject.get<Song>().fans[1].name, "Bea");
  }
  const auto named = mentions().preload("subject:Film.mentions").preload("subject:fandom::Song").load();
  EXPECT_QUERY_COUNT(0) {
    EXPECT_EQ(named[1].subject.get<Film>().mentions.size(), 1U);
    EXPECT_EQ(named[3].subject.get<Song>().title, "Blues");
  }
  EXPECT_THROW(static_cast<void>(mentions().preload("subject:Film.fans").load()), QueryError);
  EXPECT_THROW(static_cast<void>(mentions().preload("subject:Fan").load()), QueryError);
}

TEST_P(PolymorphicQueries, IsAQueryOfEachModel) {
  const auto all = mentions().load();
  EXPECT_THAT(all[0].subject.relation<Song>().pluck(Song::c.title), ElementsAre("Air"));
  EXPECT_TRUE(all[0].subject.relation<Song>().where(Song::c.plays == 3).exists());
  EXPECT_EQ(all[1].subject.relation<Film>().sole().title, "Brazil");
  EXPECT_QUERY_COUNT(0) {
    EXPECT_EQ(all[0].subject.relation<Film>().count(), 0U) << "of the other model";
    EXPECT_EQ(all[4].subject.relation<Song>().count(), 0U) << "null";
  }
  EXPECT_EQ(all[0].subject.relation<Song>().update_all(Song::c.plays += 1), 1U);
  EXPECT_EQ(Song::find(air.id).plays, 4);

  Mention fresh;
  Song unsaved;
  fresh.subject = unsaved;
  EXPECT_EQ(fresh.subject.relation<Song>().count(), 0U);
  fresh.subject.set_key<Film>(alien.id);
  EXPECT_EQ(fresh.subject.relation<Film>().sole().title, "Alien");
}

TEST_P(PolymorphicQueries, PathsLeadToEachModel) {
  const auto song = Mention::c.subject(Song::c.title);
  EXPECT_THAT(mentions().pluck(song),
              ElementsAre(Optional<std::string>("Air"), std::nullopt, Optional<std::string>("Air"),
                          Optional<std::string>("Blues"), std::nullopt));
  const auto either = coalesce(song, Mention::c.subject(Film::c.title), "nothing");
  EXPECT_THAT(mentions().pluck(either), ElementsAre("Air", "Brazil", "Air", "Blues", "nothing"));
  EXPECT_THAT(mentions().where(song == "Air").pluck(Mention::c.text), ElementsAre("a", "c"));
  EXPECT_THAT(Mention::order(either.desc(), Mention::c.text).pluck(Mention::c.text),
              ElementsAre("e", "b", "d", "a", "c"));
  EXPECT_EQ(Mention::group(song).count().at(std::string("Air")), 2);
  EXPECT_EQ(Fan::where(Fan::c.mentions.some(Mention::c.subject(Film::c.title) == "Brazil")).sole().name, "Ann");
}

TEST_P(PolymorphicQueries, GoesByName) {
  const AnyRelation all("fandom::Mention");
  EXPECT_EQ(all.where(attr("subject:Song.title") == "Air").count(), 2U);
  EXPECT_EQ(all.where(attr("subject:Film").is(attr("title") == "Brazil")).count(), 1U);
  EXPECT_EQ(all.where(attr("subject:Film").is_not(attr("title") == "Brazil")).count(), 4U);
  EXPECT_EQ(all.where(attr("subject:fandom::Song").is()).count(), 3U);
  EXPECT_THROW(static_cast<void>(all.where(attr("subject:Fan").is()).count()), QueryError);
  try {
    static_cast<void>(all.where(attr("subject").is()).count());
    FAIL() << "it is of no one model";
  } catch (const QueryError& error) {
    EXPECT_THAT(error.what(), HasSubstr("Mention::c.subject.is<Song>(…) or attr(\"subject:Song\")"));
  }

  auto list = mentions().load();
  EXPECT_EQ(AnyRelation::of(list[0], "subject").pluck({"title"}).at(0).at(0), Value("Air"));
  EXPECT_EQ(AnyRelation::of(list[0], "subject:Song").count(), 1U);
  EXPECT_EQ(AnyRelation::of(list[0], "subject:Film").count(), 0U);
  EXPECT_EQ(target_if(list[1], "subject")->get("title"), Value("Brazil"));
  EXPECT_EQ(target_if(list[1], "subject:Film")->get("title"), Value("Brazil"));
  EXPECT_EQ(target_if(list[1], "subject:Song"), nullptr);
  EXPECT_EQ(AnyRelation::of(ann, "films").count(), 1U);
}

TEST_P(PolymorphicQueries, SomeAttributesHaveTypeAndKey) {
  const auto list = Mention::order(Mention::c.id).only(Mention::c.subject).preload(Mention::c.subject).load();
  EXPECT_TRUE(list[0].subject.is<Song>());
  EXPECT_EQ(list[0].subject.get<Song>().title, "Air");
  EXPECT_EQ(list[1].subject.get<Film>().title, "Brazil");
  EXPECT_THROW(static_cast<void>(list[0].get("text")), AttributeNotLoaded);
  const auto texts = Mention::order(Mention::c.id).only(Mention::c.text).load();
  EXPECT_THROW(static_cast<void>(texts[0].subject.get<Song>()), AttributeNotLoaded);
}

TEST_P(PolymorphicQueries, BecomesJson) {
  auto list = mentions().load();
  const std::vector<std::string_view> include{"subject.fans"};
  EXPECT_THAT(to_json(list[0], include), HasSubstr(R"("fans":[{)"));
  EXPECT_THAT(to_json(list[1], include), HasSubstr(R"("title":"Brazil")")) << "a film has no fans";
  EXPECT_THAT(to_json(list[4], include), HasSubstr(R"("subject":null)"));
  const std::vector<std::string_view> films{"subject:Film"};
  EXPECT_THAT(to_json(list[0], films), HasSubstr(R"("subject:Film":null)"));
  EXPECT_THAT(to_json(list[1], films), HasSubstr(R"("title":"Brazil")"));
  const std::vector<std::string_view> wrong{"subject.nothing"};
  EXPECT_THROW(static_cast<void>(to_json(list[0], wrong)), QueryError);
}

INSTANTIATE_TEST_SUITE_P(Databases, PolymorphicQueries, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
