// Whether anybody listens to the log.
#pragma once

#include <atomic>

#include "rowan/core/log.hpp"

namespace rowan::detail {

/// What `log_enabled()` tells, for those who ask before every statement. Apart from the sink, so that asking costs one
/// load and stays allowed while the process ends.
extern std::atomic<bool> log_switch;

/// Hands it over, unless this thread is in a call of a sink: what a sink asks of a database would be logged, and logged
/// again, without end. What a sink throws is dropped: a statement's outcome does not depend on its log.
void tell_sink(LogSink& sink, const StatementEvent& event) noexcept;

}  // namespace rowan::detail
