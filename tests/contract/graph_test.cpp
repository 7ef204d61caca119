// Records that are saved, and destroyed, together.
#include "contract/bookshop_test.hpp"

namespace rowan::contract {
namespace {

using namespace bookshop;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class GraphTest : public BookshopTest {
 protected:
  /// An unsaved author of two books of two chapters each; the last one's heading is `heading`.
  static Author graph(const std::string& heading) {
    Author ann;
    ann.name = "Ann";
    for (const char* title : {"One", "Two"}) {
      Book& made = ann.books.add({});
      made.title = title;
      made.chapters.add(chapter(1));
      made.chapters.add(chapter(2, heading));
    }
    return ann;
  }
  static std::uint64_t rows() {
    return Author::count() + Book::count() + Chapter::count() + Genre::count() + Person::count();
  }
};

TEST_P(GraphTest, ThreeLevelsAreSavedInOneTransaction) {
  Author ann = graph("fine");
  EXPECT_QUERY_COUNT(7) { EXPECT_TRUE(ann.save()); }
  for (const Book& book : Author::find(ann.id).books) EXPECT_THAT(book.chapters, SizeIs(2));
  EXPECT_QUERY_COUNT(0) { EXPECT_TRUE(ann.save()); }
}

TEST_P(GraphTest, AFailureInTheDeepestLeavesNothing) {
  Author ann = graph("");
  const SaveResult saved = ann.save();
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.errors().to_string(),
            "books[0].chapters[1].heading can't be blank; books[1].chapters[1].heading can't be blank");
  EXPECT_EQ(rows(), 0u);
  EXPECT_TRUE(ann.is_new());
  EXPECT_EQ(ann.id, 0);
  EXPECT_TRUE(ann.books[0].is_new());
  EXPECT_TRUE(ann.books[0].chapters[0].is_new());
  for (Book& book : ann.books) book.chapters[1].heading = "mended";
  ASSERT_TRUE(ann.save());
  EXPECT_EQ(Chapter::count(), 4u);
  for (const Chapter& chapter : Chapter::all()) EXPECT_EQ(chapter.book->author->id, ann.id);
}

TEST_P(GraphTest, AnOuterTransactionGoesOnAfterAFailedGraph) {
  db.transaction([] {
    author("before");
    Author ann = graph("");
    EXPECT_FALSE(ann.save());
    author("after");
  });
  EXPECT_THAT(Author::order(Author::c.id).pluck(Author::c.name), ElementsAre("before", "after"));
  EXPECT_EQ(Chapter::count(), 0u);
}

TEST_P(GraphTest, RollbackMakesTheWholeGraphNewAgain) {
  Author ann = graph("fine");
  db.transaction([&](Transaction& transaction) {
    ASSERT_TRUE(ann.save());
    EXPECT_EQ(Chapter::count(), 4u);
    transaction.rollback();
  });
  EXPECT_EQ(rows(), 0u);
  EXPECT_TRUE(ann.is_new());
  EXPECT_TRUE(ann.books[1].chapters[1].is_new());
  ASSERT_TRUE(ann.save());
  EXPECT_EQ(rows(), 7u);
}

TEST_P(GraphTest, ParentsAreSavedBeforeTheirChildren) {
  Author ann;
  ann.name = "Ann";
  Book one;
  one.title = "One";
  one.author = ann;
  Chapter first = chapter(1);
  first.book = one;
  ASSERT_TRUE(first.save());
  EXPECT_EQ(first.book.key(), one.id);
  EXPECT_EQ(one.author.key(), ann.id);
  EXPECT_EQ(Chapter::find(first.id).book->author->name, "Ann");
}

TEST_P(GraphTest, AnInvalidParentStopsTheChild) {
  Chapter first = chapter(1);
  first.book = Book();
  const SaveResult saved = first.save();
  EXPECT_EQ(saved.errors().to_string(), "book.title can't be blank");
  EXPECT_EQ(rows(), 0u);
}

TEST_P(GraphTest, AParentThatEndedUnsavedIsATypedError) {
  Chapter first = chapter(1);
  {
    Book gone;
    gone.title = "gone";
    first.book = gone;
  }
  EXPECT_THAT(message_of<RecordNotSaved>([&] { static_cast<void>(first.save()); }),
              AllOf(HasSubstr("Chapter.book"), HasSubstr("ended before it was saved")));
}

TEST_P(GraphTest, AParentSavedAndGoneLeavesItsKey) {
  Chapter first = chapter(1);
  std::int64_t key = 0;
  {
    Book made;
    made.title = "One";
    first.book = made;
    made.save_or_throw();
    key = made.id;
  }
  ASSERT_TRUE(first.save());
  EXPECT_EQ(first.book.key(), key);
}

TEST_P(GraphTest, CyclesEnd) {
  Person ann;
  ann.name = "Ann";
  Person bob;
  bob.name = "Bob";
  ann.friends.link(bob);
  bob.friends.link(ann);
  ASSERT_TRUE(ann.save());
  EXPECT_EQ(Person::count(), 2u);
  ASSERT_TRUE(bob.save());
  EXPECT_THAT(each(Person::find(ann.id).friends, &Person::name), ElementsAre("Bob"));
  EXPECT_THAT(each(Person::find(bob.id).friends, &Person::name), ElementsAre("Ann"));
}

TEST_P(GraphTest, ACycleOfKeysEnds) {
  Person ann;
  Person bob;
  ann.parent = bob;
  bob.parent = ann;
  ASSERT_TRUE(ann.save());
  EXPECT_EQ(ann.parent.key(), bob.id);
  EXPECT_EQ(bob.parent.key(), ann.id);
  EXPECT_EQ(Person::find(bob.id).parent.key(), ann.id) << "one save closes the circle";
  EXPECT_FALSE(bob.changed());
  EXPECT_EQ(Person::count(), 2u);
}

TEST_P(GraphTest, ARecordMayBelongToItself) {
  Person one;
  one.name = "One";
  one.parent = one;
  ASSERT_TRUE(one.save());
  EXPECT_EQ(Person::find(one.id).parent.key(), one.id);
  EXPECT_FALSE(one.changed());
  EXPECT_GT(one.saved_changes().size(), 1u) << "it was one save, of a new record";
  EXPECT_EQ(&*one.parent, &one);
  EXPECT_QUERY_COUNT(0) { ASSERT_TRUE(one.save()); }
}

TEST_P(GraphTest, AParentMayBeLinkedBack) {
  Person ann;
  Person bob;
  ann.parent = bob;
  bob.friends.link(ann);
  ASSERT_TRUE(ann.save()) << "bob is saved first, and is linked once ann has a key";
  EXPECT_EQ(Person::find(bob.id).friends.count(), 1u);
}

TEST_P(GraphTest, AVeryDeepOneIsRefusedAndEndsInPeace) {
  Person root;
  Person* deepest = &root;
  for (int i = 0; i < 50'000; ++i) deepest = &deepest->children.build();
  EXPECT_THAT(message_of<RecordNotSaved>([&] { (void)root.save(); }), HasSubstr("in parts"));
  EXPECT_TRUE(root.is_new());
  EXPECT_EQ(Person::count(), 0u);
}

TEST_P(GraphTest, OnlyNewTargetsAreSavedWithTheirOwner) {
  Author ann = graph("fine");
  ann.save_or_throw();
  ann.books[0].title = "changed";
  ann.books[1].chapters.build(chapter(3));
  ASSERT_TRUE(ann.save());
  EXPECT_TRUE(ann.books[0].changed());
  EXPECT_EQ(Chapter::count(), 4u);
  ASSERT_TRUE(ann.books[1].save());
  EXPECT_EQ(Chapter::count(), 5u);
}

TEST_P(GraphTest, SharedNewRecordsAreSavedOnce) {
  Genre crime;
  crime.label = "crime";
  Author ann;
  ann.name = "Ann";
  for (const char* title : {"One", "Two"}) {
    Book& made = ann.books.add({});
    made.title = title;
    made.genres.link(crime);
  }
  ASSERT_TRUE(ann.save());
  EXPECT_EQ(Genre::count(), 1u);
  EXPECT_THAT(each(Genre::all().sole().books, &Book::title), UnorderedElementsAre("One", "Two"));
}

class DependentTest : public BookshopTest {
 protected:
  DependentTest() { Item::destroyed = 0; }

  /// A shelf of the kind asked for, with two items.
  template <class Kind>
  static Kind shelf(std::string second = "second") {
    Kind made;
    made.save_or_throw();
    for (std::string label : {std::string("first"), std::move(second)}) {
      Item item;
      item.label = std::move(label);
      made.items.add(std::move(item));
    }
    return Kind::find(made.id);
  }
};

TEST_P(DependentTest, DestroyRunsCallbacks) {
  auto doomed = shelf<DestroyingShelf>();
  ASSERT_TRUE(doomed.destroy());
  EXPECT_EQ(Item::count() + Shelf::count(), 0u);
  EXPECT_EQ(Item::destroyed, 2);
}

TEST_P(DependentTest, DestroySeesWhatWasAddedSinceLoading) {
  auto doomed = shelf<DestroyingShelf>();
  EXPECT_THAT(doomed.items, SizeIs(2));
  Item late;
  late.shelf = doomed.id;
  late.save_or_throw();
  ASSERT_TRUE(doomed.destroy());
  EXPECT_EQ(Item::destroyed, 3);
}

TEST_P(DependentTest, ADependentThatRefusesKeepsEverything) {
  auto doomed = shelf<DestroyingShelf>("nailed down");
  EXPECT_FALSE(doomed.destroy());
  EXPECT_TRUE(doomed.is_persisted());
  EXPECT_EQ(Item::count(), 2u);
  EXPECT_EQ(Shelf::count(), 1u);
}

TEST_P(DependentTest, DeleteAllRunsNone) {
  auto doomed = shelf<DeletingShelf>("nailed down");
  ASSERT_TRUE(doomed.destroy());
  EXPECT_EQ(Item::count() + Shelf::count(), 0u);
  EXPECT_EQ(Item::destroyed, 0);
}

TEST_P(DependentTest, NullifySetsFree) {
  auto doomed = shelf<NullifyingShelf>();
  ASSERT_TRUE(doomed.destroy());
  EXPECT_EQ(Item::where(Item::c.shelf == std::nullopt).count(), 2u);
}

TEST_P(DependentTest, RestrictErrorRefuses) {
  auto kept = shelf<RefusingShelf>();
  const SaveResult result = kept.destroy();
  EXPECT_FALSE(result);
  EXPECT_THAT(result.errors().to_string(), HasSubstr("can't be destroyed while it has 2 items"));
  kept.items.clear();
  EXPECT_TRUE(kept.destroy());
}

TEST_P(DependentTest, RestrictExceptionThrows) {
  auto kept = shelf<ThrowingShelf>();
  EXPECT_THAT(message_of<DeleteRestricted>([&] { static_cast<void>(kept.destroy()); }), HasSubstr("2 items"));
  EXPECT_EQ(Shelf::count(), 1u);
  EXPECT_TRUE(kept.is_persisted());
}

TEST_P(DependentTest, WithoutOneTheDatabasesForeignKeyHolds) {
  auto kept = shelf<Shelf>();
  EXPECT_THROW(static_cast<void>(kept.destroy()), ForeignKeyViolation);
  EXPECT_EQ(Item::count(), 2u);
}

TEST_P(DependentTest, RemoveDoesToOneWhatDestroyDoesToAll) {
  auto destroying = shelf<DestroyingShelf>();
  destroying.items.remove(destroying.items[0]);
  EXPECT_EQ(Item::destroyed, 1);
  auto deleting = shelf<DeletingShelf>();
  deleting.items.remove(deleting.items[0]);
  EXPECT_EQ(Item::destroyed, 1);
  EXPECT_EQ(Item::count(), 2u);
  auto nullifying = shelf<NullifyingShelf>();
  nullifying.items.remove(nullifying.items[0]);
  EXPECT_EQ(Item::where(Item::c.shelf == std::nullopt).count(), 1u);
}

TEST_P(DependentTest, ADependentThatRefusesIsNotRemoved) {
  auto kept = shelf<DestroyingShelf>("nailed down");
  EXPECT_THAT(message_of<RecordNotSaved>([&] { kept.items.remove(kept.items[1]); }), HasSubstr("before_destroy"));
  EXPECT_THAT(kept.items, SizeIs(2));
}

TEST_P(DependentTest, TargetsReachedByForeignKeyKnowTheirOwnModel) {
  auto shelves = shelf<DestroyingShelf>();
  // The item's shelf is a Shelf; the owner, though of the same row, is none.
  const Shelf& found = *shelves.items[0].shelf;
  EXPECT_EQ(found.id, shelves.id);
  EXPECT_EQ(found.model_info().name, "Shelf");
}

INSTANTIATE_TEST_SUITE_P(Databases, GraphTest, ::testing::ValuesIn(databases()), database_name);
INSTANTIATE_TEST_SUITE_P(Databases, DependentTest, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
