#include "suite.hpp"

#include "sqlite/rows.hpp"

namespace bench::sqlite {
namespace {

const bool added = add_suite({"sqlite", [](const Options& options, Reporter& reporter) {
                                Fixture fixture(options);
                                reporter.measure_all(common_rows(fixture));
                                reporter.measure_all(query_rows(fixture));
                                reporter.measure_all(preload_rows(fixture));
                                reporter.measure_all(diesel_rows(fixture));
                                add_shape_rows(fixture, reporter);
                                reporter.measure_all(soci_rows(fixture));
                                if (options.callgrind) return;
                                for (const ReportRow& row : memory_rows(fixture)) reporter.add(row);
                              }});

}  // namespace
}  // namespace bench::sqlite
