// The code of docs/guide/querying.md, checked as it runs.
#include <algorithm>
#include <cstdio>
#include <ranges>
#include <string>
#include <tuple>
#include <vector>

#include "expect.hpp"
#include "library.hpp"
#include "rowan/model/load_async.hpp"

using namespace library;

// [snippet: line]
struct Stock {
  std::string writer;
  std::int64_t books{};
};
BOOST_DESCRIBE_STRUCT(Stock, (), (writer, books))
// [end]

namespace {

// [snippet: scopes]
rowan::Relation<Book> lent_often(const rowan::Relation<Book>& books, int at_least = 10) {
  return books.where(Book::c.loans >= at_least).order(Book::c.loans.desc());
}
// [end]

void relations() {
  // [snippet: relation]
  auto popular = Book::where(Book::c.loans > 10).order(Book::c.loans.desc(), Book::c.title);
  auto three = popular.limit(3);  // `popular` is unchanged: a relation is an immutable value
  for (Book& book : three)        // runs here: SELECT "id", "title", … LIMIT ?
    std::printf("%s\n", book.title.c_str());
  rowan::Records<Book> all = popular.load();  // or keep the records: random access, sortable, movable
  // [end]
  expect(all.size() == 2 && all[0].title == "Solaris");
}

void ranges() {
  // [snippet: ranges]
  const auto books = Book::order(Book::c.title);
  auto lent = std::ranges::count_if(books, [](const Book& book) { return book.loans > 0; });
  for (const Book& book : books | std::views::take(2)) std::puts(book.title.c_str());
  auto most = std::ranges::max_element(books, {}, &Book::loans);  // keeps its records alive
  std::vector<Book> kept(books.begin(), books.end());             // or books.to_vector()
  // [end]
  expect(lent == 3 && most->title == "Solaris" && kept.size() == 3);
}

void finding() {
  // [snippet: find]
  Book book = Book::find(1);                      // RecordNotFound when there is none
  std::optional<Book> maybe = Book::find_if(99);  // nullopt when there is none
  std::optional<Book> solaris = Book::find_by(Book::c.title == "Solaris");
  rowan::Records<Book> some = Book::find_all({3, 1});                   // in this order; the error names missing keys
  std::optional<Book> first = Book::first();                            // by key, or by the given order
  Book most = Book::all().order(Book::c.loans.desc()).limit(1).sole();  // RecordNotFound or NotUnique otherwise
  bool any = Book::exists(Book::c.available);
  std::uint64_t lent_out = Book::where(!Book::c.available).count();
  // [end]
  expect(book.id == 1 && !maybe && solaris->id == 3 && some[0].id == 3 && some[1].id == 1);
  expect(first->id == 1 && most.id == 3 && any && lent_out == 0);
}

void conditions() {
  auto count = [](const rowan::Condition<Book>& condition) { return Book::where(condition).count(); };
  // [snippet: conditions]
  auto c = Book::c;
  auto a = c.title == "Solaris" || (c.available && c.loans >= 5);    // && and || with C++'s precedence
  auto b = !(c.loans.between(1, 9));                                 // inclusive
  auto d = c.author.in({1, 2}) && c.title != "";                     // the key of a belongs_to is a column, too
  auto e = c.title.contains("Left") || c.title.istarts_with("sol");  // %, _ and \ are literal; i… ignores case
  auto f = c.updated_at >= c.created_at;                             // two columns
  auto g = Author::c.born == std::nullopt;                           // IS NULL; on std::optional attributes
  // [end]
  expect(count(a) == 3 && count(b) == 2 && count(d) == 3 && count(e) == 2 && count(f) == 3);
  expect(Author::where(g).count() == 0);
  expect(Book::where(c.id.in({})).count() == 0 && Book::where(c.id.not_in({})).count() == 3);
}

void values() {
  auto count = [](const rowan::Condition<Book>& condition) { return Book::where(condition).count(); };
  // [snippet: values]
  auto c = Book::c;
  auto a = lower(c.title) == "solaris";               // letters beyond ASCII too
  auto b = c.loans + 1 > length(c.title);             // both sides may be computed
  auto d = lower(rowan::attr("title")) == "solaris";  // the same by name
  auto e = c.created_at > rowan::database_now() - std::chrono::days(30);
  auto by_length = Book::all().order(length(c.title).desc()).pluck(Book::c.title);
  auto halves = Book::pluck(concat(upper(substring(c.title, 1, 1)), "."), c.loans / 2,
                            extract(rowan::TimePart::year, c.created_at));
  // [end]
  expect(count(a) == 1 && count(b) == 1 && count(d) == 1 && count(e) == 3 && by_length.back() == "Solaris" &&
         halves.size() == 3);
}

void choices() {
  // [snippet: choices]
  using rowan::when;
  auto size = when(Book::c.loans > 100, "hot").when(Book::c.loans > 10, "warm").otherwise("cold");
  auto hottest = Book::where(size == "hot").count();
  auto in_groups = Book::order(size, Book::c.title).pluck(Book::c.title, size);
  // [end]
  expect(hottest == 0 && in_groups.size() == 3 && std::get<1>(in_groups[0]) == "cold");
}

void paths() {
  // [snippet: paths]
  auto by_lem = Book::where(Book::c.author(Author::c.name) == "Stanisław Lem");  // LEFT JOIN authors
  auto by_author = Book::order(Book::c.author(Author::c.name), Book::c.title);
  auto deeper = Review::where(Review::c.book(Book::c.author(Author::c.born)) < 1925);  // two joins
  auto named = Book::where(rowan::attr("author.name") == "Stanisław Lem");             // the same by name
  // [end]
  expect(by_lem.count() == named.count() && by_author.load().size() == 3 && deeper.count() < 10);
}

void values_of_targets() {
  // [snippet: of-targets]
  auto prolific = Author::where(Author::c.books.count() > 1);
  auto busiest = Author::order(Author::c.books.sum(Book::c.loans).desc());
  auto figures = Book::pluck(Book::c.title, Book::c.reviews.count(), Book::c.reviews.count(Review::c.stars >= 4),
                             Book::c.reviews.average(Review::c.stars));
  // [end]
  expect(prolific.count() < 3 && busiest.load().size() == Author::count() && figures.size() == 3);
}

void aggregates() {
  // [snippet: aggregates]
  std::int64_t loans = Book::sum(Book::c.loans);                        // 0 where there are no rows
  std::optional<double> average = Review::average(Review::c.stars);     // nullopt where there are none
  auto latest = Book::where(Book::c.available).maximum(Book::c.loans);  // a std::optional, too
  std::int64_t authors = Book::count_distinct(Book::c.author);          // without the NULLs
  Author lem = Author::find_by(Author::c.name == "Stanisław Lem").value();
  std::int64_t his = lem.books.sum(Book::c.loans);  // of an association
  // [end]
  expect(loans > 0 && average && latest && authors > 0 && his > 0);
}

void groups() {
  // [snippet: groups]
  using rowan::count, rowan::sum;
  for (auto& [author, books] : Book::group(Book::c.author).count())  // a map from each author's key
    std::printf("%lld: %lld\n", static_cast<long long>(author.value_or(0)), static_cast<long long>(books));

  struct Line {
    std::optional<std::string> author;
    std::int64_t books, loans, popular;
  };
  auto name = Book::c.author(Author::c.name);
  std::vector<Line> lines = Book::group(name)
                                .having(count() > 0)
                                .order(sum(Book::c.loans).desc())
                                .select(name, count(), sum(Book::c.loans), count().filter(Book::c.loans > 10))
                                .into<Line>();
  // [end]
  expect(!lines.empty());
}

void inside() {
  // [snippet: inside]
  auto elders = Author::where(Author::c.born < 1925).select(Author::c.id);
  auto theirs = Book::where(Book::c.author.in(elders));
  auto mean = Book::select(rowan::average(Book::c.loans)).as_value();
  auto above = Book::where(Book::c.loans > mean);
  // [end]
  expect(theirs.count() < 4 && above.count() < 4);
}

void through_associations() {
  // [snippet: associations]
  auto reviewed = Book::where(Book::c.reviews.some(Review::c.stars >= 4));  // at least one such review
  auto ignored = Book::where(Book::c.reviews.none());                       // no review
  auto loved = Book::where(Book::c.reviews.every(Review::c.stars > 3));     // also true without reviews
  auto by_elders = Book::where(Book::c.author.matches(Author::c.born < 1925));
  auto faceless = Author::where(Author::c.portrait.is(std::nullopt));  // no portrait
  auto nested = Author::where(Author::c.books.some(Book::c.tags.some(Tag::c.name == "ocean")));
  // [end]
  expect(reviewed.count() == 2 && ignored.count() == 1 && loved.count() == 2 && by_elders.count() == 1);
  expect(faceless.count() == 2 && nested.sole().name == "Stanisław Lem");
}

void by_name() {
  // [snippet: by-name]
  std::string field = "loans";  // from a request, say
  auto busy = Book::where(rowan::attr(field) > 10 && rowan::attr("author").matches(rowan::attr("born") < 1925))
                  .order(rowan::attr(field).desc());
  try {
    rowan::Records<Book> none = Book::where(rowan::attr("titel") == "Solaris").load();
  } catch (const rowan::QueryError& error) {
    std::puts(error.what());
  }
  // [end]
  expect(busy.sole().title == "Solaris");
  expect_throws<rowan::QueryError>([] { static_cast<void>(Book::where(rowan::attr("titel") == "x").load()); });
}

void ordering() {
  // [snippet: order]
  auto oldest = Author::all().order(Author::c.born.asc().nulls_last(), Author::c.name);
  auto newest = oldest.reorder(Author::c.born.desc().nulls_first());  // replaces the order
  auto page = oldest.limit(20).offset(40);
  // [end]
  expect(oldest.first()->name == "Stanisław Lem" && newest.first()->born == 1929 && page.load().empty());
}

void parts() {
  // [snippet: pluck]
  std::vector<std::string> titles = Book::all().order(Book::c.title).pluck(Book::c.title);
  for (auto [title, loans] : Book::all().pluck(Book::c.title, Book::c.loans))
    std::printf("%s: %lld\n", title.c_str(), static_cast<long long>(loans));
  // [end]
  expect(titles.size() == 3 && titles[0] == "Solaris");
}

void writing() {
  // [snippet: update-all]
  std::uint64_t changed = Book::where(Book::c.author == 1).update_all(Book::c.available = false);
  Book::all().everything().update_all(Book::c.loans += 1);               // every row, explicitly
  std::uint64_t gone = Review::where(Review::c.stars < 4).delete_all();  // one DELETE, no callbacks
  // [end]
  expect(changed == 2 && gone == 1 && Book::find(3).loans == 21);
  expect_throws<rowan::QueryError>([] { Review::all().delete_all(); });
}

void bulk() {
  // [snippet: bulk]
  std::vector<Reader> readers(1000);
  for (std::size_t i = 0; i < readers.size(); ++i) {
    readers[i].name = "Reader " + std::to_string(i);
    readers[i].email = std::to_string(i) + "@example.com";
  }
  Reader::insert_all(readers);  // all or none; no validations, callbacks or keys
  std::uint64_t added = Reader::insert_all(readers, {.skip_duplicates = true});  // 0: all exist already

  for (Reader& reader : readers) reader.name += " the Second";
  Reader::upsert_all(readers, {"email"});  // INSERT … ON CONFLICT ("email") DO UPDATE
  // [end]
  expect(added == 0 && Reader::count() == 1002);
  expect(Reader::where(Reader::c.name.ends_with("the Second")).count() == 1000);
  for (Reader& reader : readers) reader.email = "again " + reader.email;
  // [snippet: bulk-keys]
  Reader::insert_all_with_keys(readers);  // sets each record's key
  // [end]
  expect(readers[999].is_persisted() && Reader::find(readers[999].id).email == readers[999].email);
}

void save_all() {
  std::vector<Reader> readers = Reader::where(Reader::c.name.starts_with("Reader 1")).load().to_vector();
  // [snippet: save-all]
  for (Reader& reader : readers) reader.name += " junior";
  Reader& fresh = readers.emplace_back();  // new and changed records may be mixed
  fresh.name = "Reader 1000";
  fresh.email = "1000@example.org";
  auto saved = Reader::save_all(readers);            // validations, callbacks, associations; all or none
  if (!saved) std::puts(saved.to_string().c_str());  // "record 3: email has already been taken"
  // [end]
  expect(static_cast<bool>(saved) && readers.back().is_persisted());
  // [snippet: save-all-graphs]
  std::vector<Author> authors(1000);
  for (Author& author : authors) {
    author.name = "Anonymous";
    for (int part = 1; part <= 3; ++part) author.books.add({}).title = "Poems " + std::to_string(part);
  }
  Author::save_all_or_throw(authors);  // a few INSERTs of authors, then a few of their 3,000 books
  // [end]
  expect(Book::where(Book::c.author == authors[999]).count() == 3);
  Book::where(Book::c.title.starts_with("Poems ")).delete_all();
  Author::where(Author::c.name == "Anonymous").delete_all();
  Reader::where(Reader::c.name == "Reader 1000").delete_all();
}

void pages() {
  // [snippet: pages]
  auto books = Book::where(Book::c.available).order(Book::c.loans.desc());
  rowan::Page<Book> page = books.page(20);  // one query
  for (const Book& book : page) std::puts(book.title.c_str());
  std::optional<std::string> next = page.next;                 // a text for a link; nothing on the last page
  rowan::Page<Book> second = books.after(next).page(20);       // of nothing: from the beginning
  rowan::Page<Book> back = books.before(second.next).page(1);  // the page that ends there
  // [end]
  expect(page.size() == books.count() && back.size() == 1);
}

void streaming() {
  std::size_t seen = 0;
  // [snippet: streaming]
  Reader::where(Reader::c.email.ends_with("example.com")).find_each([&](Reader& reader) {
    ++seen;
    return !reader.name.empty();  // false stops; a void function visits all
  });
  Reader::all().in_batches(500, [&](rowan::Records<Reader>& batch) { seen += batch.size(); });
  // [end]
  expect(seen == 2002 + 2002);
  // [snippet: each]
  for (Reader& reader : Reader::order(Reader::c.name).each()) seen += reader.name.size() > 0 ? 1 : 0;
  // [end]
  expect(seen > 4004);
  // [snippet: async]
  auto books = rowan::load_async(Book::where(Book::c.available));  // rowan/model/load_async.hpp: in a thread of its own
  auto readers = Reader::all().load();                             // meanwhile
  for (const Book& book : books.get()) std::puts(book.title.c_str());
  // [end]
  expect(!readers.empty());
}

void shorter() {
  // [snippet: shorter]
  Book solaris = Book::find_by(Book::c.title == "Solaris").value();
  auto others = Book::all().excluding(solaris);  // or excluding(records)
  auto unread = Book::missing(Book::c.reviews);  // nothing belongs to the association
  auto chosen = Book::in_order_of(Book::c.title, {"Solaris", "The Dispossessed"});  // these, in this order
  auto nothing = Book::none();                                                      // no rows, and no query
  auto cheaper = lent_often(Book::where(Book::c.author == 1)).rewhere(Book::c.author == 2);
  auto all = cheaper.unscope(rowan::RelationPart::order, rowan::RelationPart::limit);
  auto both = Book::where(Book::c.available).merge(cheaper);
  // [end]
  expect(others.count() + 1 == Book::count() && nothing.empty() && chosen.count() <= 2);
  expect(unread.count() < Book::count() && both.count() <= all.count());
  const Author lem = Author::find_by(Author::c.name == "Stanisław Lem").value();
  // [snippet: scoped]
  auto by_lem = lem.books.scope(lent_often, 5).limit(3);
  auto in_stock = lent_often(Book::where(Book::c.available));
  // [end]
  expect(by_lem.count() <= 3 && in_stock.count() <= Book::count());
}

void raw() {
  auto db = rowan::default_database().value();
  // [snippet: raw]
  auto hits = Book::where(rowan::sql("length(title) > ?", 10));  // part of a query; values are bound as well
  for (const rowan::Row& row : db.query("SELECT author_id, COUNT(*) AS books FROM books GROUP BY author_id"))
    std::printf("author %s: %s books\n", row["author_id"].to_string().c_str(), row["books"].to_string().c_str());
  std::uint64_t rows = db.execute("UPDATE books SET loans = ? WHERE id = ?", 0, 1);
  // [end]
  expect(hits.count() == 2 && rows == 1);
  // [snippet: from-sql]
  auto lent = rowan::from_sql<Book>("SELECT * FROM books WHERE loans > ?", 10);  // records as any others
  auto stock = rowan::from_sql<Stock>(
      "SELECT a.name AS writer, COUNT(*) AS books FROM books b JOIN authors a ON a.id = b.author_id GROUP BY a.name");
  auto pairs = rowan::from_sql<std::tuple<std::string, std::int64_t>>("SELECT title, loans FROM books");
  std::int64_t most = rowan::from_sql<std::int64_t>("SELECT MAX(loans) FROM books").at(0);
  // [end]
  expect(lent.size() == 1 && stock.size() == 2 && pairs.size() == Book::count() && most > 10);
}

void showing() {
  // [snippet: showing]
  auto relation = Book::where(Book::c.author == 1).limit(5).tag("start page");  // the tag shows in the log
  std::puts(relation.to_sql().c_str());
  std::puts(relation.explain().c_str());
  // [end]
  expect_throws<rowan::Unsupported>([&] {  // SQLite has neither
    // [snippet: analyze]
    std::puts(relation.explain({.analyze = true}).c_str());  // runs it, and tells what each step took
    std::string document = relation.explain({.form = rowan::PlanForm::json});
    // [end]
  });
  expect(relation.to_sql().find("WHERE") != std::string::npos && relation.explain().find("books") != std::string::npos);
}

void saying() {
  // [snippet: annotate]
  auto late = Book::where(!Book::c.available).annotate("late books").load();  // SELECT … /*late books*/
  // [end]
  std::string route = "/books";
  // [snippet: thread-tags]
  const rowan::StatementTags tags{{"route", route}, {"action", "list"}};
  auto books = Book::all().load();  // SELECT … /*action='list',route='%2Fbooks'*/
  // [end]
  expect(late.size() <= books.size());
}

void choosing_indexes(rowan::Database& db) {
  db.execute("CREATE INDEX books_by_loans ON books (loans)");
  // [snippet: hint]
  auto often = Book::where(Book::c.loans > 100).hint(rowan::force_index("books_by_loans")).load();
  // [end]
  expect(often.size() <= Book::count());
}

void some_attributes() {
  // [snippet: only]
  for (const Book& book : Book::all().only(Book::c.title)) std::puts(book.title.c_str());  // SELECT "id", "title"
  Book some = *Book::all().only(Book::c.title).first();
  some.title = "The Dispossessed";
  some.save_or_throw();  // sends the title
  if (!some.is_loaded("loans")) some.load_missing();
  // [end]
  expect(some.is_loaded("loans"));
  expect_throws<rowan::AttributeNotLoaded>(
      [] { static_cast<void>(Book::all().only(Book::c.title).first()->get("loans")); });
}

void only_reading() {
  // [snippet: readonly]
  for (Book& book : Book::all().readonly()) std::puts(book.title.c_str());
  // [end]
  auto books = Book::all().readonly().load();
  expect_throws<rowan::RecordNotSaved>([&] { static_cast<void>(books[0].save()); });
}

}  // namespace

int main() {
  auto db = rowan::connect("sqlite::memory:");
  fill(db);
  relations();
  ranges();
  finding();
  conditions();
  values();
  choices();
  paths();
  values_of_targets();
  aggregates();
  groups();
  inside();
  through_associations();
  by_name();
  ordering();
  parts();
  writing();
  bulk();
  save_all();
  pages();
  shorter();
  streaming();
  raw();
  showing();
  saying();
  choosing_indexes(db);
  some_attributes();
  only_reading();
}
