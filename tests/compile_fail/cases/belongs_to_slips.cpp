// expect: rowan: a BelongsTo takes a record of its target, that record's key, or std::nullopt
// expect: rowan: compare what is meant: the key, post.author.key() == 5
// expect: rowan: an association is to a model: name its class
// errors: 11
#include "rowan/rowan.hpp"

class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Pet, (), (id))
};
class Toy : public rowan::Model<Toy> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Pet> pet;
  rowan::BelongsTo<Pet, std::string> named;

  ROWAN_MODEL(Toy, (), (id, pet, named))
};

void text(Toy& toy) { toy.pet = "Rex"; }
void null(Toy& toy) { toy.pet = nullptr; }
void floating(Toy& toy) { toy.pet = 5.5; }
void truth(Toy& toy) { toy.pet = true; }
void other(Toy& toy) { toy.pet = Toy(); }
void number(Toy& toy) { toy.named = 5.0; }
bool to_null(const Toy& toy) { return toy.pet == nullptr; }
bool to_record(const Toy& toy, const Pet& pet) { return toy.pet == pet; }
bool to_key(const Toy& toy) { return 5 == toy.pet; }
rowan::HasMany<Pet*> pointers;
rowan::HasOne<const Pet> constant;
void fine(Toy& toy, Pet& pet) {
  toy.pet = pet;
  toy.pet = 5U;
  toy.pet = std::optional<short>(5);
  toy.pet = std::nullopt;
  toy.named = "Rex";
  toy.named = std::optional<std::string>("Rex");
  if (toy.pet == std::nullopt || std::nullopt != toy.named || toy.pet.key() == 5 || *toy.pet == pet) toy = Toy();
}
