// What nested writes must not do: write rows of others, more than is permitted, or leave records as if they had.
#include <future>
#include <string>

#include "contract/nested_models.hpp"
#include "contract/stop.hpp"
#include "support/again.hpp"

namespace nested_writes {
namespace {

using record_tests::message_of;
using record_tests::Stop;
using rowan::Permit;
using rowan::write_json;
using rowan::Writes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using enum rowan::NestedOperation;

class NestedSafety : public NestedTest {
 protected:
  static std::string with_id(std::string json, std::int64_t id) {
    return json.replace(json.find('#'), 1, std::to_string(id));
  }
  template <class Error>
  static std::string refused(Entry& mine, const std::string& json, const Permit& permit) {
    return message_of<Error>([&] { (void)write_json(mine, json, permit); });
  }
};

TEST_P(NestedSafety, AToOneIsDestroyedOnlyWhereItIsMeant) {
  const Permit permit = Permit()
                            .nested("cover", Permit({"file"}), {remove, disconnect, create})
                            .nested("writer", Permit({"name"}), {remove, disconnect});
  Entry mine = Writes<Entry>(Entry::c.title = "x")
                   .create(Entry::c.cover, Cover::c.file = "a")
                   .create(Entry::c.writer, Writer::c.name = "Ann")
                   .create();
  const auto cover = mine.cover->id, writer = mine.writer->id;
  EXPECT_TRUE(write_json(mine, R"({"cover": {"delete": false}, "writer": {"delete": false}})", permit));
  EXPECT_TRUE(write_json(mine, R"({"cover": {"disconnect": false}, "writer": {"disconnect": false}})", permit));
  for (const char* value : {"null", "0", "1", "\"true\""}) {
    for (const char* operation : {"delete", "disconnect"}) {
      for (const char* of : {"cover", "writer"}) {
        const std::string json = std::string("{\"") + of + "\": {\"" + operation + "\": " + value + "}}";
        EXPECT_THAT(refused<rowan::InvalidValue>(mine, json, permit), HasSubstr("true")) << json;
      }
    }
  }
  for (const char* json : {R"({"cover": {"delete": {"id": #}}})", R"({"cover": {"disconnect": {"id": #}}})",
                           R"({"writer": {"delete": {"id": #}}})", R"({"writer": {"disconnect": {"id": #}}})"})
    EXPECT_THAT(refused<rowan::RecordNotFound>(mine, with_id(json, cover + writer + 99), permit), HasSubstr("no such"));
  EXPECT_EQ(Cover::count() + Writer::count(), 2u);
  EXPECT_EQ(Entry::find(mine.id).writer.key(), writer);
  EXPECT_TRUE(write_json(mine, with_id(R"({"cover": {"delete": {"id": #}}})", cover), permit));
  EXPECT_TRUE(write_json(mine, with_id(R"({"writer": {"delete": {"id": #}}})", writer), permit));
  EXPECT_EQ(Cover::count() + Writer::count(), 0u);
}

TEST_P(NestedSafety, AKeyThatIsNotPermittedMakesNoRow) {
  Entry mine = entry();
  const Permit permit = Permit()
                            .nested("labels", Permit({"name"}), {connect_or_create})
                            .nested("writer", Permit({"name"}), {connect_or_create});
  EXPECT_THAT(
      refused<rowan::RecordNotFound>(
          mine, R"({"labels": {"connect_or_create": {"where": {"id": 777}, "create": {"name": "x"}}}})", permit),
      StartsWith("labels.connect_or_create"));
  EXPECT_THAT(
      refused<rowan::RecordNotFound>(
          mine, R"({"writer": {"connect_or_create": {"where": {"id": 777}, "create": {"name": "x"}}}})", permit),
      StartsWith("writer.connect_or_create"));
  EXPECT_EQ(Label::count() + Writer::count(), 0u);
  const Label sql = Label::create(Label::c.name = "sql");
  EXPECT_TRUE(write_json(mine, with_id(R"({"labels": {"connect_or_create": {"where": {"id": #}}}})", sql.id), permit));
  EXPECT_EQ(mine.labels[0].name, "sql");
  const Permit with_key = Permit().nested("labels", Permit({"id", "name"}), {connect_or_create});
  EXPECT_TRUE(write_json(mine, R"({"labels": {"connect_or_create": {"where": {"id": 777}, "create": {"name": "x"}}}})",
                         with_key));
  EXPECT_EQ(Label::find(777).name, "x");
}

TEST_P(NestedSafety, AReferenceThatChangedTwiceIsPutBackWhole) {
  const Writer ann = Writer::create(Writer::c.name = "Ann"), bob = Writer::create(Writer::c.name = "Bob");
  Entry mine = Entry::create(Entry::c.title = "x", Entry::c.writer = ann);
  EXPECT_FALSE(Writes<Entry>(Entry::c.title = "")
                   .disconnect(Entry::c.writer)
                   .connect(Entry::c.writer, Writer::c.id = bob.id)
                   .save_to(mine));
  EXPECT_EQ(mine.writer.key(), ann.id);
}

TEST_P(NestedSafety, AReferenceIsPutBackWhenTheWriteFails) {
  const Writer ann = Writer::create(Writer::c.name = "Ann");
  Entry mine = Entry::create(Entry::c.title = "x", Entry::c.writer = ann), fresh;
  EXPECT_EQ(mine.writer->name, "Ann");
  const auto bob = Writes<Entry>().create(Entry::c.writer, Writer::c.name = "Bob");
  EXPECT_FALSE(Writes<Entry>(bob).create(Entry::c.remarks, Remark::c.body = "").save_to(mine));
  EXPECT_EQ(mine.writer.key(), ann.id);
  EXPECT_EQ(mine.writer->name, "Ann");
  EXPECT_FALSE(mine.changed());
  EXPECT_THROW((void)Writes<Entry>(bob).connect(Entry::c.remarks, Remark::c.id = 99).save_to(mine),
               rowan::RecordNotFound);
  EXPECT_THROW(
      (void)Writes<Entry>().disconnect(Entry::c.writer).connect(Entry::c.labels, Label::c.id = 9).save_to(mine),
      rowan::RecordNotFound);
  EXPECT_EQ(mine.writer.key(), ann.id);
  EXPECT_FALSE(Writes<Entry>(Entry::c.title = "").create(Entry::c.writer, Writer::c.name = "Bob").save_to(fresh));
  EXPECT_TRUE(fresh.writer.is_null());
  EXPECT_TRUE(mine.save());
  EXPECT_EQ(Entry::find(mine.id).writer.key(), ann.id);
}

TEST_P(NestedSafety, AReferenceIsPutBackWithItsTransaction) {
  const Writer ann = Writer::create(Writer::c.name = "Ann");
  Entry mine = Entry::create(Entry::c.title = "x", Entry::c.writer = ann), other = entry("other");
  EXPECT_THROW(db.transaction([&] {
    const auto bob = Writes<Entry>().create(Entry::c.writer, Writer::c.name = "Bob");
    EXPECT_TRUE(bob.save_to(mine));
    EXPECT_TRUE(bob.save_to(other));
    EXPECT_EQ(mine.writer->name, "Bob");
    throw Stop();
  }),
               Stop);
  EXPECT_EQ(mine.writer.key(), ann.id);
  EXPECT_TRUE(other.writer.is_null());
  EXPECT_FALSE(mine.changed());
  EXPECT_TRUE(mine.save());
  EXPECT_EQ(mine.writer->name, "Ann");
}

TEST_P(NestedSafety, ATargetThatWaitedToBeSavedWaitsAgain) {
  Entry mine;
  Writer waiting;
  waiting.name = "Cid";
  mine.title = "x";
  mine.writer = waiting;
  EXPECT_FALSE(Writes<Entry>(Entry::c.title = "").create(Entry::c.writer, Writer::c.name = "Bob").save_to(mine));
  mine.title = "y";
  EXPECT_TRUE(mine.save());
  EXPECT_EQ(Entry::find(mine.id).writer->name, "Cid");
}

// Whoever comes second sees what the first has done.
TEST_P(NestedSafety, ARowThatIsJustBeingTakenIsNotTakenAgain) {
  const Entry first = entry("first"), second = entry("second");
  const Remark loose = Remark::create(Remark::c.body = "loose");
  std::future<void> later;
  db.transaction([&] {
    Remark taken = Remark::find(loose.id);
    taken.entry = first;
    taken.save_or_throw();
    later = std::async(std::launch::async, [&] {
      const auto connect = [&] {
        Entry mine = Entry::on(db).find(second.id);
        (void)Writes<Entry>().connect(Entry::c.remarks, Remark::c.id = loose.id).save_to(mine);
      };
      EXPECT_THROW(rowan::testing::again_after_a_conflict(connect), rowan::RecordNotFound);
    });
    later.wait_for(std::chrono::milliseconds(200));
  });
  later.get();
  EXPECT_EQ(Remark::find(loose.id).entry.key(), first.id);
}

TEST_P(NestedSafety, ARowThatIsJustBeingGivenAwayIsNotChanged) {
  Entry first = entry("first"), second = entry("second");
  const Remark given = remark(first, "given");
  std::future<void> later;
  db.transaction([&] {
    Remark leaving = Remark::find(given.id);
    leaving.entry = second;
    leaving.save_or_throw();
    later = std::async(std::launch::async, [&] {
      const auto remove = [&] {
        Entry mine = Entry::on(db).find(first.id);
        (void)Writes<Entry>().remove(Entry::c.remarks, Remark::c.id = given.id).save_to(mine);
      };
      EXPECT_THROW(rowan::testing::again_after_a_conflict(remove), rowan::RecordNotFound);
    });
    later.wait_for(std::chrono::milliseconds(200));
  });
  later.get();
  EXPECT_EQ(Remark::find(given.id).entry.key(), second.id);
}

TEST_P(NestedSafety, WhatARequestConnectsIsNotItsToChange) {
  Entry mine = entry();
  const Writer ann = Writer::create(Writer::c.name = "Ann"), bob = Writer::create(Writer::c.name = "Bob");
  mine.writer = ann;
  mine.save_or_throw();
  const Label sql = Label::create(Label::c.name = "sql");
  const Permit permit = Permit({"writer"})
                            .nested("writer", Permit({"name"}), {connect, update, remove, upsert, disconnect, create})
                            .nested("labels", Permit({"name"}), {connect, update, remove, upsert, disconnect, set});
  const auto message = [&](const char* json, std::int64_t id) {
    return refused<rowan::InvalidValue>(mine, with_id(json, id), permit);
  };
  EXPECT_THAT(message(R"({"writer": {"connect": {"id": #}, "update": {"name": "x"}}})", bob.id), StartsWith("writer"));
  EXPECT_THAT(message(R"({"writer": {"delete": true, "connect": {"id": #}}})", bob.id), StartsWith("writer"));
  EXPECT_THAT(message(R"({"writer": #, "writer": {"update": {"name": "x"}}})", bob.id), StartsWith("writer: is there"));
  EXPECT_THAT(message(R"({"writer": {"connect": {"id": #}}, "writer": {"update": {"name": "x"}}})", bob.id),
              StartsWith("writer: is there"));
  EXPECT_THAT(message(R"({"labels": {"connect": {"id": #, "id": 9}}})", sql.id), StartsWith("labels.connect.id"));
  EXPECT_THAT(refused<rowan::QueryError>(
                  mine, with_id(R"({"writer_id": #, "writer": {"update": {"name": "x"}}})", bob.id), permit),
              StartsWith("writer.update"));
  for (const char* operation : {R"("delete": {"id": #})", R"("disconnect": {"id": #})",
                                R"("update": {"where": {"id": #}, "data": {"name": "x"}})"}) {
    for (const char* way : {R"("connect": {"id": #})", R"("set": [{"id": #}])"}) {
      const std::string json =
          std::string("{\"labels\": {") + with_id(way, sql.id) + ", " + with_id(operation, sql.id) + "}}";
      EXPECT_THAT(refused<rowan::RecordNotFound>(mine, json, permit), StartsWith("labels.")) << json;
    }
  }
  EXPECT_EQ(Writer::find(bob.id).name, "Bob");
  EXPECT_EQ(Label::sole().name, "sql");
  EXPECT_EQ(Entry::find(mine.id).writer.key(), ann.id);
}

TEST_P(NestedSafety, ATypedWriteSaysWhichTargetIsMeant) {
  const Writer ann = Writer::create(Writer::c.name = "Ann"), bob = Writer::create(Writer::c.name = "Bob");
  Entry mine = Entry::create(Entry::c.title = "x", Entry::c.writer = ann);
  for (const auto& unclear : {
           Writes<Entry>(Entry::c.writer = bob.id).update(Entry::c.writer, Writer::c.name = "x"),
           Writes<Entry>()
               .connect(Entry::c.writer, Writer::c.id = bob.id)
               .update(Entry::c.writer, Writer::c.name = "x"),
           Writes<Entry>().connect(Entry::c.writer, Writer::c.id = bob.id).remove(Entry::c.writer),
       })
    EXPECT_THAT(message_of<rowan::QueryError>([&] { (void)unclear.save_to(mine); }), HasSubstr("of its own"));
  EXPECT_TRUE(Writes<Entry>().remove(Entry::c.writer).connect(Entry::c.writer, Writer::c.id = bob.id).save_to(mine));
  EXPECT_EQ(Writer::sole().name, "Bob");
  EXPECT_EQ(mine.writer->name, "Bob");
}

TEST_P(NestedSafety, RowsOfSetAreCounted) {
  Entry mine = entry();
  const Permit permit = Permit().nested("labels", Permit({"name"}), {set});
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] {
                (void)write_json(mine, R"({"labels": {"set": [{"id": 1}, {"id": 2}]}})", permit, {.most_steps = 2});
              }),
              StartsWith("labels.set[1]"));
}

