// The rows of this database that take something by hand of their own.
#pragma once

#include "counter_row.hpp"
#include "mysql/fixture.hpp"

namespace bench::mysql {

Comparison counter_row_here(const Fixture& fixture, double limit);

}  // namespace bench::mysql
