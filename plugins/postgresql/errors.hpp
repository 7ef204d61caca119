// From SQLSTATE to the library's errors.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "failure.hpp"

namespace rowan::postgresql {

/// Throws the typed error for it. For constraints the catalogue is asked for what the server did not say, unless the
/// transaction has failed, in which the server answers nothing.
[[noreturn]] void raise(const Failure& failure);

/// The parts of `text` in double quotes, without them: how messages in any language name tables and columns.
std::vector<std::string> quoted_names(std::string_view text);

}  // namespace rowan::postgresql
