// Transactions: an exception undoes everything, also in the records.
#include <fmt/format.h>
#include <rowan/rowan.hpp>

class Account : public rowan::Model<Account> {
 public:
  std::int64_t id{};
  std::string owner;
  std::int64_t cents{};
  std::int32_t version{};

  ROWAN_MODEL(Account, (), (id, owner, cents, version))

  static void configure(rowan::ModelBuilder<Account>& m) {
    m.attribute(&Account::cents).check("cents >= 0", "are not enough");
    m.attribute(&Account::version).lock_version();
  }
};
ROWAN_REGISTER_MODEL(Account)

// [snippet: transfer]
void transfer(rowan::Database& db, Account& from, Account& to, std::int64_t cents) {
  db.transaction([&](rowan::Transaction& transaction) {
    transaction.after_commit([&] { fmt::print("moved {} cents from {} to {}\n", cents, from.owner, to.owner); });
    to.cents += cents;
    to.save_or_throw();
    from.cents -= cents;
    from.save_or_throw();  // throws when too little is left; then `to` is not saved either
  });
}
// [end]

int main() {
  auto db = rowan::connect("sqlite::memory:");
  db.create_tables<Account>();
  Account ann = Account::create({{"owner", "Ann"}, {"cents", 100}});
  Account bob = Account::create({{"owner", "Bob"}, {"cents", 0}});
  transfer(db, ann, bob, 60);

  // [snippet: rollback]
  try {
    transfer(db, ann, bob, 60);
  } catch (const rowan::RecordInvalid& error) {
    fmt::print("not moved: {}\n", error.what());
  }
  // The values stay, as unsaved changes; reload() discards them.
  fmt::print("Bob's {} cents are {}\n", bob.cents, bob.changed() ? "not saved" : "saved");
  ann.reload();
  bob.reload();
  fmt::print("Ann has {}, Bob has {}\n", ann.cents, bob.cents);
  // [end]

  // [snippet: savepoint]
  db.transaction([&] {
    ann.owner = "Ann Lee";
    ann.save_or_throw();
    db.transaction(
        [&](rowan::Transaction& inner) {
          Account::create({{"owner", "nobody"}});
          inner.rollback();  // this level only
        },
        {.requires_new = true});
  });
  fmt::print("{} accounts, the first is of {}\n", Account::count(), Account::find(ann.id).owner);
  // [end]

  // [snippet: stale]
  Account other = Account::find(ann.id);
  other.cents += 1;
  other.save_or_throw();
  ann.cents += 1;
  try {
    ann.save_or_throw();
  } catch (const rowan::StaleRecord& error) {
    fmt::print("{}\n", error.what());
  }
  // [end]
}
