// Records and handles that are given what lives in them: `node = *node.parent`. On every database, and under
// sanitizers.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"

namespace own_parts {

struct Mark;

// The members after the handles are assigned last.
struct Node : rowan::Model<Node> {
  std::int64_t id{};
  rowan::BelongsTo<Node> parent;
  rowan::HasMany<Node> kids;
  rowan::HasOne<Node> eldest;
  rowan::ManyToMany<Mark> marks;
  std::string name;
  std::vector<std::string> notes;  // no attribute

  ROWAN_MODEL(Node, (), (id, parent, kids, eldest, marks, name))
  static void configure(rowan::ModelBuilder<Node>& m);
};

struct Mark : rowan::Model<Mark> {
  std::int64_t id{};
  rowan::ManyToMany<Node> nodes;
  std::string name;

  ROWAN_MODEL(Mark, (), (id, nodes, name))
  static void configure(rowan::ModelBuilder<Mark>& m) { m.table("own_marks"); }
};

struct Coded : rowan::Model<Coded> {
  std::string code;
  rowan::BelongsTo<Coded, std::string> parent;
  std::string name;

  ROWAN_MODEL(Coded, (), (code, parent, name))
  static void configure(rowan::ModelBuilder<Coded>& m) {
    m.table("own_coded").primary_key(&Coded::code);
    m.attribute(&Coded::code).length(60);
    m.belongs_to(&Coded::parent).optional();
  }
};

struct Pin : rowan::Model<Pin> {
  std::int64_t id{};
  rowan::BelongsTo<rowan::Any<Node, Pin>> at;
  std::string name;

  ROWAN_MODEL(Pin, (), (id, at, name))
  static void configure(rowan::ModelBuilder<Pin>& m) {
    m.table("own_pins");
    m.belongs_to(&Pin::at).optional();
  }
};

void Node::configure(rowan::ModelBuilder<Node>& m) {
  m.table("own_nodes");
  m.belongs_to(&Node::parent).optional();
  m.has_many(&Node::kids).inverse("parent").order("id");
  m.has_one(&Node::eldest).inverse("parent");
}

ROWAN_REGISTER_MODEL(Node)
ROWAN_REGISTER_MODEL(Mark)
ROWAN_REGISTER_MODEL(Coded)
ROWAN_REGISTER_MODEL(Pin)

namespace {

constexpr const char* long_enough = " has a name that lies on the heap, as do its notes";

class OwnPartsTest : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {
 protected:
  OwnPartsTest() : db(rowan::connect(GetParam().url(dir_))) { db.create_tables<Node, Mark, Coded, Pin>(); }

  static Node named(const std::string& name) {
    Node node;
    node.name = name + long_enough;
    node.notes.assign(3, node.name);
    return node;
  }
  // root → a, b, c; a → a0 → a00; loaded anew.
  static Node family() {
    Node root = named("root");
    for (const char* name : {"a", "b", "c"}) root.kids.add(named(name));
    root.kids[0].kids.add(named("a0")).kids.add(named("a00"));
    root.save_or_throw();
    return Node::find(root.id);
  }
  static Node found(const std::string& name) { return Node::where(Node::c.name == name + long_enough).sole(); }
  static void expect(Node& node, const std::string& name, std::size_t kids) {
    EXPECT_EQ(node.name, name + long_enough);
    EXPECT_TRUE(node.is_persisted());
    EXPECT_FALSE(node.changed());
    EXPECT_EQ(Node::find(node.id).name, node.name);
    EXPECT_EQ(node.kids.size(), kids);
    node.name += "!";
    node.save_or_throw();
    EXPECT_EQ(Node::find(node.id).name, node.name);
  }

 private:
  rowan::testing::TempDir dir_;

