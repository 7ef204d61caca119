// The code of docs/guide/writing.md, checked as it runs.
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expect.hpp"
#include "library.hpp"

using namespace library;

namespace lending {

class Loan : public rowan::Model<Loan> {
 public:
  std::int64_t id{};
  std::string copy, reader;
  std::optional<rowan::Instant> returned_at;

  ROWAN_MODEL(Loan, (), (id, copy, reader, returned_at))
  // [snippet: partial-index]
  static void configure(rowan::ModelBuilder<Loan>& m) {
    m.where(Loan::c.returned_at.is_null()).unique_index(&Loan::copy);  // a copy is lent once at a time
  }
  // [end]
};

}  // namespace lending
ROWAN_REGISTER_MODEL(lending::Loan)

namespace {

void find_or_create() {
  // [snippet: find-or-create]
  Reader ann = Reader::find_or_create_by(Reader::c.email = "ann@example.com", Reader::c.name = "Ann");
  Reader kim = Reader::find_or_create_by({Reader::c.email = "kim@example.com", Reader::c.name = "Kim"},
                                         [&](Reader& reader) { reader.invited_by = ann; });
  Reader cid = Reader::create_or_find_by(Reader::c.email = "cid@example.com");  // INSERT first
  Reader dan = Reader::find_or_build_by(Reader::c.email = "dan@example.com");   // new, not saved
  Reader eve = ann.invited.find_or_create_by(Reader::c.email = "eve@example.com");
  // [end]
  expect(kim.invited_by->id == ann.id && cid.is_persisted() && dan.is_new() && eve.invited_by->id == ann.id);
  expect(Reader::find_or_create_by(Reader::c.email = "ann@example.com").id == ann.id);
}

void upserts() {
  Reader visitor;
  visitor.email = "ann@example.com";
  visitor.name = "Ann B.";
  // [snippet: upsert]
  visitor.upsert({Reader::c.email});  // inserted, or the row with this e-mail updated; then the record is that row
  // [end]
  expect(visitor.is_persisted() && !visitor.changed());
  expect(Reader::find(visitor.id).name == "Ann B.");

  std::vector<Tag> tags(2);
  tags[0].name = "sea";
  tags[1].name = "space";
  Tag::insert_all_with_keys(tags);
  // [snippet: upsert-options]
  std::vector<Reader> readers = Reader::all().to_vector();
  for (Reader& reader : readers) reader.name += "!";
  Reader::upsert_all(readers, {"email"}, {.update_only = {Reader::c.name}});
  Reader::upsert_all(readers, {"email"},
                     {.set = {Reader::c.name = concat(Reader::c.name, "/", rowan::excluded(Reader::c.name))}});
  // [end]
  expect(Reader::find(visitor.id).name == "Ann B.!/Ann B.!");
  std::vector<Reader> guests(2);
  guests[0].email = "ann@example.com";
  guests[1].email = "zoe@example.com";
  // [snippet: upsert-with-keys]
  rowan::upsert_all_with_keys(guests, {Reader::c.email}, {.update_only = {}});  // each is its row then
  // [end]
  expect(guests[0].id == visitor.id && guests[1].is_persisted() && !guests[1].changed());
}

void upsert_by_some(rowan::Database& db) {
  using lending::Loan;
  db.create_tables<Loan>();
  std::vector<Loan> loans(2);
  loans[0].copy = loans[1].copy = "QA 76/3";
  loans[0].returned_at = rowan::now();
  loans[1].reader = "Ann";
  Loan::insert_all(loans);
  loans.erase(loans.begin());
  loans[0].reader = "Bob";
  // [snippet: upsert-partial]
  Loan::upsert_all(loans, {Loan::c.copy});  // finds the loan of the copy that is not over
  // [end]
  expect(Loan::count() == 2 && Loan::find_by(Loan::c.reader == "Bob").has_value());
}

void updates() {
  // [snippet: update-computed]
  Book::where(Book::c.available).update_all(Book::c.loans = Book::c.loans * 2 + 1);
  Review::everything().update_all(Review::c.text = concat(Review::c.text, " (", Review::c.book(Book::c.title), ")"));
  Book::everything().update_all(Book::c.loans = Book::c.reviews.count());
  Book::where(Book::c.title == "Solaris").touch_all();  // updated_at, and a lock version
  // [end]
  expect(Book::where(Book::c.loans > 0).count() > 0);
}

void inserts() {
  // [snippet: insert-from]
  Tag::insert_from({"name"}, Book::where(Book::c.loans > 0).select(lower(Book::c.title)));  // one statement
  // [end]
  expect(Tag::where(Tag::c.name == "solaris").count() <= 1);
  struct Lines {  // what reads a file line by line, say
    struct Line {
      int number;
      Tag operator*() const {
        Tag tag;
        tag.name = "line " + std::to_string(number);
        return tag;
      }
      Line& operator++() { return ++number, *this; }
      bool operator!=(const Line& other) const { return number != other.number; }
    };
    [[nodiscard]] Line begin() const { return {0}; }
    [[nodiscard]] Line end() const { return {5000}; }
  } lines;
  // [snippet: insert-range]
  Tag::insert_all(lines);  // any range of records; a thousand at a time are in memory
  // [end]
  expect(Tag::where(Tag::c.name.starts_with("line ")).count() == 5000);
  // [snippet: destroy-all]
  std::uint64_t gone = Tag::where(Tag::c.name.starts_with("line ")).destroy_all();  // callbacks, dependents, batches
  // [end]
  expect(gone == 5000);
}

void nested() {
  // [snippet: nested]
  rowan::Writes<Author> lem(Author::c.name = "Lem");
  lem.create(Author::c.books,
             rowan::Writes<Book>(Book::c.title = "Fiasco").connect_or_create(Book::c.tags, Tag::c.name = "space"))
      .create(Author::c.portrait, Portrait::c.file = "lem.png");
  Author author = lem.create();  // throws RecordInvalid

  auto saved = rowan::Writes<Author>()
                   .update(Author::c.books, Book::c.title = "Fiasco", Book::c.available = false)
                   .create(Author::c.books, Book::c.title = "")
                   .save_to(author);
  if (!saved) std::puts(saved.to_string().c_str());  // books[1].title can't be blank; nothing was written
  // [end]
  expect(!saved && author.books.size() == 1 && author.books[0].available);

  std::string request =
      R"json({"name": "Stanisław Lem",
          "books": {"create": [{"title": "Eden"}],
                    "update": [{"where": {"title": "Fiasco"}, "data": {"title": "Fiasco (1986)"}}]}})json";
  // [snippet: nested-json]
  using enum rowan::NestedOperation;
  const auto permit =
      rowan::Permit({Author::c.name}).nested(Author::c.books, rowan::Permit({Book::c.title}), {create, update, remove});
  auto written = rowan::write_json(author, request, permit);
  if (!written) std::puts(written.errors().to_json().c_str());
  // [end]
  expect(static_cast<bool>(written) && author.books.size() == 2);
  expect_throws<rowan::RecordNotFound>([&] {
    auto theft = rowan::write_json(author, R"({"books": {"delete": {"title": "The Dispossessed"}}})", permit);
    expect(!theft);
  });
}

}  // namespace

int main() {
  auto db = rowan::connect("sqlite::memory:");
  fill(db);
  find_or_create();
  upserts();
  upsert_by_some(db);
  updates();
  inserts();
  nested();
}
