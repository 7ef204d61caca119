// How the C API's side reads and writes plain structs. A row is anything with `read(column, out)`, a statement anything
// with `bind(index, value)`, both counted from 0; one that is stepped through has `step()` and `reset()`, too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models.hpp"

namespace bench {

inline constexpr const char* customer_columns = "SELECT id, name, email, city, age, score, region_id FROM customers";

template <class Row>
void read_contact(const Row& row, PlainCustomer& out) {
  row.read(0, out.id);
  row.read(1, out.name);
  row.read(2, out.email);
  row.read(3, out.city);
  row.read(4, out.age);
  row.read(5, out.score);
}

template <class Row>
void read(const Row& row, PlainCustomer& out) {
  read_contact(row, out);
  row.read(6, out.region_id);
}

template <class Row>
void read(const Row& row, PlainPage& out) {
  row.read(0, out.id);
  row.read(1, out.title);
  row.read(2, out.text);
}

template <class Row>
void read(const Row& row, PlainAuthor& out) {
  row.read(0, out.id);
  row.read(1, out.name);
}

template <class Row>
void read(const Row& row, PlainPost& out) {
  row.read(0, out.id);
  row.read(1, out.title);
  row.read(2, out.author_id);
}

template <class Row>
void read(const Row& row, PlainComment& out) {
  row.read(0, out.id);
  row.read(1, out.body);
  row.read(2, out.post_id);
}

// In the order of the columns, without the key.
template <class Statement, class C>
void bind_contact(Statement& statement, const C& contact) {
  statement.bind(0, contact.name);
  statement.bind(1, contact.email);
  statement.bind(2, contact.city);
  statement.bind(3, contact.age);
  statement.bind(4, contact.score);
}

template <class Statement>
void bind_all(Statement& statement, const PlainCustomer& customer) {
  bind_contact(statement, customer);
  statement.bind(5, customer.region_id);
}

template <class Statement>
void bind_all(Statement& statement, const PlainMember& member) {
  bind_contact(statement, member);
  statement.bind(5, member.number);
}

/// All rows, in a growing vector.
template <class T, class Statement>
std::vector<T> scan_into_vector(Statement& statement) {
  std::vector<T> all;
  while (statement.step()) read(statement, all.emplace_back());
  statement.reset();
  return all;
}

/// All rows, in chunks that do not move.
template <class T, class Statement>
std::vector<std::vector<T>> scan_into_chunks(Statement& statement) {
  constexpr std::size_t chunk = 256;
  std::vector<std::vector<T>> all;
  while (statement.step()) {
    if (all.empty() || all.back().size() == chunk) all.emplace_back().reserve(chunk);
    read(statement, all.back().emplace_back());
  }
  statement.reset();
  return all;
}

/// The row with this key; a customer without values where there is none.
template <class Statement>
PlainCustomer find(Statement& statement, std::int64_t key) {
  PlainCustomer customer;
  statement.bind(0, key);
  if (statement.step()) read(statement, customer);
  statement.reset();
  return customer;
}

/// "?, ?, ?", for an IN.
inline std::string placeholders(std::int64_t count) {
  std::string list = "?";
  for (std::int64_t i = 1; i < count; ++i) list += ", ?";
  return list;
}

}  // namespace bench
