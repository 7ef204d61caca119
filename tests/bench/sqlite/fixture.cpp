#include "sqlite/fixture.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <stdexcept>

#include "sqlite/plain.hpp"

namespace bench::sqlite {

Fixture::Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "rowan-bench-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("can't make a folder " + name);
  path = name;
}

Fixture::Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

Fixture::Fixture(const Options& options)
    : options_(options), rowan_(rowan::connect("sqlite://" + path())), raw_(path()) {
  rowan_.create_tables<Region, Customer, Contact, Invoice, Visit, Page, Author, Post, Comment>();
  raw_.execute("BEGIN");
  fill_customers();
  fill_pages();
  fill_blog();
  raw_.execute("COMMIT");
  checkpoint();
}

Fixture::~Fixture() = default;

void Fixture::fill_customers() {
  RawStatement region(raw_, "INSERT INTO regions (id, name) VALUES (?, ?)");
  for (std::int64_t i = 1; i <= regions; ++i) {
    const std::string name = fmt::format("Region {}", i);
    region.bind(1, i);
    region.bind(2, name);
    region.run();
  }
  RawStatement statement(raw_, insert_customer);
  for (std::int64_t i = 1; i <= customers(); ++i) {
    PlainCustomer customer;
    fill(customer, i);
    insert(statement, customer);
  }
}

void Fixture::fill_pages() {
  RawStatement insert(raw_, "INSERT INTO pages (title, text) VALUES (?, ?)");
  for (std::int64_t i = 1; i <= customers() / 10; ++i) {
    const std::string title = fmt::format("Page {}", i), text(2000, static_cast<char>('a' + i % 26));
    insert.bind(1, title);
    insert.bind(2, text);
    insert.run();
  }
}

void Fixture::fill_blog() {
  RawStatement author(raw_, "INSERT INTO authors (id, name) VALUES (?, ?)");
  RawStatement post(raw_, "INSERT INTO posts (id, title, author_id) VALUES (?, ?, ?)");
  RawStatement comment(raw_, "INSERT INTO comments (id, body, post_id) VALUES (?, ?, ?)");
  const auto add = [](RawStatement& statement, std::int64_t id, const std::string& text, std::int64_t owner) {
    statement.bind(1, id);
    statement.bind(2, text);
    if (owner != 0) statement.bind(3, owner);
    statement.run();
  };
  for (std::int64_t i = 1; i <= authors; ++i) add(author, i, fmt::format("Author {}", i), 0);
  // Round robin, so that what belongs together is not stored together.
  for (std::int64_t i = 1; i <= authors * posts_each; ++i) {
    add(post, i, fmt::format("The title of the post {}", i), 1 + i % authors);
  }
  for (std::int64_t i = 1; i <= authors * posts_each * comments_each; ++i) {
    add(comment, i, fmt::format("What somebody had to say, {}", i), 1 + i % (authors * posts_each));
  }
}

std::uint64_t Fixture::remove_new_customers() { return remove("customers", customers()); }
std::uint64_t Fixture::remove_contacts() { return remove("contacts", 0); }

std::uint64_t Fixture::remove(const char* table, std::int64_t last_kept) const {
  const std::string newer = fmt::format("FROM {} WHERE id > {}", table, last_kept);
  const auto sum = raw_.integer(
      "SELECT count(*) * 1000003 + sum(length(name) + length(email) + length(city) + age + CAST(score * 8 AS "
      "INTEGER)) " +
      newer);
  raw_.execute("PRAGMA foreign_keys=off");
  raw_.execute("DELETE " + newer);
  raw_.execute("PRAGMA foreign_keys=on");
  checkpoint();
  return static_cast<std::uint64_t>(sum);
}

}  // namespace bench::sqlite
