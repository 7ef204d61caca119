#include "contract/record_models.hpp"

#include <atomic>
#include <utility>

ROWAN_REGISTER_MODEL(record_tests::Account)
ROWAN_REGISTER_MODEL(record_tests::Badge)
ROWAN_REGISTER_MODEL(record_tests::Loan)
ROWAN_REGISTER_MODEL(record_tests::Document)
ROWAN_REGISTER_MODEL(record_tests::Place)
ROWAN_REGISTER_MODEL(record_tests::Country)
ROWAN_REGISTER_MODEL(record_tests::Device)
ROWAN_REGISTER_MODEL(record_tests::Setting)
ROWAN_REGISTER_MODEL(record_tests::Ticket)
ROWAN_REGISTER_MODEL(record_tests::Journal)
ROWAN_REGISTER_MODEL(record_tests::Odd)
ROWAN_REGISTER_MODEL(record_tests::Everything)
ROWAN_REGISTER_MODEL(record_tests::Maybe)

namespace record_tests {
namespace {

std::atomic<rowan::Instant> stopped_at;

void name_is_not_email(const Account& account, rowan::Errors& errors) {
  if (account.email == account.name) errors.add_to_base("name and email must differ");
}

auto event(std::string name) {
  return [name = std::move(name)](const Journal& journal) { Journal::events.push_back(name + " " + journal.title); };
}

}  // namespace

void Account::configure(rowan::ModelBuilder<Account>& m) {
  m.attribute(&Account::name).not_blank().max_length(20);
  m.attribute(&Account::email).unique();
  m.attribute(&Account::age).check("age >= 0", "must not be negative").at_most(150);
  m.attribute(&Account::balance).precision(30, 10);
  m.check("accounts_not_both", "NOT (active AND visits = 13)", "must not be active at thirteen");
  m.validate(&name_is_not_email);
}

void Badge::configure(rowan::ModelBuilder<Badge>& m) {
  m.belongs_to(&Badge::account).on_delete(rowan::ForeignKeyAction::restrict_);
  m.unique_index(&Badge::account, &Badge::label);
}

void Document::configure(rowan::ModelBuilder<Document>& m) { m.attribute(&Document::title).keep_original(); }

void Place::configure(rowan::ModelBuilder<Place>& m) { m.primary_key(&Place::country, &Place::zip); }

void Country::configure(rowan::ModelBuilder<Country>& m) { m.primary_key(&Country::code); }

void Setting::configure(rowan::ModelBuilder<Setting>& m) {
  m.attribute(&Setting::level).database_default("7");
  m.attribute(&Setting::mode).database_default("'quiet'");
}

void Journal::configure(rowan::ModelBuilder<Journal>& m) {
  m.before_validation(event("before_validation")).before_save([](Journal& journal) {
    event("before_save")(journal);
    if (journal.saves_itself_before) journal.save_or_throw();
    return !journal.stop_save;
  });
  m.before_create(event("before_create")).before_update(event("before_update"));
  m.after_create(event("after_create")).after_update(event("after_update"));
  m.after_save([](Journal& journal) {
    event("after_save")(journal);
    if (journal.fail_after_save) throw std::runtime_error("after_save failed");
    if (std::exchange(journal.saves_itself_after, false)) {
      journal.title += "!";
      journal.save_or_throw();
    }
  });
  m.before_destroy([](Journal& journal) {
    event("before_destroy")(journal);
    return !journal.stop_destroy;
  });
  m.after_destroy(event("after_destroy"));
  m.after_commit(event("after_commit")).after_rollback(event("after_rollback"));
}

void Odd::configure(rowan::ModelBuilder<Odd>& m) { m.table("or\"der"); }

void Everything::configure(rowan::ModelBuilder<Everything>& m) {
  m.table("everything");
  m.attribute(&Everything::size).stored_as_integer();
}

void Maybe::configure(rowan::ModelBuilder<Maybe>& m) { m.attribute(&Maybe::size).stored_as_integer(); }

RecordTest::RecordTest() : db(rowan::connect(GetParam().url(dir_))) {
  rowan::set_default_database(db);
  db.create_tables<Account, Badge, Loan, Document, Place, Country, Device, Setting, Ticket, Journal, Odd, Everything,
                   Maybe>();
  Journal::events.clear();
}

RecordTest::~RecordTest() { db.close(); }

void RecordTest::insert_four() {
  std::vector<Account> all{account("ann", "a@x"), account("bob", "b@x"), account("cid", "c@x"), account("dan")};
  all[0].age = 30;
  all[1].age = 20;
  all[3].age = 40;
  all[3].active = true;
  Account::insert_all(all);
}

rowan::Database RecordTest::connect_again(std::string_view more_options, rowan::DatabaseOptions options) {
  auto url = GetParam().url(dir_);
  if (!more_options.empty()) url += (url.find('?') == std::string::npos ? '?' : '&') + std::string(more_options);
  options.make_default = false;
  return rowan::connect(url, options);
}

rowan::Value RecordTest::scalar(std::string_view sql) {
  const auto rows = db.query(sql);
  return rows.empty() ? rowan::Value() : rows[0][std::size_t{0}];
}

Account account(std::string name, std::optional<std::string> email) {
  Account made;
  made.name = std::move(name);
  made.email = std::move(email);
  return made;
}

void stop_clock(std::string_view instant) {
  stopped_at = rowan::parse_instant(instant);
  rowan::set_clock([] { return stopped_at.load(); });
}

}  // namespace record_tests