TEST_P(NestedSafety, ALoadedTargetShowsWhatWasWritten) {
  Entry mine = Writes<Entry>(Entry::c.title = "x").create(Entry::c.writer, Writer::c.name = "Ann").create();
  EXPECT_EQ(mine.writer->name, "Ann");
  EXPECT_TRUE(Writes<Entry>().update(Entry::c.writer, Writer::c.name = "Bob").save_to(mine));
  EXPECT_EQ(mine.writer->name, "Bob");
  EXPECT_TRUE(Writes<Entry>().upsert(Entry::c.writer, Writer::c.name = "x", Writer::c.name = "Cid").save_to(mine));
  EXPECT_EQ(mine.writer->name, "Cid");
}

TEST_P(NestedSafety, UnknownPartsOfOperationsAreRefused) {
  Entry mine = entry();
  const Permit permit = Permit()
                            .nested("labels", Permit({"name"}), {connect_or_create, update, upsert})
                            .nested("writer", Permit({"name"}), {upsert});
  for (const char* json : {
           R"({"labels": {"connect_or_create": {"where": {"name": "a"}, "craete": {"name": "a"}}}})",
           R"({"labels": {"update": {"where": {"name": "a"}, "craete": {}, "data": {}}}})",
           R"({"labels": {"upsert": {"where": {"name": "a"}, "create": {}, "update": {}, "craete": {}}}})",
           R"({"writer": {"upsert": {"create": {}, "update": {}, "craete": {}}}})",
       })
    EXPECT_THAT(refused<rowan::QueryError>(mine, json, permit), HasSubstr("craete is not known: there are")) << json;
  EXPECT_EQ(Label::count(), 0u);
}

