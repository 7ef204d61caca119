// Loops over the list of a handle visit it as it was when they began, whatever they do to it.
#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "contract/record_models.hpp"

namespace record_tests {

class Leaf;
class Bird;

class Tree : public rowan::Model<Tree> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Leaf> leaves;
  rowan::ManyToMany<Bird> birds;
  ROWAN_MODEL(Tree, (), (id, name, leaves, birds))
  static void configure(rowan::ModelBuilder<Tree>& m);
};

class Leaf : public rowan::Model<Leaf> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Tree> tree;
  ROWAN_MODEL(Leaf, (), (id, name, tree))
  static void configure(rowan::ModelBuilder<Leaf>& m) { m.belongs_to(&Leaf::tree).optional(); }
};

class Bird : public rowan::Model<Bird> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::ManyToMany<Tree> trees;
  ROWAN_MODEL(Bird, (), (id, name, trees))
};

void Tree::configure(rowan::ModelBuilder<Tree>& m) { m.has_many(&Tree::leaves).dependent(rowan::dependent::destroy); }

}  // namespace record_tests
ROWAN_REGISTER_MODEL(record_tests::Tree)
ROWAN_REGISTER_MODEL(record_tests::Leaf)
ROWAN_REGISTER_MODEL(record_tests::Bird)

namespace record_tests {
namespace {

static_assert(std::random_access_iterator<rowan::HasMany<Leaf>::iterator>);
static_assert(std::random_access_iterator<rowan::HasMany<Leaf>::const_iterator>);

class Loops : public RecordTest {
 protected:
  Loops() { db.create_tables<Tree, Leaf, Bird>(); }

