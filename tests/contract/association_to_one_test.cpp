// belongs_to and has_one, by every kind of key.
#include "contract/bookshop_test.hpp"

namespace rowan::contract {
namespace {

using namespace bookshop;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using BelongsToTest = BookshopTest;
using HasOneTest = BookshopTest;

// What the issue promises for each loaded record.
static_assert(sizeof(BelongsTo<Author>) <= 32);
static_assert(sizeof(HasOne<Profile>) <= 32);
static_assert(sizeof(HasMany<Book>) <= 32);
static_assert(sizeof(ManyToMany<Genre>) <= 32);
static_assert(sizeof(Slot) == 32);

TEST_P(BelongsToTest, TakesARecordThatLivesElsewhere) {
  Author ann = author("Ann");
  Book one = book("One", &ann);
  EXPECT_EQ(one.author.key(), ann.id);
  EXPECT_EQ(&*one.author, &ann);
  EXPECT_EQ(Book::find(one.id).author->name, "Ann");
}

TEST_P(BelongsToTest, TakesARecordOver) {
  Author ann;
  ann.name = "Ann";
  Book one;
  one.title = "One";
  one.author = std::move(ann);
  EXPECT_EQ(one.author->name, "Ann");
  EXPECT_FALSE(one.author.key());
  ASSERT_TRUE(one.save());
  EXPECT_FALSE(one.author->is_new());
  EXPECT_EQ(one.author.key(), one.author->id);
  EXPECT_EQ(Book::find(one.id).author->name, "Ann");
}

TEST_P(BelongsToTest, TakesAKeyAndLoadsByIt) {
  const Author ann = author("Ann");
  Book one;
  one.title = "One";
  one.author = ann.id;
  EXPECT_QUERY_COUNT(1) { EXPECT_EQ(one.author->name, "Ann"); }
  ASSERT_TRUE(one.save());
  EXPECT_EQ(one.author->name, "Ann");
}

// No key is made of a number that it can't hold.
TEST_P(BelongsToTest, TakesNoKeyThatItCanNotHold) {
  BelongsTo<Author, std::int32_t> narrow = 5;
  EXPECT_THROW(narrow = std::int64_t{1} << 32, InvalidValue);
  EXPECT_THROW((narrow = std::optional<std::int64_t>(std::int64_t{-1} << 40)), InvalidValue);
  EXPECT_THROW((BelongsTo<Author, std::int32_t>(std::uint64_t{1} << 63)), InvalidValue);
  EXPECT_EQ(narrow.key(), 5);
  BelongsTo<Author> wide;
  EXPECT_THROW((wide = std::uint64_t{1} << 63), InvalidValue);
  EXPECT_TRUE(wide == std::nullopt);
  wide = std::optional<short>(7);
  EXPECT_EQ(wide.key(), 7);
  EXPECT_FALSE(wide == std::nullopt);
}

TEST_P(BelongsToTest, AKeyGivenLaterForgetsTheTarget) {
  Author ann = author("Ann");
  const Author bob = author("Bob");
  Book one = book("One", &ann);
  EXPECT_EQ(one.author->name, "Ann");
  one.author = bob.id;
  EXPECT_TRUE(one.changed(&Book::author));
  EXPECT_EQ(one.author->name, "Bob");
  one.set("author_id", ann.id);
  EXPECT_EQ(one.author->name, "Ann");
  EXPECT_FALSE(one.changed());
}

TEST_P(BelongsToTest, NulloptMakesItNull) {
  Author ann = author("Ann");
  Book one = book("One", &ann);
  one.author = std::nullopt;
  EXPECT_TRUE(one.author.is_null());
  ASSERT_TRUE(one.save());
  EXPECT_FALSE(Book::find(one.id).author);
}

TEST_P(BelongsToTest, TouchingNullIsATypedErrorAndGetIfIsNull) {
  Book one = book("One");
  EXPECT_THAT(message_of<RecordNotFound>([&] { one.author->name.clear(); }),
              ::testing::AllOf(HasSubstr("Book.author is null"), HasSubstr("get_if()")));
  EXPECT_EQ(one.author.get_if(), nullptr);
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(std::as_const(one).author.get_if(), nullptr); }
}

TEST_P(BelongsToTest, TouchingARowThatIsGoneIsATypedError) {
  Reading reading;
  reading.device = Uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  EXPECT_THAT(message_of<RecordNotFound>([&] { static_cast<void>(*reading.device); }), HasSubstr("not in devices"));
  EXPECT_EQ(reading.device.get_if(), nullptr);
  EXPECT_THROW(static_cast<void>(reading.save()), ForeignKeyViolation);
}

TEST_P(BelongsToTest, MustNotBeNullUnlessOptional) {
  Reading reading;
  const SaveResult saved = reading.save();
  EXPECT_FALSE(saved);
  EXPECT_THAT(saved.errors().to_string(), HasSubstr("device"));
}

TEST_P(BelongsToTest, WorksWithTextKeys) {
  Country france;
  france.code = "fr";
  france.name = "France";
  france.save_or_throw();
  Author ann = author("Ann");
  ann.country = france;
  ann.save_or_throw();
  EXPECT_EQ(Author::find(ann.id).country.key(), "fr");
  EXPECT_EQ(Author::find(ann.id).country->name, "France");
  EXPECT_THAT(each(Country::find("fr").authors, &Author::name), ElementsAre("Ann"));
  EXPECT_EQ(Author::where(Author::c.country == "fr").count(), 1u);
}

TEST_P(BelongsToTest, WorksWithUuidKeys) {
  Device sensor;
  sensor.save_or_throw();
  Reading reading;
  reading.degrees = 21;
  reading.device = sensor;
  reading.save_or_throw();
  EXPECT_EQ(Reading::find(reading.id).device->id, sensor.id);
  EXPECT_THAT(each(Device::find(sensor.id).readings, &Reading::degrees), ElementsAre(21));
}

TEST_P(BelongsToTest, WorksWithKeysOfTwoParts) {
  for (const int number : {1, 2}) {
    Room room;
    room.house = "north";
    room.number = number;
    room.use = "use " + std::to_string(number);
    Visit& visit = room.visits.add({});
    room.save_or_throw();
    EXPECT_EQ(visit.room.key(), std::tuple("north", number));
  }
  Visit by_key;
  by_key.room = std::tuple("north", 2);
  by_key.save_or_throw();
  Visit nowhere;
  nowhere.save_or_throw();

  auto visits = Visit::order(Visit::c.id).load();
  EXPECT_QUERY_COUNT(1) {
    EXPECT_EQ(visits[0].room->use, "use 1");
    EXPECT_EQ(visits[1].room->use, "use 2");
    EXPECT_EQ(visits[2].room->use, "use 2");
    EXPECT_EQ(visits[3].room.get_if(), nullptr);
  }
  EXPECT_EQ(&*visits[1].room, &*visits[2].room);
  EXPECT_EQ(Room::find("north", 2).visits.size(), 2u);
  EXPECT_EQ(Visit::where(attr("room_number") == 2).count(), 2u);
}

TEST_P(BelongsToTest, StandsInConditionsByKeyAndByRecord) {
  Author ann = author("Ann");
  Author bob = author("Bob");
  book("One", &ann);
  book("Two", &bob);
  book("Three");
  EXPECT_THAT(each(Book::where(Book::c.author == ann.id), &Book::title), ElementsAre("One"));
  EXPECT_THAT(each(Book::where(Book::c.author == bob), &Book::title), ElementsAre("Two"));
  EXPECT_THAT(each(Book::where(Book::c.author != bob), &Book::title), ElementsAre("One"));
  EXPECT_THAT(each(Book::where(Book::c.author == std::nullopt), &Book::title), ElementsAre("Three"));
  EXPECT_THAT(each(Book::where(Book::c.author.in({ann.id, bob.id})), &Book::title), ElementsAre("One", "Two"));
  EXPECT_THAT(message_of<QueryError>([] { static_cast<void>(Book::where(Book::c.author == Author())); }),
              HasSubstr("save it first"));
}

TEST_P(BelongsToTest, CopiesKeepAnUnsavedTarget) {
  Author ann;
  ann.name = "Ann";
  Book one;
  one.title = "One";
  one.author = ann;
  Book copy = one;
  EXPECT_EQ(&*copy.author, &ann);
  ASSERT_TRUE(copy.save());
  EXPECT_FALSE(ann.is_new());
  ASSERT_TRUE(one.save());
  EXPECT_EQ(one.author.key(), ann.id);
  EXPECT_EQ(Author::count(), 1u);
}

TEST_P(BelongsToTest, ResetLoadsAgain) {
  Author ann = author("Ann");
  book("One", &ann);
  auto books = Book::all().load();
  EXPECT_EQ(books[0].author->name, "Ann");
  ann.name = "Anna";
  ann.save_or_throw();
  EXPECT_EQ(books[0].author->name, "Ann");
  books[0].author.reset();
  EXPECT_EQ(books[0].author->name, "Anna");
  ann.name = "Annie";
  ann.save_or_throw();
  books[0].reload();
  EXPECT_EQ(books[0].author->name, "Annie");
}

TEST_P(BelongsToTest, FindsTheTargetWhereverItWentAndLoadsItAgainAfterItsDeath) {
  Author ann = author("Ann");
  book("One", &ann);
  book("Two", &ann);
  auto books = Book::order(Book::c.id).load();
  {
    const Author taken = std::move(*books[0].author);
    EXPECT_EQ(&*books[0].author, &taken);
    EXPECT_EQ(&*books[1].author, &taken);
  }
  EXPECT_EQ(books[0].author->name, "Ann");
  EXPECT_EQ(books[1].author->name, "Ann");
}

TEST_P(HasOneTest, IsSetReplacedAndRemoved) {
  Author ann = author("Ann");
  EXPECT_FALSE(ann.profile);
  EXPECT_THAT(message_of<RecordNotFound>([&] { static_cast<void>(ann.profile.get()); }),
              HasSubstr("Author.profile has no target"));

  Profile first;
  first.bio = "first";
  EXPECT_EQ(&*ann.profile.set(std::move(first)).author, &ann);
  EXPECT_EQ(Author::find(ann.id).profile->bio, "first");

  Profile second;
  second.bio = "second";
  ann.profile.set(std::move(second));
  EXPECT_EQ(ann.profile->bio, "second");
  EXPECT_EQ(Author::find(ann.id).profile->bio, "second");
  EXPECT_EQ(Profile::where(Profile::c.author == std::nullopt).sole().bio, "first");

  ann.profile.remove();
  EXPECT_FALSE(ann.profile);
  EXPECT_FALSE(Author::find(ann.id).profile);
}

TEST_P(HasOneTest, IsSavedWithItsNewOwner) {
  Author ann;
  ann.name = "Ann";
  ann.profile.set({}).bio = "old";
  ann.profile.set({}).bio = "new";
  ann.save_or_throw();
  EXPECT_EQ(Profile::all().sole().bio, "new");
  EXPECT_EQ(Author::find(ann.id).profile->bio, "new");
}

TEST_P(HasOneTest, LoadsForAllSiblingsAndTakesTheSmallestKey) {
  for (const char* name : {"Ann", "Bob"}) author(name).profile.set({}).bio = name;
  Profile spare;
  spare.author = Author::first()->id;
  spare.save_or_throw();
  auto authors = Author::order(Author::c.id).load();
  EXPECT_QUERY_COUNT(1) {
    EXPECT_LT(authors[0].profile->id, spare.id);
    EXPECT_TRUE(authors[1].profile);
  }
  EXPECT_EQ(&*authors[1].profile->author, &authors[1]);
}

INSTANTIATE_TEST_SUITE_P(Databases, BelongsToTest, ::testing::ValuesIn(databases()), database_name);
INSTANTIATE_TEST_SUITE_P(Databases, HasOneTest, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
