#include "rowan/core/near_miss.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "core/quote.hpp"

namespace rowan {
namespace {

constexpr std::size_t most_shown = 3;
constexpr std::size_t shortest_prefix = 3;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return out;
}

// Insertions, deletions, replacements and swaps of neighbours, row by row.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> here(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    here[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      here[j] = std::min({above[j] + 1, here[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) here[j] = std::min(here[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, here);
  }
  return above[b.size()];
}

// Smaller is nearer; nothing when it is no near miss.
std::optional<std::size_t> distance(const std::string& name, const std::string& candidate) {
  const std::size_t shorter = std::min(name.size(), candidate.size());
  const std::size_t longer = std::max(name.size(), candidate.size());
  const std::size_t allowed = std::min<std::size_t>(2, shorter / 2);
  if (longer - shorter <= allowed) {
    const std::size_t edits = edit_distance(name, candidate);
    if (edits <= allowed) return edits;
  }
  if (shorter >= shortest_prefix && name.compare(0, shorter, candidate, 0, shorter) == 0) return longer;
  return std::nullopt;
}

std::string listed(std::vector<std::string_view> names, std::string_view last_separator) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? last_separator : ", ";
    out += detail::in_quotes(names[i]);
  }
  return out;
}

}  // namespace

std::vector<std::string_view> near_misses(std::string_view name, std::span<const std::string_view> candidates) {
  struct Found {
    std::size_t distance;
    std::string_view candidate;
  };
  std::vector<Found> found;
  const std::string wanted = lower(name);
  for (const std::string_view candidate : candidates) {
    if (const auto near = distance(wanted, lower(candidate))) found.push_back({*near, candidate});
  }
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.distance < b.distance; });
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < std::min(found.size(), most_shown); ++i) names.push_back(found[i].candidate);
  return names;
}

std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates) {
  const auto near = near_misses(name, candidates);
  if (!near.empty()) return "; did you mean " + listed(near, " or ") + "?";
  if (candidates.empty()) return "";
  std::vector<std::string_view> all(candidates.begin(), candidates.end());
  std::sort(all.begin(), all.end());
  return "; there is " + listed(all, ", ");
}

std::string did_you_mean(std::string_view name, std::span<const std::string> candidates) {
  return did_you_mean(name, std::vector<std::string_view>(candidates.begin(), candidates.end()));
}

}  // namespace rowan
