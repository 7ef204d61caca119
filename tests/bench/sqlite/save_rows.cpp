// Writing: new records, changed ones, many at once.
#include <memory>
#include <stdexcept>

#include "sides.hpp"
#include "sqlite/plain.hpp"
#include "sqlite/rows.hpp"

namespace bench::sqlite {
namespace {

constexpr std::size_t bulk_rows = 100'000;

void require(bool done) {
  if (!done) throw std::runtime_error("a row was not written");
}

Comparison comparison(const char* name, double limit, Side ours, Side raw) {
  Comparison row;
  row.name = name;
  row.limit = limit;
  row.rows = writes;
  row.ours = std::move(ours);
  row.raw = {std::move(raw)};
  return row;
}

Comparison insert_row(Fixture& fixture) {
  const std::int64_t old = fixture.customers();
  const auto save = [old](std::int64_t n) {
    Customer customer;
    fill(customer, n);
    require(static_cast<bool>(customer.save()) && customer.id > old);
  };
  auto statement = std::make_shared<RawStatement>(fixture.raw(), insert_customer);
  const auto by_hand = [&fixture, old, statement](std::int64_t n) {
    PlainCustomer customer;
    fill(customer, n);
    insert(*statement, customer);
    customer.id = sqlite3_last_insert_rowid(fixture.raw().handle());
    require(customer.id > old);
  };
  const auto remove = [&fixture] { return fixture.remove_new_customers(); };
  return comparison("save() a new record", 1.12, insert_side(our_transaction(fixture.rowan()), save, remove),
                    insert_side(raw_transaction(fixture.raw()), by_hand, remove));
}

/// Gives each of the first customers a score that it doesn't have; `set(i, score)` writes the i-th.
template <class Transaction, class Set>
Side update_side(Fixture& fixture, double first_score, Transaction transaction, Set set) {
  return [=, &fixture, score = first_score](Round& round) mutable {
    score += 1;
    round.start();
    for (std::size_t unit = 0; unit < round.amount; ++unit) {
      transaction([&] {
        for (std::size_t i = unit * writes; i < (unit + 1) * writes; ++i) set(i, score);
      });
    }
    round.stop();
    fixture.checkpoint();
    const std::string written = "SELECT count(*) FROM customers WHERE score = " + std::to_string(score);
    round.check = static_cast<std::uint64_t>(fixture.raw().integer(written));
    require(round.check == round.amount * writes);
  };
}

Comparison update_row(Fixture& fixture) {
  RawStatement all(fixture.raw(), customer_columns);
  auto records = std::make_shared<rowan::Records<Customer>>(Customer::all().load());
  auto rows = std::make_shared<std::vector<PlainCustomer>>(scan_into_vector<PlainCustomer>(all));
  auto statement = std::make_shared<RawStatement>(fixture.raw(), "UPDATE customers SET score = ? WHERE id = ?");
  const auto save = [records](std::size_t i, double score) {
    Customer& customer = (*records)[i];
    customer.score = score;
    require(static_cast<bool>(customer.save()));
  };
  const auto by_hand = [&fixture, rows, statement](std::size_t i, double score) {
    PlainCustomer& customer = (*rows)[i];
    customer.score = score;
    statement->bind(1, customer.score);
    statement->bind(2, customer.id);
    statement->run();
    require(sqlite3_changes(fixture.raw().handle()) == 1);
  };
  Comparison row =
      comparison("save() a changed record", 1.05, update_side(fixture, 2000, our_transaction(fixture.rowan()), save),
                 update_side(fixture, 500'000, raw_transaction(fixture.raw()), by_hand));
  row.most_units = fixture.options().rows / writes;
  return row;
}

template <class C>
std::shared_ptr<std::vector<C>> new_customers() {
  auto made = std::make_shared<std::vector<C>>(bulk_rows);
  for (std::size_t i = 0; i < bulk_rows; ++i) fill((*made)[i], static_cast<std::int64_t>(i));
  return made;
}

void insert_contact(RawStatement& statement, const PlainCustomer& contact) {
  statement.bind(1, contact.name);
  statement.bind(2, contact.email);
  statement.bind(3, contact.city);
  statement.bind(4, contact.age);
  statement.bind(5, contact.score);
  statement.run();
}

/// Inserts all of them, once a round; `remove` takes them out again and gives the checksum.
template <class Insert, class Remove>
Side bulk_side(Insert insert, Remove remove) {
  return [=](Round& round) {
    round.start();
    insert();
    round.stop();
    round.check = remove();
  };
}

Comparison bulk_row(const char* name, double limit, Side ours, Side raw) {
  Comparison row = comparison(name, limit, std::move(ours), std::move(raw));
  row.rows = bulk_rows;
  row.most_units = 1;
  return row;
}

Comparison contacts_row(Fixture& fixture) {
  auto statement = std::make_shared<RawStatement>(
      fixture.raw(), "INSERT INTO contacts (name, email, city, age, score) VALUES (?, ?, ?, ?, ?)");
  const auto by_hand = [&fixture, statement, rows = new_customers<PlainCustomer>()] {
    raw_transaction(fixture.raw())([&] {
      for (const PlainCustomer& contact : *rows) insert_contact(*statement, contact);
    });
  };
  const auto all = [records = new_customers<Contact>()] { require(Contact::insert_all(*records) == bulk_rows); };
  const auto remove = [&fixture] { return fixture.remove_contacts(); };
  return bulk_row("insert_all, 100,000 rows", 0.7, bulk_side(all, remove), bulk_side(by_hand, remove));
}

Comparison customers_row(Fixture& fixture) {
  auto statement = std::make_shared<RawStatement>(fixture.raw(), insert_customer);
  const auto by_hand = [&fixture, statement, rows = new_customers<PlainCustomer>()] {
    raw_transaction(fixture.raw())([&] {
      for (const PlainCustomer& customer : *rows) insert(*statement, customer);
    });
  };
  const auto all = [records = new_customers<Customer>()] { require(Customer::insert_all(*records) == bulk_rows); };
  const auto remove = [&fixture] { return fixture.remove_new_customers(); };
  return bulk_row("insert_all, with an index and a foreign key", 0, bulk_side(all, remove), bulk_side(by_hand, remove));
}

}  // namespace

std::vector<Comparison> save_rows(Fixture& fixture) {
  return {insert_row(fixture), update_row(fixture), contacts_row(fixture), customers_row(fixture)};
}

}  // namespace bench::sqlite
