#include "rowan/reflect/occasion.hpp"

#include <algorithm>
#include <array>

namespace rowan {

std::string_view to_string(Occasion occasion) noexcept {
  constexpr std::array<std::string_view, 3> names{"create", "update", "destroy"};
  return names[static_cast<std::size_t>(occasion)];
}

bool Applicability::holds(Occasion occasion, const void* object) const {
  if (!occasions.empty() && std::find(occasions.begin(), occasions.end(), occasion) == occasions.end()) return false;
  return std::all_of(demands.begin(), demands.end(), [&](const auto& demand) { return demand(object); });
}

std::vector<std::string> Applicability::names() const {
  std::vector<std::string> all;
  for (const Occasion occasion : occasions) all.emplace_back(to_string(occasion));
  return all;
}

}  // namespace rowan
