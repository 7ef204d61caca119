// Hostile values, odd names, faults of the database: the right error, and nothing lost.
#include <functional>
#include <future>
#include <thread>

#include "contract/record_models.hpp"

namespace record_tests {
namespace {

using rowan::AnyRecord;
using rowan::Value;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

class BadInput : public RecordTest {};

TEST_P(BadInput, ValuesAreNeverSql) {
  for (const std::string text :
       {"'); DROP TABLE accounts;--", "' OR '1'='1", "\\'; --", "$1 ?1 :x @y", "\"", "`", "/*", "\x01\x7f"}) {
    Country::create({{"code", text}, {"name", "n"}});
    EXPECT_EQ(Country::find(text).code, text);
    EXPECT_EQ(Country::where(Country::c.code.contains(text)).count(), 1u) << text;
    EXPECT_EQ(Country::where(Country::c.code == text).update_all({rowan::set("name", text)}), 1u) << text;
    EXPECT_EQ(Country::where(Country::c.name == text).sole().name, text);
    EXPECT_EQ(Country::where(Country::c.name.in({text})).delete_all(), 1u) << text;
  }
  EXPECT_EQ(Country::count(), 0u);
}

TEST_P(BadInput, RefusesTextThatIsNone) {
  const std::string with_nul("a\0b", 3), broken("a\xff", 2);
  auto ann = account("Ann");
  ASSERT_TRUE(ann.save());
  for (const std::string& text : {with_nul, broken}) {
    auto one = account(text);
    EXPECT_THAT(message_of<rowan::InvalidValue>([&] { (void)one.save(); }), HasSubstr("Account.name"));
    EXPECT_TRUE(one.is_new());
    ann.name = text;
    EXPECT_THROW((void)ann.save(), rowan::InvalidValue);
    EXPECT_THROW((void)Account::where(Account::c.name == text).count(), rowan::InvalidValue);
    EXPECT_THROW(Account::where(Account::c.id == 1).update_all({rowan::set("name", text)}), rowan::InvalidValue);
  }
  EXPECT_EQ(Account::find(ann.id).name, "Ann");
  ann.name = "Anna";
  EXPECT_TRUE(ann.save()) << "the statement is usable again";
}

TEST_P(BadInput, RefusesSqlWithANul) {
  const std::string one("SELECT 1\0garbage", 16), two("DELETE FROM accounts; \0", 23), none("\0", 1);
  auto ann = account("Ann");
  ASSERT_TRUE(ann.save());
  for (const std::string& sql : {one, two, none}) {
    EXPECT_THROW(db.execute(sql), rowan::QueryError);
    EXPECT_THROW((void)db.query(sql), rowan::QueryError);
    EXPECT_THAT(message_of<rowan::QueryError>([&] { db.execute_script(sql); }), HasSubstr("NUL"));
  }
  EXPECT_EQ(Account::count(), 1u);
}

TEST_P(BadInput, RefusesATextThatIsANullPointer) {
  const char* none = nullptr;
  auto ann = account("Ann");
  ASSERT_TRUE(ann.save());
  const std::vector<std::function<void()>> uses{
      [&] { db.execute(none); },
      [&] { (void)db.query(none); },
      [&] { db.execute_script(none); },
      [&] { (void)db.table_exists(none); },
      [&] { (void)rowan::find_database(none); },
      [&] { (void)Account::where(rowan::sql(none)); },
      [&] { (void)Account::preload(none); },
      [&] { (void)Account::all().tag(none); },
      [&] { (void)Account::pluck({none}); },
      [&] { (void)rowan::set(none, 1); },
      [&] { (void)rowan::increment(none, 1); },
      [&] { (void)rowan::parse_date(none); },
      [&] { (void)rowan::parse_instant(none); },
      [&] { (void)rowan::parse_local_date_time(none); },
      [&] { ann.assign_json(none); },
      [&] { AnyRecord record(none); },
      [&] { (void)AnyRecord::find_if(none, {1}); },
      [&] { const rowan::AnyRelation relation(none); },
      [&] { (void)rowan::AnyRelation("record_tests::Country").preload(none); },
      [&] { (void)rowan::AnyRelation("record_tests::Country").to_json({none}); },
      [&] { (void)rowan::to_json(ann, {none}); },
      [&] { (void)rowan::registry().model(none); },
      [&] { (void)rowan::describe(none); },
      [&] { rowan::declare_plural("x", none); },
      [&] { rowan::Errors().add("name", none); },
      [&] { rowan::Errors().add_to_base(none); },
  };
  for (std::size_t i = 0; i < uses.size(); ++i) EXPECT_THROW(uses[i](), rowan::InvalidValue) << i;
}

TEST_P(BadInput, TakesNamesThatMeanSomethingElse) {
  Odd odd;
  odd.order = 1;
  odd.count = 2;
  odd.errors = "e";
  odd.where = "w";
  odd.select = "s";
  odd.from = "f";
  odd.save = odd.group = true;
  rowan::ModelBase& record = odd;
  ASSERT_TRUE(record.save());
  const rowan::Relation<Odd> all;
  EXPECT_EQ(all.where(Odd::c.order == 1 && Odd::c.where == "w" && Odd::c.group).count(), 1u);
  auto loaded = all.order(Odd::c.select.desc(), Odd::c.limit).first();
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->from, "f");
  loaded->count = 3;
  loaded->group = false;
  static_cast<rowan::ModelBase&>(*loaded).save_or_throw();
  EXPECT_EQ(all.find(odd.id).count, 3);
  EXPECT_EQ(all.where(Odd::c.save).update_all({rowan::set("order", 9)}), 1u);
  EXPECT_THAT(all.pluck(Odd::c.order), ElementsAre(9));
  if (db.dialect().can().raw_sql) {
    EXPECT_EQ(scalar("SELECT \"order\" FROM \"or\"\"der\""), Value(9));
  }
  EXPECT_TRUE(static_cast<rowan::ModelBase&>(*loaded).destroy());
}

TEST_P(BadInput, WorksWithRecordsByName) {
  const rowan::ModelInfo* model = rowan::registry().find("record_tests::Account");
  ASSERT_NE(model, nullptr);
  AnyRecord made(*model);
  made->assign({{"name", "Ann"}, {"age", 30}, {"balance", "1.5"}});
  EXPECT_TRUE(made->is_new());
  EXPECT_TRUE(made->changed("age"));
  EXPECT_FALSE(made->changed("email"));
  made->save_or_throw();
  EXPECT_EQ(Account::find(made->get("id").as_int64()).age, 30);
  auto found = AnyRecord::find_if("record_tests::Account", {made->get("id")});
  ASSERT_TRUE(found.has_value());
  for (const rowan::AttributeInfo& attribute : model->attributes) {
    EXPECT_EQ((*found)->get(attribute.name), made->get(attribute.name)) << attribute.name;
  }
  (*found)->set("name", "Anna");
  EXPECT_TRUE((*found)->save());
  AnyRecord moved = std::move(*found);
  moved->reload();
  EXPECT_EQ(moved->get("name"), Value("Anna"));
  EXPECT_TRUE(moved->destroy());
  EXPECT_FALSE(AnyRecord::find_if("record_tests::Account", {1}).has_value());
  EXPECT_THROW(AnyRecord::create("record_tests::Account", {{"name", ""}}), rowan::RecordInvalid);
  EXPECT_THROW(AnyRecord::create("record_tests::Account", {{"nmae", "x"}}), rowan::QueryError);
  EXPECT_THAT(message_of<rowan::MappingError>([] { AnyRecord("record_tests::Acount"); }), HasSubstr("\"Account\""));
}

TEST_P(BadInput, SaysWhichColumnIsMissing) {
  ROWAN_NEEDS(raw_sql);
  const auto place = Place::create({{"country", "de"}, {"zip", 1}, {"name", "n"}});
  db.execute("ALTER TABLE places RENAME COLUMN name TO title");
  EXPECT_THAT(message_of<rowan::UndefinedColumn>([] { (void)Place::all().load(); }), HasSubstr("name"));
  EXPECT_THROW((void)Place::find("de", 1), rowan::UndefinedColumn);
}

TEST_P(BadInput, SaysWhichTableIsMissing) {
  auto ann = Account::create(account("Ann"));
  db.drop_tables<Account, Badge, Loan>();
  EXPECT_THAT(message_of<rowan::UndefinedTable>([] { (void)Account::count(); }), HasSubstr("accounts"));
  ann.age = 1;
  EXPECT_THROW((void)ann.save(), rowan::UndefinedTable);
  EXPECT_TRUE(ann.changed("age"));
  EXPECT_THROW((void)account("Bob").save(), rowan::UndefinedTable);
  db.create_tables<Account>();
  EXPECT_TRUE(account("Bob").save());
}

TEST_P(BadInput, RefusesTablesThatAreThere) {
  EXPECT_THAT(message_of<rowan::SchemaConflict>([&] { db.create_tables<Account, Place>(); }),
              AllOf(HasSubstr("accounts"), HasSubstr("places")));
}

TEST_P(BadInput, ARecordOutlivesItsDatabase) {
  auto ann = Account::create(account("Ann"));
  auto badge = Badge::create({{"label", "x"}, {"account_id", ann.id}});
  badge.reload();
  db.close();
  ann.age = 1;
  EXPECT_THROW((void)ann.save(), rowan::DatabaseClosed);
  EXPECT_THROW(ann.reload(), rowan::DatabaseClosed);
  EXPECT_THROW((void)ann.destroy(), rowan::DatabaseClosed);
  EXPECT_THROW((void)badge.account->name, rowan::DatabaseClosed);
  EXPECT_THROW((void)Account::on(db).count(), rowan::DatabaseClosed);
  EXPECT_THROW(db.transaction([&] { (void)ann.save(); }), rowan::DatabaseClosed);
  EXPECT_EQ(ann.name, "Ann");
  EXPECT_TRUE(ann.changed("age"));
  auto again = connect_again();
  EXPECT_TRUE(ann.save(again)) << "given another way to its data it is saved there";
  EXPECT_EQ(Account::on(again).find(ann.id).age, 1);
}

TEST_P(BadInput, ALockedDatabaseTimesOutAtTheBegin) {
  ROWAN_NEEDS(one_writer);
  auto other = connect_again(db.dialect().can().raw_sql ? "busy_timeout=50" : "lock_timeout=50");
  auto ann = Account::create(account("Ann"));
  db.transaction([&] {
    ann.age = 1;
    ASSERT_TRUE(ann.save());
    std::async(std::launch::async, [&] {
      auto theirs = Account::on(other).find(ann.id);
      EXPECT_EQ(theirs.age, std::nullopt) << "readers are not held up, and see what is committed";
      bool reached = false;
      EXPECT_THROW(other.transaction([&] {
        theirs.name = "theirs";
        (void)theirs.save();
        reached = true;
      }),
                   rowan::LockTimeout);
      EXPECT_FALSE(reached);
      EXPECT_TRUE(theirs.changed("name"));
      EXPECT_THROW((void)theirs.save(), rowan::LockTimeout);
      EXPECT_TRUE(theirs.changed("name"));
    }).get();
  });
  EXPECT_TRUE(account("after").save(other));
  EXPECT_EQ(Account::find(ann.id).age, 1);
}

TEST_P(BadInput, TwoThreadsShareAPoolOfOne) {
  auto one = connect_again({}, {.pool_size = 1});
  const auto add = [&](const std::string& name) {
    for (int i = 0; i < 50; ++i) {
      one.transaction([&] {
        auto made = account(name);
        made.save_or_throw(one);
        made.increment(&Account::visits);
        (void)Account::on(one).where(Account::c.name == name).count();
      });
    }
  };
  auto there = std::async(std::launch::async, add, "there");
  add("here");
  there.get();
  EXPECT_EQ(Account::where(Account::c.visits == 1).count(), 100u);
}

TEST_P(BadInput, AThreadThatWaitsTooLongForAConnectionIsTold) {
  auto one = connect_again({}, {.pool_size = 1, .checkout_timeout = 30ms});
  one.transaction([&] {
    (void)Account::on(one).count();
    std::async(std::launch::async, [&] { EXPECT_THROW((void)Account::on(one).count(), rowan::PoolTimeout); }).get();
  });
  EXPECT_EQ(Account::on(one).count(), 0u);
}

TEST_P(BadInput, TwoThreadsUpsertOneKey) {
  const auto write = [&](const std::string& name) {
    for (int i = 0; i < 25; ++i) Account::upsert_all(std::vector<Account>{account(name, "same@x")}, {"email"});
  };
  auto there = std::async(std::launch::async, write, "there");
  write("here");
  there.get();
  EXPECT_EQ(Account::count(), 1u);
}

TEST_P(BadInput, AFullDatabaseKeepsWhatItHas) {
  ROWAN_NEEDS(size_limit);
  Account::create(account("Ann"));
  auto small = connect_again({}, {.pool_size = 1});
  const auto pages = small.query("PRAGMA page_count")[0][std::size_t{0}].as_int64();
  (void)small.query("PRAGMA max_page_count = " + std::to_string(pages + 5));
  std::vector<Document> documents(200);
  for (Document& one : documents) one.body = std::string(2000, 'x');
  EXPECT_THROW(Document::insert_all(documents, {.database = small.core()}), rowan::DatabaseFull);
  EXPECT_EQ(Document::count(), 0u) << "all or nothing";
  auto large = Document();
  large.body = std::string(100000, 'x');
  EXPECT_THROW(small.transaction([&] {
    account("Bob").save_or_throw(small);
    (void)large.save(small);
  }),
               rowan::DatabaseFull);
  EXPECT_TRUE(large.is_new());
  EXPECT_EQ(Account::count(), 1u);
  EXPECT_EQ(scalar("PRAGMA integrity_check"), Value("ok"));
  EXPECT_TRUE(account("Cid").save(small)) << "and goes on where there is room";
  (void)small.query("PRAGMA max_page_count = 100000");
  EXPECT_TRUE(large.save(small));
}

TEST_P(BadInput, TellsEveryWayToADatabaseWhenThereIsNone) {
  db.close();
  auto ann = account("Ann");
  EXPECT_THAT(message_of<rowan::MappingError>([&] { (void)ann.save(); }),
              AllOf(HasSubstr("Account"), HasSubstr("save(db)"), HasSubstr("transaction"), HasSubstr("m.database("),
                    HasSubstr("rowan::connect")));
  EXPECT_THROW((void)Account::count(), rowan::MappingError);
  auto again = connect_again();
  EXPECT_TRUE(ann.save(again));
}

TEST_P(BadInput, RefusesHandlesThatWereMovedFrom) {
  rowan::Database first = db;
  rowan::Database other = std::move(first);
  // NOLINTBEGIN(bugprone-use-after-move)
  EXPECT_THAT(message_of<rowan::RecordMoved>([&] { first.execute("DELETE FROM accounts"); }), HasSubstr("moved"));
  EXPECT_THROW((void)first.query("SELECT 1"), rowan::RecordMoved);
  EXPECT_THROW(first.execute_script("SELECT 1"), rowan::RecordMoved);
  EXPECT_THROW((void)first.name(), rowan::RecordMoved);
  EXPECT_THROW((void)first.url(), rowan::RecordMoved);
  EXPECT_THROW((void)first.dialect(), rowan::RecordMoved);
  EXPECT_THROW(first.transaction([] {}), rowan::RecordMoved);
  EXPECT_THROW(first.create_tables<Account>(), rowan::RecordMoved);
  EXPECT_THROW((void)first.table_exists("accounts"), rowan::RecordMoved);
  EXPECT_THROW(first.ping(), rowan::RecordMoved);
  EXPECT_THROW(first.close(), rowan::RecordMoved);
  EXPECT_THROW((void)Account::on(first).count(), rowan::RecordMoved);
  EXPECT_THROW((void)account("Ann").save(first), rowan::RecordMoved);
  EXPECT_THROW(rowan::Canceller{first}, rowan::RecordMoved);
  first = other;
  EXPECT_EQ(Account::on(first).count(), 0u) << "it may be assigned to";
  AnyRecord ann("Account");
  AnyRecord kept = std::move(ann);
  EXPECT_THAT(message_of<rowan::RecordMoved>([&] { ann->set("name", "Ann"); }), HasSubstr("moved"));
  EXPECT_THROW((void)(*ann).is_new(), rowan::RecordMoved);
  // NOLINTEND(bugprone-use-after-move)
  ann = std::move(kept);
  EXPECT_TRUE(ann->is_new());
}

/// Asks the database while it is told of a statement.
class Asking : public rowan::StatementObserver {
 public:
  explicit Asking(rowan::Database db) : db_(std::move(db)) {}
  void executing(const rowan::StartingStatement& statement) override {
    told.emplace_back(statement.sql);
    if (fails) throw std::runtime_error("not this one");
    (void)Account::on(db_).count();
  }
  std::vector<std::string> told;
  bool fails = false;

