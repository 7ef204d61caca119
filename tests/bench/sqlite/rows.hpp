// The rows of this database, a file each.
#pragma once

#include <vector>

#include "measure.hpp"
#include "reporter.hpp"
#include "sqlite/fixture.hpp"

namespace bench::sqlite {

std::vector<Comparison> common_rows(Fixture& fixture);
std::vector<Comparison> diesel_rows(Fixture& fixture);
/// Of queries over several tables, and of groups.
std::vector<Comparison> query_rows(Fixture& fixture);
std::vector<Comparison> preload_rows(Fixture& fixture);
/// Of what it takes to come from a query to its SQL: their limits are times, not ratios.
void add_shape_rows(Fixture& fixture, Reporter& reporter);
/// SOCI used by hand, for comparison.
std::vector<Comparison> soci_rows(Fixture& fixture);
std::vector<ReportRow> memory_rows(Fixture& fixture);

}  // namespace bench::sqlite
