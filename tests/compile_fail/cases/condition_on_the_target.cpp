// expect: rowan: this condition is on another model
// errors: 1
#include "rowan/rowan.hpp"

class Author : public rowan::Model<Author> {
 public:
  std::int64_t id{};
  std::string name;

  ROWAN_MODEL(Author, (), (id, name))
};
class Note : public rowan::Model<Note> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Author> author;

  ROWAN_MODEL(Note, (), (id, author))
};

auto of_ann() { return Note::where(Author::c.name == "Ann"); }