 private:
  rowan::Database db_;
};

TEST_P(BadInput, AnObserverThatAsksIsNotToldOfItsOwnQuestions) {
  rowan::testing::StatementRecorder all;
  Asking asking(db);
  (void)Account::where(Account::c.name == "Ann").exists();
  ASSERT_EQ(asking.told.size(), 1u);
  EXPECT_THAT(asking.told[0], HasSubstr("name"));
  EXPECT_EQ(all.statements().size(), 2u) << "the others are told of both";
  asking.fails = true;
  EXPECT_THROW((void)Account::count(), std::runtime_error);
  asking.fails = false;
  (void)Account::count();
  EXPECT_EQ(asking.told.size(), 3u) << "it is told again";
}

/// Asks what it is told of, and alters tables once, on the connection of the statement that is about to run.
class Meddling : public rowan::StatementObserver {
 public:
  explicit Meddling(rowan::Database db) : db_(std::move(db)) {}
  void executing(const rowan::StartingStatement&) override {
    if (std::exchange(altered, true)) return;
    db_.execute("ALTER TABLE accounts ADD COLUMN meddled INTEGER");
    (void)Account::on(db_).find_by(Account::c.name == "Bob");
    found = Account::on(db_).find_by(Account::c.name == "Bob").has_value();
  }
  bool altered = false, found = false;

 private:
  rowan::Database db_;
};

TEST_P(BadInput, AnObserverThatAltersTablesAndAsksTheSameLeavesTheStatementAsItWas) {
  ROWAN_NEEDS(raw_sql);
  for (const char* name : {"Ann", "Bob"}) ASSERT_TRUE(account(name).save());
  const auto ann = [] { return Account::find_by(Account::c.name == "Ann").value().name; };
  for (int time = 0; time < 3; ++time) EXPECT_EQ(ann(), "Ann") << "kept from the second time on";
  Meddling meddling(db);
  EXPECT_EQ(ann(), "Ann");
  EXPECT_TRUE(meddling.found);
}

ROWAN_RECORD_SUITE(BadInput);

}  // namespace
}  // namespace record_tests
