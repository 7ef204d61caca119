#include "suite.hpp"

#include <cstdio>

#include "common_rows.hpp"
#include "graph_row.hpp"
#include "mysql/by_hand.hpp"
#include "mysql/fixture.hpp"
#include "mysql/rows.hpp"
#include "stream_row.hpp"
#include "threads_row.hpp"

namespace bench::mysql {
namespace {

std::vector<Comparison> rows_of(Fixture& fixture) {
  const CommonRows rows(fixture, std::make_shared<ByHand>(fixture.raw()));
  return {rows.scan_tracked(1.15),
          rows.scan_readonly(1.10),
          rows.find(1.06),
          rows.find_by(0),
          threads_row(fixture.customers(), 1.3),
          rows.insert(1.08),
          rows.insert_constrained(1.35),
          rows.update(0),
          rows.save_all_new(0.3),
          rows.save_all_changed(0.3),
          rows.insert_all(1.3),
          rows.insert_all_with_keys(2.2),
          counter_row_here(fixture, 1.5),
          graph_row(fixture.rowan(), 1.3, [&fixture] { fixture.settle(); }),
          rows.lazy_by_reference(1.2)};
}

void run(const Options& options, Reporter& reporter) {
  if (const auto why = rowan::testing::MariadbServer::missing(); !why.empty()) {
    std::fprintf(stderr, "MariaDB is left out: %s\n", why.c_str());
    return;
  }
  Fixture fixture(options);
  if (reporter.wants(stream_name)) reporter.add(stream_row([&] { fixture.add_million_contacts(); }));
  reporter.measure_all(rows_of(fixture));
}

const bool added = add_suite({"mariadb", run});

}  // namespace
}  // namespace bench::mysql
