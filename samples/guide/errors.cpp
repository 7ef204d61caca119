// The code of docs/guide/errors.md, checked as it runs.
#include <cstdio>
#include <string>
#include <utility>

#include "expect.hpp"
#include "library.hpp"

using namespace library;

namespace {

void result_or_exception() {
  // [snippet: result]
  Reader reader;
  reader.name = "Ann again";
  reader.email = "ann@example.com";  // taken, and declared unique()
  if (auto saved = reader.save(); !saved) {
    std::puts(saved.errors().to_string().c_str());  // email has already been taken
  }
  // [end]
  const auto saved = reader.save();
  expect(saved.errors().on("email").size() == 1);
}

void one_type_per_reaction() {
  // [snippet: catch]
  try {
    Book book;
    book.title = "Nobody's";
    book.author = 4711;  // no such author
    book.save_or_throw();
  } catch (const rowan::ForeignKeyViolation& violation) {
    std::printf("%s (table %s, column %s, constraint %s)\n", violation.what(), violation.table().c_str(),
                violation.columns()[0].c_str(), violation.constraint().c_str());
  } catch (const rowan::ConnectionLost&) {
    // try again later
  } catch (const rowan::Error& error) {  // everything the library throws
    std::printf("%s\nin: %s (code %d)\n", error.what(), error.statement().c_str(), error.native_code());
  }
  // [end]
  expect_throws<rowan::ForeignKeyViolation>([] {
    Book book;
    book.title = "Nobody's";
    book.author = 4711;
    book.save_or_throw();
  });
}

void every_record_error(rowan::Database& db) {
  expect_throws<rowan::RecordNotFound>([] { static_cast<void>(Book::find(99)); });
  expect_throws<rowan::NotUnique>([] { static_cast<void>(Book::all().sole()); });
  expect_throws<rowan::RecordInvalid>([] { Reader().save_or_throw(); });
  expect_throws<rowan::StaleRecord>([&] {
    Book book = Book::find(1);
    db.execute("DELETE FROM reviews");
    db.execute("DELETE FROM books_tags");
    db.execute("DELETE FROM books WHERE id = ?", 1);
    book.title = "Gone";
    book.save_or_throw();
  });
  expect_throws<rowan::RecordMoved>([] {
    Book book = Book::find(2);
    const Book other = std::move(book);
    book.save_or_throw();
  });
  expect_throws<rowan::RecordDestroyed>([] {
    Tag tag = Tag::create({{"name", "short-lived"}});
    static_cast<void>(tag.destroy());
    tag.save_or_throw();
  });
  expect_throws<rowan::UndefinedColumn>([&] { static_cast<void>(db.query("SELECT colour FROM books")); });
  expect_throws<rowan::UndefinedTable>([&] { static_cast<void>(db.query("SELECT * FROM shelves")); });
  expect_throws<rowan::SchemaConflict>([&] { db.create_tables<Book>(); });
}

}  // namespace

int main() {
  auto db = rowan::connect("sqlite::memory:");
  fill(db);
  result_or_exception();
  one_type_per_reaction();
  every_record_error(db);
}
