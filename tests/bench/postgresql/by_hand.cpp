#include "postgresql/by_hand.hpp"

#include <bit>
#include <string>

namespace bench::postgresql {
namespace {

void append_contact(std::string& out, const PlainCustomer& contact) {
  append(out, std::uint16_t{5});
  append_field(out, contact.name);
  append_field(out, contact.email);
  append_field(out, contact.city);
  append_field(out, static_cast<std::uint64_t>(contact.age));
  append_field(out, std::bit_cast<std::uint64_t>(contact.score));
}

}  // namespace

ByHand::ByHand(const RawDatabase& database)
    : database_(database),
      scan_(database, customer_columns, {}),
      find_(database, std::string(customer_columns) + " WHERE id = $1", {int8}),
      insert_(database,
              "INSERT INTO customers (name, email, city, age, score, region_id) VALUES ($1, $2, $3, $4, $5, $6) "
              "RETURNING id",
              {text, text, text, int8, float8, int8}),
      insert_member_(database,
                     "INSERT INTO members (name, email, city, age, score, number) VALUES ($1, $2, $3, $4, $5, $6) "
                     "RETURNING id",
                     {text, text, text, int8, float8, int8}),
      update_(database, "UPDATE customers SET score = $1 WHERE id = $2", {float8, int8}),
      authors_(database, "SELECT id, name FROM authors", {}),
      posts_(database, "SELECT id, title, author_id FROM posts WHERE author_id = ANY($1)", {int8_array}),
      comments_(database, "SELECT id, body, post_id FROM comments WHERE post_id = ANY($1)", {int8_array}) {}

std::vector<PlainCustomer> ByHand::into_vector() const {
  const Rows rows = scan_.execute();
  std::vector<PlainCustomer> all(static_cast<std::size_t>(PQntuples(rows.get())));
  for (std::size_t i = 0; i < all.size(); ++i) read(RawRow{rows.get(), static_cast<int>(i)}, all[i]);
  return all;
}

std::vector<std::vector<PlainCustomer>> ByHand::into_chunks() const {
  constexpr int chunk = 256;
  const Rows rows = scan_.execute();
  const int count = PQntuples(rows.get());
  std::vector<std::vector<PlainCustomer>> all;
  for (int i = 0; i < count; ++i) {
    if (i % chunk == 0) all.emplace_back().reserve(chunk);
    read(RawRow{rows.get(), i}, all.back().emplace_back());
  }
  return all;
}

PlainCustomer ByHand::find(std::int64_t key) {
  PlainCustomer customer;
  find_.bind(0, key);
  const Rows rows = find_.execute();
  if (PQntuples(rows.get()) > 0) read(RawRow{rows.get(), 0}, customer);
  return customer;
}

std::int64_t ByHand::update(double score, std::int64_t key) {
  update_.bind(0, score);
  update_.bind(1, key);
  return std::stoll(PQcmdTuples(update_.execute().get()));
}

void ByHand::insert_contacts(const std::vector<PlainCustomer>& rows) const {
  std::string bytes;
  for (const PlainCustomer& contact : rows) append_contact(bytes, contact);
  database_.copy("COPY contacts (name, email, city, age, score) FROM STDIN (FORMAT binary)", bytes);
}

}  // namespace bench::postgresql
