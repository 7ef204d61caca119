// A stream over a million rows: how much the process grows.
#pragma once

#include <functional>

#include "report.hpp"

namespace bench {

inline constexpr const char* stream_name = "find_each over 1,000,000 rows, growth";

/// `fill` puts a million contacts into the default database, by its own means. Measure this first, while the process is
/// small: other rows leave memory behind.
ReportRow stream_row(const std::function<void()>& fill);

}  // namespace bench
