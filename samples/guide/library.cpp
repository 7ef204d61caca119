#include "library.hpp"

#include <utility>

ROWAN_REGISTER_MODEL(library::Author)
ROWAN_REGISTER_MODEL(library::Book)
ROWAN_REGISTER_MODEL(library::Portrait)
ROWAN_REGISTER_MODEL(library::Reader)
ROWAN_REGISTER_MODEL(library::Review)
ROWAN_REGISTER_MODEL(library::Tag)

namespace library {

void Author::configure(rowan::ModelBuilder<Author>& m) {
  m.attribute(&Author::name).not_blank();
  m.has_many(&Author::books).order(Book::c.title).dependent(rowan::dependent::restrict_error);
  m.has_one(&Author::portrait).dependent(rowan::dependent::destroy);
}

// [snippet: configure-book]
void Book::configure(rowan::ModelBuilder<Book>& m) {
  m.attribute(&Book::title).not_blank().max_length(200);
  m.index(&Book::author, &Book::title);
  m.has_many(&Book::reviews).dependent(rowan::dependent::destroy);
  m.has_many(&Book::reviewers).through(Book::c.reviews, Review::c.reader);
}
// [end]

// [snippet: configure-reader]
void Reader::configure(rowan::ModelBuilder<Reader>& m) {
  m.attribute(&Reader::email).not_blank().unique();
  m.belongs_to(&Reader::invited_by).optional().on_delete(rowan::ForeignKeyAction::set_null);
  m.has_many(&Reader::reviews).dependent(rowan::dependent::delete_all);
}
// [end]

namespace {

Book book(const char* title, std::int64_t loans) {
  Book made;
  made.title = title;
  made.loans = loans;
  return made;
}

Reader reader(const char* name) {
  Reader made;
  made.name = name;
  made.email = std::string(name) + "@example.com";
  return made;
}

void review(Book& book, Reader& reader, int stars) {
  Review made;
  made.stars = stars;
  made.reader = reader;
  book.reviews.add(std::move(made));
}

}  // namespace

void fill(rowan::Database& db) {
  db.create_tables<Author, Book, Portrait, Reader, Review, Tag>();
  Author le_guin = Author::create({{"name", "Ursula K. Le Guin"}, {"born", 1929}});
  Author lem = Author::create({{"name", "Stanisław Lem"}, {"born", 1921}});
  Book& dispossessed = le_guin.books.add(book("The Dispossessed", 12));
  le_guin.books.add(book("The Left Hand of Darkness", 7));
  Book& solaris = lem.books.add(book("Solaris", 20));
  Tag fiction = Tag::create({{"name", "science fiction"}});
  Tag ocean = Tag::create({{"name", "ocean"}});
  dispossessed.tags.link(fiction);
  solaris.tags.link(fiction);
  solaris.tags.link(ocean);
  Reader ann = Reader::create(reader("ann"));
  Reader bob = reader("bob");
  bob.invited_by = ann;
  bob.save_or_throw();
  review(dispossessed, ann, 5);
  review(dispossessed, bob, 3);
  review(solaris, ann, 4);
}

}  // namespace library
