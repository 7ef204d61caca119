#pragma once

#include <stdexcept>

namespace record_tests {

/// What a test leaves a transaction with.
struct Stop : std::runtime_error {
  Stop() : std::runtime_error("stop") {}
};

}  // namespace record_tests
