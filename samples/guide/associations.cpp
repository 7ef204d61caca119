// The code of docs/guide/associations.md, checked as it runs.
#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>

#include "expect.hpp"
#include "library.hpp"

// g++ -Wextra asks for every member, and for the base class, even where initialisers are named.
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

using namespace library;

namespace {

void lazy_loading() {
  const auto before = rowan::statements_executed();
  std::size_t reviews = 0;
  // [snippet: lazy]
  for (Author& author : Author::all())     // 1 statement
    for (Book& book : author.books)        // 1 more, for the books of all authors
      for (Review& review : book.reviews)  // 1 more, for the reviews of all books
        std::printf("%s got %d stars from %s\n", book.title.c_str(), review.stars, review.reader->name.c_str()),
            ++reviews;  // 1 more, for all readers
  // [end]
  expect(reviews == 3);
  expect(rowan::statements_executed() - before == 4);
}

void initialised() {
  // [snippet: initialised]
  Author ann = Author::create({.name = "Ann Leckie"});
  Book by_record = Book::create({.title = "Provenance", .author = ann});  // or a key: .author = 5
  Book by_name = Book::create({{"title", "Ancillary Mercy"}, {"author", ann.id}});
  // [end]
  expect(by_record.author.key() == ann.id && by_name.author->name == ann.name);
  by_record.delete_row();
  by_name.delete_row();
  ann.delete_row();
}

void belongs_to() {
  // [snippet: belongs-to]
  Book book = Book::find(1);
  std::optional<std::int64_t> key = book.author.key();  // the column author_id; never loads
  Author& author = *book.author;                        // loads, at the first touch
  const Author* maybe = book.author.get_if();           // null instead of an exception when there is none

  expect(author.id == 1);
  Author lem = Author::find(2);
  book.author = lem;              // refers to your record (invalidates the reference `author` above),
  book.author = Author::find(2);  // or takes ownership of one,
  book.author = 2;                // or stores only the key; each sets the column,
  book.save_or_throw();           // which is sent with the next save
  Reader ann = Reader::find(1);
  ann.invited_by = std::nullopt;  // an optional one may be set to NULL
  // [end]
  expect(key == 1 && maybe != nullptr && ann.invited_by.is_null());
  expect(Book::where(Book::c.author == 2).count() == 2);
  book.author = 1;
  book.save_or_throw();
}

void to_many() {
  // [snippet: to-many]
  Author author = Author::find(1);
  std::size_t held = author.books.size();     // loads the books, once; then the list is kept
  Book& first = author.books[0];              // random access, and iterators for every algorithm
  std::uint64_t rows = author.books.count();  // SELECT COUNT(*), every time; loads nothing
  // [end]
  expect(held == 2 && rows == 2);
  expect(first.title == "The Dispossessed");
  author.books.reset();
  expect(!author.books.is_loaded());
}

void queries() {
  // [snippet: query]
  Author author = Author::find(1);
  auto popular = author.books.where(Book::c.loans > 5).order(Book::c.title).limit(10).load();
  bool any = author.books.exists(Book::c.available);
  auto titles = author.books.pluck(Book::c.title);
  Book book = author.books.find(1);  // RecordNotFound if it is another author's book
  author.books.update_all(Book::c.loans += 1);
  auto name = book.author.relation().pluck(Author::c.name);  // HasOne has relation(), too
  // [end]
  expect(popular.size() <= 2 && any && titles.size() == 2 && name[0] == author.name);
  author.books.update_all(Book::c.loans -= 1);
  // [snippet: create]
  Book& made = author.books.create({{"title", "Tehanu"}});  // by name,
  author.books.create({.title = "Lavinia"});                // or as C++ initialises it; both are in the list now
  Book& draft = author.books.build({{"title", "Sketches"}});
  expect(draft.is_new() && draft.author.key() == author.id);  // saved with author.save()
  // [end]
  expect(made.is_persisted() && author.books.count() == 4);
  for (const char* title : {"Tehanu", "Lavinia"}) author.books.where(Book::c.title == title).delete_all();
}

void adding() {
  // [snippet: adding]
  Author author;
  author.name = "Octavia E. Butler";
  Book kindred;
  kindred.title = "Kindred";
  author.books.add(std::move(kindred));  // the owner is new: saved with the owner
  author.save_or_throw();                // author, then book with its author_id, in one transaction

  Book dawn;
  dawn.title = "Dawn";
  Book& saved = author.books.add(std::move(dawn));  // the owner is persisted: saved now
  expect(saved.is_persisted());
  Book& later = author.books.build();  // saved with the next author.save()
  later.title = "Imago";
  author.save_or_throw();
  // [end]
  expect(Book::where(Book::c.author == author).count() == 3);

  // [snippet: changed-child]
  author.books[0].title = "Kindred, revised";
  author.save_or_throw();           // saves no book: none of them is new
  author.books[0].save_or_throw();  // UPDATE books
  // [end]
  // [snippet: removing]
  Book& imago = author.books[2];
  if (auto gone = imago.destroy(); !gone) std::puts(gone.errors().to_string().c_str());
  std::size_t left = author.books.size();  // 2: a destroyed record leaves its owner's list
  // [end]
  expect(left == 2);
  // [snippet: linking]
  Tag fiction = Tag::find(1);
  Book first = Book::find(2);
  first.tags.link(fiction);                        // a row in books_tags; `fiction` stays where it is
  first.tags.link(fiction);                        // linking twice is harmless
  first.tags.add(Tag::create({{"name", "ice"}}));  // the list takes ownership of the tag
  first.tags.remove(fiction);                      // deletes the row in books_tags, not the tag
  first.tags.clear();                              // all of them
  // [end]
  expect(first.tags.empty() && first.tags.count() == 0 && Tag::find(1).name == "science fiction");
  for (Book& book : author.books) book.delete_row();
  author.delete_row();
}

void has_one() {
  // [snippet: has-one]
  Author author = Author::find(1);
  if (!author.portrait) {  // loads
    Portrait portrait;
    portrait.file = "le_guin.jpg";
    author.portrait.set(std::move(portrait));  // saved now, because the owner is persisted
  }
  std::puts(author.portrait->file.c_str());
  // [end]
  expect(Portrait::find(1).author->name == author.name);
}

void through_and_self() {
  // [snippet: through]
  Book book = Book::find(1);
  for (Reader& reader : book.reviewers)  // readers through reviews, in one query
    std::printf("%s reviewed %s\n", reader.name.c_str(), book.title.c_str());
  // [end]
  expect(book.reviewers.size() == 2);
  // [snippet: self]
  Reader ann = Reader::find(1);
  for (Reader& invited : ann.invited)
    std::printf("%s was invited by %s\n", invited.name.c_str(), invited.invited_by->name.c_str());
  // [end]
  expect(ann.invited.size() == 1 && &*ann.invited[0].invited_by == &ann);
}

void inverses() {
  // [snippet: inverse]
  Author author = Author::find(1);
  for (Book& book : author.books) {
    const bool same = &*book.author == &author;  // the same object, without a query
    expect(same);
  }
  // [end]
}

void preloading() {
  auto before = rowan::statements_executed();
  // [snippet: preload]
  auto authors = Author::all()
                     .preload(Author::c.portrait)
                     .preload(Author::c.books, Book::where(Book::c.loans > 5)    // only these,
                                                   .order(Book::c.loans.desc())  // in this order,
                                                   .limit(3)                     // three per author,
                                                   .preload(Book::c.reviews))    // with their reviews
                     .load();
  // [end]
  expect(rowan::statements_executed() - before == 4);
  before = rowan::statements_executed();
  expect(authors[0].books.size() == 2 && authors[0].books[0].loans == 12 && authors[0].books[0].reviews.size() == 2);
  expect(rowan::statements_executed() == before);
}

void preloading_later() {
  const auto before = rowan::statements_executed();
  // [snippet: preload-into]
  std::vector<Author> two{Author::find(1), Author::find(2)};
  Author::preload_into(two, Author::c.books, Book::order(Book::c.title).limit(3));  // 1 statement for both
  Author::all().preload(Author::c.portrait).preload("books.reviews").preload_into(two);
  // [end]
  expect(rowan::statements_executed() - before == 6);
}

void strictness() {
  // [snippet: strict]
  auto authors = Author::all().strict_loading().load();
  try {
    for (Book& book : authors[0].books) std::puts(book.title.c_str());
  } catch (const rowan::StrictLoadingViolation& violation) {
    std::puts(
        violation.what());  // Author.books was touched but not loaded, … preload it with .preload(Author::c.books)
  }
  // [end]
  expect_throws<rowan::StrictLoadingViolation>([&] { static_cast<void>(authors[0].books.size()); });
}

void moving_about() {
  const auto before = rowan::statements_executed();
  // [snippet: moving]
  std::vector<Author> authors = Author::all().load().to_vector();
  std::sort(authors.begin(), authors.end(), [](const Author& a, const Author& b) { return a.name < b.name; });
  std::size_t books = 0;
  for (Author author : authors) books += author.books.size();  // copies: still one query for all of them
  // [end]
  expect(books == 3);
  expect(rowan::statements_executed() - before == 2);
}

void dependents() {
  // [snippet: dependent]
  Author author = Author::find(1);
  auto result = author.destroy();  // restrict_error: false, "can't be destroyed while it has 2 books"
  // [end]
  expect(!result && result.errors().to_string() == "can't be destroyed while it has 2 books");
  const auto reviews = Review::count();
  Book book = Book::find(1);
  expect(static_cast<bool>(book.destroy()));
  expect(Review::count() == reviews - 2);
}

}  // namespace

int main() {
  auto db = rowan::connect("sqlite::memory:");
  fill(db);
  lazy_loading();
  initialised();
  belongs_to();
  to_many();
  queries();
  adding();
  has_one();
  through_and_self();
  inverses();
  preloading();
  preloading_later();
  strictness();
  moving_about();
  dependents();
}
