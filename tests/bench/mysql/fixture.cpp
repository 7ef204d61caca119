#include "mysql/fixture.hpp"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "tables.hpp"

namespace bench::mysql {
namespace {

std::string url_of(rowan::testing::MariadbServer& server) {
  server.create_database(Fixture::name);
  return server.url(Fixture::name);
}

rowan::testing::MariadbSettings settings() {
  // Everything is in memory, as on the other databases.
  return {.options = {"--innodb-buffer-pool-size=512M", "--innodb-log-file-size=512M"}};
}

}  // namespace

Fixture::Fixture(const Options& options)
    : options_(options),
      server_(settings()),
      rowan_(rowan::connect(url_of(server_))),
      raw_(server_.socket(), Fixture::name) {
  make_tables(rowan_, customers());
  raw_.execute("ANALYZE TABLE regions, customers, authors, posts, comments");
  settle();
}

void Fixture::add_million_contacts() const {
  raw_.execute(
      "INSERT INTO contacts (name, email, city, age, score) SELECT concat('Name ', seq), concat('mail', seq, "
      "'@example.com'), 'City', seq % 70, seq FROM seq_1_to_1000000");
}

void Fixture::settle() const {
  using namespace std::chrono_literals;
  const char* const left =
      "SELECT variable_value FROM information_schema.global_status WHERE variable_name = 'INNODB_HISTORY_LIST_LENGTH'";
  for (int tries = 0; tries < 300 && raw_.integer(left) > 0; ++tries) std::this_thread::sleep_for(10ms);
}

std::uint64_t Fixture::remove_new_customers() const {
  const auto sum = raw_.integer(checksum_query("customers", customers(), "SIGNED"));
  raw_.execute(fmt::format("DELETE FROM customers WHERE id > {}", customers()));
  settle();
  return static_cast<std::uint64_t>(sum);
}

std::uint64_t Fixture::remove_all(const char* table) const {
  const auto sum = raw_.integer(checksum_query(table, 0, "SIGNED"));
  raw_.execute(fmt::format("TRUNCATE TABLE {}", table));
  settle();
  return static_cast<std::uint64_t>(sum);
}

}  // namespace bench::mysql
