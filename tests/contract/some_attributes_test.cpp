// Records with some of their attributes: what they know, what they refuse, and what is written of them.
#include <functional>

#include "contract/record_models.hpp"

namespace partial_tests {

/// Rules on attributes, an original that is kept, a lock version, a reference that must be there.
class ThinWare : public rowan::Model<ThinWare> {
 public:
  std::int64_t id{};
  std::string title;
  std::string body;
  std::optional<std::int32_t> stock;
  std::int32_t weight = 7;
  rowan::BelongsTo<ThinWare> box;
  std::int32_t lock_version{};

  ROWAN_MODEL(ThinWare, (), (id, title, body, stock, weight, box, lock_version))
  static void configure(rowan::ModelBuilder<ThinWare>& m) {
    m.table("partial_wares");
    m.attribute(&ThinWare::lock_version).lock_version();
    m.attribute(&ThinWare::body).not_blank().keep_original();
    m.belongs_to(&ThinWare::box).optional();
  }
};

/// What looks at the whole record.
class ThinCrate : public rowan::Model<ThinCrate> {
 public:
  std::int64_t id{};
  std::string label, note;
  rowan::BelongsTo<ThinWare> box;
  inline static std::string seen;

  ROWAN_MODEL(ThinCrate, (), (id, label, note, box))
  static void configure(rowan::ModelBuilder<ThinCrate>& m) {
    m.table("partial_crates");
    m.belongs_to(&ThinCrate::box).optional();
    m.before_save([](ThinCrate& crate) { seen = crate.note; });
  }
};

}  // namespace partial_tests
ROWAN_REGISTER_MODEL(partial_tests::ThinWare)
ROWAN_REGISTER_MODEL(partial_tests::ThinCrate)
namespace partial_tests {
namespace {

using rowan::AnyRelation;
using rowan::attr;
using rowan::AttributeNotLoaded;
using rowan::contract::message_of;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class SomeAttributes : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {
 protected:
  SomeAttributes() : db(rowan::connect(GetParam().url(dir_))) {
    db.create_tables<ThinWare, ThinCrate>();
    ThinWare box;
    box.title = "box";
    box.body = "wood";
    box.save_or_throw();
    ThinWare ware;
    ware.title = "pen";
    ware.body = "blue";
    ware.stock = 5;
    ware.weight = 9;
    ware.box = box;
    ware.save_or_throw();
    pen_ = ware.id;
    ThinCrate crate;
    crate.label = "a";
    crate.note = "fragile";
    crate.save_or_throw();
  }
  ~SomeAttributes() override { db.close(); }

  [[nodiscard]] ThinWare pen() const { return ThinWare::all().only(ThinWare::c.title).find(pen_); }
  [[nodiscard]] ThinWare whole() const { return ThinWare::find(pen_); }

 private:
  rowan::testing::TempDir dir_;

 protected:
  rowan::Database db;
  std::int64_t pen_ = 0;
};

TEST_P(SomeAttributes, AreReadAndTheOthersAreNot) {
  const auto titles = ThinWare::order(ThinWare::c.id).only(ThinWare::c.title, ThinWare::c.stock);
  const auto wares = titles.load();
  ASSERT_EQ(wares.size(), 2u);
  const ThinWare& pen = wares[1];
  EXPECT_EQ(pen.title, "pen");
  EXPECT_EQ(pen.stock, 5);
  EXPECT_EQ(pen.id, pen_);
  EXPECT_EQ(pen.body, "");  // as constructed
  EXPECT_EQ(pen.weight, 7);
  EXPECT_TRUE(pen.is_loaded("title") && pen.is_loaded("id") && pen.is_loaded("lock_version"));
  EXPECT_FALSE(pen.is_loaded("body") || pen.is_loaded("weight"));
  EXPECT_EQ(pen.get("title"), rowan::Value("pen"));
  EXPECT_THAT(message_of<AttributeNotLoaded>([&] { (void)pen.get("body"); }),
              AllOf(HasSubstr("ThinWare.body"), HasSubstr("only("), HasSubstr("load_missing()")));
  EXPECT_THAT(pen.to_json(), AllOf(HasSubstr("\"title\":\"pen\""), Not(HasSubstr("body")), Not(HasSubstr("weight"))));
  EXPECT_THAT(pen.inspect(), HasSubstr("body: (not loaded)"));
  EXPECT_FALSE(pen.changed());
  EXPECT_THAT(pen.changes(), IsEmpty());
  EXPECT_TRUE(whole().is_loaded("body"));
  EXPECT_TRUE(ThinWare().is_loaded("body"));
  EXPECT_THROW((void)pen.is_loaded("bdoy"), rowan::QueryError);
}

TEST_P(SomeAttributes, AreAskedForInEveryWay) {
  const auto only = ThinWare::order(ThinWare::c.id).only(ThinWare::c.title);
  for (const ThinWare& ware :
       {*only.first(), only.last().value(), *only.take(), only.find(pen_), *only.find_by(ThinWare::c.title == "pen"),
        only.find_all({pen_})[0], only.where(ThinWare::c.id == pen_).sole(), only.page(1).records[0],
        only.limit(1).as_table().load()[0], only.readonly().load()[0]}) {
    EXPECT_FALSE(ware.is_loaded("body")) << ware;
    EXPECT_TRUE(ware.is_loaded("title"));
  }
  for (const ThinWare& ware : only) EXPECT_FALSE(ware.is_loaded("body"));
  EXPECT_EQ(only.count(), 2u);
  EXPECT_EQ(only.pluck(ThinWare::c.body).size(), 2u);
  EXPECT_EQ(only.distinct().load().size(), 2u);
  EXPECT_EQ(ThinWare::all().only(ThinWare::c.title).only("stock").last()->stock, 5);
  const auto any = AnyRelation("ThinWare").only({"title"}).first();
  EXPECT_FALSE((*any)->is_loaded("body"));
  EXPECT_THROW((void)AnyRelation("ThinWare").only({"titel"}).load(), rowan::QueryError);
  EXPECT_EQ(ThinWare::where(ThinWare::c.id.in(only.select(ThinWare::c.id))).count(), 2u);
  if (GetParam().lacking(rowan::contract::Capability::raw_sql).empty()) {
    EXPECT_THAT(only.to_sql(), AllOf(HasSubstr("title"), Not(HasSubstr("body"))));
  }
}

TEST_P(SomeAttributes, ArePagedByWhatTheOrderAsksFor) {
  const auto by_weight = ThinWare::order(ThinWare::c.weight).only(ThinWare::c.title);
  const auto first = by_weight.page(1);
  ASSERT_EQ(first.records.size(), 1u);
  EXPECT_EQ(first.records[0].title, "box");
  const auto second = by_weight.after(first.next).page(1);
  ASSERT_EQ(second.records.size(), 1u);
  EXPECT_EQ(second.records[0].title, "pen");
  EXPECT_FALSE(second.records[0].is_loaded("body"));
  EXPECT_EQ(by_weight.before(second.previous).page(1).records[0].title, "box");
  const auto by_length = ThinWare::order(rowan::length(ThinWare::c.body), ThinWare::c.id).only(ThinWare::c.title);
  EXPECT_EQ(by_length.after(by_length.page(1).next).page(1).records[0].title, "pen");
}

TEST_P(SomeAttributes, SaveWhatWasLoadedOrSetAndChanged) {
  ThinWare one = pen();
  one.title = "pencil";
  EXPECT_THAT(one.changes(), SizeIs(1));
  one.save_or_throw();  // body is missing, and its rule doesn't run
  EXPECT_EQ(one.lock_version, 1);
  EXPECT_EQ(whole().body, "blue");
  EXPECT_EQ(whole().weight, 9);
  EXPECT_EQ(whole().box.key(), ThinWare::find_by(ThinWare::c.title == "box")->id);

  one.stock = 8;  // not loaded, and set
  EXPECT_TRUE(one.is_loaded("stock") && one.changed("stock"));
  ASSERT_THAT(one.changes(), SizeIs(1));
  EXPECT_EQ(one.changes()[0].before, std::nullopt);
  one.save_or_throw();
  ASSERT_FALSE(one.saved_changes().empty());
  EXPECT_EQ(one.saved_changes()[0].before, std::nullopt);
  EXPECT_TRUE(one.is_loaded("stock"));
  EXPECT_EQ(one.get("stock"), rowan::Value(8));
  EXPECT_EQ(whole().stock, 8);
  EXPECT_FALSE(one.changed());
}

TEST_P(SomeAttributes, TakeByNameEvenWhatTheConstructorLeft) {
  ThinWare one = pen();
  one.set("weight", 7);
  EXPECT_TRUE(one.changed("weight") && one.is_loaded("weight"));
  one.save_or_throw();
  EXPECT_EQ(whole().weight, 7);
  one.assign_json(R"({"stock": null})");
  one.save_or_throw();
  EXPECT_EQ(whole().stock, std::nullopt);
  ThinWare other = pen();
  other.update_columns({{"stock", 3}});
  EXPECT_TRUE(other.is_loaded("stock"));
  EXPECT_FALSE(other.changed());
  EXPECT_EQ(whole().stock, 3);
  ThinWare third = pen();
  third.body = "";
  third.set("body", "");
  EXPECT_FALSE(third.save());  // given, so its rule runs
}

TEST_P(SomeAttributes, ComeBackFromARollbackAsTheyWere) {
  ThinWare one = pen();
  db.transaction([&](rowan::Transaction& transaction) {
    one.stock = 8;
    one.save_or_throw();
    transaction.rollback();
  });
  ASSERT_THAT(one.changes(), SizeIs(1)) << "in a transaction it is completed first";
  EXPECT_TRUE(one.changed("stock"));
  one.save_or_throw();
  EXPECT_EQ(whole().stock, 8);
  EXPECT_EQ(whole().body, "blue");
}

TEST_P(SomeAttributes, KeepANewTargetThatWasAssigned) {
  ThinCrate crate = *ThinCrate::all().only(ThinCrate::c.label).first();
  ThinWare box;
  box.body = "tin";
  crate.box = box;
  crate.save_or_throw();
  EXPECT_EQ(ThinCrate::first()->box->body, "tin");
}

TEST_P(SomeAttributes, GiveUpAReference) {
  ThinWare one = pen();
  EXPECT_TRUE(rowan::Writes<ThinWare>().disconnect(ThinWare::c.box).save_to(one));
  EXPECT_FALSE(whole().box.key());
}

TEST_P(SomeAttributes, LeaveWhatTheySavedToOthers) {
  ThinWare one = pen();
  one.stock = 8;
  one.save_or_throw();
  ThinWare::where(ThinWare::c.id == pen_).update_all(ThinWare::c.stock = 9);
  one.load_missing();
  one.title = "x";
  one.save_or_throw();
  EXPECT_EQ(whole().stock, 9);
}

TEST_P(SomeAttributes, FilledInInsideAreWholeAfterARollback) {
  ThinWare one = pen();
  std::optional<ThinWare> copy;
  db.transaction([&](rowan::Transaction& transaction) {
    one.title = "x";
    one.save_or_throw();
    one.load_missing();
    copy = one;
    transaction.rollback();
  });
  ASSERT_THAT(one.changes(), SizeIs(1));
  EXPECT_EQ(copy->get("body"), rowan::Value("blue"));
  ThinWare two = pen();
  db.transaction([&](rowan::Transaction& transaction) {
    ThinWare::where(ThinWare::c.title == "box").update_all(ThinWare::c.stock = 1);
    two.reload();
    transaction.rollback();
  });
  EXPECT_EQ(two.body, "blue");
  two.title = "y";
  two.save_or_throw();
  EXPECT_EQ(whole().stock, 5);
}

TEST_P(SomeAttributes, LoadTheRest) {
  ThinWare one = pen();
  one.stock = 8;
  one.load_missing();
  EXPECT_EQ(one.body, "blue");
  EXPECT_EQ(one.weight, 9);
  EXPECT_EQ(one.stock, 8);
  ASSERT_THAT(one.changes(), SizeIs(1));
  EXPECT_EQ(one.changes()[0].before, rowan::Value(5));
  EXPECT_TRUE(one.is_loaded("body"));
  one.body = "red";
  EXPECT_EQ(one.changes().front().before, rowan::Value("blue"));
  one.load_missing();  // nothing to load
  EXPECT_EQ(one.body, "red");

  ThinWare two = pen();
  two.title = "x";
  two.reload();
  EXPECT_TRUE(two.is_loaded("body"));
  EXPECT_EQ(two.title, "pen");

  ThinWare stale = pen();
  ThinWare other = whole();
  other.weight = 100;
  other.save_or_throw();
  EXPECT_THROW(stale.load_missing(), rowan::StaleRecord);
  EXPECT_THROW(stale.update_or_throw({{"title", "y"}}), rowan::StaleRecord);
  ThinWare gone = pen();
  EXPECT_EQ(ThinWare::where(ThinWare::c.id == pen_).delete_all(), 1u);
  EXPECT_THROW(gone.load_missing(), rowan::RecordNotFound);
}

TEST_P(SomeAttributes, AreKeptByCopiesAndMoves) {
  ThinWare one = pen();
  one.stock = 8;
  ThinWare copy = one;
  EXPECT_FALSE(copy.is_loaded("body"));
  EXPECT_TRUE(copy.changed("stock"));
  ThinWare moved = std::move(copy);
  EXPECT_THROW((void)moved.get("body"), AttributeNotLoaded);
  std::vector<ThinWare> list{moved, moved};
  list.erase(list.begin());
  EXPECT_FALSE(list[0].is_loaded("body"));
  list[0].detach();
  EXPECT_FALSE(list[0].is_loaded("body"));
  moved = whole();
  EXPECT_TRUE(moved.is_loaded("body"));
  moved = one;
  EXPECT_FALSE(moved.is_loaded("body"));
}

TEST_P(SomeAttributes, AreKeptByCopiesOfOneRow) {
  const auto twice = ThinWare::all().only(ThinWare::c.title).find_all({pen_, pen_});
  ASSERT_EQ(twice.size(), 2u);
  for (const ThinWare& one : twice) {
    EXPECT_FALSE(one.is_loaded("body"));
    EXPECT_THROW((void)one.get("body"), AttributeNotLoaded);
  }
}

TEST_P(SomeAttributes, RefuseAssociationsWhoseKeyIsMissing) {
  ThinWare one = pen();
  EXPECT_THROW((void)one.box.key(), AttributeNotLoaded);
  ThinWare other = whole();
  EXPECT_THROW(other.box = one.box, AttributeNotLoaded);
  EXPECT_TRUE(other.box.key().has_value()) << "it is as it was";
  EXPECT_THAT(message_of<AttributeNotLoaded>([&] { (void)one.box.get_if(); }), HasSubstr("ThinWare.box"));
  EXPECT_THROW((void)one.box->title, AttributeNotLoaded);
  EXPECT_THROW((void)one.box.relation().count(), AttributeNotLoaded);
  EXPECT_THROW((void)ThinWare::all().only(ThinWare::c.title).preload(ThinWare::c.box).load(), AttributeNotLoaded);
  const auto with_key =
      ThinWare::order(ThinWare::c.id).only(ThinWare::c.title, ThinWare::c.box).preload(ThinWare::c.box).load();
  EXPECT_EQ(with_key[1].box->title, "box");
  EXPECT_TRUE(with_key[1].box->is_loaded("body"));
  one.box = ThinWare::find_by(ThinWare::c.title == "box").value();
  EXPECT_EQ(one.box->title, "box");
  one.save_or_throw();
  EXPECT_THROW((void)ThinWare::all().preload(ThinWare::c.box, ThinWare::all().only(ThinWare::c.title)),
               rowan::QueryError);
}

TEST_P(SomeAttributes, AreCompletedBeforeOthersLookAtThem) {
  ThinCrate crate = *ThinCrate::all().only(ThinCrate::c.label).first();
  crate.label = "b";
  crate.save_or_throw();
  EXPECT_EQ(ThinCrate::seen, "fragile");
  EXPECT_EQ(ThinCrate::first()->note, "fragile");
  ThinCrate other = *ThinCrate::all().only(ThinCrate::c.label).first();
  EXPECT_TRUE(other.destroy());
  EXPECT_EQ(ThinCrate::count(), 0u);
  EXPECT_TRUE(pen().destroy());
}

TEST_P(SomeAttributes, AreSavedManyAtOnceAndNotInserted) {
  auto wares = ThinWare::order(ThinWare::c.id).only(ThinWare::c.title).load();
  for (ThinWare& ware : wares) ware.title += "!";
  wares[1].stock = 1;
  EXPECT_TRUE(ThinWare::save_all(wares));
  EXPECT_EQ(whole().title, "pen!");
  EXPECT_EQ(whole().body, "blue");
  EXPECT_EQ(whole().stock, 1);
  std::vector<ThinWare> copies{pen()};
  EXPECT_THROW((void)ThinWare::insert_all(copies), AttributeNotLoaded);
  ThinWare one = pen();
  one.increment(&ThinWare::weight);
  EXPECT_EQ(one.weight, 10);
  EXPECT_TRUE(one.is_loaded("weight"));
  EXPECT_FALSE(one.changed());
}

INSTANTIATE_TEST_SUITE_P(Partial, SomeAttributes, ::testing::ValuesIn(::rowan::contract::databases()),
                         ::rowan::contract::database_name);

}  // namespace
}  // namespace partial_tests
