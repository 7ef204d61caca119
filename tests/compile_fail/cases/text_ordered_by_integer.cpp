// expect: rowan: an attribute can only be compared with a value of its own type
// errors: 1
#include "rowan/rowan.hpp"

class Note : public rowan::Model<Note> {
 public:
  std::int64_t id{};
  std::string text;

  ROWAN_MODEL(Note, (), (id, text))
};

auto recent() { return Note::where(Note::c.text < 5); }
