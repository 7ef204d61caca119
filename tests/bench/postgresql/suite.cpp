#include "suite.hpp"

#include <cstdio>

#include "postgresql/rows.hpp"

namespace bench::postgresql {
namespace {

const bool added = add_suite({"postgresql", [](const Options& options, Reporter& reporter) {
                                if (const auto why = rowan::testing::PostgresqlServer::missing(); !why.empty()) {
                                  std::fprintf(stderr, "PostgreSQL is left out: %s\n", why.c_str());
                                  return;
                                }
                                Fixture fixture(options);
                                // First, while the process is small: the rows after it leave memory behind.
                                if (reporter.wants(stream_name)) reporter.add(stream_row(fixture));
                                reporter.measure_all(read_rows(fixture));
                                reporter.measure_all(save_rows(fixture));
                                reporter.measure_all(lazy_rows(fixture));
                              }});

}  // namespace
}  // namespace bench::postgresql
