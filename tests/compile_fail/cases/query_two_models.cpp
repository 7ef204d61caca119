// expect: rowan: this condition is on another model than the query
// errors: 1
#include "rowan/query/column.hpp"

struct User {};
struct Post {};
struct Tag {
  static constexpr std::string_view name() { return "age"; }
};
constexpr rowan::Column<User, std::int32_t, Tag> age;
constexpr rowan::Column<Post, std::int32_t, Tag> views;
void on_one(const rowan::Condition<User>& condition);
void on_both(const rowan::Condition<User, Post>& condition);

void fine() { on_both(views == 3 && age == 18 && views < 5); }
void wrong() { on_one(age == 18 && views == 3); }
