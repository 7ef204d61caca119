// The rows of this database, a file each.
#pragma once

#include <vector>

#include "measure.hpp"
#include "postgresql/fixture.hpp"

namespace bench::postgresql {

std::vector<Comparison> read_rows(Fixture& fixture);
std::vector<Comparison> save_rows(Fixture& fixture);
std::vector<Comparison> lazy_rows(Fixture& fixture);
/// How much memory a stream over many rows takes.
ReportRow stream_row(Fixture& fixture);
inline constexpr const char* stream_name = "find_each over 1,000,000 rows, growth";

}  // namespace bench::postgresql
