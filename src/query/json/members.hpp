// Members of JSON objects, read one by one.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "core/json_view.hpp"

namespace rowan::json_members {

/// Null where there is none. It lives as long as the list.
const JsonMember* find(const std::vector<JsonMember>& members, std::string_view name);
/// @throws QueryError for a member of another name.
void require_only(const std::vector<JsonMember>& members, std::initializer_list<std::string_view> names);
/// @throws QueryError for what is none.
std::int64_t whole_number(JsonView json);

}  // namespace rowan::json_members
