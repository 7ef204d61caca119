// Three models, and once each way of asking them: what a file full of queries costs to compile. Never run: only, as a
// measure.
#include <optional>
#include <string>
#include <vector>

#include "rowan/model/load_async.hpp"
#include "rowan/query/window.hpp"
#include "rowan/rowan.hpp"

namespace compiled {

class Book;
class Review;

class Author : public rowan::Model<Author> {
 public:
  std::int64_t id{};
  std::string name;
  std::optional<int> born;
  rowan::BelongsTo<Author> teacher;
  rowan::HasMany<Author> pupils;
  rowan::HasMany<Book> books;

  ROWAN_MODEL(Author, (), (id, name, born, teacher, pupils, books))
  static void configure(rowan::ModelBuilder<Author>& m) {
    m.belongs_to(&Author::teacher).optional();
    m.has_many(&Author::pupils).inverse("teacher");
  }
};

class Book : public rowan::Model<Book> {
 public:
  std::int64_t id{};
  std::string title;
  bool available{};
  std::int64_t loans{};
  rowan::Instant made_at{};
  rowan::BelongsTo<Author> author;
  rowan::HasMany<Review> reviews;

  ROWAN_MODEL(Book, (), (id, title, available, loans, made_at, author, reviews))
};

class Review : public rowan::Model<Review> {
 public:
  std::int64_t id{};
  int stars{};
  std::string text;
  rowan::BelongsTo<Book> book;

