// How libpq reads and writes plain structs: shared by the rows.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models.hpp"
#include "postgresql/raw_postgresql.hpp"

namespace bench::postgresql {

inline constexpr const char* customer_columns = "SELECT id, name, email, city, age, score, region_id FROM customers";
inline constexpr const char* insert_customer =
    "INSERT INTO customers (name, email, city, age, score, region_id) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
inline constexpr const char* copy_customers =
    "COPY customers (name, email, city, age, score, region_id) FROM STDIN (FORMAT binary)";
inline constexpr const char* copy_contacts = "COPY contacts (name, email, city, age, score) FROM STDIN (FORMAT binary)";

inline void read(const PGresult* rows, int row, PlainCustomer& out) {
  read(rows, row, 0, out.id);
  read(rows, row, 1, out.name);
  read(rows, row, 2, out.email);
  read(rows, row, 3, out.city);
  read(rows, row, 4, out.age);
  read(rows, row, 5, out.score);
  read(rows, row, 6, out.region_id);
}

inline std::vector<PlainCustomer> scan_into_vector(const RawStatement& statement) {
  const Rows rows = statement.execute();
  std::vector<PlainCustomer> all(static_cast<std::size_t>(PQntuples(rows.get())));
  for (std::size_t i = 0; i < all.size(); ++i) read(rows.get(), static_cast<int>(i), all[i]);
  return all;
}

inline std::vector<std::vector<PlainCustomer>> scan_into_chunks(const RawStatement& statement) {
  constexpr int chunk = 256;
  const Rows rows = statement.execute();
  const int count = PQntuples(rows.get());
  std::vector<std::vector<PlainCustomer>> all;
  for (int i = 0; i < count; ++i) {
    if (i % chunk == 0) all.emplace_back().reserve(chunk);
    read(rows.get(), i, all.back().emplace_back());
  }
  return all;
}

template <class C>
void append_contact_fields(std::string& out, const C& contact) {
  append_field(out, contact.name);
  append_field(out, contact.email);
  append_field(out, contact.city);
  append_field(out, static_cast<std::uint64_t>(contact.age));
  append_field(out, std::bit_cast<std::uint64_t>(contact.score));
}

inline void append_contact(std::string& out, const PlainCustomer& contact) {
  append(out, std::uint16_t{5});
  append_contact_fields(out, contact);
}

inline void append_customer(std::string& out, const PlainCustomer& customer) {
  append(out, std::uint16_t{6});
  append_contact_fields(out, customer);
  append_field(out, static_cast<std::uint64_t>(customer.region_id));
}

}  // namespace bench::postgresql
