// Records and handles that are moved from, copied out, assigned, or outlive their owner.
#include "contract/lifetimes.hpp"

namespace lifetimes {
namespace {

using rowan::RecordMoved;
using rowan::RecordNotSaved;

using HandleLifetimes = LifetimesTest;

TEST_P(HandleLifetimes, ARecordMovedFromIsNoNewOne) {
  Owner owner = owner_of(0);
  Kid kid;
  const Kid kept = std::move(kid);
  Label label;
  const Label kept_label = std::move(label);
  Owner left;
  const Owner kept_owner = std::move(left);
  Kid other;
  const auto refused = [](const char* what, auto&& code) { EXPECT_THROW(code(), RecordMoved) << what; };
  refused("add", [&] { owner.kids.add(std::move(kid)); });
  refused("build", [&] { owner.kids.build(std::move(kid)); });
  refused("remove", [&] { owner.kids.remove(kid); });
  refused("add label", [&] { owner.labels.add(std::move(label)); });
  refused("link", [&] { owner.labels.link(label); });
  refused("refer", [&] { other.owner = left; });
  refused("hand over", [&] { other.owner = std::move(left); });
  refused("compare", [&] { (void)Kid::where(Kid::c.owner == left).count(); });
  refused("exclude", [&] { (void)Kid::all().excluding(kid).count(); });
  refused("get", [&] { (void)kid.get("name"); });
  refused("set", [&] { kid.set("name", "x"); });
  refused("assign", [&] { kid.assign({}); });
  refused("update", [&] { (void)kid.update({}); });
  refused("to_json", [&] { (void)kid.to_json(); });
  refused("assign_json", [&] { kid.assign_json("{}"); });
  refused("validate", [&] { (void)kid.validate(); });
  refused("changed", [&] { (void)kid.changed(); });
  refused("changed name", [&] { (void)kid.changed("name"); });
  refused("changes", [&] { (void)kid.changes(); });
  refused("saved_changes", [&] { (void)kid.saved_changes(); });
  refused("detach", [&] { kid.detach(); });
  refused("reload", [&] { kid.reload(); });
  refused("destroy", [&] { (void)kid.destroy(); });
  refused("create", [&] { (void)Kid::create(std::move(kid)); });
  refused("copy", [&] { Kid(kid).save_or_throw(); });
  std::vector<Kid> kids;
  for (int i = 0; i < 25; ++i) kids.push_back(kid_of(owner));
  const Kid stolen = std::move(kids[22]);
  refused("insert_all", [&] { (void)Kid::insert_all(kids); });
  refused("insert_all by statements", [&] { (void)Kid::insert_all(kids, {.skip_duplicates = true}); });
  refused("insert_all_with_keys", [&] { (void)Kid::insert_all_with_keys(kids); });
  refused("upsert_all", [&] { (void)Kid::upsert_all(kids, {"id"}); });
  refused("save_all", [&] { (void)Kid::save_all(kids); });
  EXPECT_EQ(Kid::count(), 0u);
}

TEST_P(HandleLifetimes, AHandleOutlivesItsOwnerToReadOnly) {
  rowan::HasMany<Kid> kids;
  rowan::ManyToMany<Label> labels;
  {
    Owner owner = owner_of(3);
    kids = owner.kids;
    labels = owner.labels;
  }
  EXPECT_EQ(kids.size(), 3u);
  Label label;
  label.save_or_throw();
  EXPECT_THROW(kids.add(Kid()), RecordMoved);
  EXPECT_THROW(kids.build(), RecordMoved);
  EXPECT_THROW(kids.remove(kids[0]), RecordMoved);
  EXPECT_THROW(kids.clear(), RecordMoved);
  EXPECT_THROW(labels.link(label), RecordMoved);
  EXPECT_THROW(labels.clear(), RecordMoved);
  EXPECT_EQ(kids.count(), 3u);
}

TEST_P(HandleLifetimes, AHandleCopiedOutWorksByItsOwner) {
  Owner owner = owner_of(1);
  rowan::HasMany<Kid> copy = owner.kids;
  copy.add(Kid());
  EXPECT_EQ(owner.kids.size(), 2u);
  EXPECT_EQ(copy.size(), 2u);
  rowan::HasMany<Kid> moved = std::move(owner.kids);
  EXPECT_THROW((void)owner.kids.size(), RecordMoved);
  moved.remove(moved[0]);
  EXPECT_EQ(owner.kids.size(), 1u);
  EXPECT_EQ(moved.size(), 1u);
}

TEST_P(HandleLifetimes, ARecordsHandleIsNotAssignedAlone) {
  Owner one = owner_of(1), two = owner_of(2);
  EXPECT_THROW(one.kids = two.kids, rowan::Unsupported);
  EXPECT_EQ(one.kids.size(), 1u);
  one.kids = std::move(two.kids);
  EXPECT_THROW((void)one.kids.size(), RecordMoved);
  EXPECT_THROW(one.kids.add(Kid()), RecordMoved);
  EXPECT_EQ(two.kids.size(), 2u);
  one.kids.reset();
  EXPECT_EQ(one.kids.size(), 1u);
  // A new record's handle can't be told from one that is no member: it reads the other's until it is saved.
  Owner three;
  three.kids = two.kids;
  EXPECT_EQ(three.kids.size(), 2u);
  three.save_or_throw();
  EXPECT_EQ(three.kids.size(), 0u);
  three.kids.add(Kid());
  EXPECT_EQ(two.kids.count(), 2u);
  EXPECT_EQ(three.kids.count(), 1u);
}

TEST_P(HandleLifetimes, ARecordsHandlesAreAssignedWithIt) {
  Owner one = owner_of(1);
  const Owner two = owner_of(2);
  one = two;
  EXPECT_EQ(one.kids.size(), 2u);
  one.kids.add(Kid());
  EXPECT_EQ(two.kids.count(), 3u);
  one = owner_of(4);
  EXPECT_EQ(one.kids.size(), 4u);
  one = Owner();
  EXPECT_EQ(one.kids.size(), 0u);
  one.kids.add(Kid());
  one.save_or_throw();
  EXPECT_EQ(one.kids.count(), 1u);
}

TEST_P(HandleLifetimes, ABelongsToIsAssignedAloneByItsKey) {
  Owner one = owner_of(1), two = owner_of(1);
  Kid mine = Kid::find(one.kids[0].id);
  Kid theirs = Kid::find(two.kids[0].id);
  mine.owner = theirs.owner;
  EXPECT_EQ(mine.owner->id, two.id);
  mine.save_or_throw();
  EXPECT_EQ(two.kids.count(), 2u);
  const Kid kept = std::move(theirs);
  EXPECT_THROW(mine.owner = theirs.owner, RecordMoved);
  EXPECT_EQ(mine.owner->id, two.id);
}

INSTANTIATE_TEST_SUITE_P(, HandleLifetimes, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace lifetimes
