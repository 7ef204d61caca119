// What a program does with SQLite's C API alone, in the place of ours.
#pragma once

#include <cstdint>
#include <vector>

#include "lazy_walks.hpp"
#include "sqlite/raw_sqlite.hpp"

namespace bench::sqlite {

inline constexpr const char* insert_customer =
    "INSERT INTO customers (name, email, city, age, score, region_id) VALUES (?, ?, ?, ?, ?, ?)";

/// See CommonRows. Each statement is prepared once.
class ByHand {
 public:
  explicit ByHand(const RawDatabase& database);

  std::vector<PlainCustomer> into_vector() { return scan_into_vector<PlainCustomer>(scan_); }
  std::vector<std::vector<PlainCustomer>> into_chunks() { return scan_into_chunks<PlainCustomer>(scan_); }
  PlainCustomer find(std::int64_t key) { return bench::find(find_, key); }
  PlainCustomer find_account(const std::string& email);
  std::int64_t insert(const PlainCustomer& customer) {
    bind_all(insert_, customer);
    insert_.run();
    return sqlite3_last_insert_rowid(database_.handle());
  }
  int update(double score, std::int64_t key);
  void insert_contacts(const std::vector<PlainCustomer>& rows);
  /// Gives the key.
  std::int64_t insert_contact(const PlainCustomer& contact);
  void insert_customers(const std::vector<PlainCustomer>& rows);

  template <class Walk>
  std::uint64_t walk(Walk loops) {
    return walk_levels(*this, loops);
  }

  template <class Take>
  void authors(Take take) {
    each(authors_, take);
  }
  template <class Take>
  void posts(const std::vector<std::int64_t>& keys, Take take) {
    each_of(posts_, keys, take);
  }
  template <class Take>
  void comments(const std::vector<std::int64_t>& keys, Take take) {
    each_of(comments_, keys, take);
  }

 private:
  template <class Take>
  static void each(RawStatement& statement, Take take) {
    while (statement.step()) take(statement);
    statement.reset();
  }
  template <class Take>
  static void each_of(RawStatement& statement, const std::vector<std::int64_t>& keys, Take take) {
    for (int index = 0; const std::int64_t key : keys) statement.bind(index++, key);
    each(statement, take);
  }

  const RawDatabase& database_;
  RawStatement scan_, find_, find_account_, insert_, update_, insert_contact_, authors_, posts_, comments_;
};

}  // namespace bench::sqlite