  static Tree tree_of(const std::string& names) {
    Tree tree;
    tree.name = "tree";
    for (const char name : names) {
      Leaf leaf;
      leaf.name = std::string(1, name);
      tree.leaves.add(std::move(leaf));
      Bird bird;
      bird.name = std::string(1, name);
      tree.birds.add(std::move(bird));
    }
    tree.save_or_throw();
    return Tree::find(tree.id);
  }
  /// What a loop over the list saw, whose body does `what` to each record.
  template <class List, class Do>
  static std::string seen(List& list, Do&& what) {
    std::string names;
    for (auto& each : list) {
      what(each);
      names += each.name;
    }
    return names;
  }
  static std::string names(Tree& tree) {
    return seen(tree.leaves, [](Leaf&) {});
  }
};

TEST_P(Loops, EachIsRemoved) {
  Tree tree = tree_of("abcde");
  EXPECT_EQ(seen(tree.leaves, [&](Leaf& leaf) { tree.leaves.remove(leaf); }), "abcde");
  EXPECT_EQ(tree.leaves.size(), 0U);
  EXPECT_EQ(Leaf::count(), 0U);
  EXPECT_EQ(seen(tree.birds, [&](Bird& bird) { tree.birds.remove(bird); }), "abcde");
  EXPECT_EQ(tree.birds.size(), 0U);
  EXPECT_EQ(tree.birds.count(), 0U);
  EXPECT_EQ(Bird::count(), 5U);
}

TEST_P(Loops, SomeAreRemovedDestroyedOrAdded) {
  Tree tree = tree_of("abcdef");
  const std::string all = seen(tree.leaves, [&](Leaf& leaf) {
    if (leaf.name == "b" || leaf.name == "f") tree.leaves.remove(leaf);
    if (leaf.name == "c") {
      EXPECT_TRUE(leaf.destroy());
      EXPECT_EQ(tree.leaves.size(), 5U);
    }
    if (leaf.name == "a" || leaf.name == "d") {
      Leaf made;
      made.name = "+" + leaf.name;
      tree.leaves.add(std::move(made));
    }
  });
  EXPECT_EQ(all, "abcdef");
  EXPECT_EQ(names(tree), "ade+a+d");
  EXPECT_EQ(tree.leaves.count(), 5U);
}

TEST_P(Loops, AnEndThatIsAskedForAnewIsReached) {
  Tree tree = tree_of("abcde");
  std::string all;
  for (auto it = tree.leaves.begin(); it != tree.leaves.end(); ++it) {
    tree.leaves.remove(*it);
    all += it->name;
  }
  EXPECT_EQ(all, "abcde");
  EXPECT_EQ(tree.leaves.size(), 0U);
}

TEST_P(Loops, LoopsInLoops) {
  Tree tree = tree_of("abc");
  std::string inner;
  const std::string outer = seen(tree.leaves, [&](Leaf& leaf) {
    inner += seen(tree.leaves, [&](Leaf& other) {
      if (other.name == leaf.name) tree.leaves.remove(other);
    });
    inner += "|";
  });
  EXPECT_EQ(outer, "abc");
  EXPECT_EQ(inner, "abc|bc|c|");
}

TEST_P(Loops, TheListIsDroppedOrLoadedAnew) {
  Tree tree = tree_of("abc");
  EXPECT_EQ(seen(tree.leaves, [&](Leaf&) { tree.leaves.reset(); }), "abc");
  EXPECT_EQ(seen(tree.leaves, [&](Leaf&) { tree.reload(); }), "abc");
  EXPECT_EQ(names(tree), "abc");
  EXPECT_EQ(seen(tree.leaves, [&](Leaf&) { tree.leaves.clear(); }), "abc");
  EXPECT_EQ(names(tree), "");
}

TEST_P(Loops, TheOwnerIsDestroyedAssignedOrEnds) {
  Tree first = tree_of("abc");
  EXPECT_EQ(seen(first.leaves,
                 [&](Leaf&) {
                   if (first.is_persisted()) static_cast<void>(first.destroy());
                 }),
            "abc");
  EXPECT_EQ(Leaf::count(), 0U);
  Tree second = tree_of("abc");
  EXPECT_EQ(seen(second.leaves, [&](Leaf&) { second = Tree(); }), "abc");
  auto third = std::make_unique<Tree>(tree_of("def"));
  EXPECT_EQ(seen(third->leaves, [&](Leaf&) { third.reset(); }), "def");
  std::vector<Tree> grows{tree_of("ghi")};
  EXPECT_EQ(seen(grows[0].leaves, [&](Leaf&) { grows.resize(grows.size() * 2); }), "ghi");
}

TEST_P(Loops, ARollbackInALoopGivesTheListBack) {
  Tree tree = tree_of("abcd");
  EXPECT_EQ(seen(tree.leaves, [&](Leaf& leaf) { undone([&] { tree.leaves.remove(leaf); }); }), "abcd");
  EXPECT_EQ(names(tree), "abcd");
  EXPECT_EQ(seen(tree.leaves, [&](Leaf&) { undone([&] { tree.leaves.clear(); }); }), "abcd");
  EXPECT_EQ(names(tree), "abcd");
  undone([&] {
    for (Leaf& leaf : tree.leaves) tree.leaves.remove(leaf);
  });
  EXPECT_EQ(names(tree), "abcd");
  EXPECT_EQ(tree.leaves.count(), 4U);
}

TEST_P(Loops, IteratorsKeepWhatTheyReferTo) {
  std::optional<rowan::HasMany<Leaf>::iterator> kept;
  {
    Tree tree = tree_of("abc");
    kept = tree.leaves.begin() + 1;
    tree.leaves.remove(tree.leaves[1]);
    EXPECT_EQ(names(tree), "ac");
  }
  EXPECT_EQ((*kept)->name, "b");
  EXPECT_EQ((++*kept)->name, "c");
}

TEST_P(Loops, TheListIsSortedAndTurnedAbout) {
  Tree tree = tree_of("bdac");
  std::sort(tree.leaves.begin(), tree.leaves.end(), [](const Leaf& a, const Leaf& b) { return a.name < b.name; });
  EXPECT_EQ(names(tree), "abcd");
  std::reverse(tree.leaves.begin(), tree.leaves.end());
  EXPECT_EQ(seen(tree.leaves, [&](Leaf& leaf) { tree.leaves.remove(leaf); }), "dcba");
  EXPECT_EQ(Leaf::count(), 0U);
}

ROWAN_RECORD_SUITE(Loops);

}  // namespace
}  // namespace record_tests
