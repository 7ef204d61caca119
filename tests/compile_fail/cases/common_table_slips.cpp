// expect: rowan: the step of a recursive query of records gives records of the same model, joined to the table
// expect: rowan: the step of a recursive query gives values of the same types in the same order as its start
// expect: rowan: merge() takes a relation of one of the models of the query
// expect: rowan: reselect() is of one model's rows
#include "rowan/rowan.hpp"

class Leaf;
class Stem : public rowan::Model<Stem> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Leaf> leaves;

  ROWAN_MODEL(Stem, (), (id, name, leaves))
};
class Leaf : public rowan::Model<Leaf> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Stem> stem;

  ROWAN_MODEL(Leaf, (), (id, stem))
};
class Pot : public rowan::Model<Pot> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Pot, (), (id))
};

auto of_another_model() {
  return rowan::with_recursive("rows", Stem::all(), [](const auto&) { return Leaf::all(); }).count();
}
auto of_other_types() {
  return rowan::with_recursive("rows", Stem::select(Stem::c.id), [](const auto&) { return Stem::select(Stem::c.name); })
      .count();
}
auto into_a_join() { return Stem::join(Stem::c.leaves).merge(Pot::all()).count(); }
auto of_a_join() { return Stem::join(Stem::c.leaves).select(Stem::c.id).reselect(Leaf::c.id).rows(); }
auto fine() {
  const auto rows = rowan::with_recursive(
      "rows", Leaf::all(), [](const auto& last) { return Leaf::join(last, last(Leaf::c.id) == Leaf::c.id); });
  return rows.count() + rowan::with("stems", Stem::all()).count();
}
