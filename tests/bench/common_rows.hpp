// The rows that databases have in common. Ours is the same on each; what the C API does comes from the database.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lazy_walks.hpp"
#include "sides.hpp"

namespace bench {

inline constexpr std::size_t bulk_rows = 100'000;

inline void require(bool done) {
  if (!done) throw std::runtime_error("a row was not written");
}

template <class C>
std::shared_ptr<std::vector<C>> new_contacts() {
  auto made = std::make_shared<std::vector<C>>(bulk_rows);
  for (std::size_t i = 0; i < bulk_rows; ++i) fill((*made)[i], static_cast<std::int64_t>(i));
  return made;
}

/// Inserts what `make` gives, once a round. Only `insert` is measured; `remove` takes the rows out again and gives the
/// checksum.
template <class Make, class Insert, class Remove>
Side bulk_side(Make make, Insert insert, Remove remove) {
  return [=](Round& round) {
    auto rows = make();
    round.start();
    insert(*rows);
    round.stop();
    round.check = remove();
  };
}

/// `Fixture` is a database's, `ByHand` what its C API does, as well as it can: `into_vector()`, `into_chunks()`,
/// `find(key)`, `insert(customer)` and `insert(member)`, which give the key, `update(score, key)`, which gives
/// how many rows it met, `insert_contacts(vector)`, and `walk(loops)` over three levels. Each function takes the limit
/// of its row; 0: none.
template <class Fixture, class ByHand>
class CommonRows {
 public:
  CommonRows(Fixture& fixture, std::shared_ptr<ByHand> by_hand) : fixture_(fixture), by_hand_(std::move(by_hand)) {}

  [[nodiscard]] Comparison scan_tracked(double limit) const {
    return scan("scan, tracked", limit, [] { return Customer::all().load(); });
  }
  [[nodiscard]] Comparison scan_readonly(double limit) const {
    return scan("scan, readonly", limit, [] { return Customer::readonly().load(); });
  }

  [[nodiscard]] Comparison find(double limit) const {
    return find_row("find by key, in a transaction", limit, [](std::int64_t key) { return Customer::find(key); });
  }
  /// A condition is built, and its SQL found, each time; the C API's side has a statement ready.
  [[nodiscard]] Comparison find_by(double limit) const {
    return find_row("find_by a condition, in a transaction", limit,
                    [](std::int64_t key) { return std::move(*Customer::find_by(Customer::c.id == key)); });
  }

  [[nodiscard]] Comparison insert(double limit) const {
    return insert_row<Customer, PlainCustomer>("save() a new record", limit, fixture_.customers(),
                                               [&fixture = fixture_] { return fixture.remove_new_customers(); });
  }

  /// The C API's side just inserts: what it takes to go on after a violation counts as ours.
  [[nodiscard]] Comparison insert_constrained(double limit) const {
    return insert_row<Member, PlainMember>("save() a new record with declared constraints", limit, 0,
                                           [&fixture = fixture_] { return fixture.remove_members(); });
  }

