// Models of different libraries that point at each other.
#pragma once

#include <cstdint>
#include <string>

#include "rowan/rowan.hpp"

namespace zoo {

class Animal;
class Ticket;

/// In the static library.
class Keeper : public rowan::Model<Keeper> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Animal> animals;

  ROWAN_MODEL(Keeper, (), (id, name, animals))
};

/// In the static library too, in an object file that nothing else refers to.
class Fence : public rowan::Model<Fence> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Fence, (), (id))
};

/// In the shared library.
class ROWAN_EXPORT Animal : public rowan::Model<Animal> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Keeper> keeper;
  rowan::HasMany<Ticket> tickets;  // of a library that comes later

  ROWAN_MODEL(Animal, (), (id, name, keeper, tickets))
  static void configure(rowan::ModelBuilder<Animal>& m);
};

}  // namespace zoo
