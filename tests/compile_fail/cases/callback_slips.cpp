// expect: rowan: a callback takes the record: a function of (Post&)
// expect: rowan: validate() takes a function of (const Post&, rowan::Errors&)
// expect: rowan: a callback around an operation takes the record and returns an object
// expect: rowan: before_commit(), after_commit() and after_rollback() take the record as it was saved
// errors: 9
#include "rowan/rowan.hpp"

class Toy : public rowan::Model<Toy> {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Toy, (), (id))
};
struct Basket {};
class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Pet, (), (id))
  static void configure(rowan::ModelBuilder<Pet>& m) {
    m.before_save([](Toy&) {});
    m.after_destroy(5);
    m.validate([](const Pet&) { return true; });
    m.validate(&Pet::tidy);
    m.after_commit([](Pet&) {});
    m.around_save([](Pet&) {});
    m.around_destroy([](Toy&) { return Basket(); });
    m.around_save(&Pet::tidy);                               // false would stop nothing
    m.around_update([](Pet& pet) { return new Pet(pet); });  // nobody would delete it
  }
  bool tidy() { return id > 0; }
};
class Bed : public rowan::Model<Bed> {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Bed, (), (id))
  static void configure(rowan::ModelBuilder<Bed>& m) {
    m.before_save(&Bed::tidy).before_save([](const Bed& bed) { return bed.id > 0; }).before_save([](rowan::ModelBase&) {
    });
    m.validate(&Bed::check).validate([](const Bed&, rowan::Errors& errors) { errors.add("id", "is wrong"); });
    m.around_save(&Bed::made).around_update([](Bed&) { return Basket(); }).after_find(&Bed::tidy);
    m.before_commit(&Bed::sent).after_commit(&Bed::sent).after_rollback([](const Bed&) {});
  }
  bool tidy() { return id > 0; }
  void check(rowan::Errors& errors) const { errors.add("id", "is wrong"); }
  void sent() const {}
  Basket made() { return {}; }
};