  [[nodiscard]] Comparison update(double limit) const {
    auto records = std::make_shared<rowan::Records<Customer>>(Customer::all().load());
    auto rows = std::make_shared<decltype(by_hand_->into_vector())>(by_hand_->into_vector());
    const auto save = [records](std::size_t i, double score) {
      Customer& customer = (*records)[i];
      customer.score = score;
      require(static_cast<bool>(customer.save()));
    };
    const auto raw = [rows, by_hand = by_hand_](std::size_t i, double score) {
      PlainCustomer& customer = (*rows)[i];
      customer.score = score;
      require(by_hand->update(customer.score, customer.id) == 1);
    };
    Comparison row = comparison("save() a changed record", limit, writes,
                                update_side(fixture_, 2000, our_transaction(fixture_.rowan()), save),
                                update_side(fixture_, 500'000, raw_transaction(fixture_.raw()), raw));
    row.most_units = fixture_.options().rows / writes;
    return row;
  }

  /// Beside one INSERT, or UPDATE, after the other.
  [[nodiscard]] Comparison save_all_new(double limit) const {
    auto batch = std::make_shared<std::vector<Customer>>();
    const auto save = [batch, old = fixture_.customers()](std::int64_t n) {
      fill(batch->emplace_back(), n);
      if (batch->size() < writes) return;
      require(static_cast<bool>(Customer::save_all(*batch)) && batch->front().id > old);
      batch->clear();
    };
    Comparison row = insert(limit);
    row.name = "save_all, 10,000 new records";
    row.ours = insert_side(our_transaction(fixture_.rowan()), save,
                           [&fixture = fixture_] { return fixture.remove_new_customers(); });
    return row;
  }
  [[nodiscard]] Comparison save_all_changed(double limit) const {
    auto records = std::make_shared<rowan::Records<Customer>>(Customer::all().load());
    auto batch = std::make_shared<std::vector<Customer*>>();
    const auto save = [records, batch](std::size_t i, double score) {
      batch->push_back(&(*records)[i]);
      batch->back()->score = score;
      if (batch->size() < writes) return;
      require(static_cast<bool>(Customer::save_all(*batch)));
      batch->clear();
    };
    Comparison row = update(limit);
    row.name = "save_all, 10,000 changed records";
    row.ours = update_side(fixture_, 1'000'000, our_transaction(fixture_.rowan()), save);
    return row;
  }

  [[nodiscard]] Comparison insert_all(double limit) const {
    const auto all = [records = new_contacts<Contact>()] { return records; };
    const auto insert = [](const std::vector<Contact>& records) { require(Contact::insert_all(records) == bulk_rows); };
    return bulk_row("insert_all, 100,000 rows", limit, all, insert);
  }

  [[nodiscard]] Comparison insert_all_with_keys(double limit) const {
    const auto insert = [](std::vector<Contact>& records) {
      require(Contact::insert_all_with_keys(records) == bulk_rows && records.back().id > records.front().id);
    };
    return bulk_row(
        "insert_all_with_keys, 100,000 rows", limit, [] { return new_contacts<Contact>(); }, insert);
  }

  [[nodiscard]] Comparison lazy_by_reference(double limit) const {
    return lazy("three levels lazily, by reference", limit, by_reference, walk_references);
  }
  [[nodiscard]] Comparison lazy_by_value(double limit) const {
    return lazy("three levels lazily, by value", limit, by_value, walk_values);
  }
  [[nodiscard]] Comparison lazy_by_index(double limit) const {
    return lazy("three levels lazily, by index", limit, by_index, walk_references);
  }

 private:
  template <class Find>
  Comparison find_row(const char* name, double limit, Find ours) const {
    const auto raw = [by_hand = by_hand_](std::int64_t key) { return by_hand->find(key); };
    return comparison(name, limit, finds, find_side(fixture_.customers(), our_transaction(fixture_.rowan()), ours),
                      find_side(fixture_.customers(), raw_transaction(fixture_.raw()), raw));
  }

  template <class Load>
  Comparison scan(const char* name, double limit, Load load) const {
    const auto by_hand = by_hand_;
    Comparison row = comparison(name, limit, fixture_.options().rows, scan_side(load),
                                scan_side([by_hand] { return by_hand->into_vector(); }));
    row.raw.push_back(scan_side([by_hand] { return by_hand->into_chunks(); }));
    return row;
  }

  template <class Record, class Plain, class Remove>
  Comparison insert_row(const char* name, double limit, std::int64_t old, Remove remove) const {
    const auto save = [old](std::int64_t n) {
      Record record;
      fill(record, n);
      require(static_cast<bool>(record.save()) && record.id > old);
    };
    const auto raw = [old, by_hand = by_hand_](std::int64_t n) {
      Plain row;
      fill(row, n);
      row.id = by_hand->insert(row);
      require(row.id > old);
    };
    return comparison(name, limit, writes, insert_side(our_transaction(fixture_.rowan()), save, remove),
                      insert_side(raw_transaction(fixture_.raw()), raw, remove));
  }

  template <class Make, class Insert>
  Comparison bulk_row(const char* name, double limit, Make make, Insert insert) const {
    const auto remove = [&fixture = fixture_] { return fixture.remove_contacts(); };
    const auto raw = [by_hand = by_hand_](const std::vector<PlainCustomer>& rows) { by_hand->insert_contacts(rows); };
    const auto plain = [rows = new_contacts<PlainCustomer>()] { return rows; };
    Comparison row = comparison(name, limit, bulk_rows, bulk_side(make, insert, remove), bulk_side(plain, raw, remove));
    row.most_units = 1;
    return row;
  }

  template <class Walk>
  Comparison lazy(const char* name, double limit, std::uint64_t (*ours)(), Walk loops) const {
    return comparison(name, limit, static_cast<std::size_t>(authors * (1 + posts_each * (1 + comments_each))),
                      lazily(ours), [loops, by_hand = by_hand_](Round& round) {
                        round.start();
                        for (std::size_t i = 0; i < round.amount; ++i) round.check += by_hand->walk(loops);
                        round.stop();
                      });
  }

  Fixture& fixture_;
  std::shared_ptr<ByHand> by_hand_;
};

}  // namespace bench
