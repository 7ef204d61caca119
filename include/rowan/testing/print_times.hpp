// Lets GoogleTest print dates and times, where the standard library's own do not print yet (libstdc++ before 13).
// Include it where tests compare them.
#pragma once

#include <ostream>

#include "rowan/core/time.hpp"
#include "rowan/export.hpp"

#if !defined(__cpp_lib_chrono) || __cpp_lib_chrono < 201907L
// They are types of std::chrono, so this is where GoogleTest looks.
// NOLINTBEGIN(cert-dcl58-cpp, readability-identifier-naming)
namespace std::chrono {
inline void PrintTo(const rowan::Date& date, std::ostream* out) { *out << rowan::to_string(date); }
inline void PrintTo(const rowan::LocalDateTime& time, std::ostream* out) { *out << rowan::to_string(time); }
inline void PrintTo(const rowan::Instant& instant, std::ostream* out) { *out << rowan::to_string(instant); }
}  // namespace std::chrono
// NOLINTEND(cert-dcl58-cpp, readability-identifier-naming)
#endif