 protected:
  rowan::Database db;
};

TEST_P(OwnPartsTest, ARecordIsAssignedFromItsLists) {
  Node node = family();
  ASSERT_EQ(node.kids.size(), 3u);
  node = node.kids[1];
  expect(node, "b", 0);
  Node deeper = family();
  deeper = deeper.kids[0].kids[0];
  expect(deeper, "a0", 1);
}

TEST_P(OwnPartsTest, ARecordIsMovedFromItsLists) {
  Node node = family();
  ASSERT_EQ(node.kids[0].kids[0].kids.size(), 1u);
  node = std::move(node.kids[0]);
  ASSERT_EQ(node.kids.size(), 1u);
  node = std::move(node.kids[0].kids[0]);
  expect(node, "a00", 0);
  Node other = family();
  other = std::move(*other.eldest);
  EXPECT_EQ(other.kids[0].parent->name, other.name);
  EXPECT_EQ(&*other.kids[0].parent, &other);
  expect(other, "a", 1);
}

TEST_P(OwnPartsTest, ARecordIsAssignedWhatASortHasMovedAbout) {
  Node node = family();
  std::sort(node.kids.begin(), node.kids.end(), [](const Node& x, const Node& y) { return x.name > y.name; });
  Node copy = Node::find(node.id);
  node = node.kids[0];
  expect(node, "c", 0);
  std::sort(copy.kids.begin(), copy.kids.end(), [](const Node& x, const Node& y) { return x.name > y.name; });
  copy = std::move(copy.kids[1]);
  expect(copy, "b", 0);
}

TEST_P(OwnPartsTest, ARecordIsAssignedItsParentUpToTheRoot) {
  family();
  Node node = found("a00");
  int steps = 0;
  for (; node.parent; ++steps) node = *node.parent;
  EXPECT_EQ(steps, 3);
  expect(node, "root", 3);
  Node moved = found("a0");
  while (moved.parent) moved = std::move(*moved.parent);
  EXPECT_EQ(moved.id, node.id);
}

TEST_P(OwnPartsTest, ARecordIsAssignedWhatItsJoinedTargetsHold) {
  Node one = named("one"), two = named("two");
  one.save_or_throw();
  two.save_or_throw();
  Mark& mark = one.marks.add(Mark());
  two.marks.link(mark);
  Node node = Node::find(one.id);
  Mark& shared = node.marks[0];
  const std::size_t other = shared.nodes[0].id == two.id ? 0 : 1;
  node = shared.nodes[other];
  expect(node, "two", 0);
}

TEST_P(OwnPartsTest, ElementsOfVectorsAndListsAreAssignedFromTheirOwn) {
  std::vector<Node> nodes;
  nodes.push_back(family());
  nodes.push_back(family());
  nodes[0] = nodes[0].kids[2];
  EXPECT_EQ(nodes[0].name, std::string("c") + long_enough);
  nodes[1] = std::move(nodes[1].kids[0].kids[0]);
  EXPECT_EQ(nodes[1].name, std::string("a0") + long_enough);
  Node root = Node::find(*Node::where(Node::c.name == std::string("a") + long_enough).first()->parent.key());
  root.kids[0] = std::move(root.kids[0].kids[0]);
  EXPECT_EQ(root.kids[0].name, std::string("a0") + long_enough);
  root.kids[1] = root.kids[0].kids[0];
  EXPECT_EQ(root.kids[1].name, std::string("a00") + long_enough);
  EXPECT_EQ(root.kids.size(), 3u);
}

TEST_P(OwnPartsTest, NewRecordsAreAssignedFromTheirOwn) {
  Node node = named("new");
  node.kids.build(named("kid")).kids.build(named("grandkid"));
  node = std::move(node.kids[0]);
  EXPECT_TRUE(node.is_new());
  node.save_or_throw();
  EXPECT_EQ(node.kids.count(), 1u);
  Node child = named("child");
  child.parent = named("father");
  child = *child.parent;
  EXPECT_TRUE(child.is_new());
  child.save_or_throw();
  EXPECT_EQ(Node::count(), 3u);
  EXPECT_EQ(Node::find(child.id).name, std::string("father") + long_enough);
}

TEST_P(OwnPartsTest, AMovedFromRecordOfItsListIsAssigned) {
  Node node = family();
  const Node taken = std::move(node.kids[0]);
  Node copy = node;
  EXPECT_EQ(copy.kids.size(), 3u);
  node = node.kids[1];
  EXPECT_EQ(node.name, std::string("b") + long_enough);
  EXPECT_EQ(taken.name, std::string("a") + long_enough);
}

TEST_P(OwnPartsTest, ARecordAndOneOfItsListAreSwapped) {
  Node node = family();
  Node& kid = node.kids[0];
  std::swap(node, kid);
  EXPECT_EQ(node.name, std::string("a") + long_enough);
  EXPECT_EQ(kid.name, std::string("root") + long_enough);
  const Node root = std::move(kid);  // it is in its own list, which so ends with it
  EXPECT_EQ(root.kids.size(), 3u);
  EXPECT_EQ(node.kids.size(), 1u);
}

TEST_P(OwnPartsTest, ABelongsToIsGivenWhatItsTargetHolds) {
  family();
  Node node = found("a00");
  const std::int64_t a = found("a").id, root = found("root").id;
  node.parent = node.parent->parent;
  EXPECT_EQ(node.parent.key(), a);
  node.parent = std::move(node.parent->parent);
  EXPECT_EQ(node.parent.key(), root);
  EXPECT_EQ(node.parent->name, std::string("root") + long_enough);
  node.parent = found("a0");
  node.parent = *node.parent->parent;
  EXPECT_EQ(node.parent->id, a);
  node.parent = *node.parent;
  EXPECT_EQ(node.parent->id, a);
  node.parent = std::move(*node.parent->parent);
  EXPECT_EQ(node.parent->id, root);
  node.parent = node.parent->kids[1];
  EXPECT_EQ(node.parent->name, std::string("b") + long_enough);
  node.save_or_throw();
  EXPECT_EQ(Node::find(node.id).parent->name, std::string("b") + long_enough);
}

TEST_P(OwnPartsTest, ABelongsToKeepsTheNewRecordThatItsTargetHeld) {
  Node node = named("node");
  Node father = named("father");
  father.parent = named("grandfather");
  node.parent = std::move(father);
  node.parent = *node.parent->parent;
  EXPECT_EQ(node.parent->name, std::string("grandfather") + long_enough);
  node.save_or_throw();
  EXPECT_EQ(Node::count(), 2u);
  EXPECT_EQ(Node::find(node.id).parent->name, std::string("grandfather") + long_enough);
}

TEST_P(OwnPartsTest, ABelongsToByTextIsGivenWhatItsTargetHolds) {
  const auto code = [](const char* name) { return std::string(name) + " is a code that lies on the heap"; };
  for (const char* name : {"1", "2", "3"}) {
    Coded coded;
    coded.code = code(name);
    if (*name != '1') coded.parent = code(*name == '2' ? "1" : "2");
    coded.save_or_throw();
  }
  Coded coded = Coded::find(code("3"));
  coded.parent = coded.parent->parent;
  EXPECT_EQ(coded.parent->code, code("1"));
  coded = Coded::find(code("3"));
  coded.parent = *coded.parent->parent;
  EXPECT_EQ(coded.parent->code, code("1"));
  coded = Coded::find(code("3"));
  coded = std::move(*coded.parent);
  EXPECT_EQ(coded.parent->code, code("1"));
}

TEST_P(OwnPartsTest, AReferenceToAnyIsGivenWhatItsTargetHolds) {
  Node node = named("node");
  node.save_or_throw();
  Pin one, two, three;
  one.at = node;
  one.save_or_throw();
  two.at = one;
  two.save_or_throw();
  three.at = two;
  three.save_or_throw();
  Pin pin = Pin::find(three.id);
  pin.at = pin.at.get<Pin>().at;
  EXPECT_EQ(pin.at.get<Pin>().id, one.id);
  pin.at = pin.at.get<Pin>().at.get<Node>();
  EXPECT_EQ(pin.at.get<Node>().name, node.name);
  pin = Pin::find(three.id);
  pin = pin.at.get<Pin>();
  EXPECT_EQ(pin.id, two.id);
  pin.at = std::move(pin.at.get<Pin>().at);
  EXPECT_EQ(pin.at.get<Node>().id, node.id);
}

TEST_P(OwnPartsTest, ACopiedListIsGivenOneOfItsOwn) {
  const Node node = family();
  auto kids = node.kids;
  kids = kids[0].kids;
  ASSERT_EQ(kids.size(), 1u);
  EXPECT_EQ(kids[0].name, std::string("a0") + long_enough);
  kids = std::move(kids[0].kids);
  ASSERT_EQ(kids.size(), 1u);
  EXPECT_EQ(kids[0].name, std::string("a00") + long_enough);
}

TEST_P(OwnPartsTest, AHasOneIsGivenWhatItsTargetHolds) {
  Node node = named("node");
  node.eldest.set(named("one")).eldest.set(named("two"));
  node.eldest.set(std::move(*node.eldest->eldest));
  EXPECT_EQ(node.eldest->name, std::string("two") + long_enough);
  node.eldest.set(std::move(*node.eldest));
  EXPECT_EQ(node.eldest->name, std::string("two") + long_enough);
  node.save_or_throw();
  EXPECT_EQ(Node::count(), 2u);
  Node saved = Node::find(node.id);
  saved.eldest->eldest.set(named("three"));
  saved.eldest.set(std::move(*saved.eldest->eldest));
  EXPECT_EQ(saved.eldest->name, std::string("three") + long_enough);
  EXPECT_EQ(saved.kids.count(), 1u);
}

TEST_P(OwnPartsTest, ARecordThatIsItsOwnParentIsDestroyed) {
  const auto own_parent = [] {
    Node node = named("node");
    node.save_or_throw();
    node.parent = node;
    node.save_or_throw();
    return node;
  };
  Node node = own_parent();
  db.transaction([&](rowan::Transaction& transaction) {
    EXPECT_TRUE(node.destroy());
    transaction.rollback();
  });
  EXPECT_TRUE(node.is_persisted());
  EXPECT_EQ(Node::find(node.id).parent.key(), node.id);
  EXPECT_TRUE(node.destroy());
  own_parent().delete_row();
  EXPECT_EQ(Node::count(), 0u);
}

TEST_P(OwnPartsTest, ARecordIsNotMovedIntoItself) {
  for (Node node : {named("new"), family()}) {
    auto copied = node.kids;
    EXPECT_THROW(node.kids.add(std::move(node)), rowan::Unsupported);
    EXPECT_THROW(node.kids.build(std::move(node)), rowan::Unsupported);
    EXPECT_THROW(node.eldest.set(std::move(node)), rowan::Unsupported);
    EXPECT_THROW(node.parent = std::move(node), rowan::Unsupported);
    EXPECT_FALSE(node.is_moved_from());
    EXPECT_FALSE(node.parent);
    node.save_or_throw();
  }
}

INSTANTIATE_TEST_SUITE_P(, OwnPartsTest, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace own_parts
