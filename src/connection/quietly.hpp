// For moments at which an exception has nowhere to go.
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include "rowan/core/log.hpp"

namespace rowan {

/// Calls `function`; what it throws is logged as the failure of `what`.
template <class Function>
void run_quietly(std::string_view what, const Function& function) noexcept {
  try {
    function();
  } catch (const std::exception& error) {
    log_message(LogLevel::error, std::string(what) + " failed: " + error.what());
  } catch (...) {
    log_message(LogLevel::error, std::string(what) + " failed");
  }
}

}  // namespace rowan
