// expect: rowan: two attributes can only be compared when their types can be
// errors: 1
#include "rowan/query/column.hpp"

struct User {};
struct Tag {
  static constexpr std::string_view name() { return "age"; }
};
constexpr rowan::Column<User, std::int32_t, Tag> age;
constexpr rowan::Column<User, std::string, Tag> name;

auto condition = age == name;
