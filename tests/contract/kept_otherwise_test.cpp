// Tables that others made, and keep things otherwise than Rowan's own would: time-stamps as numbers, columns in other
// letters than their attributes, indexes the other way round, keys with letters beyond the usual ones.
#include <filesystem>
#include <vector>

#include "contract/record_models.hpp"
#include "contract/stop.hpp"

namespace kept_otherwise {

class Stay;
class Lodge : public rowan::Model<Lodge> {
 public:
  std::int64_t id{};
  rowan::Instant updated_at{};
  rowan::HasMany<Stay> stays;

  ROWAN_MODEL(Lodge, (), (id, updated_at, stays))
  static void configure(rowan::ModelBuilder<Lodge>& m) {
    m.table("kept_lodges").attribute(&Lodge::updated_at).stored_as_epoch_seconds();
  }
};

class Stay : public rowan::Model<Stay> {
 public:
  std::int64_t id{};
  rowan::Instant created_at{}, updated_at{};
  std::optional<rowan::Instant> left;
  rowan::BelongsTo<Lodge> lodge;

  ROWAN_MODEL(Stay, (), (id, created_at, updated_at, left, lodge))
  static void configure(rowan::ModelBuilder<Stay>& m) {
    m.table("kept_stays");
    m.attribute(&Stay::created_at).stored_as_epoch_seconds();
    m.attribute(&Stay::updated_at).stored_as_epoch_milliseconds();
    m.attribute(&Stay::left).stored_as_epoch_seconds();
    m.belongs_to(&Stay::lodge).optional().touch();
  }
};

class Purse : public rowan::Model<Purse> {
 public:
  std::int64_t id{};
  rowan::Decimal sum;
  std::string owner, house;

  ROWAN_MODEL(Purse, (), (id, sum, owner, house))
  static void configure(rowan::ModelBuilder<Purse>& m) {
    m.table("kept_purses").unique_index(&Purse::owner, &Purse::house);
  }
};

class Town;
class Inn : public rowan::Model<Inn> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Town, std::string> town;

  ROWAN_MODEL(Inn, (), (id, town))
  static void configure(rowan::ModelBuilder<Inn>& m) { m.table("kept_inns").belongs_to(&Inn::town).optional(); }
};
class Town : public rowan::Model<Town> {
 public:
  std::string id;
  rowan::HasMany<Inn> inns;

  ROWAN_MODEL(Town, (), (id, inns))
  static void configure(rowan::ModelBuilder<Town>& m) { m.table("kept_towns"); }
};

class KeptTicket;
class KeptGuest : public rowan::Model<KeptGuest> {
 public:
  std::int64_t id{};
  rowan::HasOne<KeptTicket> ticket;

  ROWAN_MODEL(KeptGuest, (), (id, ticket))
  static void configure(rowan::ModelBuilder<KeptGuest>& m) {
    m.table("kept_guests").has_one(&KeptGuest::ticket).dependent(rowan::dependent::nullify);
  }
};
class KeptTicket : public rowan::Model<KeptTicket> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<KeptGuest> guest;

  ROWAN_MODEL(KeptTicket, (), (id, guest))
  static void configure(rowan::ModelBuilder<KeptTicket>& m) {
    m.table("kept_tickets").belongs_to(&KeptTicket::guest).optional();
  }
};

enum class Dye { red, blue };

class Cloth : public rowan::Model<Cloth> {
 public:
  std::int64_t id{};
  Dye dye{};

  ROWAN_MODEL(Cloth, (), (id, dye))
  static void configure(rowan::ModelBuilder<Cloth>& m) { m.table("kept_cloths"); }
};

}  // namespace kept_otherwise
ROWAN_ENUM(kept_otherwise::Dye, red, blue)
ROWAN_REGISTER_MODEL(kept_otherwise::Lodge)
ROWAN_REGISTER_MODEL(kept_otherwise::Stay)
ROWAN_REGISTER_MODEL(kept_otherwise::Purse)
ROWAN_REGISTER_MODEL(kept_otherwise::Inn)
ROWAN_REGISTER_MODEL(kept_otherwise::Town)
ROWAN_REGISTER_MODEL(kept_otherwise::Cloth)
ROWAN_REGISTER_MODEL(kept_otherwise::KeptGuest)
ROWAN_REGISTER_MODEL(kept_otherwise::KeptTicket)

