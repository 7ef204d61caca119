// What the database refuses: errors on the record where the model declares it, and a transaction that goes on.
#include "contract/record_models.hpp"
#include "rowan/connection/connection.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/core/log.hpp"
#include "rowan/sql/dialect.hpp"

namespace record_tests {
namespace {

using rowan::Value;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RecordConstraints : public RecordTest {};

TEST_P(RecordConstraints, MapsADeclaredUniqueViolation) {
  Account::create(account("Ann", "ann@x"));
  auto other = account("Bob", "ann@x");
  const auto result = other.save();
  ASSERT_FALSE(result);
  EXPECT_THAT(result.errors().on("email"), ElementsAre("has already been taken"));
  EXPECT_TRUE(other.is_new());
  EXPECT_EQ(other.id, 0);
  EXPECT_THROW(other.save_or_throw(), rowan::RecordInvalid);
  other.email = "bob@x";
  EXPECT_TRUE(other.save());
  other.email = "ann@x";
  EXPECT_FALSE(other.save()) << "an UPDATE maps it, too";
  EXPECT_TRUE(other.changed("email"));
}

TEST_P(RecordConstraints, MapsADeclaredCheck) {
  ROWAN_NEEDS(raw_sql);
  auto ann = account("Ann");
  ann.age = -1;
  EXPECT_THAT(ann.save().errors().on("age"), ElementsAre("must not be negative"));
  ann.age = 1;
  ann.active = true;
  ann.visits = 13;
  EXPECT_EQ(ann.save().errors().to_string(), "must not be active at thirteen");
  EXPECT_EQ(Account::count(), 0u);
}

TEST_P(RecordConstraints, MapsADeclaredForeignKey) {
  Badge badge;
  EXPECT_THAT(badge.save().errors().on("account"), ElementsAre("must be set"));
  badge.account = 99;
  const auto result = badge.save();
  ASSERT_FALSE(result);
  EXPECT_THAT(result.errors().on("account"), ElementsAre("must exist"));
  EXPECT_THAT(result.errors().on("account_id"), ElementsAre("must exist")) << "the name of its column";
  badge.account = Account::create(account("Ann"));
  EXPECT_TRUE(badge.save());
  Badge twin;
  twin.account = *badge.account.key();
  EXPECT_THAT(twin.save().errors().on("account"), ElementsAre("has already been taken")) << "of a pair, the first";
}

TEST_P(RecordConstraints, ThrowsAnUndeclaredViolation) {
  Loan loan;
  loan.account = 99;
  try {
    (void)loan.save();
    FAIL() << "a broken foreign key";
  } catch (const rowan::ForeignKeyViolation& error) {
    EXPECT_EQ(error.table(), "loans");
    EXPECT_THAT(error.columns(), ElementsAre("account_id"));
  }
  EXPECT_TRUE(loan.is_new());
  auto ann = Account::create(account("Ann"));
  loan.account = ann.id;
  ASSERT_TRUE(loan.save());
  EXPECT_THROW((void)ann.destroy(), rowan::ForeignKeyViolation);
  EXPECT_TRUE(ann.is_persisted());
  auto bob = Account::create(account("Bob"));
  Badge badge;
  badge.account = bob;
  badge.save_or_throw();
  EXPECT_THAT(message_of<rowan::ForeignKeyViolation>([&] { bob.delete_row(); }),
              AllOf(HasSubstr("badges"), HasSubstr("account_id")))
      << "declared, too, but on the other side";
  EXPECT_TRUE(bob.is_persisted());
  Country::create({{"code", "de"}, {"name", "Germany"}});
  Country twin;
  twin.code = "de";
  EXPECT_THROW((void)twin.save(), rowan::UniqueViolation) << "no unique attribute was declared but the key";
}

TEST_P(RecordConstraints, GoesOnInATransactionAfterAMappedViolation) {
  Account::create(account("Ann", "ann@x"));
  db.transaction([&] {
    EXPECT_FALSE(account("Bob", "ann@x").save());
    auto cid = account("Cid", "cid@x");
    EXPECT_TRUE(cid.save());
    cid.email = "ann@x";
    EXPECT_FALSE(cid.save()) << "nor does an UPDATE take the transaction along";
    EXPECT_TRUE(cid.changed("email"));
    cid.email = "cid@y";
    EXPECT_TRUE(cid.save());
  });
  EXPECT_EQ(Account::count(), 2u);
  EXPECT_EQ(Account::where(Account::c.email == "cid@y").count(), 1u);
}

TEST_P(RecordConstraints, GoesOnInATransactionAfterAStaleUpdate) {
  Badge badge;
  badge.account = Account::create(account("Ann"));
  badge.save_or_throw();
  db.transaction([&] {
    Badge::where(Badge::c.id == badge.id).delete_all();
    badge.label = "new";
    EXPECT_THROW((void)badge.save(), rowan::StaleRecord);
    EXPECT_EQ(Badge::count(), 0u);
    EXPECT_TRUE(account("Bob").save());
  });
  EXPECT_EQ(Account::count(), 2u);
}

// A driver that can puts the statement between a savepoint and its release, and sends the three in one round trip.
TEST_P(RecordConstraints, GuardsAWriteInItsOwnRoundTripWhereTheDriverCan) {
  struct Savepoints final : rowan::LogSink {
    void statement(const rowan::StatementEvent& event) override { count += event.purpose == "savepoint" ? 1 : 0; }
    void message(rowan::LogLevel, std::string_view) override {}
    int count = 0;
  };
  auto ann = Account::create(account("Ann", "ann@x"));
  const auto savepoints = std::make_shared<Savepoints>();
  bool guards = false;
  db.transaction([&] {
    const rowan::Lease connection = db.core()->acquire();
    guards = connection->driver().guard_next_statement();
    connection->driver().forget_guard();
    rowan::set_log_sink(savepoints);
    ann.name = "Anne";
    EXPECT_TRUE(ann.save());
    EXPECT_TRUE(account("Bob", "bob@x").save());
    rowan::set_log_sink(nullptr);
  });
  const bool needs = db.dialect().can().failed_statement_aborts_transaction && !guards;
  EXPECT_EQ(savepoints->count, needs ? 2 : 0);
  EXPECT_EQ(Account::find(ann.id).name, "Anne");
}

TEST_P(RecordConstraints, LeavesNoGuardBehindWhereNothingWasSent) {
  Badge badge;
  badge.account = Account::create(account("Ann"));
  badge.save_or_throw();
  db.transaction([&](rowan::Transaction& transaction) {
    EXPECT_QUERY_COUNT(0) { EXPECT_TRUE(badge.save()); }
    badge.label = std::string("a\0b", 3);
    EXPECT_THROW((void)badge.save(), rowan::InvalidValue);
    EXPECT_THROW((void)db.query("SELECT no_such_column FROM accounts"), rowan::Error);
    if (db.dialect().can().failed_statement_aborts_transaction) {
      EXPECT_THROW((void)Account::count(), rowan::TransactionError) << "a guard would have saved the transaction";
    }
    transaction.rollback();
  });
}

ROWAN_RECORD_SUITE(RecordConstraints);

}  // namespace
}  // namespace record_tests
