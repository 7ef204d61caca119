// Queries that were asked before, with other values: the connection has their SQL by then.
#include "contract/record_models.hpp"

namespace record_tests {
namespace {

using rowan::attr;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class QueriesAgain : public RecordTest {};

Everything filled(bool second) {
  Everything one;
  one.flag = second;
  one.i8 = second ? 2 : -1;
  one.i16 = second ? 2 : -1;
  one.i32 = second ? 2 : -1;
  one.i64 = second ? 2 : -1;
  one.u8 = second ? 2 : 1;
  one.u16 = second ? 2 : 1;
  one.u32 = second ? 2 : 1;
  one.u64 = second ? 2 : 1;
  one.real = second ? 2.5F : 0.5F;
  one.number = second ? 2.5 : 0.5;
  one.amount = rowan::Decimal(second ? "2.50" : "0.50");
  one.text = second ? "Zoë's" : "'); DROP TABLE everythings;--";
  one.bytes = rowan::Bytes(second ? 2 : 1, std::byte{7});
  one.day = std::chrono::year{second ? 2024 : 1969} / 2 / 28;
  one.wall = rowan::LocalDateTime(std::chrono::seconds(second ? 2'000'000 : 1'000'000));
  one.moment = rowan::Instant(std::chrono::seconds(second ? 2'000'000 : 1'000'000));
  one.uuid = rowan::Uuid::time_ordered();
  one.colour = second ? Colour::green : Colour::red;
  one.size = second ? Size::large : Size::small;
  one.save_or_throw();
  return one;
}

TEST_P(QueriesAgain, BindEachTypeAnew) {
  const Everything all[]{filled(false), filled(true)};
  for (const char* name :
       {"id",     "flag",   "i8",   "i16",   "i32", "i64",  "u8",     "u16",  "u32",    "u64", "real",
        "number", "amount", "text", "bytes", "day", "wall", "moment", "uuid", "colour", "size"}) {
    for (const Everything& one : all) {
      const auto same = Everything::where(attr(name) == one.get(name));
      EXPECT_THAT(same.pluck(Everything::c.id), ElementsAre(one.id)) << name;
      EXPECT_EQ(same.take()->id, one.id) << name;
      EXPECT_EQ(same.count(), 1U) << name;
    }
  }
}

TEST_P(QueriesAgain, FindWhatThisTimeIsAskedFor) {
  std::vector<Account> all{account("ann"), account("bob"), account("cid"), account("dan")};
  for (std::size_t i = 0; i < 4; ++i) all[i].age = static_cast<std::int32_t>(10 * i);
  Account::insert_all(all);
  const auto between = [](int low, int high) {
    return Account::where(Account::c.age.between(low, high) || Account::c.name == "dan").order(Account::c.age.desc());
  };
  EXPECT_THAT(between(0, 10).pluck(Account::c.name), ElementsAre("dan", "bob", "ann"));
  EXPECT_THAT(between(10, 20).pluck(Account::c.name), ElementsAre("dan", "cid", "bob"));
  for (const std::int64_t limit : {1, 3, 2}) {
    EXPECT_EQ(between(0, 30).limit(limit).load().size(), static_cast<std::size_t>(limit));
    EXPECT_EQ(between(0, 30).limit(limit).count(), static_cast<std::uint64_t>(limit));
  }
  EXPECT_EQ(between(0, 20).first()->name, "dan");
  EXPECT_EQ(between(0, 20).last()->name, "ann");
  EXPECT_EQ(between(10, 20).last()->name, "bob");
  EXPECT_TRUE(Account::where(Account::c.name == "ann").exists());
  EXPECT_FALSE(Account::where(Account::c.name == "eve").exists());
  EXPECT_THAT(Account::where(Account::c.name == "eve").load(), IsEmpty());
}

TEST_P(QueriesAgain, RefuseAValueThatDoesNotFitAndGoOn) {
  Account::create(account("ann"));
  const auto aged = [](const rowan::Value& age) { return Account::where(attr("age") >= age).count(); };
  EXPECT_EQ(aged(1), 0U);
  EXPECT_EQ(aged(2), 0U);
  db.transaction([&] {
    EXPECT_THAT(message_of<rowan::InvalidValue>([&] { (void)aged("old"); }), HasSubstr("Account.age"));
    EXPECT_EQ(aged(3), 0U) << "nothing was sent, so the transaction goes on";
  });
}

TEST_P(QueriesAgain, AskWithinThemselves) {
  for (const char* name : {"ann", "bob", "cid"}) Account::create(account(name));
  const auto named = [](std::string_view name) { return Account::where(attr("name") == name); };
  std::vector<std::string> seen;
  named("ann").find_each([&](Account& ann) {
    seen.push_back(ann.name);
    named("bob").find_each([&](Account& bob) {
      seen.push_back(bob.name);
      seen.push_back(named("cid").take()->name);
    });
  });
  EXPECT_THAT(seen, ElementsAre("ann", "bob", "cid"));
}

// One record is read straight into the object that is handed out.
TEST_P(QueriesAgain, GiveOneRecordAllThatItNeeds) {
  Account ann = Account::create(account("ann", "a@x"));
  Badge::create({{"label", "first"}, {"account_id", ann.id}});
  std::optional<Account> found = Account::find_by(Account::c.email == "a@x");
  found->name = "anna";
  EXPECT_TRUE(found->changed("name"));
  EXPECT_TRUE(found->save());
  std::optional<Badge> badge = Badge::where(Badge::c.label == "first").strict_loading().take();
  EXPECT_THROW((void)badge->account->name, rowan::StrictLoadingViolation);
  EXPECT_QUERY_COUNT(2) {
    badge = Badge::where(Badge::c.label == "first").preload(Badge::c.account).take();
    EXPECT_EQ(badge->account->name, "anna");
  }
  found = Account::where(Account::c.name == "anna").readonly().first();
  EXPECT_THROW((void)found->save(), rowan::RecordNotSaved);
  EXPECT_FALSE(Account::find_by(Account::c.email == "b@x").has_value());
}

ROWAN_RECORD_SUITE(QueriesAgain);

}  // namespace
}  // namespace record_tests
