#include "mysql/by_hand.hpp"

#include <string>

#include "sides.hpp"

namespace bench::mysql {
namespace {

constexpr const char* customer_kinds = "itttidi";
constexpr std::size_t rows_at_once = 1000;  // more are no faster

std::string integers(std::int64_t count) { return std::string(static_cast<std::size_t>(count), 'i'); }

}  // namespace

ByHand::ByHand(const RawDatabase& database)
    : database_(database),
      scan_(database, customer_columns, "", customer_kinds),
      find_(database, std::string(customer_columns) + " WHERE id = ?", "i", customer_kinds),
      insert_(database, "INSERT INTO customers (name, email, city, age, score, region_id) VALUES (?, ?, ?, ?, ?, ?)",
              "tttidi"),
      insert_member_(database, "INSERT INTO members (name, email, city, age, score, number) VALUES (?, ?, ?, ?, ?, ?)",
                     "tttidi"),
      update_(database, "UPDATE customers SET score = ? WHERE id = ?", "di"),
      authors_(database, "SELECT id, name FROM authors", "", "it"),
      posts_(database,
             "SELECT id, title, author_id FROM posts WHERE author_id IN (" + placeholders(bench::authors) + ")",
             integers(bench::authors), "iti"),
      comments_(
          database,
          "SELECT id, body, post_id FROM comments WHERE post_id IN (" + placeholders(bench::authors * posts_each) + ")",
          integers(bench::authors * posts_each), "iti"),
      contacts_(database, "INSERT INTO contacts (name, email, city, age, score) VALUES (?, ?, ?, ?, ?)") {}

std::uint64_t ByHand::update(double score, std::int64_t key) {
  update_.bind(0, score);
  update_.bind(1, key);
  return update_.run();
}

void ByHand::insert_contacts(const std::vector<PlainCustomer>& rows) {
  raw_transaction(database_)([&] {
    for (const PlainCustomer& contact : rows) {
      contacts_.add(contact);
      if (contacts_.count() == rows_at_once) contacts_.run();
    }
    if (contacts_.count() > 0) contacts_.run();
  });
}

}  // namespace bench::mysql