namespace record_tests {
namespace {

using namespace kept_otherwise;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class KeptOtherwise : public RecordTest {
 protected:
  static void expect_recent(rowan::Instant time) {
    EXPECT_LE(time, rowan::now());
    EXPECT_GT(time, rowan::now() - std::chrono::minutes(5));
  }
};

TEST_P(KeptOtherwise, TimeStampsAreNumbersHoweverTheyAreWritten) {
  db.create_tables<Lodge, Stay>();
  EXPECT_EQ(Stay::insert_all(std::vector<Stay>(2)), 2u);
  Stay third;
  third.save_or_throw();
  EXPECT_EQ(Stay::insert_from({"left"}, Stay::all().limit(1).select(Stay::c.left)), 1u);
  EXPECT_EQ(Stay::where(Stay::c.id == third.id).touch_all({"left"}), 1u);
  EXPECT_EQ(Stay::everything().touch_all(), 4u);
  for (const Stay& stay : Stay::all().load()) {
    expect_recent(stay.created_at);
    expect_recent(stay.updated_at);
    EXPECT_EQ(stay.left.has_value(), stay.id == third.id);
  }
  expect_recent(Stay::find(third.id).left.value());
}

TEST_P(KeptOtherwise, AnOwnerIsTouchedWithANumber) {
  db.create_tables<Lodge, Stay>();
  Lodge lodge = Lodge::create({});
  Lodge::everything().update_all(Lodge::c.updated_at = rowan::Instant{});
  Stay::create(Stay::c.lodge = lodge.id);
  expect_recent(Lodge::find(lodge.id).updated_at);
}

TEST_P(KeptOtherwise, ColumnsInOtherLettersKeepTheirLimits) {
  ROWAN_NEEDS(raw_sql);
  if (on("postgresql")) GTEST_SKIP() << "tells columns apart by the case of their letters";
  db.execute("CREATE TABLE kept_purses (ID " + std::string(on("sqlite") ? "INTEGER" : "bigint AUTO_INCREMENT") +
             " PRIMARY KEY, SUM DECIMAL(30, 10) NOT NULL, OWNER varchar(5) NOT NULL, HOUSE varchar(5) NOT NULL)");
  Purse purse;
  purse.owner = "Ann";
  purse.sum = rowan::Decimal("12345678901234567890.12345678912");
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { (void)purse.save(); }), HasSubstr("Purse.sum"));
  purse.sum = rowan::Decimal("2.5");
  purse.save_or_throw();
  EXPECT_EQ(Purse::find(purse.id).sum, rowan::Decimal("2.5"));
}

TEST_P(KeptOtherwise, AUniqueIndexIsKnownByItsColumnsInAnyOrder) {
  ROWAN_NEEDS(raw_sql);
  const char* key = on("sqlite") ? "INTEGER PRIMARY KEY" : on("postgresql") ? "bigserial PRIMARY KEY" : "serial";
  db.execute(std::string("CREATE TABLE kept_purses (id ") + key +
             ", sum numeric(9, 2) NOT NULL, owner varchar(9) NOT NULL, house varchar(9) NOT NULL)");
  db.execute("CREATE UNIQUE INDEX theirs ON kept_purses (house, owner)");
  const auto purse = [] {
    Purse made;
    made.owner = "Ann";
    made.house = "red";
    return made;
  };
  auto first = purse(), second = purse();
  first.save_or_throw();
  if (on("mysql") || on("mariadb")) return;  // tells the index by its name alone
  EXPECT_FALSE(second.save());
  EXPECT_EQ(Purse::count(), 1u);
}

TEST_P(KeptOtherwise, LettersThatTheDatabaseHoldsEqualMatch) {
  ROWAN_NEEDS(raw_sql);
  if (on("sqlite")) GTEST_SKIP() << "its collations know ASCII only";
  const bool postgresql = on("postgresql");
  if (postgresql)
    db.execute("CREATE COLLATION kept_any (provider = icu, locale = 'und-u-ks-level1', deterministic = false)");
  const std::string type = postgresql ? "varchar(9) collate kept_any" : "varchar(9) collate utf8mb4_unicode_ci";
  db.execute("CREATE TABLE kept_towns (id " + type + " NOT NULL PRIMARY KEY)");
  db.execute("CREATE TABLE kept_inns (id bigint NOT NULL PRIMARY KEY, town_id " + type + ")");
  const std::vector<std::pair<std::string, std::string>> spellings{
      {"Timis", "Timi\u0219"},   {"Bergen", "bergen"},  {"Espa\u00f1a", "ESPA\u00d1A"}, {"Strasse", "Stra\u00dfe"},
      {"Pozna\u0144", "poznan"}, {"\u0179ubr", "zubr"}, {"Gen\u00e8ve", "geneve"},      {"m2", "m\u00b2"}};
  std::int64_t id = 0;
  for (const auto& [town, other] : spellings) {
    db.execute("INSERT INTO kept_towns VALUES (?)", town);
    db.execute("INSERT INTO kept_inns VALUES (?, ?), (?, ?)", id + 1, town, id + 2, other);
    id += 2;
  }
  const auto all = Inn::order(Inn::c.id).load();
  ASSERT_EQ(all.size(), 2 * spellings.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Town* town = all[i].town.get_if();
    ASSERT_NE(town, nullptr) << spellings[i / 2].second;
    EXPECT_EQ(town->id, spellings[i / 2].first);
  }
  for (const Town& town : Town::preload(Town::c.inns).load()) EXPECT_EQ(town.inns.size(), 2u) << town.id;
}

