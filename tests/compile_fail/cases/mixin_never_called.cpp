// expect: rowan: configure_mixin() of a mix-in would never be called: write it as a public
// errors: 3
#include "rowan/model/soft_delete.hpp"
#include "rowan/rowan.hpp"

class Named {
 public:
  std::string name;
  ROWAN_MIXIN(Named, (), (name))

 private:
  template <class T>
  static void configure_mixin(rowan::ModelBuilder<T>& m) {
    m.attribute(&Named::name).not_blank();
  }
};
class Sized {
 public:
  int size{};
  ROWAN_MIXIN(Sized, (), (size))
  template <class T>
  void configure_mixin(rowan::ModelBuilder<T>& m) {
    m.attribute(&Sized::size).at_least(1);
  }
};
class Pet;
class Ranked {
 public:
  int rank{};
  ROWAN_MIXIN(Ranked, (), (rank))
  static void configure_mixin(rowan::ModelBuilder<Pet>& m);
};
class Coloured {
 public:
  std::string colour;
  ROWAN_MIXIN(Coloured, (), (colour))
  template <class T>
  static void configure_mixin(rowan::ModelBuilder<T>& m) {
    m.attribute(&Coloured::colour).not_blank();
  }
};
// What it has from its bases is called for these.
class Painted : public Coloured, public rowan::SoftDelete {
 public:
  int coats{};
  ROWAN_MIXIN(Painted, (Coloured, rowan::SoftDelete), (coats))
};

class Toy : public rowan::Model<Toy>, public Named {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Toy, (Named), (id))
};
class Bed : public rowan::Model<Bed>, public Sized {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Bed, (Sized), (id))
};
class Bowl : public rowan::Model<Bowl>, public Ranked {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Bowl, (Ranked), (id))
};
class Fence : public rowan::Model<Fence>, public Painted {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Fence, (Painted), (id))
};

ROWAN_REGISTER_MODEL(Toy)
ROWAN_REGISTER_MODEL(Bed)
ROWAN_REGISTER_MODEL(Bowl)
ROWAN_REGISTER_MODEL(Fence)
