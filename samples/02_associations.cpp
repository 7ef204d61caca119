// Associations: a member that is another record, or many. The first access loads it for all siblings at once.
#include <fmt/format.h>
#include <rowan/rowan.hpp>

// [snippet: models]
class Author;
class Tag;

class Book : public rowan::Model<Book> {
 public:
  std::int64_t id{};
  std::string title;
  rowan::BelongsTo<Author> author;  // owns the column author_id
  rowan::ManyToMany<Tag> tags;      // join table books_tags

  ROWAN_MODEL(Book, (), (id, title, author, tags))
};

class Author : public rowan::Model<Author> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Book> books;

  ROWAN_MODEL(Author, (), (id, name, books))

  static void configure(rowan::ModelBuilder<Author>& m) {
    m.has_many(&Author::books).dependent(rowan::dependent::destroy);  // no author, no books
  }
};

class Tag : public rowan::Model<Tag> {
 public:
  std::int64_t id{};
  std::string label;
  rowan::ManyToMany<Book> books;

  ROWAN_MODEL(Tag, (), (id, label, books))
};
// [end]
ROWAN_REGISTER_MODEL(Author)
ROWAN_REGISTER_MODEL(Book)
ROWAN_REGISTER_MODEL(Tag)

void fill_shelf() {
  // [snippet: build]
  Tag novel = Tag::create({{"label", "novel"}});
  for (const char* name : {"Ursula", "Stanisław", "Octavia"}) {
    Author author;
    author.name = name;
    for (int number = 1; number <= 3; ++number) {
      Book& book = author.books.build();
      book.title = fmt::format("{}'s book {}", name, number);
      book.tags.link(novel);
    }
    author.save_or_throw();  // with its books and their tags, in one transaction
  }
  // [end]
}

int main() {
  auto db = rowan::connect("sqlite::memory:");
  db.create_tables<Author, Book, Tag>();
  fill_shelf();

  // [snippet: walk]
  const auto before = rowan::statements_executed();
  for (Author& author : Author::all()) {
    for (Book& book : author.books) {
      for (Tag& tag : book.tags) fmt::print("{} ({}), by {}\n", book.title, tag.label, book.author->name);
    }
  }
  fmt::print("{} statements\n", rowan::statements_executed() - before);  // authors, books, tags: not one per author
  // [end]

  // [snippet: change]
  Author ursula = Author::find(1);
  Book& fourth = ursula.books.add(Book{});  // the owner is saved, so this saves
  fmt::print("{} has {} books\n", ursula.name, ursula.books.count());
  ursula.books.remove(fourth);
  fmt::print("{} has {} books\n", ursula.name, ursula.books.count());
  // [end]
}
