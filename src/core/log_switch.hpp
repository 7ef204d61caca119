// Whether anybody listens to the log.
#pragma once

#include <atomic>

namespace rowan::detail {

/// What `log_enabled()` tells, for those who ask before every statement. Apart from the sink, so that asking costs one
/// load and stays allowed while the process ends.
extern std::atomic<bool> log_switch;

}  // namespace rowan::detail
