// expect: rowan: this member belongs to another class
// errors: 1
#include "rowan/rowan.hpp"

class Person : public rowan::Model<Person> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Person, (), (id))
};

class Note : public rowan::Model<Note> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Note, (), (id))
  static void configure(rowan::ModelBuilder<Note>& m) { m.attribute(&Person::id); }
};

ROWAN_REGISTER_MODEL(Note)
