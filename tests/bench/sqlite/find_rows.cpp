// Records by primary key.
#include <memory>

#include "sides.hpp"
#include "sqlite/plain.hpp"
#include "sqlite/rows.hpp"

namespace bench::sqlite {

std::vector<Comparison> find_rows(Fixture& fixture) {
  auto statement = std::make_shared<RawStatement>(fixture.raw(), std::string(customer_columns) + " WHERE id = ?");
  const auto by_hand = [statement](std::int64_t key) { return find(*statement, key); };
  Comparison row;
  row.name = "find by key, in a transaction";
  row.limit = 1.10;
  row.rows = finds;
  row.ours = find_side(fixture.customers(), our_transaction(fixture.rowan()),
                       [](std::int64_t key) { return Customer::find(key); });
  row.raw = {find_side(fixture.customers(), raw_transaction(fixture.raw()), by_hand)};
  return {row};
}

}  // namespace bench::sqlite
