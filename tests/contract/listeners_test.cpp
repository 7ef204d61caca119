// Who listens to writes, and what a default condition hides: on each database.
#include <optional>
#include <stdexcept>

#include "contract/bookshop_test.hpp"

namespace rowan::contract {
namespace {

using bookshop::Author;
using bookshop::Book;
using bookshop::Chapter;
using bookshop::Genre;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// "after insert Book 1 [title]": what was told, in its order.
class Notes : public ChangeListener {
 public:
  void before(const RowChange& change) override { note("before", change); }
  void after(const RowChange& change) override {
    note("after", change);
    if (fails_after) throw std::runtime_error("no room in the audit");
  }
  void after_commit(const RowChange& change) override {
    note("committed", change);
    if (fails_after_commit) throw std::runtime_error("the feed is down");
  }
  void after_rollback(const RowChange& change) override { note("undone", change); }

  std::vector<std::string> take() { return std::exchange(list, {}); }

  std::vector<std::string> list;
  bool fails_after = false, fails_after_commit = false;

 private:
  void note(std::string_view moment, const RowChange& change) {
    std::string line = std::string(moment) + " " + std::string(to_string(change.operation)) + " " + change.model.name;
    if (change.record == nullptr && change.key.empty()) line += " " + std::to_string(change.rows);
    for (const Change& one : change.changes) {
      if (one.attribute == "title") line += ": " + one.after.to_string();
    }
    list.push_back(line);
  }
};

class Listeners : public BookshopTest {
 protected:
  std::shared_ptr<Notes> notes = std::make_shared<Notes>();
};

TEST_P(Listeners, HearEachMomentOfASave) {
  const Listening listening = listen<Book>(notes);
  Book made = book("Solaris");
  EXPECT_THAT(notes->take(), ElementsAre("before insert Book: Solaris", "after insert Book: Solaris",
                                         "committed insert Book: Solaris"));
  made.title = "Fiasco";
  made.save_or_throw();
  EXPECT_THAT(notes->take(),
              ElementsAre("before update Book: Fiasco", "after update Book: Fiasco", "committed update Book: Fiasco"));
  made.save_or_throw();  // nothing changed
  EXPECT_THAT(notes->take(), IsEmpty());
  made.update_columns({{"title", "Eden"}});
  EXPECT_EQ(notes->take().at(1), "after update Book: Eden");
  ASSERT_TRUE(made.destroy());
  EXPECT_THAT(notes->take(),
              ElementsAre("before destroy Book: NULL", "after destroy Book: NULL", "committed destroy Book: NULL"));
  author("Lem");  // of another model
  EXPECT_THAT(notes->take(), IsEmpty());
}

TEST_P(Listeners, KnowKeysAndValues) {
  struct Keys : ChangeListener {
    void after(const RowChange& change) override {
      keys.push_back(change.key.at(0));
      if (!change.changes.empty()) before = change.changes.front().before;
      whole = change.record != nullptr;
    }
    std::vector<Value> keys;
    std::optional<Value> before;
    bool whole = false;
  };
  const auto keys = std::make_shared<Keys>();
  const Listening listening = listen<Book>(keys);
  Book made = book("Solaris");
  made.price = 12;
  made.save_or_throw();
  EXPECT_THAT(keys->keys, ElementsAre(Value(made.id), Value(made.id)));
  EXPECT_EQ(keys->before, Value(0));
  EXPECT_TRUE(keys->whole);
  Book::find(made.id).increment(&Book::price, 3);
  EXPECT_EQ(keys->keys.size(), 3U);
}

TEST_P(Listeners, HearOfManyRecordsOneByOneAndOfManyRowsAtOnce) {
  const Listening listening = listen<Book>(notes);
  std::vector<Book> books(12);
  for (Book& one : books) one.title = "a book";
  ASSERT_TRUE(Book::save_all(books));
  EXPECT_EQ(notes->take().size(), 36U);
  for (Book& one : books) one.price = 5;
  ASSERT_TRUE(Book::save_all(books));
  EXPECT_EQ(notes->take().size(), 36U);
  std::vector<Book> more(3);
  for (Book& one : more) one.title = "another";
  EXPECT_EQ(Book::insert_all(more), 3U);
  EXPECT_THAT(notes->take(),
              ElementsAre("before insert_all Book 0", "after insert_all Book 3", "committed insert_all Book 3"));
  EXPECT_EQ(Book::where(Book::c.title == "another").update_all(set(Book::c.price, 1)), 3U);
  EXPECT_EQ(notes->take().at(1), "after update_all Book 3");
  EXPECT_EQ(Book::everything().delete_all(), 15U);
  EXPECT_EQ(notes->take().at(2), "committed delete_all Book 15");
}

TEST_P(Listeners, AreToldHowTheTransactionEnds) {
  const Listening listening = listen<Book>(notes);
  db.transaction([&] {
    book("Solaris");
    EXPECT_EQ(notes->take().size(), 2U);
    db.transaction(
        [&](Transaction& inner) {
          book("Fiasco");
          notes->take();
          inner.rollback();
        },
        {.requires_new = true});
    EXPECT_THAT(notes->take(), ElementsAre("undone insert Book: Fiasco"));
  });
  EXPECT_THAT(notes->take(), ElementsAre("committed insert Book: Solaris"));
  db.transaction([&](Transaction& outer) {
    book("Eden");
    outer.rollback();
  });
  EXPECT_EQ(notes->take().back(), "undone insert Book: Eden");
}

TEST_P(Listeners, StopAWriteBeforeIt) {
  struct Guard : ChangeListener {
    void before(const RowChange& change) override {
      if (change.operation == Operation::destroy) throw Unsupported("books are kept");
    }
  };
  const Listening listening = listen<Book>(std::make_shared<Guard>());
  Book made = book("Solaris");
  EXPECT_THROW((void)made.destroy(), Unsupported);
  EXPECT_TRUE(made.is_persisted());
  EXPECT_EQ(Book::count(), 1U);
}

TEST_P(Listeners, UndoAWriteAfterIt) {
  const Listening listening = listen<Book>(notes);
  notes->fails_after = true;
  Book made;
  made.title = "Solaris";
  EXPECT_THROW(made.save_or_throw(), std::runtime_error);
  EXPECT_TRUE(made.is_new());
  EXPECT_EQ(made.id, 0);
  EXPECT_EQ(Book::count(), 0U);
  EXPECT_EQ(notes->take().back(), "undone insert Book: Solaris");
  db.transaction([&] {
    EXPECT_THROW(made.save_or_throw(), std::runtime_error);
    author("Lem");  // the transaction goes on
  });
  EXPECT_EQ(Author::count(), 1U);
  notes->fails_after = false;
  made.save_or_throw();
  EXPECT_EQ(Book::count(), 1U);
}

TEST_P(Listeners, ThatFailAfterCommitAreReported) {
  const Listening listening = listen<Book>(notes);
  notes->fails_after_commit = true;
  Book made;
  made.title = "Solaris";
  try {
    made.save_or_throw();
    FAIL() << "nothing was thrown";
  } catch (const AfterCommitError& error) {
    EXPECT_THAT(error.what(), HasSubstr("the feed is down"));
  }
  EXPECT_EQ(Book::count(), 1U);
}

TEST_P(Listeners, MayWriteAndAreNotToldOfIt) {
  struct Copier : ChangeListener {
    void after(const RowChange& change) override {
      if (change.operation == Operation::insert) book("a copy");
    }
  };
  const Listening copying = listen(std::make_shared<Copier>());
  const Listening listening = listen(notes);
  book("Solaris");
  EXPECT_EQ(Book::count(), 2U);
  EXPECT_THAT(notes->list, ::testing::Contains("after insert Book: a copy"));
}

TEST_P(Listeners, HearNothingAfterTheirEnd) {
  { const Listening listening = listen(notes); }
  book("Solaris");
  EXPECT_THAT(notes->take(), IsEmpty());
}

TEST_P(Listeners, HearOfDependentsToo) {
  Book made = book("Solaris");
  made.chapters.add(chapter(1));
  made.save_or_throw();
  const Listening listening = listen<Chapter>(notes);
  ASSERT_TRUE(made.destroy());
  EXPECT_EQ(notes->take().at(1), "after destroy Chapter");
}

class DefaultConditions : public BookshopTest {
 protected:
  // Books without a price are hidden.
  static DefaultCondition priced() {
    return add_default_condition<Book>([] { return Book::c.price > 0; });
  }
};

TEST_P(DefaultConditions, CountInAllQueriesOfAModel) {
  Book hidden = book("Solaris"), shown = book("Fiasco");
  shown.price = 5;
  shown.save_or_throw();
  const DefaultCondition condition = priced();
  EXPECT_EQ(Book::count(), 1U);
  EXPECT_EQ(Book::all().load().size(), 1U);
  EXPECT_EQ(Book::first()->title, "Fiasco");
  EXPECT_THROW(static_cast<void>(Book::find(hidden.id)), RecordNotFound);
  EXPECT_FALSE(Book::find_if(hidden.id).has_value());
  EXPECT_FALSE(AnyRecord::find_if("bookshop::Book", {hidden.id}).has_value());
  EXPECT_TRUE(AnyRecord::find_if("bookshop::Book", {shown.id}).has_value());
  EXPECT_EQ(BelongsTo<Book>(hidden.id).get_if(), nullptr);
  EXPECT_FALSE(Book::where(Book::c.title == "Solaris").exists());
  EXPECT_FALSE(Book::find_by(Book::c.title == "Solaris").has_value());
  EXPECT_EQ(Book::find(shown.id).title, "Fiasco");
  EXPECT_EQ(Book::unscoped().count(), 2U);
  EXPECT_EQ(Book::unscoped().find(hidden.id).title, "Solaris");
  EXPECT_EQ(Book::everything().update_all(set(Book::c.price, 7)), 1U);
  hidden.reload();
  EXPECT_EQ(hidden.price, 0);
  EXPECT_EQ(Book::everything().delete_all(), 1U);
  EXPECT_EQ(Book::unscoped().count(), 1U);
}

TEST_P(DefaultConditions, HideTargetsOfAssociations) {
  Author lem = author("Lem"), other = author("Strugatzki");
  Book hidden = book("Solaris", &lem), shown = book("Fiasco", &lem);
  book("Roadside Picnic", &other);
  shown.price = 5;
  shown.save_or_throw();
  Genre genre;
  genre.label = "sf";
  genre.save_or_throw();
  genre.books.link(hidden);
  genre.books.link(shown);
  genre.save_or_throw();
  const DefaultCondition condition = priced();
  EXPECT_EQ(Author::find(lem.id).books.size(), 1U);
  EXPECT_EQ(Author::find(lem.id).books.count(), 1U);
  EXPECT_EQ(Author::find(lem.id).books.where(Book::c.title == "Solaris").count(), 0U);
  EXPECT_EQ(Genre::find(genre.id).books.size(), 1U);
  EXPECT_EQ(Genre::find(genre.id).books.count(), 1U);
  const auto preloaded = Author::order(Author::c.id).preload(Author::c.books).load();
  EXPECT_EQ(preloaded[0].books.size(), 1U);
  EXPECT_EQ(preloaded[1].books.size(), 0U);
  const auto all = Author::order(Author::c.id).unscoped().preload(Author::c.books).load();
  EXPECT_EQ(all[0].books.size(), 2U);
  EXPECT_EQ(Author::where(Author::c.books.some()).count(), 1U);
  EXPECT_EQ(Author::where(Author::c.books.none()).count(), 1U);
  EXPECT_EQ(Author::where(Author::c.books.every(Book::c.title == "Fiasco")).count(), 2U);
  EXPECT_EQ(Author::where(!Author::c.books.some(Book::c.title == "Solaris")).count(), 2U);
  EXPECT_EQ(Author::unscoped().where(Author::c.books.some()).count(), 2U);
}

TEST_P(DefaultConditions, AreAskedForEachQuery) {
  book("Solaris");
  std::string wanted = "Solaris";
  const DefaultCondition tenant = add_default_condition<Book>([&] { return Book::c.title == wanted; });
  const DefaultCondition none = add_default_condition<Book>([] { return Expr(); });
  EXPECT_EQ(Book::count(), 1U);
  wanted = "Fiasco";
  EXPECT_EQ(Book::count(), 0U);
}

// Asked for while it is made, the condition would be made again, without end.
TEST_P(DefaultConditions, MayNotAskForWhatTheyHide) {
  book("Solaris");
  const DefaultCondition tenant = add_default_condition<Book>([] {
    (void)Book::count();
    return Expr();
  });
  EXPECT_THAT(message_of<QueryError>([] { (void)Book::count(); }), HasSubstr("unscoped()"));
  EXPECT_EQ(Book::all().unscoped().count(), 1U);
}

TEST_P(DefaultConditions, MayAskForItUnscoped) {
  book("Solaris");
  const DefaultCondition few = add_default_condition<Book>([] {
    const auto all = Book::all().unscoped().count();
    return Book::c.id <= static_cast<std::int64_t>(all);
  });
  EXPECT_EQ(Book::count(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Databases, Listeners, ::testing::ValuesIn(databases()), database_name);
INSTANTIATE_TEST_SUITE_P(Databases, DefaultConditions, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
