// Nested writes, typed and as JSON.
#include <set>
#include <string>

#include "contract/nested_models.hpp"
#include "contract/stop.hpp"
#include "support/again.hpp"
#include "support/in_threads.hpp"

ROWAN_REGISTER_MODEL(nested_writes::Writer)
ROWAN_REGISTER_MODEL(nested_writes::Entry)
ROWAN_REGISTER_MODEL(nested_writes::Remark)
ROWAN_REGISTER_MODEL(nested_writes::Reply)
ROWAN_REGISTER_MODEL(nested_writes::Cover)
ROWAN_REGISTER_MODEL(nested_writes::Label)

namespace nested_writes {
namespace {

using record_tests::message_of;
using record_tests::Stop;
using rowan::NestedOperation;
using rowan::Permit;
using rowan::Writes;
using rowan::testing::in_threads;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class NestedWrites : public NestedTest {};

TEST_P(NestedWrites, CreatesThreeLevels) {
  const Entry made = Writes<Entry>(Entry::c.title = "x")
                         .create(Entry::c.writer, Writer::c.name = "Ann")
                         .create(Entry::c.remarks, Writes<Remark>(Remark::c.body = "first")
                                                       .create(Remark::c.replies, Reply::c.text = "why?")
                                                       .create(Remark::c.replies, Reply::c.text = "so"))
                         .create(Entry::c.remarks, Remark::c.body = "second")
                         .create(Entry::c.cover, Cover::c.file = "c.png")
                         .create(Entry::c.labels, Label::c.name = "sql")
                         .create();
  const Entry read = Entry::find(made.id);
  EXPECT_EQ(read.writer->name, "Ann");
  EXPECT_THAT(bodies(read), ElementsAre("first", "second"));
  EXPECT_EQ(read.remarks[0].replies.size(), 2u);
  EXPECT_EQ(read.cover->file, "c.png");
  EXPECT_EQ(read.labels[0].name, "sql");
}

TEST_P(NestedWrites, LeavesNothingWhereTheDeepestFails) {
  Entry failed;
  const auto result =
      Writes<Entry>(Entry::c.title = "x")
          .create(Entry::c.writer, Writer::c.name = "Ann")
          .create(Entry::c.remarks, Remark::c.body = "fine")
          .create(Entry::c.remarks,
                  Writes<Remark>(Remark::c.body = "first").create(Remark::c.replies, Reply::c.text = ""))
          .save_to(failed);
  EXPECT_FALSE(result);
  EXPECT_THAT(result.errors().on("remarks[1].replies[0].text"), ElementsAre("can't be blank"));
  EXPECT_EQ(Entry::count() + Writer::count() + Remark::count() + Reply::count(), 0u);
  EXPECT_TRUE(failed.is_new());
  EXPECT_THROW(static_cast<void>(Writes<Entry>(Entry::c.title = "").create()), rowan::RecordInvalid);
}

TEST_P(NestedWrites, UpdatesAndRemovesOnlyItsOwn) {
  Entry mine = entry(), other = entry("other");
  const Remark one = remark(mine, "one"), two = remark(mine, "two"), foreign = remark(other, "foreign");
  EXPECT_EQ(mine.remarks.size(), 2u);
  EXPECT_TRUE(Writes<Entry>(Entry::c.title = "new")
                  .update(Entry::c.remarks, Remark::c.id = one.id, Remark::c.body = "changed")
                  .remove(Entry::c.remarks, Remark::c.body = "two")
                  .upsert(Entry::c.remarks, Remark::c.body = "three", Remark::c.body = "three", Remark::c.body = "3")
                  .save_to(mine));
  EXPECT_THAT(bodies(mine), ElementsAre("changed", "three"));
  EXPECT_EQ(mine.remarks.size(), 2u) << "the handle sees it";
  EXPECT_TRUE(Writes<Entry>()
                  .upsert(Entry::c.remarks, Remark::c.body = "three", Remark::c.body = "new", Remark::c.body = "3")
                  .save_to(mine));
  EXPECT_THAT(bodies(mine), ElementsAre("changed", "3"));
  for (const auto& theft : {
           Writes<Entry>().update(Entry::c.remarks, Remark::c.id = foreign.id, Remark::c.body = "mine"),
           Writes<Entry>().remove(Entry::c.remarks, Remark::c.id = foreign.id),
           Writes<Entry>().disconnect(Entry::c.remarks, Remark::c.id = foreign.id),
           Writes<Entry>().connect(Entry::c.remarks, Remark::c.id = foreign.id),
           Writes<Entry>().connect_or_create(Entry::c.remarks, Remark::c.id = foreign.id),
           Writes<Entry>().set(Entry::c.remarks, {Remark::c.id = foreign.id}),
           Writes<Entry>().connect(Entry::c.remarks, Remark::c.id = 999),
       }) {
    EXPECT_THAT(message_of<rowan::RecordNotFound>([&] { (void)theft.save_to(mine); }), StartsWith("remarks[0]"));
  }
  EXPECT_EQ(Remark::find(foreign.id).body, "foreign");
  EXPECT_EQ(Remark::find(foreign.id).entry.key(), other.id);
  EXPECT_THAT(bodies(mine), ElementsAre("changed", "3"));
  EXPECT_EQ(two.body, "two");
}

TEST_P(NestedWrites, ConnectsAndDisconnects) {
  Entry mine = entry();
  Remark loose = Remark::create(Remark::c.body = "loose");
  const Label sql = Label::create(Label::c.name = "sql");
  const auto connect = Writes<Entry>()
                           .connect(Entry::c.remarks, Remark::c.id = loose.id)
                           .connect(Entry::c.labels, Label::c.name = "sql")
                           .connect_or_create(Entry::c.labels, Label::c.name = "c++", Label::c.colour = "blue")
                           .connect_or_create(Entry::c.writer, Writer::c.name = "Bob");
  EXPECT_TRUE(connect.save_to(mine));
  EXPECT_TRUE(connect.save_to(mine)) << "twice is harmless";
  EXPECT_THAT(bodies(mine), ElementsAre("loose"));
  EXPECT_EQ(mine.labels.count(), 2u);
  EXPECT_EQ(Label::find_by(Label::c.name == "c++")->colour, "blue");
  EXPECT_EQ(Writer::count(), 1u);
  EXPECT_EQ(mine.writer->name, "Bob");
  EXPECT_TRUE(Writes<Entry>()
                  .disconnect(Entry::c.remarks, Remark::c.id = loose.id)
                  .disconnect(Entry::c.labels, Label::c.id = sql.id)
                  .disconnect(Entry::c.writer)
                  .save_to(mine));
  EXPECT_THAT(bodies(mine), IsEmpty());
  EXPECT_EQ(Remark::count(), 1u);
  EXPECT_EQ(Label::count(), 2u);
  EXPECT_EQ(mine.labels.size(), 1u);
  EXPECT_TRUE(Entry::find(mine.id).get("writer").is_null());
  Remark answered = remark(mine, "answered");
  const Reply reply = Reply::create(Reply::c.text = "yes", Reply::c.remark = answered);
  EXPECT_THAT(message_of<rowan::RecordNotSaved>([&] {
                (void)Writes<Remark>().disconnect(Remark::c.replies, Reply::c.id = reply.id).save_to(answered);
              }),
              AllOf(StartsWith("replies[0]"), HasSubstr("optional()")));
}

TEST_P(NestedWrites, SetsJustTheseTargets) {
  Entry mine = entry();
  const Remark one = remark(mine, "one"), two = remark(mine, "two");
  const Remark loose = Remark::create(Remark::c.body = "loose");
  for (const char* name : {"a", "b", "c"}) Label::create(Label::c.name = name);
  EXPECT_TRUE(Writes<Entry>()
                  .set(Entry::c.remarks, {Remark::c.id = two.id, Remark::c.id = loose.id})
                  .set(Entry::c.labels, {Label::c.name = "a", Label::c.name = "b"})
                  .save_to(mine));
  EXPECT_THAT(bodies(mine), ElementsAre("two", "loose"));
  EXPECT_TRUE(Remark::find(one.id).get("entry").is_null());
  EXPECT_TRUE(Writes<Entry>().set(Entry::c.labels, {Label::c.name = "c"}).set(Entry::c.remarks, {}).save_to(mine));
  EXPECT_EQ(mine.labels.size(), 1u);
  EXPECT_THAT(bodies(mine), IsEmpty());
}

TEST_P(NestedWrites, RefusesASecondOfOne) {
  Entry mine = Writes<Entry>(Entry::c.title = "x").create(Entry::c.cover, Cover::c.file = "a").create();
  EXPECT_THAT(message_of<rowan::RecordNotSaved>(
                  [&] { (void)Writes<Entry>().create(Entry::c.cover, Cover::c.file = "b").save_to(mine); }),
              StartsWith("cover[0]"));
  EXPECT_TRUE(Writes<Entry>().update(Entry::c.cover, Cover::c.file = "c").save_to(mine));
  EXPECT_EQ(mine.cover->file, "c");
  EXPECT_TRUE(Writes<Entry>().remove(Entry::c.cover).create(Entry::c.cover, Cover::c.file = "d").save_to(mine));
  EXPECT_EQ(mine.cover->file, "d");
  EXPECT_EQ(Cover::count(), 1u);
}

TEST_P(NestedWrites, IsUndoneWithItsTransaction) {
  Entry mine = entry();
  EXPECT_THROW(db.transaction([&] {
    EXPECT_TRUE(Writes<Entry>(Entry::c.title = "y").create(Entry::c.remarks, Remark::c.body = "a").save_to(mine));
    throw Stop();
  }),
               Stop);
  EXPECT_EQ(Remark::count(), 0u);
  EXPECT_TRUE(mine.changed("title"));
  db.transaction([&] {
    EXPECT_FALSE(Writes<Entry>().create(Entry::c.remarks, Remark::c.body = "").save_to(mine));
    EXPECT_TRUE(Writes<Entry>().create(Entry::c.remarks, Remark::c.body = "b").save_to(mine));
  });
  EXPECT_THAT(bodies(mine), ElementsAre("b")) << "a write that failed undid itself and no more";
}

TEST_P(NestedWrites, MakesOneLabelForTwentyThreads) {
  std::vector<std::int64_t> entries(20);
  for (std::int64_t& id : entries) id = entry().id;
  in_threads(entries.size(), [&](std::size_t i) {
    const auto saved = rowan::testing::again_after_a_conflict([&] {
      Entry mine = Entry::on(db).find(entries[i]);
      return Writes<Entry>()
          .connect_or_create(Entry::c.labels, Label::c.name = "sql", Label::c.colour = "red")
          .save_to(mine);
    });
    EXPECT_TRUE(saved);
  });
  EXPECT_EQ(Label::count(), 1u);
  EXPECT_EQ(Entry::where(Entry::c.labels.some(Label::c.name == "sql")).count(), 20u);
}

Permit permitted() {
  return Permit({"title"})
      .nested("remarks", Permit({"body"}).nested("replies", Permit({"text"}), {NestedOperation::create}),
              {NestedOperation::create, NestedOperation::update, NestedOperation::remove, NestedOperation::upsert})
      .nested("labels", Permit({"name", "colour"}),
              {NestedOperation::connect, NestedOperation::connect_or_create, NestedOperation::set})
      .nested("writer", Permit({"name"}), {NestedOperation::connect, NestedOperation::disconnect});
}

TEST_P(NestedWrites, WritesJson) {
  Entry mine = entry();
  const Remark one = remark(mine, "one"), two = remark(mine, "two");
  const Writer ann = Writer::create(Writer::c.name = "Ann");
  const std::string json = R"({"title": "new", "writer": {"connect": {"id": )" + std::to_string(ann.id) + R"(}},
    "remarks": {"create": [{"body": "a", "replies": {"create": [{"text": "r"}]}}, {"body": "b"}],
                "update": {"where": {"id": )" +
                           std::to_string(one.id) + R"(}, "data": {"body": "1"}},
                "delete": [{"id": )" +
                           std::to_string(two.id) + R"(}]},
    "labels": {"connect_or_create": [{"where": {"name": "sql"}, "create": {"colour": "red"}}]}})";
  EXPECT_TRUE(rowan::write_json(mine, json, permitted()));
  EXPECT_THAT(bodies(mine), ElementsAre("1", "a", "b"));
  EXPECT_EQ(Reply::count(), 1u);
  EXPECT_EQ(mine.writer->name, "Ann");
  EXPECT_EQ(Label::sole().colour, "red");
  EXPECT_TRUE(rowan::write_json(mine, R"({"writer": {"disconnect": true}, "labels": {"set": []}})", permitted()));
  EXPECT_TRUE(mine.get("writer").is_null());
  EXPECT_EQ(mine.labels.count(), 0u);
}

TEST_P(NestedWrites, NamesThePathOfWhatIsWrongInJson) {
  Entry mine = entry();
  const auto result = rowan::write_json(mine, R"({"remarks": {"create": [{"body": "a"}, {"body": ""}]}})", permitted());
  EXPECT_FALSE(result);
  EXPECT_THAT(result.errors().on("remarks.create[1].body"), ElementsAre("can't be blank"));
  EXPECT_EQ(Remark::count(), 0u);
  const auto message = [&]<class Error>(std::type_identity<Error>, const char* json) {
    return message_of<Error>([&] { (void)rowan::write_json(mine, json, permitted()); });
  };
  constexpr std::type_identity<rowan::QueryError> query;
  constexpr std::type_identity<rowan::InvalidValue> value;
  constexpr std::type_identity<rowan::RecordNotFound> not_found;
  EXPECT_THAT(message(query, R"({"secret": true})"), StartsWith("secret"));
  EXPECT_THAT(message(query, R"({"remarks": {"create": [{"entry": 5}]}})"), StartsWith("remarks.create[0].entry"));
  EXPECT_THAT(message(query, R"({"remarks": {"connect": [{"id": 5}]}})"), StartsWith("remarks.connect"));
  EXPECT_THAT(message(query, R"({"remarks": {"crate": []}})"), HasSubstr("connect_or_create"));
  EXPECT_THAT(message(query, R"({"cover": {"create": {}}})"), StartsWith("cover"));
  EXPECT_THAT(message(query, R"({"titel": "x"})"), HasSubstr("title"));
  EXPECT_THAT(message(query, R"({"writer": 5})"), StartsWith("writer")) << "a key is no operation";
  EXPECT_THAT(message(value, R"({"remarks": [{"body": "x"}]})"), AllOf(StartsWith("remarks"), HasSubstr("set")));
  EXPECT_THAT(message(value, R"({"remarks": {"update": [{"data": {}}]}})"), StartsWith("remarks.update[0]"));
  EXPECT_THAT(message(value, R"({"remarks": {"delete": [{}]}})"), StartsWith("remarks.delete[0]"));
  EXPECT_THAT(message(value, R"({"remarks": {"delete": [{"id": null}]}})"), StartsWith("remarks.delete[0].id"));
  EXPECT_THAT(message(value, R"({"remarks": {"delete": [{"id": "x"}]}})"), StartsWith("remarks.delete[0].id"));
  EXPECT_THAT(message(not_found, R"({"remarks": {"delete": [{"id": 7}]}})"), StartsWith("remarks.delete[0]"));
  EXPECT_THAT(message(not_found, R"({"writer": {"connect": {"id": 7}}})"), StartsWith("writer.connect"));
}

TEST_P(NestedWrites, LimitsJson) {
  Entry mine = entry();
  const char* two = R"({"remarks": {"create": [{"body": "a", "replies": {"create": {"text": "x"}}}]}})";
  EXPECT_THROW((void)rowan::write_json(mine, two, permitted(), {.most_steps = 1}), rowan::InvalidValue);
  EXPECT_THROW((void)rowan::write_json(mine, two, permitted(), {.most_depth = 1}), rowan::InvalidValue);
  EXPECT_THROW((void)rowan::write_json(mine, two, permitted(), {.most_bytes = 10}), rowan::InvalidValue);
  EXPECT_THROW((void)rowan::write_json(mine, "[]", permitted()), rowan::InvalidValue);
  EXPECT_THROW((void)rowan::write_json(mine, "{", permitted()), rowan::InvalidValue);
  EXPECT_EQ(Remark::count(), 0u);
  EXPECT_TRUE(rowan::write_json(mine, two, permitted(), {.most_steps = 2, .most_depth = 2}));
}

ROWAN_RECORD_SUITE(NestedWrites);

}  // namespace
}  // namespace nested_writes
