// Records on the toy driver: saved, found, changed, rolled back; values of every kind come back as they were.
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>

#include "rowan/rowan.hpp"

class Toy : public rowan::Model<Toy> {
 public:
  std::int64_t id{};
  std::string name;
  bool loud{};
  double weight{};
  rowan::Decimal price;
  rowan::Bytes picture;
  rowan::Date made{};
  rowan::Instant sold{};
  rowan::Uuid serial;
  rowan::Json parts;
  std::optional<std::int32_t> age;

  ROWAN_MODEL(Toy, (), (id, name, loud, weight, price, picture, made, sold, serial, parts, age))
};
ROWAN_REGISTER_MODEL(Toy)

namespace {

void require(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(what);
}

Toy full() {
  Toy toy;
  toy.name = "drum";
  toy.loud = true;
  toy.weight = 0.1;
  toy.price = rowan::Decimal("12345678901234567890.05");
  toy.picture = {std::byte{0}, std::byte{255}};
  toy.made = rowan::parse_date("2024-02-29");
  toy.sold = rowan::parse_instant("2024-02-29T12:00:00.123456Z");
  toy.serial = rowan::Uuid("123e4567-e89b-12d3-a456-426614174000");
  toy.parts = rowan::Json("{\"sticks\":2}");
  return toy;
}

void save_and_find(const Toy& made) {
  const Toy found = Toy::find(made.id);
  require(found.name == made.name && found.loud && found.weight == made.weight, "plain values");
  require(found.price == made.price && found.picture == made.picture, "decimals and bytes");
  require(found.made == made.made && found.sold == made.sold && found.serial == made.serial, "times and UUIDs");
  require(found.parts == made.parts && !found.age, "JSON and NULL");
  require(!found.changed(), "nothing is changed in what was loaded");
}

void change_and_roll_back(rowan::Database& database, std::int64_t id) {
  database.transaction([&](rowan::Transaction& transaction) {
    Toy toy = Toy::find(id);
    toy.age = 3;
    require(bool(toy.save()), "an update");
    transaction.rollback();
  });
  require(!Toy::find(id).age, "a rollback");
  require(Toy::where(Toy::c.name.starts_with("dr") && Toy::c.price > rowan::Decimal("1")).count() == 1, "a query");
}

}  // namespace

int main(int, char** arguments) {
  try {
    rowan::Database database = rowan::connect(arguments[1]);
    database.create_tables<Toy>();
    Toy toy = full();
    require(bool(toy.save()), "an insert");
    save_and_find(toy);
    change_and_roll_back(database, toy.id);
    std::puts("all is well");
  } catch (const std::exception& error) {
    std::puts(error.what());
  }
}
