#pragma once

#include <string>

#include "rowan/core/error.hpp"

namespace rowan {

/// In what words `f` refuses a value.
template <class F>
std::string refusal(F&& f) {
  try {
    static_cast<void>(f());
  } catch (const InvalidValue& error) {
    return error.what();
  }
  return "not refused";
}

}  // namespace rowan
