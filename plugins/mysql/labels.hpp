// The texts that a column of type ENUM or SET takes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rowan::mysql {

/// In their order: of "enum('G','it''s')", G and it's.
[[nodiscard]] std::vector<std::string> labels_in(std::string_view type);

}  // namespace rowan::mysql
