// Makes a failing sequence of steps short.
#pragma once

#include <chrono>
#include <functional>

#include "machine/step.hpp"

namespace machine {

/// Leaves out parts, halves first and single steps last, as long as `fails`, and as long as there is time.
Steps shrink(Steps steps, const std::function<bool(const Steps&)>& fails, std::chrono::seconds time);

}  // namespace machine
