// The code of docs/guide/polymorphic.md on what several models have in common.
#include <string>
#include <utility>

#include <rowan/rowan.hpp>

#include "expect.hpp"

// [snippet: models]
class Letter : public rowan::Model<Letter> {
 public:
  std::int64_t id{};
  std::string subject;

  ROWAN_MODEL(Letter, (), (id, subject))
};

class Remark : public rowan::Model<Remark> {
 public:
  std::int64_t id{};
  std::string text;

  ROWAN_MODEL(Remark, (), (id, text))
};

class Entry : public rowan::Model<Entry> {  // what all entries have; the rest is in `content`
 public:
  std::int64_t id{};
  std::string author;
  rowan::BelongsTo<rowan::Any<Letter, Remark>> content;

  std::string title() {
    if (Letter* letter = content.get_if<Letter>()) return letter->subject;
    return content.get<Remark>().text.substr(0, 20);
  }

  ROWAN_MODEL(Entry, (), (id, author, content))
  static void configure(rowan::ModelBuilder<Entry>& m) {
    m.belongs_to(&Entry::content).dependent(rowan::dependent::destroy);
  }
};
// [end]
ROWAN_REGISTER_MODEL(Letter)
ROWAN_REGISTER_MODEL(Remark)
ROWAN_REGISTER_MODEL(Entry)

int main() {
  rowan::Database db = rowan::connect("sqlite::memory:");
  db.create_tables<Letter, Remark, Entry>();

  // [snippet: use]
  Letter letter;
  letter.subject = "Hello";
  Entry entry;
  entry.author = "Ann";
  entry.content = std::move(letter);
  entry.save_or_throw();  // both rows, or none

  for (Entry& each : Entry::order(Entry::c.id).limit(20)) {  // one query for the entries, and one for each model
    expect(each.title() == "Hello");
  }
  auto letters = Entry::where(Entry::c.content.is<Letter>());
  auto hello = Entry::where(Entry::c.content.is<Letter>(Letter::c.subject == "Hello"));
  expect(letters.count() == 1 && hello.exists());

  if (auto gone = entry.destroy()) expect(Letter::count() == 0);  // with its letter
  // [end]
}
