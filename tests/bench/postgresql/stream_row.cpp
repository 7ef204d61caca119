// A stream over a million rows: how much the process grows.
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "postgresql/rows.hpp"

namespace bench::postgresql {
namespace {

double resident_megabytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t all = 0, resident = 0;
  file >> all >> resident;
  return static_cast<double>(resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) / 1e6;
}

}  // namespace

ReportRow stream_row(Fixture& fixture) {
  fixture.raw().execute(
      "INSERT INTO contacts (name, email, city, age, score) SELECT 'Name ' || i, 'mail' || i || '@example.com', "
      "'City', "
      "i % 70, i FROM generate_series(1, 1000000) AS i");
  const double before = resident_megabytes();
  double most = before;
  std::size_t seen = 0;
  Contact::all().find_each([&](Contact&) {
    if (++seen % 10'000 == 0) most = std::max(most, resident_megabytes());
  });
  fixture.raw().execute("DELETE FROM contacts");
  ReportRow row;
  row.name = stream_name;
  row.unit = Unit::megabytes;
  row.ours = most - before;
  row.limit = 20;
  row.rounds = 1;
  row.rows = seen;
  return row;
}

}  // namespace bench::postgresql
