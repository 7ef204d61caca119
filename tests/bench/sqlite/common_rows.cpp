// The rows that SQLite has in common with the servers, and what goes with them.
#include "common_rows.hpp"

#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "graph_row.hpp"
#include "sqlite/by_hand.hpp"
#include "sqlite/rows.hpp"

// Beside their arguments, where checksum_of looks for them.
namespace bench {

struct PlainPlace {
  PlainCustomer customer;
  std::int64_t region_id{};
  std::string region;
};

static std::uint64_t checksum(const PlainPlace& row) { return checksum(row.customer) + row.region.size(); }
static std::uint64_t checksum(const std::tuple<Customer&, Region&>& row) {
  return checksum(std::get<0>(row)) + std::get<1>(row).name.size();
}

}  // namespace bench

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

Comparison join_row(Fixture& fixture) {
  auto statement = std::make_shared<RawStatement>(
      fixture.raw(),
      "SELECT c.id, c.name, c.email, c.city, c.age, c.score, c.region_id, r.id, r.name FROM customers AS c JOIN "
      "regions AS r ON r.id = c.region_id LIMIT 10000");
  const auto by_hand = [statement] {
    std::vector<PlainPlace> all;
    while (statement->step()) {
      PlainPlace& row = all.emplace_back();
      read(*statement, row.customer);
      statement->read(7, row.region_id);
      statement->read(8, row.region);
    }
    statement->reset();
    return all;
  };
  const auto loaded = [] { return Customer::join(Customer::c.region).limit(10'000).load(); };
  return comparison("join giving tuples of records, 10,000 rows", 1.20, 10'000, scan_side(loaded), scan_side(by_hand));
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

// Into the table without an index and a foreign key, one INSERT after the other by hand.
Comparison contact_row(Fixture& fixture, const Shared& by_hand, const char* name, double limit,
                       std::function<void(std::int64_t)> ours) {
  const auto raw = [by_hand](std::int64_t n) {
    PlainCustomer row;
    fill(row, n);
    require(by_hand->insert_contact(row) > 0);
  };
  const auto remove = [&fixture] { return fixture.remove_contacts(); };
  return comparison(name, limit, writes, insert_side(our_transaction(fixture.rowan()), std::move(ours), remove),
                    insert_side(raw_transaction(fixture.raw()), raw, remove));
}

Comparison insert_contact_row(Fixture& fixture, const Shared& by_hand) {
  return contact_row(fixture, by_hand, "save() a new record, no index", 1.15, [](std::int64_t n) {
    Contact contact;
    fill(contact, n);
    require(static_cast<bool>(contact.save()) && contact.id > 0);
  });
}

Comparison save_all_contacts_row(Fixture& fixture, const Shared& by_hand) {
  const auto batch = std::make_shared<std::vector<Contact>>();
  return contact_row(fixture, by_hand, "save_all, 10,000 new records, no index", 0.8, [batch](std::int64_t n) {
    fill(batch->emplace_back(), n);
    if (batch->size() < writes) return;
    require(static_cast<bool>(Contact::save_all(*batch)) && batch->front().id > 0);
    batch->clear();
  });
}

Comparison find_by_text_row(Fixture& fixture, const Shared& by_hand) {
  const auto emails = std::make_shared<std::vector<std::string>>();
  for (std::int64_t key = 0; key <= fixture.customers(); ++key)
    emails->push_back("account." + std::to_string(key) + "@example.com");
  const auto email_of = [emails](std::int64_t key) -> const std::string& {
    return (*emails)[static_cast<std::size_t>(key)];
  };
  const auto ours = [email_of](std::int64_t key) {
    return std::move(*Account::find_by(Account::c.email == email_of(key)));
  };
  const auto raw = [email_of, by_hand](std::int64_t key) { return by_hand->find_account(email_of(key)); };
  return comparison("find_by a unique text, in a transaction", 1.15, finds,
                    find_side(fixture.customers(), our_transaction(fixture.rowan()), ours),
                    find_side(fixture.customers(), raw_transaction(fixture.raw()), raw));
}

// Saved for the first time since it was loaded, which `load` does, unmeasured.
template <class Load>
Comparison first_save_row(Fixture& fixture, const Shared& by_hand, const char* name, Load load) {
  const auto ours = [&fixture, load, score = 3000.0](Round& round) mutable {
    for (std::size_t unit = 0; unit < round.amount; ++unit) {
      score += 1;  // another one each time, or there would be nothing to save
      auto records = load();
      for (Customer& customer : records) customer.score = score;
      round.start();
      fixture.rowan().transaction([&] {
        for (Customer& customer : records) round.check += static_cast<bool>(customer.save()) ? 1 : 0;
      });
      round.stop();
    }
    fixture.settle();
  };
  const auto raw = [&fixture, by_hand, score = 400'000.0](Round& round) mutable {
    round.start();
    for (std::size_t unit = 0; unit < round.amount; ++unit) {
      score += 1;
      raw_transaction(fixture.raw())([&] {
        for (std::int64_t key = 1; key <= static_cast<std::int64_t>(writes); ++key)
          round.check += static_cast<std::uint64_t>(by_hand->update(score, key));
      });
    }
    round.stop();
    fixture.settle();
  };
  return comparison(name, 1.10, writes, ours, raw);
}

std::vector<Customer> found_one_by_one() {
  std::vector<Customer> found;
  found.reserve(writes);
  for (std::int64_t key = 1; key <= static_cast<std::int64_t>(writes); ++key) found.push_back(Customer::find(key));
  return found;
}

}  // namespace

std::vector<Comparison> common_rows(Fixture& fixture) {
  const auto by_hand = std::make_shared<ByHand>(fixture.raw());
  const CommonRows rows(fixture, by_hand);
  return {rows.scan_tracked(1.15),
          rows.scan_readonly(1.10),
          pages_row(fixture),
          join_row(fixture),
          rows.find(1.10),
          rows.find_by(1.15),
          find_by_text_row(fixture, by_hand),
          rows.insert(1.12),
          insert_contact_row(fixture, by_hand),
          save_all_contacts_row(fixture, by_hand),
          rows.update(1.10),
          first_save_row(fixture, by_hand, "first save() of a changed record, found", found_one_by_one),
          first_save_row(fixture, by_hand, "first save() of a changed record, scanned",
                         [] { return Customer::all().limit(static_cast<std::int64_t>(writes)).load(); }),
          rows.insert_all(0.7),
          rows.insert_all_with_keys(0.7),
          indexed_row(fixture, by_hand),
          graph_row(fixture.rowan(), 1.3, [&fixture] { fixture.settle(); }),
          rows.lazy_by_reference(1.25),
          rows.lazy_by_value(1.25),
          rows.lazy_by_index(1.25)};
}

}  // namespace bench::sqlite
