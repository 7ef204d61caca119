// The rows that SQLite has in common with the servers, and what goes with them.
#include "common_rows.hpp"

#include "sqlite/by_hand.hpp"
#include "sqlite/rows.hpp"

namespace bench::sqlite {
namespace {

using Shared = std::shared_ptr<ByHand>;

Comparison pages_row(Fixture& fixture) {
  auto statement = std::make_shared<RawStatement>(fixture.raw(), "SELECT id, title, text FROM pages");
  Comparison row = comparison("scan of texts of 2 kB, tracked", 0, fixture.options().rows / 10,
                              scan_side([] { return Page::all().load(); }),
                              scan_side([statement] { return scan_into_vector<PlainPage>(*statement); }));
  row.raw.push_back(scan_side([statement] { return scan_into_chunks<PlainPage>(*statement); }));
  return row;
}

Comparison indexed_row(Fixture& fixture, const Shared& by_hand) {
  const auto insert = [](const std::vector<Customer>& records) { require(Customer::insert_all(records) == bulk_rows); };
  const auto raw = [by_hand](const std::vector<PlainCustomer>& rows) { by_hand->insert_customers(rows); };
  const auto remove = [&fixture] { return fixture.remove_new_customers(); };
  Comparison row = comparison("insert_all, with an index and a foreign key", 0, bulk_rows,
                              bulk_side([records = new_contacts<Customer>()] { return records; }, insert, remove),
                              bulk_side([rows = new_contacts<PlainCustomer>()] { return rows; }, raw, remove));
  row.most_units = 1;
  return row;
}

}  // namespace

std::vector<Comparison> common_rows(Fixture& fixture) {
  const auto by_hand = std::make_shared<ByHand>(fixture.raw());
  const CommonRows rows(fixture, by_hand);
  return {rows.scan_tracked(1.15),
          rows.scan_readonly(1.10),
          pages_row(fixture),
          rows.find(1.10),
          rows.find_by(0),
          rows.insert(1.12),
          rows.update(1.05),
          rows.insert_all(0.7),
          indexed_row(fixture, by_hand),
          rows.lazy_by_reference(1.25),
          rows.lazy_by_value(1.25),
          rows.lazy_by_index(1.25)};
}

}  // namespace bench::sqlite
