// Many rows at once.
#include "contract/record_models.hpp"
#include "rowan/fmt.hpp"

namespace record_tests {
namespace {

using rowan::to_string;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class BulkRecords : public RecordTest {};

TEST_P(BulkRecords, InsertsManyRowsInFewStatements) {
  const SystemClockAgain again;
  stop_clock("2026-01-01 00:00:00");
  std::vector<Account> accounts;
  for (int i = 0; i < 2500; ++i) accounts.push_back(account("n" + std::to_string(i), "m" + std::to_string(i)));
  const auto before = rowan::statements_executed();
  EXPECT_EQ(Account::insert_all(accounts), 2500u);
  EXPECT_LE(rowan::statements_executed() - before, 40u);
  EXPECT_EQ(Account::count(), 2500u);
  EXPECT_EQ(to_string(Account::find_by(Account::c.name == "n2499")->created_at), "2026-01-01 00:00:00.000000Z");
  EXPECT_TRUE(accounts[0].is_new()) << "without keys back the records are not touched";
  EXPECT_EQ(Account::insert_all(std::vector<Account>()), 0u);
}

TEST_P(BulkRecords, InsertsFewRowsInFewStatements) {
  Account::insert_all(std::vector<Account>{account("first", "first")});  // what is asked of the table, once
  std::vector<Account> accounts;
  for (int i = 0; i < 19; ++i) accounts.push_back(account("n" + std::to_string(i), "m" + std::to_string(i)));
  const auto before = rowan::statements_executed();
  EXPECT_EQ(Account::insert_all(accounts), 19u);
  EXPECT_LE(rowan::statements_executed() - before, 4u) << "ten, five and twice two rows";
  EXPECT_EQ(Account::count(), 20u);
}

TEST_P(BulkRecords, InsertsNothingWhenOneRowIsADuplicate) {
  Account::create(account("Ann", "m1500"));
  std::vector<Account> accounts;
  for (int i = 0; i < 2000; ++i) accounts.push_back(account("n", "m" + std::to_string(i)));
  EXPECT_THROW(Account::insert_all(accounts), rowan::UniqueViolation);
  EXPECT_EQ(Account::count(), 1u);
  EXPECT_EQ(Account::insert_all(accounts, {.skip_duplicates = true}), 1999u) << "only the new ones are counted";
  EXPECT_EQ(Account::count(), 2000u);
}

TEST_P(BulkRecords, GivesKeysBackInOrder) {
  std::vector<Account> accounts{account("a"), account("b"), account("c")};
  EXPECT_EQ(Account::insert_all_with_keys(accounts), 3u);
  for (const Account& made : accounts) EXPECT_EQ(Account::find(made.id).name, made.name);
  EXPECT_TRUE(accounts[2].is_persisted());
  std::vector<Account> twins{account("d", "d"), account("e", "d")};
  EXPECT_THROW(Account::insert_all_with_keys(twins), rowan::UniqueViolation);
  EXPECT_TRUE(twins[0].is_new());
  EXPECT_EQ(Account::count(), 3u);
  twins[1].email = "e";
  EXPECT_EQ(Account::insert_all_with_keys(twins), 2u);
  EXPECT_EQ(Account::find(twins[1].id).name, "e");
}

TEST_P(BulkRecords, GivesManyKeysBackInOrder) {
  std::vector<Account> accounts;
  for (int i = 0; i < 350; ++i) accounts.push_back(account("n" + std::to_string(i), "m" + std::to_string(i)));
  EXPECT_EQ(Account::insert_all_with_keys(accounts), 350u);
  for (const Account& made : accounts) ASSERT_EQ(Account::find(made.id).name, made.name);
  accounts[7].name = "changed";
  EXPECT_TRUE(accounts[7].save());
  EXPECT_EQ(Account::find(accounts[7].id).name, "changed");
}

TEST_P(BulkRecords, InsertsRowsWithAndWithoutAKey) {
  std::vector<Setting> settings(4);
  settings[1].id = 70;
  settings[2].level = 1;
  EXPECT_EQ(Setting::insert_all(settings), 4u);
  EXPECT_EQ(Setting::find(70).level, 7) << "the database's default";
  EXPECT_EQ(Setting::where(Setting::c.level == 1).count(), 1u);
}

TEST_P(BulkRecords, NamesTheRowThatCantBeSent) {
  std::vector<Everything> rows(3);
  rows[2].text = std::string("a\0b", 3);
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { Everything::insert_all(rows); }),
              AllOf(HasSubstr("row 2"), HasSubstr("Everything.text")));
  EXPECT_EQ(Everything::count(), 0u);
}

TEST_P(BulkRecords, UpsertsByADeclaredKey) {
  const auto ann = Account::create(account("Ann", "ann@x"));
  std::vector<Account> accounts{account("Anna", "ann@x"), account("Bob", "bob@x")};
  Account::upsert_all(accounts, {"email"});
  EXPECT_EQ(Account::count(), 2u);
  EXPECT_EQ(Account::find(ann.id).name, "Anna");
  EXPECT_EQ(Account::find(ann.id).created_at, ann.created_at) << "it was created when it was";
  Place place;
  place.country = "de";
  place.name = "first";
  Place::upsert_all(std::vector<Place>{place}, {"country", "zip"});
  place.name = "second";
  Place::upsert_all(std::vector<Place>{place}, {"country", "zip"});
  EXPECT_EQ(Place::find("de", 0).name, "second");
  EXPECT_THAT(message_of<rowan::MappingError>([&] { Account::upsert_all(accounts, {"name"}); }), HasSubstr("{email}"));
  EXPECT_THAT(message_of<rowan::QueryError>([&] { Account::upsert_all(accounts, {"emial"}); }), HasSubstr("email"));
}

ROWAN_RECORD_SUITE(BulkRecords);

}  // namespace
}  // namespace record_tests
