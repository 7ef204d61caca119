// expect: order
// expect: inverse
// expect: TextArgument
// errors: 3
#include "rowan/rowan.hpp"

class Leaf;
class Tree : public rowan::Model<Tree> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Leaf> leaves;

  ROWAN_MODEL(Tree, (), (id, name, leaves))
  static void configure(rowan::ModelBuilder<Tree>& m) {
    m.has_many(&Tree::leaves).order({"size", "colour"});
    m.has_many(&Tree::leaves).inverse({"a", "b"});
    m.attribute(&Tree::name).matches({"a", "b"});
  }
};
