// The code of docs/guide/transactions.md, checked as it runs.
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <thread>

#include "expect.hpp"
#include "library.hpp"

using namespace library;

namespace {

void one_block(rowan::Database& db) {
  // [snippet: block]
  std::int64_t loans = db.transaction([&] {
    Book book = Book::find(1);
    book.loans += 1;
    book.save_or_throw();
    return book.loans;  // the call returns the block's result
  });
  // [end]
  expect(loans == 13);
}

void records_follow(rowan::Database& db) {
  // [snippet: rollback]
  Book fresh;
  fresh.title = "The Dispossessed, second copy";
  fresh.author = 1;
  Book known = Book::find(2);
  try {
    db.transaction([&] {
      fresh.save_or_throw();  // INSERT
      known.title = "Draft";
      known.save_or_throw();  // UPDATE
      throw std::runtime_error("the printer is on fire");
    });
  } catch (const std::runtime_error&) {
  }
  // Both are restored: `fresh` is new, without a key; `known` has an unsaved change.
  // Values stay: fresh.title and known.title are as above, and the next save() sends them.
  // [end]
  expect(fresh.is_new() && fresh.id == 0 && fresh.title == "The Dispossessed, second copy");
  expect(known.is_persisted() && known.title == "Draft" && known.changed(&Book::title));
  known.save_or_throw();
  expect(Book::find(2).title == "Draft");
}

void nesting(rowan::Database& db) {
  const auto count = Tag::count();
  // [snippet: nested]
  db.transaction([&](rowan::Transaction&) {
    Tag::create({{"name", "kept"}});
    db.transaction(
        [&](rowan::Transaction& inner) {
          Tag::create({{"name", "not kept"}});
          inner.rollback();  // undoes this level when its block ends, without an exception
        },
        {.requires_new = true});  // a savepoint; without this, the block joins the outer one
  });
  // [end]
  expect(Tag::count() == count + 1);

  // [snippet: doomed]
  try {
    db.transaction([&] {
      try {
        db.transaction([&] { throw std::runtime_error("half done"); });  // joins
      } catch (const std::runtime_error&) {
        // Caught, but part of the work is missing: the outer transaction must roll back.
      }
      Tag::create({{"name", "too late"}});  // TransactionError
    });
  } catch (const rowan::TransactionError& error) {
    std::puts(error.what());
  }
  // [end]
  expect(Tag::count() == count + 1);
}

void callbacks(rowan::Database& db) {
  int mails = 0;
  // [snippet: after-commit]
  db.transaction([&](rowan::Transaction& transaction) {
    Reader reader = Reader::find(1);
    reader.name = "Ann";
    reader.save_or_throw();
    transaction.after_commit([&] { ++mails; });  // runs once it is durable; dropped on rollback
    transaction.after_rollback([] { std::puts("no mail today"); });
  });
  // [end]
  expect(mails == 1);
}

void options(rowan::Database& db) {
  // [snippet: options]
  auto books = db.transaction([&] { return Book::all().load(); },
                              {.isolation = rowan::Isolation::serializable, .read_only = true});
  // [end]
  expect_throws<rowan::ReadOnlyDatabase>([&] {
    db.transaction([] { Tag::create({{"name", "x"}}); }, {.read_only = true});
  });
  expect_throws<rowan::Unsupported>([&] { db.transaction([] {}, {.isolation = rowan::Isolation::read_committed}); });
}

void running_again(rowan::Database& db) {
  std::int64_t id = 1;
  int attempts = 0;
  // [snippet: retries]
  db.transaction(
      [&] {
        Book book = Book::find(id);  // loaded inside, so each attempt starts from the current row
        book.loans += 1;
        book.save_or_throw();
        if (++attempts < 3) throw rowan::SerializationFailure("as databases throw it");
      },
      {.retries = 5});
  // [end]
  expect(attempts == 3 && Book::find(id).loans == 14);
}

void failed_saves(rowan::Database& db) {
  const auto ann = Reader::find(1).email;
  // [snippet: with-savepoint]
  db.transaction([&] {
    Reader twin;
    twin.name = "Twin";
    twin.email = ann;                     // taken; the model declares it unique()
    if (!twin.save()) twin.email += "2";  // false, and the transaction goes on
    twin.save_or_throw();
    try {
      Book book;
      book.title = "Nobody's";
      book.author = 4711;  // there is none, and the model declares nothing about it
      (void)book.save(rowan::with_savepoint);
    } catch (const rowan::ForeignKeyViolation&) {
      // thrown, but only the savepoint is undone
    }
  });
  // [end]
  expect(Reader::find_by(Reader::c.name == "Twin")->email == ann + "2");
}

void locking(rowan::Database& db) {
  Book book = Book::find(1);
  const auto before = book.loans;
  // [snippet: locks]
  rowan::with_lock(book, [&] {  // opens a transaction, locks the row, reloads the record
    book.loans += 1;
    book.save_or_throw();
  });
  db.transaction([] {
    auto next = Book::where(Book::c.available == true).lock(rowan::lock::update, rowan::lock::skip_locked).first();
    if (!next) return;
    next->available = false;  // no other worker got this one
    next->save_or_throw();
  });
  // [end]
  expect(book.loans == before + 1);
  // [snippet: limits]
  auto all =
      db.transaction([] { return Book::all().load(); }, {.timeout = std::chrono::seconds(2)});  // each statement in it
  auto some = Book::all().timeout(std::chrono::milliseconds(500)).load();  // statements of this relation
  rowan::Canceller canceller(db);                                          // for this thread's statements
  std::thread([canceller] { canceller.cancel(); }).join();  // on another thread: stops the running one, if any
  // [end]
  expect(!some.empty() && some.size() == all.size());
}

void explicit_database() {
  // [snippet: which]
  auto archive = rowan::connect("sqlite::memory:", {.name = "archive", .make_default = false});
  archive.create_tables<Tag, Book, Author>();
  Tag tag;
  tag.name = "old";
  tag.save_or_throw(archive);  // 1. the database passed
  tag.name = "older";
  tag.save_or_throw();                           // 2. the one that loaded or first saved the record
  std::uint64_t old = Tag::on(archive).count();  // queries: the one named with on()
  std::uint64_t all = Tag::count();              // neither model nor transaction names one: the default one
  // [end]
  expect(old == 1 && all == 3);
}

}  // namespace

int main() {
  auto db = rowan::connect("sqlite::memory:");
  fill(db);
  one_block(db);
  records_follow(db);
  nesting(db);
  callbacks(db);
  options(db);
  running_again(db);
  failed_saves(db);
  locking(db);
  explicit_database();
}
