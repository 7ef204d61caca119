#include "sqlite/fixture.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <stdexcept>

#include "tables.hpp"

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
  make_tables(rowan_, customers());
  fill_pages(customers() / 10);
  raw_.execute(
      "INSERT INTO accounts (id, name, email, city, age, score) "
      "SELECT id, name, 'account.' || id || '@example.com', city, age, score FROM customers");
  settle();
}

Fixture::~Fixture() = default;

std::uint64_t Fixture::remove_new_customers() { return remove("customers", customers()); }
std::uint64_t Fixture::remove_contacts() { return remove("contacts", 0); }

std::uint64_t Fixture::remove(const char* table, std::int64_t last_kept) const {
  const auto sum = raw_.integer(checksum_query(table, last_kept, "INTEGER"));
  raw_.execute("PRAGMA foreign_keys=off");
  raw_.execute(fmt::format("DELETE FROM {} WHERE id > {}", table, last_kept));
  raw_.execute("PRAGMA foreign_keys=on");
  settle();
  return static_cast<std::uint64_t>(sum);
}

}  // namespace bench::sqlite
