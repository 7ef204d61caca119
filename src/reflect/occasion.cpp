#include "rowan/reflect/occasion.hpp"

#include <algorithm>
#include <array>

namespace rowan {
namespace {

// A list that is empty asks for nothing.
template <class List, class Value>
bool is_one_of(const List& list, const Value& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

std::string_view to_string(Occasion occasion) noexcept {
  constexpr std::array<std::string_view, 3> names{"create", "update", "destroy"};
  return names[static_cast<std::size_t>(occasion)];
}

bool Applicability::holds(Occasion occasion, std::string_view context, const void* object) const {
  if (!is_one_of(occasions, occasion) || !is_one_of(contexts, context)) return false;
  return std::all_of(demands.begin(), demands.end(), [&](const auto& demand) { return demand(object); });
}

std::vector<std::string> Applicability::names() const {
  std::vector<std::string> all;
  for (const Occasion occasion : occasions) all.emplace_back(to_string(occasion));
  all.insert(all.end(), contexts.begin(), contexts.end());
  return all;
}

}  // namespace rowan
