// expect: rowan: a static member can't be an attribute
// expect: rowan: this class inherits rowan::Timestamps, and doesn't list it
// expect: rowan: this class inherits rowan::SoftDelete, and doesn't list it
// errors: 3
#include "rowan/model/soft_delete.hpp"
#include "rowan/rowan.hpp"

class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  static inline int legs = 4;
  ROWAN_MODEL(Pet, (), (id, legs))
};
class Toy : public rowan::Model<Toy>, public rowan::Timestamps {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Toy, (), (id))
};
class Memo : public rowan::Model<Memo>, public rowan::SoftDelete {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Memo, (), (id))
};
class Priced : public rowan::Timestamps {
 public:
  int price{};
  ROWAN_MIXIN(Priced, (rowan::Timestamps), (price))
};
class Bed : public rowan::Model<Bed>, public Priced {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Bed, (Priced), (id))
};

ROWAN_REGISTER_MODEL(Pet)
ROWAN_REGISTER_MODEL(Toy)
ROWAN_REGISTER_MODEL(Memo)
ROWAN_REGISTER_MODEL(Bed)
