// The collation that compares times by the moment, however they are spelled.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace rowan::sqlite {

/// As `sqlite3_create_collation_v2` wants it. `2022-10-01 00:00:00`, `2022-10-01T00:00:00.000Z` and
/// `2022-10-01 02:00:00+02:00` are one moment, and so is the date alone; a text without an offset is taken as UTC. What
/// is no time sorts after all that are, by its bytes.
int compare_times(void*, int left_size, const void* left, int right_size, const void* right) noexcept;

/// `2022-10-01 00:00:00.000000`.
using NormalTime = std::array<char, 26>;
/// The same moment of UTC as Rowan writes it, but for the Z. Nothing when the text is no time.
std::optional<NormalTime> normal_time(std::string_view text) noexcept;

}  // namespace rowan::sqlite
