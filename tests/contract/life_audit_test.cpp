// Changes that are kept as rows of a table of the program's.
#include "contract/record_models.hpp"
#include "rowan/core/normal_json.hpp"
#include "rowan/model/audit.hpp"
#include "rowan/model/soft_delete.hpp"

namespace life_audit {

class Amendment : public rowan::Model<Amendment>, public rowan::AuditEntry {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Amendment, (rowan::AuditEntry), (id))
  static void configure(rowan::ModelBuilder<Amendment>& m) {
    m.table("life_amendments");
    m.before_save([](Amendment& entry) { return entry.actor != "forbidden"; });
  }
};

class Statute : public rowan::Model<Statute>, public rowan::SoftDelete {
 public:
  std::int64_t id{};
  std::string title, body, pin;
  std::int32_t pages{};

  ROWAN_MODEL(Statute, (rowan::SoftDelete), (id, title, body, pin, pages))
  static void configure(rowan::ModelBuilder<Statute>& m) {
    m.table("life_statutes");
    m.attribute(&Statute::title).keep_original();
    m.attribute(&Statute::pin).secret();
  }
};

class Bylaw : public rowan::Model<Bylaw> {
 public:
  std::string town;
  std::int32_t number{};

  ROWAN_MODEL(Bylaw, (), (town, number))
  static void configure(rowan::ModelBuilder<Bylaw>& m) {
    m.table("life_bylaws").primary_key(&Bylaw::town, &Bylaw::number);
    m.attribute(&Bylaw::town).length(200);
  }
};

}  // namespace life_audit
ROWAN_REGISTER_MODEL(life_audit::Amendment)
ROWAN_REGISTER_MODEL(life_audit::Statute)
ROWAN_REGISTER_MODEL(life_audit::Bylaw)

namespace life_audit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LifeAudit : public record_tests::RecordTest {
 protected:
  LifeAudit() { db.create_tables<Amendment, Statute, Bylaw>(); }

  std::string actor = "ann";
};

Statute statute() {
  Statute made;
  made.title = "Roads";
  made.pin = "1234";
  made.pages = 3;
  return made;
}

// PostgreSQL keeps the members of objects in an order of its own.
std::string in_order(const std::string& json) { return rowan::normal_json(json); }

// "operation row changes" of each.
std::vector<std::string> kept() {
  std::vector<std::string> lines;
  for (const Amendment& entry : Amendment::order(Amendment::c.id).load())
    lines.push_back(entry.operation + " " + entry.row + " " + in_order(entry.what.text()));
  return lines;
}

TEST_P(LifeAudit, KeepsWhoChangedWhatAndWhen) {
  record_tests::stop_clock("2026-05-01T12:00:00Z");
  const record_tests::SystemClockAgain again;
  const rowan::Audit audit = rowan::audit<Amendment, Statute>([this] { return actor; });
  Statute roads = statute();
  ASSERT_TRUE(roads.save());
  roads.title = "Streets";
  roads.body = "Long.";
  roads.pin = "99";
  ASSERT_TRUE(roads.save());
  roads.increment(&Statute::pages, 2);
  ASSERT_TRUE(rowan::really_destroy(roads));
  const std::vector<std::string> lines = kept();
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0], "insert 1 " + in_order(R"({"deleted_at":{"to":null},"id":{"to":1},"title":{"to":"Roads"},)"
                                             R"("body":{"to":""},"pin":{"to":"[filtered]"},"pages":{"to":3}})"));
  EXPECT_EQ(lines[1], "update 1 " + in_order(R"({"title":{"from":"Roads","to":"Streets"},"body":{"to":"Long."},)"
                                             R"("pin":{"to":"[filtered]"}})"));
  EXPECT_THAT(lines[2], HasSubstr(R"("pages":{)"));
  EXPECT_EQ(lines[3], "destroy 1 " + in_order(R"({"deleted_at":{"from":null},"id":{"from":1},"title":)"
                                              R"({"from":"Streets"},"body":{"from":"Long."},)"
                                              R"("pin":{"from":"[filtered]"},"pages":{"from":5}})"));
  const Amendment first = *Amendment::order(Amendment::c.id).first();
  EXPECT_EQ(first.model, "life_audit::Statute");
  EXPECT_EQ(first.actor, "ann");
  EXPECT_EQ(first.at, rowan::parse_instant("2026-05-01T12:00:00Z"));
  EXPECT_EQ(rowan::changes_of<Amendment>(roads).count(), 4u);
}

