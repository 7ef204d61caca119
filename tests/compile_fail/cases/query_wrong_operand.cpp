// expect: rowan: an attribute can only be compared with a value of its own type
// errors: 1
#include "rowan/query/column.hpp"

struct User {};
struct Tag {
  static constexpr std::string_view name() { return "age"; }
};
constexpr rowan::Column<User, std::int32_t, Tag> age;

auto condition = age == "eighteen";
