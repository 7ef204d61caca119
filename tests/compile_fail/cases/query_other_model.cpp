// expect: rowan: this condition is on another model than the query
// errors: 1
#include "rowan/query/column.hpp"

struct User {};
struct Post {};
struct Tag {
  static constexpr std::string_view name() { return "age"; }
};
constexpr rowan::Column<User, std::int32_t, Tag> age;
void where(const rowan::Condition<Post>& condition);

void use() { where(age == 18); }
