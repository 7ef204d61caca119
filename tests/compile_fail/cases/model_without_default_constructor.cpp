// expect: rowan: a model needs a default constructor, because records are made before they are filled from a row
// errors: 1
#include "rowan/rowan.hpp"

class Note : public rowan::Model<Note> {
 public:
  explicit Note(std::string text) : text(std::move(text)) {}
  std::int64_t id{};
  std::string text;

  ROWAN_MODEL(Note, (), (id, text))
};

ROWAN_REGISTER_MODEL(Note)