// A remark with replies, which don't go with it, can't be deleted.
TEST_P(NestedSafety, WhatTheDatabaseRefusesIsToldWithItsPath) {
  Entry entry = Entry::create(Entry::c.title = "e");
  const Remark remark = Remark::create(Remark::c.body = "b", Remark::c.entry = entry);
  Reply::create(Reply::c.text = "r", Reply::c.remark = remark);
  const rowan::Permit permit =
      rowan::Permit({"title"}).nested("remarks", rowan::Permit({"body"}), {rowan::NestedOperation::remove});
  const std::string json = R"({"remarks": {"delete": [{"id": )" + std::to_string(remark.id) + "}]}}";
  EXPECT_THAT(message_of<rowan::ForeignKeyViolation>([&] { (void)rowan::write_json(entry, json, permit); }),
              StartsWith("remarks.delete[0]: "));
}

TEST_P(NestedSafety, ConnectsOrMakesAmongItsOwnAndTheLoose) {
  Entry mine = entry(), other = entry("other");
  const Remark theirs = remark(other, "same");
  const auto write = Writes<Entry>().connect_or_create(Entry::c.remarks, Remark::c.body = "same");
  EXPECT_TRUE(write.save_to(mine));
  EXPECT_THAT(bodies(mine), ElementsAre("same"));
  EXPECT_EQ(Remark::find(theirs.id).entry.key(), other.id);
  EXPECT_TRUE(write.save_to(mine));
  EXPECT_EQ(Remark::count(), 2u) << "it has one already";
  Remark::create(Remark::c.body = "loose");
  EXPECT_TRUE(Writes<Entry>().connect_or_create(Entry::c.remarks, Remark::c.body = "loose").save_to(mine));
  EXPECT_THAT(bodies(mine), ElementsAre("same", "loose"));
  EXPECT_EQ(Remark::count(), 3u);
}

TEST_P(NestedSafety, ANewRecordThatIsInvalidIsNotTakenForAnotherOwnersRow) {
  Entry mine = entry(), other = entry("other");
  remark(other, "theirs").update_columns({{"body", ""}});
  const auto result = Writes<Entry>().connect_or_create(Entry::c.remarks, Remark::c.body = "").save_to(mine);
  EXPECT_FALSE(result);
  ASSERT_FALSE(result.errors().empty());
  EXPECT_THAT(result.to_string(), HasSubstr("can't be blank"));
  EXPECT_EQ(Remark::count(), 1u);
}

ROWAN_RECORD_SUITE(NestedSafety);

}  // namespace
}  // namespace nested_writes
