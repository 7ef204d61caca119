#include "postgresql/fixture.hpp"

#include <fmt/format.h>

#include "tables.hpp"

namespace bench::postgresql {

Fixture::Fixture(const Options& options)
    : options_(options), server_(), rowan_(rowan::connect(server_.url())), raw_(server_.conninfo()) {
  make_tables(rowan_, customers());
  raw_.execute(fmt::format("SELECT setval(pg_get_serial_sequence('customers', 'id'), {})", customers()));
  raw_.execute("VACUUM ANALYZE");
}

void Fixture::add_million_contacts() const {
  raw_.execute(
      "INSERT INTO contacts (name, email, city, age, score) SELECT 'Name ' || i, 'mail' || i || '@example.com', "
      "'City', i % 70, i FROM generate_series(1, 1000000) AS i");
}

std::uint64_t Fixture::remove(const char* table, std::int64_t last_kept) const {
  const auto sum = raw_.integer(checksum_query(table, last_kept, "bigint"));
  raw_.execute(fmt::format("DELETE FROM {} WHERE id > {}", table, last_kept));
  raw_.execute(fmt::format("VACUUM {}", table));
  return static_cast<std::uint64_t>(sum);
}

}  // namespace bench::postgresql
