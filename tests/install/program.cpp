// A program of somebody else, built with nothing but the installed headers, the library and pkg-config.
#include <cstdint>
#include <cstdio>
#include <string>

#include "rowan/rowan.hpp"

class Person : public rowan::Model<Person> {
 public:
  std::int64_t id{};
  std::string name;

  ROWAN_MODEL(Person, (), (id, name))
};

ROWAN_REGISTER_MODEL(Person)

int main() {
  rowan::Database database = rowan::connect("sqlite::memory:");
  database.create_tables<Person>();
  Person ann;
  ann.name = "Ann";
  ann.save();
  std::printf("found %s\n", Person::find(ann.id).name.c_str());
}
