// Writing: new records one by one, many at once.
#include <memory>
#include <stdexcept>

#include "postgresql/plain.hpp"
#include "postgresql/rows.hpp"
#include "sides.hpp"

namespace bench::postgresql {
namespace {

constexpr std::size_t bulk_rows = 100'000;

void require(bool done) {
  if (!done) throw std::runtime_error("a row was not written");
}

void bind(RawStatement& statement, const PlainCustomer& customer) {
  statement.bind(0, customer.name);
  statement.bind(1, customer.email);
  statement.bind(2, customer.city);
  statement.bind(3, customer.age);
  statement.bind(4, customer.score);
  statement.bind(5, customer.region_id);
}

Comparison insert_row(Fixture& fixture) {
  const std::int64_t old = fixture.customers();
  const auto save = [old](std::int64_t n) {
    Customer customer;
    fill(customer, n);
    require(static_cast<bool>(customer.save()) && customer.id > old);
  };
  auto statement = std::make_shared<RawStatement>(fixture.raw(), insert_customer,
                                                  std::vector<Oid>{text, text, text, int8, float8, int8});
  const auto by_hand = [old, statement](std::int64_t n) {
    PlainCustomer customer;
    fill(customer, n);
    bind(*statement, customer);
    const Rows rows = statement->execute();
    read(rows.get(), 0, 0, customer.id);
    require(customer.id > old);
  };
  const auto remove = [&fixture] { return fixture.remove_new_customers(); };
  Comparison row;
  row.name = "save() a new record";
  row.limit = 1.06;
  row.rows = writes;
  row.ours = insert_side(our_transaction(fixture.rowan()), save, remove);
  row.raw = {insert_side(raw_transaction(fixture.raw()), by_hand, remove)};
  return row;
}

template <class C>
std::shared_ptr<std::vector<C>> new_customers() {
  auto made = std::make_shared<std::vector<C>>(bulk_rows);
  for (std::size_t i = 0; i < bulk_rows; ++i) fill((*made)[i], static_cast<std::int64_t>(i));
  return made;
}

/// Inserts all of them, once a round; `make` is not measured.
template <class Make, class Insert, class Remove>
Side bulk_side(Make make, Insert insert, Remove remove) {
  return [=](Round& round) {
    auto rows = make();
    round.start();
    insert(rows);
    round.stop();
    round.check = remove();
  };
}

Side copy_side(Fixture& fixture) {
  const auto all = [rows = new_customers<PlainCustomer>()] { return rows; };
  const auto copy = [&fixture](const std::shared_ptr<std::vector<PlainCustomer>>& rows) {
    std::string bytes;
    for (const PlainCustomer& contact : *rows) append_contact(bytes, contact);
    fixture.raw().copy(copy_contacts, bytes);
  };
  return bulk_side(all, copy, [&fixture] { return fixture.remove_contacts(); });
}

Comparison bulk_row(Fixture& fixture, const char* name, double limit, Side ours) {
  Comparison row;
  row.name = name;
  row.limit = limit;
  row.rows = bulk_rows;
  row.most_units = 1;
  row.ours = std::move(ours);
  row.raw = {copy_side(fixture)};
  return row;
}

Comparison without_keys_row(Fixture& fixture) {
  const auto all = [records = new_customers<Contact>()] { return records; };
  const auto insert = [](const std::shared_ptr<std::vector<Contact>>& records) {
    require(Contact::insert_all(*records) == bulk_rows);
  };
  return bulk_row(fixture, "insert_all, 100,000 rows", 1.3,
                  bulk_side(all, insert, [&fixture] { return fixture.remove_contacts(); }));
}

Comparison with_keys_row(Fixture& fixture) {
  const auto insert = [](const std::shared_ptr<std::vector<Contact>>& records) {
    require(Contact::insert_all_with_keys(*records) == bulk_rows && records->back().id > records->front().id);
  };
  return bulk_row(
      fixture, "insert_all_with_keys, 100,000 rows", 2.0,
      bulk_side([] { return new_customers<Contact>(); }, insert, [&fixture] { return fixture.remove_contacts(); }));
}

}  // namespace

std::vector<Comparison> save_rows(Fixture& fixture) {
  return {insert_row(fixture), without_keys_row(fixture), with_keys_row(fixture)};
}

}  // namespace bench::postgresql
