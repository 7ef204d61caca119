#include "result.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace rowan::postgresql {

// SELECT has a count, too, but matches no row in the sense of an UPDATE.
std::uint64_t matched_rows(PGresult* result) {
  constexpr std::array verbs{"INSERT", "UPDATE", "DELETE", "MERGE"};
  const std::string_view status = PQcmdStatus(result);
  const bool changes =
      std::any_of(verbs.begin(), verbs.end(), [&](const char* verb) { return status.starts_with(verb); });
  if (!changes) return 0;
  const std::string_view count = PQcmdTuples(result);
  std::uint64_t rows = 0;
  std::from_chars(count.data(), count.data() + count.size(), rows);
  return rows;
}

}  // namespace rowan::postgresql
