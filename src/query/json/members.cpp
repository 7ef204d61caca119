#include "query/json/members.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/quote.hpp"
#include "rowan/core/error.hpp"

namespace rowan::json_members {

const JsonMember* find(const std::vector<JsonMember>& members, std::string_view name) {
  for (const JsonMember& member : members) {
    if (member.name == name) return &member;
  }
  return nullptr;
}

void require_only(const std::vector<JsonMember>& members, std::initializer_list<std::string_view> names) {
  for (const JsonMember& member : members) {
    if (std::find(names.begin(), names.end(), member.name) != names.end()) continue;
    throw QueryError(fmt::format("{} has no place beside {}", detail::in_quotes(member.name), fmt::join(names, ", ")));
  }
}

std::int64_t whole_number(JsonView json) {
  const Value value = json.is_number() ? json.value() : Value();
  const auto* number = std::get_if<std::int64_t>(&value.storage());
  if (number == nullptr) throw QueryError("a whole number is expected here");
  return *number;
}

}  // namespace rowan::json_members
