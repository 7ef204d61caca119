// The rows of this database that take something by hand of their own.
#pragma once

#include "counter_row.hpp"
#include "postgresql/fixture.hpp"
#include "reporter.hpp"

namespace bench::postgresql {

Comparison counter_row_here(const Fixture& fixture, double limit);
/// Round trips of whole pieces of work, and what they take on a slow line.
void add_imdb_rows(Fixture& fixture, Reporter& reporter);

}  // namespace bench::postgresql
