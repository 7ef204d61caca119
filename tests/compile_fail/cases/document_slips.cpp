// expect: rowan: a member of a document can only be compared with, or set to, a value of its own type
// expect: rowan: a ROWAN_JSON struct is asked for its members
// expect: rowan: what stands in a document is asked as<>
// expect: rowan: what stands in a document is a text, bool, number, rowan::Decimal or rowan::Json
// expect: rowan: a date has no time of day
// expect: rowan: what is added to a time is a whole number of its units
// expect: rowan: a member of a ROWAN_JSON struct is an attribute type
#include "rowan/rowan.hpp"

struct Shade {
  std::string name;
  int depth{};
  ROWAN_JSON(Shade, name, depth)
};
struct Nothing {};
struct Odd {
  Nothing nothing;
  ROWAN_JSON(Odd, nothing)
};
class Wall : public rowan::Model<Wall> {
 public:
  std::int64_t id{};
  Shade shade;
  rowan::Json any;
  rowan::Date painted;

  ROWAN_MODEL(Wall, (), (id, shade, any, painted))
};

auto other_type() { return Wall::c.shade[&Shade::name] == 5; }
auto by_name() { return Wall::c.shade["name"]; }
auto as_nothing() { return Wall::c.any["a"].as<Nothing>(); }
auto with_nothing() { return Wall::c.any["a"] == Nothing(); }
auto hours() { return Wall::c.painted + std::chrono::hours(1); }
auto half_days() { return Wall::c.painted + std::chrono::duration<double, std::chrono::days::period>(0.5); }
auto odd() { return rowan::attribute_traits<Odd>::to_stored(Odd()); }
auto fine() { return Wall::where(Wall::c.shade[&Shade::depth] > 5 && Wall::c.any[0]["x"] == "y").count(); }
