// compiles
// What the query_… cases get wrong, done right.
#include "rowan/query/column.hpp"

struct User {};
struct Post {};
struct Tag {
  static constexpr std::string_view name() { return "name"; }
};
constexpr rowan::Column<User, std::int32_t, Tag> age;
constexpr rowan::Column<User, std::string, Tag> name;
void where(const rowan::Condition<User>& condition);

void use() { where(age == 18 && name.contains("Ann") && age < age); }