TEST_P(LifeAudit, GoesWithItsTransaction) {
  const rowan::Audit audit = rowan::audit<Amendment, Statute>([this] { return actor; });
  undone([&] { ASSERT_TRUE(statute().save()); });
  EXPECT_EQ(Amendment::count(), 0u);
  actor = "forbidden";
  Statute roads = statute();
  EXPECT_THROW((void)roads.save(), rowan::RecordNotSaved);
  EXPECT_EQ(Statute::count(), 0u);
}

TEST_P(LifeAudit, IsWhereTheRowIs) {
  rowan::Database other = rowan::connect("sqlite::memory:", {.make_default = false});
  other.create_tables<Amendment, Statute>();
  const rowan::Audit audit = rowan::audit<Amendment>();
  undone([&] {
    other.transaction([&] { statute().save_or_throw(db); });
    EXPECT_EQ(Amendment::on(db).count(), 1u);
  });
  EXPECT_EQ(Amendment::on(db).count(), 0u);
  EXPECT_EQ(Amendment::on(other).count(), 0u);
}

TEST_P(LifeAudit, HearsOfManyRowsAndOfSoftDeletes) {
  std::vector<Statute> two{statute(), statute()};
  Statute::insert_all_with_keys(two);
  const rowan::Audit audit = rowan::audit<Amendment>();
  Statute::where(Statute::c.pages == 3).update_all(Statute::c.pages = 4);
  ASSERT_TRUE(two[0].destroy());
  EXPECT_THAT(kept(), ElementsAre("update_all  " + in_order(R"({"rows":2})"),
                                  HasSubstr(R"("deleted_at":{"from":null,"to":"2)")));
  EXPECT_EQ(Amendment::where(Amendment::c.actor.is_null()).count(), 2u);
}

TEST_P(LifeAudit, EndsWithItsObject) {
  {
    const rowan::Audit audit = rowan::audit<Amendment>();
    ASSERT_TRUE(statute().save());
  }
  ASSERT_TRUE(statute().save());
  EXPECT_EQ(Amendment::count(), 1u);
}

TEST_P(LifeAudit, NamesKeysOfSeveralParts) {
  const rowan::Audit audit = rowan::audit<Amendment, Bylaw>();
  Bylaw bylaw;
  bylaw.town = "Ely";
  bylaw.number = 7;
  EXPECT_THROW((void)rowan::changes_of<Amendment>(bylaw), rowan::RecordNotFound);
  ASSERT_TRUE(bylaw.save());
  EXPECT_EQ(rowan::changes_of<Amendment>(bylaw).first()->row, "Ely, 7");
  ASSERT_TRUE(statute().save());  // not one of those that are audited
  EXPECT_EQ(Amendment::count(), 1u);
}

TEST_P(LifeAudit, TellsKeysApartThatAreLongerThanItsColumn) {
  const rowan::Audit audit = rowan::audit<Amendment, Bylaw>();
  std::string town;
  for (int i = 0; i < 190; ++i) town += "ö";
  std::vector<Bylaw> two(2);
  for (std::size_t i = 0; i < two.size(); ++i) {
    two[i].town = town + std::to_string(i);
    two[i].number = 7;
    ASSERT_TRUE(two[i].save());
  }
  const std::string first = rowan::changes_of<Amendment>(two[0]).sole().row;
  EXPECT_THAT(first, ::testing::StartsWith("öö"));
  EXPECT_NE(rowan::changes_of<Amendment>(two[1]).sole().row, first);
  ASSERT_TRUE(two[0].destroy());
  EXPECT_EQ(Amendment::where(Amendment::c.row == first).count(), 2u);
}

ROWAN_RECORD_SUITE(LifeAudit);

}  // namespace
}  // namespace life_audit
