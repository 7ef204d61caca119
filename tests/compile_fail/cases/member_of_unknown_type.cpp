// expect: rowan: this member's type can't be an attribute.
// errors: 1
#include "rowan/rowan.hpp"

struct Point {
  int x, y;
};

class Note : public rowan::Model<Note> {
 public:
  std::int64_t id{};
  Point place;

  ROWAN_MODEL(Note, (), (id, place))
};

ROWAN_REGISTER_MODEL(Note)
