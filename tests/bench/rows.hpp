// The rows of the suite, a file each.
#pragma once

#include <vector>

#include "fixture.hpp"
#include "measure.hpp"

namespace bench {

std::vector<Comparison> scan_rows(Fixture& fixture);
std::vector<Comparison> find_rows(Fixture& fixture);
std::vector<Comparison> save_rows(Fixture& fixture);
std::vector<Comparison> lazy_rows(Fixture& fixture);
/// SOCI used by hand, for comparison.
std::vector<Comparison> soci_rows(Fixture& fixture);

std::vector<ReportRow> memory_rows(Fixture& fixture);
std::vector<ReportRow> compile_rows(const Options& options);

}  // namespace bench
