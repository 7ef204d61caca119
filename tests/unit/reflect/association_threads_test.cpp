// First use of metadata and first touches from many threads at once; for ThreadSanitizer above all.
#include <gtest/gtest.h>

#include <vector>

#include "rowan/rowan.hpp"
#include "support/in_threads.hpp"

namespace thread_models {

class Leaf;

class Tree : public rowan::Model<Tree> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Leaf> leaves;

  ROWAN_MODEL(Tree, (), (id, name, leaves))
};

class Leaf : public rowan::Model<Leaf> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Tree> tree;

  ROWAN_MODEL(Leaf, (), (id, tree))
};

}  // namespace thread_models

ROWAN_REGISTER_MODEL(thread_models::Tree)
ROWAN_REGISTER_MODEL(thread_models::Leaf)

namespace {

using thread_models::Leaf;
using thread_models::Tree;

constexpr std::size_t many = 8;

using rowan::testing::in_threads;

// Runs first: each test of this file finds the models described after it.
TEST(RegistryThreads, FirstUseGivesAllTheSameMetadata) {
  std::vector<const rowan::ModelInfo*> targets(many);
  in_threads(many, [&](std::size_t i) {
    const rowan::ModelInfo& mine = i % 2 == 0 ? Tree::rowan_info() : Leaf::rowan_info();
    targets[i] = mine.association(i % 2 == 0 ? "leaves" : "tree").resolved().target;
    EXPECT_EQ(rowan::registry().find("thread_models::Tree"), &Tree::rowan_info());
  });
  for (std::size_t i = 0; i < many; ++i) EXPECT_EQ(targets[i], i % 2 == 0 ? &Leaf::rowan_info() : &Tree::rowan_info());
}

TEST(AssociationThreads, EachHandlesItsOwnResultSet) {
  auto db = rowan::connect("sqlite::memory:", {.make_default = false});
  db.create_tables<Tree, Leaf>();
  for (std::size_t i = 0; i < many; ++i) {
    Tree tree;
    tree.leaves.add({});
    tree.leaves.add({});
    tree.save_or_throw(db);
  }
  in_threads(many, [&](std::size_t) {
    std::size_t leaves = 0;
    for (const Tree& tree : Tree::on(db)) {
      for (const Leaf& leaf : tree.leaves) leaves += leaf.tree->id == tree.id ? 1U : 0U;
    }
    EXPECT_EQ(leaves, 2 * many);
  });
}

TEST(AssociationThreads, DetachedRecordsAreHandedOver) {
  auto db = rowan::connect("sqlite::memory:", {.make_default = false});
  db.create_tables<Tree, Leaf>();
  for (std::size_t i = 0; i < many; ++i) {
    Leaf leaf;
    leaf.tree = Tree();
    leaf.save_or_throw(db);
  }
  auto leaves = Leaf::on(db).preload(Leaf::c.tree).load();
  for (Leaf& leaf : leaves) leaf.detach();
  in_threads(many, [&](std::size_t i) {
    Leaf mine = std::move(leaves[i]);
    mine.tree->name = "tree " + std::to_string(i);
    mine.tree->save_or_throw();
    EXPECT_EQ(mine.tree->leaves.size(), 1u);
    EXPECT_EQ(&*mine.tree->leaves[0].tree, &*mine.tree);
  });
  EXPECT_EQ(Tree::on(db).where(Tree::c.name.starts_with("tree")).count(), many);
}

}  // namespace
