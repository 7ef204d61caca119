#include "memory/questions.hpp"

#include "memory/models.hpp"
#include "memory/random_values.hpp"
#include "rowan/query/ast.hpp"

namespace memory_tests {
namespace {

using rowan::attr;
using rowan::Expr;

Expr of_book(Dice& dice, int depth);

Expr of_author(Dice& dice, int depth) {
  switch (dice(depth > 0 ? 7 : 2)) {
    case 0:
      return attr("age") >= dice(5);
    case 1:
      return attr("name") != dice.word();
    case 2:
      return attr("books").some(of_book(dice, depth - 1));
    case 3:
      return attr("books").every(of_book(dice, depth - 1));
    case 4:
      return attr("tags").some(attr("word") == "red");
    case 5:
      return attr("remarks").some(attr("text") == dice.word());
    default:
      return attr("books").none(of_book(dice, depth - 1));
  }
}

Expr of_book(Dice& dice, int depth) {
  switch (dice(depth > 0 ? 9 : 1)) {
    case 1:
      return of_book(dice, depth - 1) && of_book(dice, depth - 1);
    case 2:
      return of_book(dice, depth - 1) || of_book(dice, depth - 1);
    case 3:
      return !of_book(dice, depth - 1);
    case 4:
      return attr("author").is(of_author(dice, depth - 1));
    case 5:
      return attr("author").is_not(of_author(dice, depth - 1));
    case 6:
      return attr("tags").every(attr("word") > "green");
    case 7:
      return attr("tags").some(attr("word").in({"red", "blue"}));
    case 8:
      return attr("remarks").none(attr("text").starts_with(dice.word()));
    default:
      return leaf_of_book(dice);
  }
}

rowan::Relation<Book> books(Dice& dice) {
  auto relation = Book::where(of_book(dice, 3));
  switch (dice(3)) {
    case 0:
      relation = relation.order(attr("stars").desc().nulls_last(), attr("number").asc());
      break;
    case 1:
      relation = relation.order(rowan::coalesce(attr("stars"), 2).asc(), attr("number").asc());
      break;
    default:
      relation = relation.order(attr("title").asc(), attr("price").desc(), attr("number").desc());
  }
  if (dice(2) == 0) relation = relation.limit(dice(6));
  if (dice(4) == 0) relation = relation.limit(9).offset(dice(4));
  return relation;
}

rowan::Relation<Remark> remarks(Dice& dice) {
  const auto all = Remark::order(attr("number").asc());
  switch (dice(4)) {
    case 0:
      return all.where(Remark::c.subject.is<Author>(Author::c.age > dice(4)));
    case 1:
      return all.where(Remark::c.subject.is<Book>(Book::c.author.is(Author::c.name != dice.word())));
    case 2:
      return all.where(Remark::c.subject.is<Book>() || Remark::c.text == dice.word());
    default:
      return all.where(Remark::c.subject.is_null());
  }
}

using rowan::AnyRelation;
using rowan::NullsOrder;
using rowan::OrderTerm;
using rowan::Over;
using Rows = std::vector<std::vector<rowan::Value>>;

// Of equal decimals any may stand for a group, whatever its zeros at the end.
std::string told(const rowan::Value& value) {
  std::string text = value.to_string();
  const bool point = std::holds_alternative<rowan::Decimal>(value.storage()) && text.find('.') != std::string::npos;
  while (point && text.back() == '0') text.pop_back();
  if (point && text.back() == '.') text.pop_back();
  return text;
}

std::string told(const Rows& rows) {
  std::string text;
  for (const auto& row : rows) {
    for (const rowan::Value& value : row) text += told(value) + "|";
    text += "\n";
  }
  return text;
}

OrderTerm placed(Dice& dice, Expr value) {
  return {std::move(value), dice(2) == 0, dice(2) == 0 ? NullsOrder::first : NullsOrder::last};
}

std::string values_of_books(Dice& dice) {
  RandomValues values(dice);
  AnyRelation books = AnyRelation(Book::rowan_info()).where(values.condition(2));
  const Expr value = values.any(3);
  books = books.order({placed(dice, dice(2) == 0 ? value : values.any(2)), attr("number").asc()});
  if (dice(3) == 0) books = books.limit(3).offset(dice(2));
  return told(books.pluck({rowan::ast::column("number"), value, values.any(2)}));
}

std::string different_values_of_books(Dice& dice) {
  RandomValues values(dice);
  const Expr value = values.any(2);
  const auto books = AnyRelation(Book::rowan_info()).where(values.condition(1)).distinct();
  return std::to_string(books.pluck({value}).size());
}

std::string values_of_all_books(Dice& dice) {
  RandomValues values(dice);
  AnyRelation books = AnyRelation(Book::rowan_info()).where(values.condition(1));
  if (dice(3) == 0) books = books.order({attr("number").asc()}).limit(dice(4));
  return told(books.pluck({values.aggregate(2), values.aggregate(1)}));
}

std::string groups_of_books(Dice& dice) {
  RandomValues values(dice);
  const Expr key = values.key(2), other = dice(2) == 0 ? values.key(1) : attr("stars").asc().expr;
  const Expr sum = values.aggregate(1);
  AnyRelation books = AnyRelation(Book::rowan_info()).where(values.condition(1)).group({key, other});
  if (dice(2) == 0) books = books.having(rowan::ast::null_test(dice(2) == 0 ? key : sum, dice(2) == 0));
  if (dice(3) == 0) books = books.having(rowan::count() > dice(2));
  books = books.order({placed(dice, key), placed(dice, other)});
  if (dice(3) == 0) books = books.limit(3);
  return told(books.pluck({key, sum, other, values.aggregate(2)}));
}

std::string values_of_authors(Dice& dice) {
  RandomValues values(dice);
  const auto of_books = [&] {
    return rowan::ast::of_targets("books", values.aggregate(1), dice(2) == 0 ? Expr() : values.condition(1));
  };
  const Expr value = of_books();
  return told(AnyRelation(Author::rowan_info())
                  .where(dice(2) == 0 ? of_author(dice, 2) : rowan::ast::null_test(of_books(), dice(2) == 0))
                  .order({placed(dice, value), attr("number").asc()})
                  .pluck({rowan::ast::column("number"), value, of_books()}));
}

// Over paths to either model.
std::string values_of_remarks(Dice& dice) {
  const auto title = attr("subject:Book.title"), writer = attr("subject:Book.author.name"),
             name = attr("subject:Author.name");
  AnyRelation remarks(Remark::rowan_info());
  if (dice(2) == 0) remarks = remarks.where(title != dice.word() || name == dice.word());
  if (dice(3) == 0) remarks = remarks.where(attr("subject:Book").is_not(of_book(dice, 1)));
  return told(remarks.order({placed(dice, writer.asc().expr), attr("number").asc()})
                  .pluck({rowan::coalesce(title, name, "nothing").expr(), writer.asc().expr}));
}

std::string told(const Book& book) {
  std::string tags;
  for (const Tag& tag : book.tags) tags += "," + tag.word;
  return std::to_string(book.number) + book.title + (book.author.key() ? "+" : "-") + tags + "\n";
}

std::string authors_with_books(Dice& dice) {
  std::string text;
  const auto portion = Book::order(attr("stars").asc().nulls_first(), attr("number").asc()).limit(2);
  for (const Author& author :
       Author::where(of_author(dice, 2)).order(attr("number").asc()).preload(Author::c.books, portion)) {
    text += std::to_string(author.number) + ":";
    for (const Book& book : author.books) text += std::to_string(book.number) + " ";
  }
  return text;
}

// Rows of two or three models, in an order that leaves no choice.
std::string joined_rows(Dice& dice) {
  std::string text;
  const auto authors = Author::where(of_author(dice, 1));
  const std::int64_t stars = dice(6);
  if (dice(2) == 0) {
    for (auto& [author, book] :
         authors.left_join(Author::c.books, Book::c.stars > stars).order(Author::c.number, Book::c.number))
      text += std::to_string(author.number) + (book == nullptr ? "-" : std::to_string(book->number)) + " ";
    return text;
  }
  for (auto& [author, book, tag] : authors.join(Author::c.books)
                                       .left_join(Book::c.tags)
                                       .where(Book::c.stars >= stars || Author::c.name != dice.word())
                                       .order(Author::c.number, Book::c.number, Tag::c.word)
                                       .limit(7))
    text +=
        std::to_string(author.number) + "/" + std::to_string(book.number) + (tag == nullptr ? "-" : tag->word) + " ";
  return text;
}

std::string put_together(Dice& dice) {
  auto both = books(dice);
  for (std::int64_t more = 1 + dice(2); more > 0; --more) {
    const auto other = books(dice);
    switch (dice(4)) {
      case 0:
        both = both.union_with(other);
        break;
      case 1:
        both = both.union_all(other);
        break;
      case 2:
        both = both.intersect(other);
        break;
      default:
        both = both.except(other);
    }
  }
  std::string text;
  for (const std::int64_t number : both.order(attr("number").asc()).pluck(Book::c.number))
    text += std::to_string(number) + " ";
  return text;
}

rowan::FrameBound edge(Dice& dice, bool last) {
  const auto distance = dice(4);
  if (distance == 3) return last ? rowan::unbounded_following : rowan::unbounded_preceding;
  if (distance == 2) return rowan::current_row;
  return last ? rowan::following(distance) : rowan::preceding(distance);
}

// An aggregate of a book with those equal to it, or near to it, by whose stars they are in order. MariaDB measures
// distances only where NULLs stand at its own end.
Expr window_of_equals(Dice& dice, const Over<void>& parts) {
  RandomValues values(dice);
  const auto stars = attr("stars");
  auto rows = parts.order_by(dice(2) == 0 ? stars.desc().nulls_last() : stars.asc().nulls_first());
  if (dice(3) != 0) rows = rows.range_between(edge(dice, false), edge(dice, true));
  return rowan::ast::window(static_cast<rowan::WindowFunction>(dice(5)), {values.integer(1)}, 0, rows.rows());
}

Expr window_of(Dice& dice, const Over<void>& parts) {
  using rowan::WindowFunction;
  RandomValues values(dice);
  auto rows = parts.order_by(placed(dice, values.any(1)), attr("number").asc());
  if (dice(2) == 0) rows = rows.rows_between(edge(dice, false), edge(dice, true));
  const auto function = static_cast<WindowFunction>(dice(16));
  if (function >= WindowFunction::row_number && function <= WindowFunction::ntile)
    return rowan::ast::window(function, {}, 1 + dice(3), rows.rows());
  const bool adds = function <= WindowFunction::maximum;
  const Expr of = dice(2) == 0 ? values.decimal(1) : adds ? values.integer(1) : values.any(1);
  return rowan::ast::window(function, {of}, 1 + dice(3), rows.rows());
}

// Values of the rows around each.
std::string windows_of_books(Dice& dice) {
  RandomValues values(dice);
  Over<void> parts;
  if (dice(3) != 0) parts = parts.partition_by(attr(dice(2) == 0 ? "author" : "stars"));
  if (dice(4) == 0) parts = parts.partition_by(attr("title"));
  const Expr window = dice(3) == 0 ? window_of_equals(dice, parts) : window_of(dice, parts);
  AnyRelation books = AnyRelation(Book::rowan_info()).where(values.condition(1));
  books = books.order({placed(dice, dice(2) == 0 ? window : values.any(1)), attr("number").asc()});
  if (dice(3) == 0) books = books.limit(3).offset(dice(2));
  return told(books.pluck({rowan::ast::column("number"), window}));
}

// Groups among each other. MariaDB is refused those of distinct values.
std::string windows_of_groups(Dice& dice) {
  RandomValues values(dice);
  const Expr stars = rowan::ast::column("stars");
  Expr sum = values.aggregate(1);
  while (std::get<rowan::ast::Aggregate>(sum.node()->is).distinct) sum = values.aggregate(1);
  const Over<void> rows = rowan::order_by(placed(dice, sum), placed(dice, stars));
  const auto books = AnyRelation(Book::rowan_info()).where(values.condition(1)).group({stars});
  return told(books.order({placed(dice, stars)})
                  .pluck({stars, rowan::rank().over(rows).expr(), rowan::sum(rowan::count()).over(rows).expr(),
                          rowan::lag(rowan::count()).over(rows).expr()}));
}

// All pages to the end, and back.
std::string pages_of_books(Dice& dice) {
  RandomValues values(dice);
  const Expr by = dice(2) == 0 ? attr("stars").asc().expr : values.any(2);
  OrderTerm first = placed(dice, by);
  if (dice(2) == 0) first.nulls = NullsOrder::unspecified;
  const AnyRelation books = AnyRelation(Book::rowan_info())
                                .where(dice(2) == 0 ? leaf_of_book(dice) : Expr())
                                .order({first, placed(dice, attr("title").asc().expr), attr("number").asc()});
  const std::int64_t size = 1 + dice(4);
  std::string text;
  const auto tell = [&](const rowan::AnyPage& page) {
    for (const rowan::ModelBase& book : page) text += book.get("number").to_string() + " ";
    text += "| ";
  };
  rowan::AnyPage page = books.page(size);
  for (tell(page); page.next && text.size() < 10000; tell(page)) page = books.after(*page.next).page(size);
  for (; page.previous && text.size() < 10000; tell(page)) page = books.before(*page.previous).page(size);
  return text;
}

// Batches go by key, which counts up as rows are made.
std::string books_in_batches(Dice& dice) {
  std::string text;
  Book::where(leaf_of_book(dice)).find_each([&](const Book& book) { text += std::to_string(book.number) + " "; });
  return text;
}

}  // namespace

Expr leaf_of_book(Dice& dice) {
  switch (dice(12)) {
    case 0:
      return attr("stars") > dice(6);
    case 1:
      return attr("title") == dice.word();
    case 2:
      return attr("stars") == std::nullopt;
    case 3:
      return attr("title").contains(dice.word());
    case 4:
      return attr("title").starts_with(dice.word());
    case 5:
      return attr("stars").in({dice(6), dice(6)});
    case 6:
      return attr("stars").not_in({dice(6)});
    case 7:
      return attr("price").between(rowan::Decimal(dice(3)), rowan::Decimal(3));
    case 8:
      return rowan::coalesce(attr("stars"), 3) + dice(3) >= 5;
    case 9:
      return rowan::lower(attr("title")) == "ash";
    case 10:
      return rowan::length(attr("title")) > dice(6);
    default:
      return attr("title") <= dice.word();
  }
}

namespace {

std::string answered(Dice& dice) {
  const auto kind = dice(28);
  std::string text;
  switch (kind) {
    case 0:
      return std::to_string(books(dice).count());
    case 1:
      return books(dice).exists() ? "yes" : "no";
    case 2:
      for (const auto& title : books(dice).pluck(Book::c.title)) text += title + ";";
      return text;
    case 3:
      return authors_with_books(dice);
    case 4:
      for (const Remark& remark : remarks(dice)) text += std::to_string(remark.number) + " ";
      return text;
    case 5:
      return books_in_batches(dice);
    case 6:
    case 7:
    case 8:
      return values_of_books(dice);
    case 9:
      return different_values_of_books(dice);
    case 10:
    case 11:
      return values_of_all_books(dice);
    case 12:
    case 13:
    case 14:
      return groups_of_books(dice);
    case 15:
    case 16:
      return values_of_authors(dice);
    case 17:
      return values_of_remarks(dice);
    case 18:
      return joined_rows(dice);
    case 19:
      return put_together(dice);
    case 20:
    case 21:
      return pages_of_books(dice);
    case 22:
    case 23:
      return windows_of_books(dice);
    case 24:
      return windows_of_groups(dice);
    default:
      for (const Book& book : books(dice).preload(Book::c.tags, Tag::order(attr("word").asc()))) text += told(book);
      return text;
  }
}

}  // namespace

// What is refused is refused everywhere, in a savepoint where the transaction would end with it.
std::string answer(Dice dice) {
  try {
    std::string text;
    rowan::default_database()->transaction([&](rowan::Transaction&) { text = answered(dice); }, {.requires_new = true});
    return text;
  } catch (const rowan::InvalidValue&) {
    return "an invalid value";
  } catch (const rowan::Error& error) {
    return std::string("refused: ") + error.what() + "\n" + error.statement();
  }
}

}  // namespace memory_tests
