// The version of these headers. Checked against the build's when the library is configured.
#pragma once

namespace rowan {

inline constexpr char version[] = "0.1.0";

}  // namespace rowan
