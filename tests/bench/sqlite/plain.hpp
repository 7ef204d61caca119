// How the C API reads and writes plain structs: shared by the rows.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "models.hpp"
#include "sqlite/raw_sqlite.hpp"

namespace bench::sqlite {

inline constexpr const char* customer_columns = "SELECT id, name, email, city, age, score, region_id FROM customers";

inline void read(const RawStatement& row, PlainCustomer& out) {
  row.read(0, out.id);
  row.read(1, out.name);
  row.read(2, out.email);
  row.read(3, out.city);
  row.read(4, out.age);
  row.read(5, out.score);
  row.read(6, out.region_id);
}

inline void read(const RawStatement& row, PlainPage& out) {
  row.read(0, out.id);
  row.read(1, out.title);
  row.read(2, out.text);
}

/// The row with this key; a customer without values where there is none.
inline PlainCustomer find(RawStatement& statement, std::int64_t key) {
  PlainCustomer customer;
  statement.bind(1, key);
  if (statement.step()) read(statement, customer);
  statement.reset();
  return customer;
}

inline constexpr const char* insert_customer =
    "INSERT INTO customers (name, email, city, age, score, region_id) VALUES (?, ?, ?, ?, ?, ?)";

inline void insert(RawStatement& statement, const PlainCustomer& customer) {
  statement.bind(1, customer.name);
  statement.bind(2, customer.email);
  statement.bind(3, customer.city);
  statement.bind(4, customer.age);
  statement.bind(5, customer.score);
  statement.bind(6, customer.region_id);
  statement.run();
}

/// All rows, in a growing vector.
template <class T>
std::vector<T> scan_into_vector(RawStatement& statement) {
  std::vector<T> all;
  while (statement.step()) read(statement, all.emplace_back());
  statement.reset();
  return all;
}

/// All rows, in chunks that do not move.
template <class T>
std::vector<std::vector<T>> scan_into_chunks(RawStatement& statement) {
  constexpr std::size_t chunk = 256;
  std::vector<std::vector<T>> all;
  while (statement.step()) {
    if (all.empty() || all.back().size() == chunk) all.emplace_back().reserve(chunk);
    read(statement, all.back().emplace_back());
  }
  statement.reset();
  return all;
}

inline auto raw_transaction(const RawDatabase& database) {
  return [&database](const auto& body) {
    database.execute("BEGIN");
    body();
    database.execute("COMMIT");
  };
}

}  // namespace bench::sqlite
