// Reading a whole table, and records by primary key.
#include <memory>
#include <string>

#include "postgresql/plain.hpp"
#include "postgresql/rows.hpp"
#include "sides.hpp"

namespace bench::postgresql {
namespace {

template <class Load>
Comparison scan_row(const Fixture& fixture, std::string name, double limit, Load load) {
  auto statement = std::make_shared<RawStatement>(fixture.raw(), customer_columns, std::vector<Oid>{});
  Comparison row;
  row.name = std::move(name);
  row.limit = limit;
  row.rows = fixture.options().rows;
  row.ours = scan_side(load);
  row.raw = {scan_side([statement] { return scan_into_vector(*statement); }),
             scan_side([statement] { return scan_into_chunks(*statement); })};
  return row;
}

Comparison find_row(Fixture& fixture) {
  auto statement = std::make_shared<RawStatement>(fixture.raw(), std::string(customer_columns) + " WHERE id = $1",
                                                  std::vector<Oid>{int8});
  const auto by_hand = [statement](std::int64_t key) {
    PlainCustomer customer;
    statement->bind(0, key);
    const Rows rows = statement->execute();
    if (PQntuples(rows.get()) > 0) read(rows.get(), 0, customer);
    return customer;
  };
  Comparison row;
  row.name = "find by key, in a transaction";
  row.limit = 1.06;
  row.rows = finds;
  row.ours = find_side(fixture.customers(), our_transaction(fixture.rowan()),
                       [](std::int64_t key) { return Customer::find(key); });
  row.raw = {find_side(fixture.customers(), raw_transaction(fixture.raw()), by_hand)};
  return row;
}

}  // namespace

std::vector<Comparison> read_rows(Fixture& fixture) {
  return {scan_row(fixture, "scan, tracked", 1.15, [] { return Customer::all().load(); }),
          scan_row(fixture, "scan, readonly", 1.10, [] { return Customer::readonly().load(); }), find_row(fixture)};
}

}  // namespace bench::postgresql
