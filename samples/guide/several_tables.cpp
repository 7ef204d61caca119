// The code of docs/guide/several-tables.md, checked as it runs.
#include <cstdio>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "expect.hpp"
#include "library.hpp"

using namespace library;

namespace shelves {

// [snippet: tree]
class Category : public rowan::Model<Category> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Category> parent;
  rowan::HasMany<Category> children;

  ROWAN_MODEL(Category, (), (id, name, parent, children))
  static void configure(rowan::ModelBuilder<Category>& m) {
    m.belongs_to(&Category::parent).optional();
    m.has_many(&Category::children).inverse("parent");
  }
};
// [end]

}  // namespace shelves
ROWAN_REGISTER_MODEL(shelves::Category)

namespace {

void joins() {
  std::size_t pairs = 0;
  // [snippet: join]
  for (auto& [book, review] : Book::where(Book::c.available).join(Book::c.reviews).where(Review::c.stars >= 4)) {
    std::printf("%s: %d stars\n", book.title.c_str(), static_cast<int>(review.stars));
    ++pairs;
  }
  // [end]
  expect(pairs > 0 && pairs == Review::where(Review::c.stars >= 4).count());
}

void left_joins() {
  // [snippet: left-join]
  for (auto& [author, book] : Author::left_join(Author::c.books, Book::c.loans > 10).order(Author::c.name)) {
    std::printf("%s: %s\n", author.name.c_str(), book == nullptr ? "nothing popular" : book->title.c_str());
  }
  auto unread = Author::left_join(Author::c.books).where(Book::c.id.is_null()).count();
  // [end]
  expect(unread < Author::count());
}

void join_some() {
  // [snippet: join-some]
  auto newest = Book::order(Book::c.created_at.desc()).limit(3);
  for (auto& [author, book] : Author::join(Author::c.books, newest).order(Author::c.name))  // at most 3 of each
    std::printf("%s: %s\n", author.name.c_str(), book.title.c_str());

  auto popular = Book::where(Book::c.loans > 10).order(Book::c.loans.desc());
  auto names = Author::join(Author::c.books).merge(popular).pluck(Author::c.name, Book::c.title);
  // [end]
  expect(Author::join(Author::c.books, newest).count() <= 3 * Author::count() && names.size() == popular.count());
}

void ways() {
  // [snippet: ways]
  auto along = Review::join(Review::c.book).join(Book::c.author).order(Author::c.name);  // 3 records a row
  const auto other = rowan::alias<Book>("other");
  auto pairs = Book::join(other, other(Book::c.author) == Book::c.author && other(Book::c.id) > Book::c.id);
  auto titles = pairs.pluck(Book::c.title, other(Book::c.title));
  // [end]
  expect(along.count() == Review::count() && titles.size() == pairs.count());
}

void unions() {
  // [snippet: unions]
  auto popular = Book::where(Book::c.loans > 10), recent = Book::order(Book::c.created_at.desc()).limit(5);
  auto either = popular.union_with(recent).order(Book::c.title).limit(20);  // a relation as any other
  auto both = popular.intersect(recent).count();
  auto others = Book::all().except(popular).load();

  auto names = Author::select(Author::c.name).union_with(Reader::select(Reader::c.name));
  std::vector<std::string> first = names.order(names.value<0>()).limit(10).rows();
  // [end]
  expect(either.load().size() == 3 && both > 0 && others.size() + popular.count() == 3 && !first.empty());
}

void tables() {
  // [snippet: tables]
  auto best = Book::order(Book::c.loans.desc()).limit(2).as_table().order(Book::c.title).load();

  const auto sums = Book::where(Book::c.author.is_not_null())
                        .group(Book::c.author)
                        .select(Book::c.author, rowan::sum(Book::c.loans))
                        .as_table("sums");
  auto busy = sums.where(sums.value<1>() > 10).count();
  auto writers = Author::join(sums, sums.value<0>() == Author::c.id)
                     .order(sums.value<1>().desc())
                     .select(Author::c.name, sums.value<1>())
                     .rows();
  // [end]
  expect(best.size() == 2 && busy > 0 && !writers.empty());
}

void common_tables() {
  // [snippet: with]
  const auto recent = rowan::with("recent", Book::order(Book::c.created_at.desc()).limit(100));
  auto available = recent.where(Book::c.available).order(Book::c.title).load();  // of the hundred
  for (auto& [author, book] : Author::join(recent, recent(Book::c.author) == Author::c.id))
    std::printf("%s: %s\n", author.name.c_str(), book.title.c_str());

  const auto sums = rowan::with("sums", recent.group(Book::c.author).select(Book::c.author, rowan::sum(Book::c.loans)));
  const auto [writer, loans] = sums.values();
  auto above_average = sums.where(loans > sums.select(rowan::average(loans)).as_value()).count();
  auto names = Author::join(sums, writer == Author::c.id).order(loans.desc()).pluck(Author::c.name, loans);
  // [end]
  expect(available.size() == Book::where(Book::c.available).count() && above_average <= names.size() && !names.empty());
}

void recursive(const shelves::Category& fiction) {
  using shelves::Category;
  // [snippet: recursive]
  const auto below = rowan::with_recursive(
      "below", Category::where(Category::c.id == fiction.id),
      [](const auto& rows) { return Category::join(rows, rows(Category::c.id) == Category::c.parent); },
      {.max_depth = 20});
  auto near = below.where(below.depth() <= 1).order(Category::c.name).load();
  auto levels = below.group(below.depth()).count();  // 0 → 1, 1 → 1, 2 → 1

  const auto paths = rowan::with_recursive(
      "paths", Category::where(Category::c.parent.is_null()).select(Category::c.id, Category::c.name),
      [](const auto& rows) {
        const auto [id, path] = rows.values();
        return Category::join(rows, id == Category::c.parent)
            .select(Category::c.id, concat(path, " / ", Category::c.name));
      },
      {.max_depth = 20});
  std::vector<std::tuple<std::int64_t, std::string>> all = paths.order(paths.value<1>()).rows();
  // [end]
  expect(near.size() == 2 && levels.size() == 3 && std::get<1>(all.back()) == "Fiction / Space / Near space");
}

void trees(rowan::Database& db) {
  using shelves::Category;
  db.create_tables<Category>();
  Category fiction, space, near;
  fiction.name = "Fiction";
  fiction.save_or_throw();
  space.name = "Space";
  space.parent = fiction;
  space.save_or_throw();
  near.name = "Near space";
  near.parent = space;
  near.save_or_throw();
  // [snippet: trees]
  for (const Category& category : near.ancestors(Category::c.parent)) std::puts(category.name.c_str());
  auto below = fiction.descendants(Category::c.children).where(Category::c.name.contains("space")).count();
  auto children = fiction.descendants(Category::c.children, 1).load();  // one level
  // [end]
  expect(below == 1 && children.size() == 1 && near.ancestors(Category::c.parent).count() == 2);
  recursive(fiction);
}

void windows() {
  // [snippet: windows]
  using rowan::order_by, rowan::partition_by, rowan::row_number, rowan::sum;
  auto of_author = partition_by(Book::c.author).order_by(Book::c.loans.desc(), Book::c.id);
  auto ranks = Book::order(Book::c.title).pluck(Book::c.title, row_number().over(of_author));
  auto so_far = Book::pluck(Book::c.title, sum(Book::c.loans).over(order_by(Book::c.id)));
  auto of_three = order_by(Book::c.id).rows_between(rowan::preceding(1), rowan::following(1));
  auto smooth = Book::pluck(rowan::average(Book::c.loans).over(of_three));

  auto share = Book::pluck(Book::c.loans * 100 / sum(Book::c.loans).over());  // per cent of all
  // [end]
  expect(ranks.size() == Book::count() && so_far.size() == ranks.size() && smooth.size() == ranks.size());
  expect(share.size() == ranks.size());
  // [snippet: top-of-each]
  const auto numbered = Book::select(Book::c.id, row_number().over(of_author)).as_table("numbered");
  const auto first_two = numbered.where(numbered.value<1>() <= 2).select(numbered.value<0>());
  auto best = Book::where(Book::c.id.in(first_two)).order(Book::c.title).load();  // two of each author
  // [end]
  expect(!best.empty() && best.size() <= 2 * Book::group(Book::c.author).count().size());
}

}  // namespace

int main() {
  auto db = rowan::connect("sqlite::memory:");
  fill(db);
  joins();
  left_joins();
  join_some();
  ways();
  unions();
  tables();
  common_tables();
  windows();
  trees(db);
}
