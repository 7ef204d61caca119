// expect: rowan: an attribute can only be compared with a value of its own type
// errors: 1
#include "rowan/rowan.hpp"

class Author;
class Note : public rowan::Model<Note> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Author> author;

  ROWAN_MODEL(Note, (), (id, author))
};
class Author : public rowan::Model<Author> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Author, (), (id))
};

auto of_ann() { return Note::where(Note::c.author == "Ann"); }