TEST_P(KeptOtherwise, ATemporaryTableStandsBeforeNoTableOfOthers) {
  ROWAN_NEEDS(raw_sql);
  db.create_tables<Cloth>();
  Cloth::create(Cloth::c.dye = Dye::red);
  db.transaction([&] {
    db.execute("CREATE TEMPORARY TABLE kept_cloths (id integer)");
    EXPECT_EQ(db.query("SELECT * FROM kept_cloths").size(), 0u);
  });
  EXPECT_EQ(Cloth::count(), 1u);
  db.execute("CREATE TEMPORARY TABLE kept_cloths (id integer)");
  EXPECT_EQ(Cloth::count(), 1u);
}

TEST_P(KeptOtherwise, ASetAsksWhatIsThereAndReplacesIt) {
  db.create_tables<KeptGuest, KeptTicket>();
  KeptGuest guest = KeptGuest::create({});
  EXPECT_EQ(guest.ticket.get_if(), nullptr);
  KeptTicket other = KeptTicket::create(KeptTicket::c.guest = guest.id);
  KeptTicket mine;
  guest.ticket.set(std::move(mine));
  EXPECT_FALSE(KeptTicket::find(other.id).guest.key().has_value());
  EXPECT_NE(KeptGuest::find(guest.id).ticket->id, other.id);
}

TEST_P(KeptOtherwise, ARecordStandsForItsRowWhateverItsKeyMemberSays) {
  db.create_tables<KeptGuest, KeptTicket>();
  KeptGuest ann = KeptGuest::create({}), bob = KeptGuest::create({});
  KeptTicket::create(KeptTicket::c.guest = ann.id);
  const auto row = ann.id;
  ann.id = bob.id;
  EXPECT_EQ(KeptTicket::where(KeptTicket::c.guest == ann).count(), 1u);
  EXPECT_THAT(KeptGuest::all().excluding(ann).pluck(KeptGuest::c.id), ElementsAre(bob.id));
  ann.id = row;
}

TEST_P(KeptOtherwise, AKeyThatIsANullPointerIsRefused) {
  const char* none = nullptr;
  Inn inn;
  EXPECT_THROW(inn.town = none, rowan::InvalidValue);
  EXPECT_FALSE(inn.town.key().has_value());
}

TEST_P(KeptOtherwise, ARollbackLeavesAValueThatIsNone) {
  db.create_tables<Cloth>();
  Cloth cloth = Cloth::create(Cloth::c.dye = Dye::red);
  const auto undone = [&] {
    db.transaction([&] {
      Cloth::everything().update_all(Cloth::c.dye = Dye::blue);
      cloth.reload();
      cloth.dye = static_cast<Dye>(99);
      throw Stop();
    });
  };
  EXPECT_THROW(undone(), Stop);
  EXPECT_EQ(cloth.dye, static_cast<Dye>(99));
  EXPECT_EQ(Cloth::find(cloth.id).dye, Dye::red);
}

TEST_P(KeptOtherwise, NothingIsWrittenToAFileThatIsGone) {
  ROWAN_NEEDS(raw_sql);
  if (!on("sqlite")) GTEST_SKIP() << "of SQLite's files";
  const auto folder = dir().path() / "gone";
  std::filesystem::create_directory(folder);
  rowan::Database other = rowan::connect("sqlite://" + (folder / "a.db").string(), {.name = "gone"});
  other.create_tables<Cloth>();
  EXPECT_TRUE(Cloth::on(other).empty());
  std::filesystem::remove(folder / "a.db");
  const auto write = [&] { other.execute("INSERT INTO kept_cloths (dye) VALUES ('red')"); };
  EXPECT_THAT(message_of<rowan::ConnectionLost>(write), HasSubstr("moved, replaced or deleted"));
  EXPECT_THROW(write(), rowan::ConnectionFailed) << "there is none";
  other.close();
}

ROWAN_RECORD_SUITE(KeptOtherwise);

}  // namespace
}  // namespace record_tests
