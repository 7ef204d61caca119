// expect: rowan: configure() would never be called: write it as a public `static void configure
// errors: 4
#include "rowan/rowan.hpp"

class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Pet, (), (id))
  void configure(rowan::ModelBuilder<Pet>& m) { m.table("animals"); }
};
class Toy : public rowan::Model<Toy> {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Toy, (), (id))
  static void configure(rowan::ModelBuilder<Pet>& m) { m.table("animals"); }
};
class Bed : public rowan::Model<Bed> {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Bed, (), (id))
 private:
  static void configure(rowan::ModelBuilder<Bed>& m) { m.table("baskets"); }
};
class Bowl final : public rowan::Model<Bowl> {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Bowl, (), (id))
  static void configure() {}
};
// A member may be called so, and be listed.
class Vet : public rowan::Model<Vet> {
 public:
  std::int64_t id{};
  bool configure{};
  ROWAN_MODEL(Vet, (), (id, configure))
};
class Leash : public rowan::Model<Leash> {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Leash, (), (id))
  static void configure(rowan::ModelBuilder<Leash>& m) { m.table("leads"); }
};

ROWAN_REGISTER_MODEL(Pet)
ROWAN_REGISTER_MODEL(Toy)
ROWAN_REGISTER_MODEL(Bed)
ROWAN_REGISTER_MODEL(Bowl)
ROWAN_REGISTER_MODEL(Vet)
ROWAN_REGISTER_MODEL(Leash)
