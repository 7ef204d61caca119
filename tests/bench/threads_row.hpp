// What threads cost each other.
#pragma once

#include <cstdint>

#include "measure.hpp"

namespace bench {

/// Records found by key, each in its own round trip, by eight threads on eight connections, beside one thread that
/// finds as many: the CPU time of this process for each. The server's is another process's.
Comparison threads_row(std::int64_t customers, double limit);

}  // namespace bench
