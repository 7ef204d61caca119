#include "postgresql/fixture.hpp"

#include <fmt/format.h>

#include "postgresql/plain.hpp"

namespace bench::postgresql {

Fixture::Fixture(const Options& options)
    : options_(options), server_(), rowan_(rowan::connect(server_.url())), raw_(server_.conninfo()) {
  rowan::set_default_database(rowan_);
  rowan_.create_tables<Region, Customer, Contact, Invoice, Visit, Page, Author, Post, Comment>();
  fill_customers();
  fill_blog();
  raw_.execute("VACUUM ANALYZE");
}

void Fixture::fill_customers() const {
  raw_.execute(
      fmt::format("INSERT INTO regions (id, name) SELECT i, 'Region ' || i FROM generate_series(1, {}) AS i", regions));
  std::string rows;
  for (std::int64_t i = 1; i <= customers(); ++i) {
    PlainCustomer customer;
    fill(customer, i);
    append_customer(rows, customer);
  }
  raw_.copy(copy_customers, rows);
}

void Fixture::fill_blog() const {
  // Round robin, so that what belongs together is not stored together.
  raw_.execute(
      fmt::format("INSERT INTO authors (id, name) SELECT i, 'Author ' || i FROM generate_series(1, {}) AS i", authors));
  raw_.execute(
      fmt::format("INSERT INTO posts (id, title, author_id) SELECT i, 'The title of the post ' || i, 1 + i % "
                  "{} FROM generate_series(1, {}) AS i",
                  authors, authors * posts_each));
  raw_.execute(
      fmt::format("INSERT INTO comments (id, body, post_id) SELECT i, 'What somebody had to say, ' || i, 1 + "
                  "i % {} FROM generate_series(1, {}) AS i",
                  authors * posts_each, authors * posts_each * comments_each));
}

std::uint64_t Fixture::remove(const char* table, std::int64_t last_kept) const {
  const std::string newer = fmt::format("FROM {} WHERE id > {}", table, last_kept);
  const auto sum = raw_.integer(
      "SELECT count(*) * 1000003 + sum(length(name) + length(email) + length(city) + age + trunc(score * 8)::bigint) " +
      newer);
  raw_.execute("DELETE " + newer);
  raw_.execute(fmt::format("VACUUM {}", table));
  return static_cast<std::uint64_t>(sum);
}

}  // namespace bench::postgresql
