// The code of docs/guide/connections.md and threads-and-lifetimes.md, checked as it runs.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "expect.hpp"
#include "library.hpp"
#include "rowan/core/log.hpp"

using namespace library;
using namespace std::chrono_literals;

namespace {

// [snippet: sink]
class FailedStatements : public rowan::LogSink {
 public:
  void statement(const rowan::StatementEvent& event) override {
    if (event.failed) std::fprintf(stderr, "%.*s\n", static_cast<int>(event.sql.size()), event.sql.data());
  }
  void message(rowan::LogLevel, std::string_view) override {}
};
// [end]

void logging() {
  // [snippet: set-sink]
  rowan::set_log_sink(std::make_shared<FailedStatements>());
  rowan::set_log_sink(nullptr);  // no log, the default
  // [end]
}

void options(const std::string& file) {
  const std::string url = "sqlite://" + file;
  // [snippet: connect]
  auto db = rowan::connect(url + "?busy_timeout=2000&pool=4", {.name = "main",
                                                               .pool_size = 4,  // overrides pool= in the URL
                                                               .checkout_timeout = 5000ms,
                                                               .statement_cache = 256,
                                                               .make_default = true});
  // [end]
  expect(rowan::find_database("main").has_value() && db.name() == "main");
  expect_throws<rowan::InvalidUrl>([&] { static_cast<void>(rowan::connect(url + "?busy=1")); });
  expect_throws<rowan::Unsupported>([] { static_cast<void>(rowan::connect("oracle://host/db")); });
  expect_throws<rowan::ConnectionFailed>([] { static_cast<void>(rowan::connect("sqlite://no/such/folder/x.db")); });
}

void many_threads(const std::string& file) {
  auto db = rowan::connect("sqlite://" + file);
  fill(db);
  // [snippet: threads]
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([db]() mutable {  // a Database may be copied and used anywhere
      db.transaction([] {
        Book book = Book::find(1);  // records stay in this thread
        book.increment(&Book::loans, 1);
      });
    });
  for (std::thread& thread : threads) thread.join();
  // [end]
  expect(Book::find(1).loans == 16);

  // [snippet: detach]
  Author author = Author::all().load().to_vector().front();
  author.detach();  // drops its siblings and loaded associations; now it may go to another thread
  std::thread([author = std::move(author)]() mutable { std::printf("%zu books\n", author.books.size()); }).join();
  // [end]
}

void outliving() {
  // [snippet: closed]
  std::optional<Author> author;
  {
    auto db = rowan::connect("sqlite::memory:");
    fill(db);
    author = Author::find(1);
    db.close();
  }
  std::puts(author->name.c_str());  // a record is a value: it outlives its connection
  try {
    std::printf("%zu books\n", author->books.size());
  } catch (const rowan::DatabaseClosed& closed) {
    std::puts(closed.what());  // but it can't load through a closed one
  }
  // [end]
  expect_throws<rowan::DatabaseClosed>([&] { static_cast<void>(author->books.size()); });
}

void references() {
  auto db = rowan::connect("sqlite::memory:");
  fill(db);
  // [snippet: references]
  Author author = Author::find(1);
  Book& first = author.books[0];     // lives in author.books
  Author moved = std::move(author);  // the books move along: `first` stays valid, and first.author is `moved`
  expect(&*first.author == &moved);
  Book copy = first;    // your own copy, with its own handles
  moved.books.reset();  // `first` dangles now; `copy` does not
  // [end]
  expect(copy.title == "The Dispossessed" && copy.author->id == moved.id);
}

}  // namespace

int main() {
  const auto folder = std::filesystem::temp_directory_path() / ("rowan-guide-" + rowan::Uuid::random().to_string());
  std::filesystem::create_directory(folder);
  logging();
  options(folder / "options.db");
  many_threads(folder / "threads.db");
  outliving();
  references();
  std::filesystem::remove_all(folder);
}
