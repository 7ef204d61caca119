// Whether what a test needs is installed.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "support/server/postgresql_server.hpp"

namespace rowan::testing {

/// `missing` is what a server says is missing, empty when it is there. False: skip. Where servers are required, as in
/// `./dev test`, that is a failure.
inline bool installed(const std::string& missing) {
  if (missing.empty()) return true;
  if (std::getenv("ROWAN_REQUIRE_SERVERS") != nullptr) ADD_FAILURE() << missing;
  return false;
}

}  // namespace rowan::testing
