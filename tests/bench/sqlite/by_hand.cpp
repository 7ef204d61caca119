#include "sqlite/by_hand.hpp"

#include <string>

#include "sides.hpp"

namespace bench::sqlite {

ByHand::ByHand(const RawDatabase& database)
    : database_(database),
      scan_(database, customer_columns),
      find_(database, std::string(customer_columns) + " WHERE id = ?"),
      find_account_(database, "SELECT id, name, email, city, age, score FROM accounts WHERE email = ?"),
      insert_(database, insert_customer),
      update_(database, "UPDATE customers SET score = ? WHERE id = ?"),
      insert_contact_(database, "INSERT INTO contacts (name, email, city, age, score) VALUES (?, ?, ?, ?, ?)"),
      authors_(database, "SELECT id, name FROM authors"),
      posts_(database,
             "SELECT id, title, author_id FROM posts WHERE author_id IN (" + placeholders(bench::authors) + ")"),
      comments_(database, "SELECT id, body, post_id FROM comments WHERE post_id IN (" +
                              placeholders(bench::authors * posts_each) + ")") {}

PlainCustomer ByHand::find_account(const std::string& email) {
  PlainCustomer account;
  find_account_.bind(0, email);
  if (find_account_.step()) read_contact(find_account_, account);
  find_account_.reset();
  return account;
}

int ByHand::update(double score, std::int64_t key) {
  update_.bind(0, score);
  update_.bind(1, key);
  update_.run();
  return sqlite3_changes(database_.handle());
}

void ByHand::insert_contacts(const std::vector<PlainCustomer>& rows) {
  raw_transaction(database_)([&] {
    for (const PlainCustomer& contact : rows) {
      bind_contact(insert_contact_, contact);
      insert_contact_.run();
    }
  });
}

std::int64_t ByHand::insert_contact(const PlainCustomer& contact) {
  bind_contact(insert_contact_, contact);
  insert_contact_.run();
  return sqlite3_last_insert_rowid(database_.handle());
}

void ByHand::insert_customers(const std::vector<PlainCustomer>& rows) {
  raw_transaction(database_)([&] {
    for (const PlainCustomer& customer : rows) insert(customer);
  });
}

}  // namespace bench::sqlite
