#include "memory/steps.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include "memory/models.hpp"
#include "memory/questions.hpp"

namespace memory_tests {
namespace {

std::string told(const rowan::SaveResult& result) { return result ? "saved" : "not saved"; }

// Some row, by its place.
template <class M>
std::optional<M> some(Dice& dice, const rowan::Relation<M>& in_order) {
  const auto count = in_order.count();
  if (count == 0) return std::nullopt;
  return in_order.offset(dice(static_cast<std::int64_t>(count))).first();
}
std::optional<Author> some_author(Dice& dice) { return some(dice, Author::order(Author::c.number)); }
std::optional<Book> some_book(Dice& dice) { return some(dice, Book::order(Book::c.number)); }
std::optional<Tag> some_tag(Dice& dice) { return some(dice, Tag::order(Tag::c.word)); }
std::optional<Remark> some_remark(Dice& dice) { return some(dice, Remark::order(Remark::c.number)); }

Book new_book(Dice& dice) {
  Book book;
  book.number = dice.number();
  book.title = dice.word();
  book.stars = dice.perhaps(6);
  book.price = rowan::Decimal(dice(40)) / rowan::Decimal(8);
  if (dice(3) > 0) book.day = rowan::Date(std::chrono::sys_days(std::chrono::days(dice(40'000) - 10'000)));
  if (dice(3) > 0)
    book.moment = rowan::Instant(std::chrono::microseconds(dice(4'000'000'000'000'000) - 1'000'000'000'000'000));
  return book;
}

Tag new_tag(Dice& dice) {
  Tag tag;
  tag.word = dice.tag();
  tag.uses = dice(3);
  return tag;
}

std::string save_an_author(Dice& dice) {
  Author author;
  author.number = dice.number();
  author.name = dice.word();
  author.age = dice.perhaps(5);
  for (std::int64_t books = dice(4); books > 0; --books) author.books.build(new_book(dice));
  return told(author.save());
}

std::string save_a_book(Dice& dice) {
  Book book = new_book(dice);
  if (auto author = some_author(dice)) book.author = *author;
  std::string text = told(book.save());
  for (Tag& tag : Tag::where(Tag::c.uses >= dice(3)).order(Tag::c.word).load()) book.tags.link(tag);
  return text;
}

std::string save_a_remark(Dice& dice) {
  auto remark = dice(2) == 0 ? some_remark(dice) : std::nullopt;
  if (!remark) remark.emplace().number = dice.number();
  remark->text = dice.word();
  auto author = some_author(dice);
  auto book = some_book(dice);
  if (dice(2) == 0 && author)
    remark->subject = *author;
  else if (book)
    remark->subject = *book;
  return told(remark->save());
}

std::string change_an_author(Dice& dice) {
  auto author = some_author(dice);
  if (!author) return "none";
  Author other = Author::find(author->id);
  author->age = dice.perhaps(5);
  author->name = dice.word();
  std::string text = told(author->save());
  if (dice(3) != 0) return text;
  other.name += "!";  // of an older version, if anything was changed
  return text + told(other.save());
}

std::string change_a_book(Dice& dice) {
  auto book = some_book(dice);
  if (!book) return "none";
  auto author = some_author(dice);
  switch (dice(4)) {
    case 0:
      book->increment(&Book::stars, dice(3));
      return std::to_string(book->stars.value_or(-1));
    case 1:
      for (Tag& tag : Tag::order(Tag::c.word).load()) {
        if (dice(2) == 0)
          book->tags.link(tag);
        else if (book->tags.where(Tag::c.word == tag.word).exists())
          book->tags.remove(tag);
      }
      return std::to_string(book->tags.count());
    case 2:
      if (author) author->books.add(std::move(*book));
      return author ? std::to_string(author->books.count()) : "none";
    default:
      book->title = dice.word();
      book->stars = dice.perhaps(6);
      return told(book->save());
  }
}

std::string change_many(Dice& dice) {
  const auto some_books = Book::where(leaf_of_book(dice));
  switch (dice(4)) {
    case 0:
      return std::to_string(some_books.update_all(Book::c.stars += dice(2)));
    case 1:
      return std::to_string(
          some_books.order(Book::c.number).limit(2).update_all(Book::c.title = dice.word(), Book::c.price = dice(4)));
    case 2:
      return std::to_string(some_books.update_all({rowan::set("author", std::nullopt)}));
    default: {
      auto books = some_books.order(Book::c.number).load();
      for (Book& book : books) book.title = dice.word();
      return Book::save_all(books) ? "all saved" : "none saved";
    }
  }
}

std::string add_many(Dice& dice) {
  std::vector<Book> books;
  std::vector<Tag> tags;
  for (std::int64_t i = dice(5); i >= 0; --i) books.push_back(new_book(dice));
  for (int i = 0; i < 2; ++i) tags.push_back(new_tag(dice));
  switch (dice(5)) {
    case 0:
      return std::to_string(Book::insert_all(books));
    case 1:
      Book::insert_all_with_keys(books);
      return Book::find(books.back().id).title;
    case 2:
      if (tags[0].word == tags[1].word) tags.pop_back();  // some databases refuse to update one row twice
      Tag::upsert_all(tags, {"word"});
      return std::to_string(Tag::count());
    case 3:
      return std::to_string(Tag::insert_all(tags, {.skip_duplicates = true}));
    default:
      return std::to_string(Tag::insert_all(tags));
  }
}

template <class M>
std::string destroyed(std::optional<M> record) {
  if (!record) return "none";
  return record->destroy() ? "destroyed" : "kept";
}

std::string remove_some(Dice& dice) {
  switch (dice(6)) {
    case 0:
      return destroyed(some_author(dice));
    case 1:
      return destroyed(some_book(dice));
    case 2:
      return destroyed(some_tag(dice));
    case 3:
      return destroyed(some_remark(dice));
    case 4:
      return std::to_string(Book::where(leaf_of_book(dice)).delete_all());
    default:
      return std::to_string(Author::where(Author::c.age == dice(5)).delete_all());
  }
}

std::string several_steps(Dice& dice) {
  std::string text;
  rowan::default_database()->transaction([&](rowan::Transaction& transaction) {
    for (std::int64_t steps = dice(4); steps >= 0; --steps) text += take_step(dice.seed()) + ", ";
    text += answer(dice);
    if (dice(2) == 0) return;
    transaction.rollback();
    text += "taken back";
  });
  return "[" + text + "]";
}

std::string one_step(Dice& dice) {
  using Step = std::string (*)(Dice&);
  constexpr std::array<Step, 12> steps{save_an_author, save_a_book, save_a_book,      save_a_remark,
                                       save_a_remark,  add_many,    change_an_author, change_a_book,
                                       change_a_book,  change_many, remove_some,      several_steps};
  return steps[static_cast<std::size_t>(dice(steps.size()))](dice);
}

}  // namespace

// In a savepoint: some databases end the transaction with a statement that fails.
std::string take_step(std::uint64_t seed) {
  Dice dice(seed);
  std::string text;
  try {
    rowan::default_database()->transaction([&](rowan::Transaction&) { text = one_step(dice); }, {.requires_new = true});
    return text;
  } catch (const rowan::UniqueViolation&) {
    return "unique";
  } catch (const rowan::ForeignKeyViolation&) {
    return "foreign key";
  } catch (const rowan::StaleRecord&) {
    return "stale";
  }
}

std::string contents() {
  std::string text;
  for (const Author& author : Author::order(Author::c.number)) {
    text += "author " + std::to_string(author.number) + " " + author.name + " v" + std::to_string(author.lock_version) +
            " " + rowan::Value(author.age).to_string() + "\n";
  }
  for (const Book& book : Book::order(Book::c.number).preload(Book::c.author).preload(Book::c.tags)) {
    text += "book " + std::to_string(book.number) + " " + book.title + " " + rowan::Value(book.price).to_string() +
            " " + rowan::Value(book.stars).to_string() + " by " +
            (book.author.get_if() != nullptr ? std::to_string(book.author->number) : "nobody");
    std::vector<std::string> words;
    for (const Tag& tag : book.tags) words.push_back(tag.word);
    std::sort(words.begin(), words.end());
    for (const std::string& word : words) text += " " + word;
    text += "\n";
  }
  for (const Tag& tag : Tag::order(Tag::c.word)) text += "tag " + tag.word + " " + std::to_string(tag.uses) + "\n";
  for (const Remark& remark : Remark::order(Remark::c.number)) {
    text += "remark " + std::to_string(remark.number) + " " + remark.text;
    if (const Author* author = remark.subject.get_if<Author>()) text += " on author " + std::to_string(author->number);
    if (const Book* book = remark.subject.get_if<Book>()) text += " on book " + std::to_string(book->number);
    text += remark.subject.is_null() ? " on nothing\n" : "\n";
  }
  return text;
}

}  // namespace memory_tests
