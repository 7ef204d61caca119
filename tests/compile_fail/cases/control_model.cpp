// compiles
// The model that the refused ones differ from by one thing each.
#include "rowan/rowan.hpp"

class Note : public rowan::Model<Note> {
 public:
  std::int64_t id{};
  std::string text;
  std::optional<double> rating;

  ROWAN_MODEL(Note, (), (id, text, rating))
  static void configure(rowan::ModelBuilder<Note>& m) { m.attribute(&Note::text).not_blank(); }
};

ROWAN_REGISTER_MODEL(Note)

auto recent() { return Note::where(Note::c.text == "hello" && Note::c.rating > 1.5); }