  ROWAN_MODEL(Review, (), (id, stars, text, book))
};

std::uint64_t conditions() {
  auto c = Book::c;
  auto some = Book::where(c.title == "Solaris" || (c.available && c.loans >= 5))
                  .where(!(c.loans.between(1, 9)))
                  .where_not(c.author.in({1, 2}))
                  .or_where(c.title.contains("Left") || c.title.istarts_with("sol"))
                  .where(lower(c.title) == "solaris" || c.loans + 1 > length(c.title))
                  .where(rowan::attr("loans") > 10);
  auto same = some.rewhere(c.loans == 3).unscope(rowan::RelationPart::order).merge(Book::where(c.available));
  return same.count() + (Author::where(Author::c.born == std::nullopt).exists() ? 1 : 0);
}

std::uint64_t values() {
  using rowan::when;
  auto size = when(Book::c.loans > 100, "hot").when(Book::c.loans > 10, "warm").otherwise("cold");
  auto texts = Book::order(size, Book::c.title).pluck(Book::c.title, size);
  auto halves = Book::pluck(concat(upper(substring(Book::c.title, 1, 1)), "."), Book::c.loans / 2,
                            extract(rowan::TimePart::year, Book::c.made_at));
  auto titles = Book::all().reorder(Book::c.title.desc().nulls_first()).limit(3).offset(1).pluck(Book::c.title);
  return texts.size() + halves.size() + titles.size();
}

std::uint64_t paths() {
  auto by_lem = Book::where(Book::c.author(Author::c.name) == "Lem").order(Book::c.author(Author::c.born).desc());
  auto deeper = Review::where(Review::c.book(Book::c.author(Author::c.born)) < 1925);
  auto figures = Book::pluck(Book::c.title, Book::c.reviews.count(), Book::c.reviews.count(Review::c.stars >= 4),
                             Book::c.reviews.average(Review::c.stars));
  auto busiest = Author::order(Author::c.books.sum(Book::c.loans).desc());
  return by_lem.count() + deeper.count() + figures.size() + busiest.load().size();
}

std::uint64_t associations() {
  auto loved = Book::where(Book::c.reviews.every(Review::c.stars > 3) && Book::c.reviews.some());
  auto by_elders = Book::where(Book::c.author.matches(Author::c.born < 1925));
  auto nested = Author::where(Author::c.books.some(Book::c.reviews.none(Review::c.stars < 2)));
  auto unread = Book::missing(Book::c.reviews);
  return loved.count() + by_elders.count() + nested.count() + unread.count();
}

std::uint64_t sub_queries() {
  auto elders = Author::where(Author::c.born < 1925).select(Author::c.id);
  auto mean = Book::select(rowan::average(Book::c.loans)).as_value();
  return Book::where(Book::c.author.in(elders)).where(Book::c.loans > mean).count();
}

struct Line {
  std::optional<std::string> author;
  std::int64_t books, loans, popular;
};

std::uint64_t groups() {
  using rowan::count, rowan::sum;
  auto name = Book::c.author(Author::c.name);
  auto lines = Book::group(name)
                   .having(count() > 0)
                   .order(sum(Book::c.loans).desc())
                   .select(name, count(), sum(Book::c.loans), count().filter(Book::c.loans > 10))
                   .into<Line>();
  auto by_author = Book::group(Book::c.author).count();
  auto latest = Book::where(Book::c.available).maximum(Book::c.loans);
  return lines.size() + by_author.size() + (latest ? 1 : 0) + static_cast<std::uint64_t>(Book::sum(Book::c.loans));
}

std::uint64_t joins() {
  std::uint64_t pairs = 0;
  for (auto& [book, review] : Book::where(Book::c.available).join(Book::c.reviews).where(Review::c.stars >= 4))
    pairs += book.id > 0 && review.id > 0 ? 1 : 0;
  for (auto& [author, book] : Author::left_join(Author::c.books, Book::c.loans > 10).order(Author::c.name))
    pairs += book != nullptr ? 1 : 0;
  const auto other = rowan::alias<Book>("other");
  auto titles = Book::join(other, other(Book::c.author) == Book::c.author).pluck(Book::c.title, other(Book::c.title));
  return pairs + titles.size();
}

std::uint64_t tables() {
  auto popular = Book::where(Book::c.loans > 10), recent = Book::order(Book::c.made_at.desc()).limit(5);
  auto either = popular.union_with(recent).order(Book::c.title).limit(20);
  const auto sums = Book::group(Book::c.author).select(Book::c.author, rowan::sum(Book::c.loans)).as_table("sums");
  auto writers = Author::join(sums, sums.value<0>() == Author::c.id).select(Author::c.name, sums.value<1>()).rows();
  const auto newest = rowan::with("newest", recent);
  return either.count() + writers.size() + newest.where(Book::c.available).count();
}

std::uint64_t trees() {
  const auto below = rowan::with_recursive(
      "below", Author::where(Author::c.id == 1),
      [](const auto& rows) { return Author::join(rows, rows(Author::c.id) == Author::c.teacher); }, {.max_depth = 20});
  return below.where(below.depth() <= 1).count() + Author::find(1).descendants(Author::c.pupils).count();
}

std::uint64_t windows() {
  auto of_author = rowan::partition_by(Book::c.author).order_by(Book::c.loans.desc(), Book::c.id);
  auto ranks = Book::order(Book::c.title).pluck(Book::c.title, rowan::row_number().over(of_author));
  auto so_far = Book::pluck(Book::c.title, rowan::sum(Book::c.loans).over(rowan::order_by(Book::c.id)));
  return ranks.size() + so_far.size();
}

std::uint64_t loads() {
  auto authors =
      Author::all().preload(Author::c.books, Book::where(Book::c.loans > 5).limit(3).preload(Book::c.reviews)).load();
  std::uint64_t seen = 0;
  for (Author& author : authors) {
    for (Book& book : author.books) seen += book.reviews.size();
  }
  auto page = Book::order(Book::c.loans.desc()).page(20);
  Book::all().find_each([&](Book& book) { seen += book.available ? 1 : 0; });
  for (Book& book : Book::order(Book::c.title).each()) seen += book.title.size();
  auto later = rowan::load_async(Book::where(Book::c.available).only(Book::c.title));
  return seen + page.size() + later.get().size() + authors[0].books.where(Book::c.loans > 5).count();
}

std::uint64_t changes() {
  return Book::where(Book::c.available).update_all(Book::c.loans += 1) + Book::where(Book::c.loans < 0).delete_all();
}

}  // namespace compiled

ROWAN_REGISTER_MODEL(compiled::Author)
ROWAN_REGISTER_MODEL(compiled::Book)
ROWAN_REGISTER_MODEL(compiled::Review)

int main() {
  using namespace compiled;
  const rowan::Database database = rowan::connect("sqlite::memory:");
  const std::uint64_t all = conditions() + values() + paths() + associations() + sub_queries() + groups() + joins() +
                            tables() + trees() + windows() + loads() + changes();
  return all > 0 ? 0 : 1;
}
