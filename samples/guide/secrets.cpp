// The code of docs/guide/secrets.md, checked as it runs.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "expect.hpp"
#include "rowan/rowan.hpp"
// [snippet: include]
#include "rowan/sodium/encrypted.hpp"
#include "rowan/sodium/key_ring.hpp"
#include "rowan/sodium/secure_password.hpp"
#include "rowan/sodium/signed_id.hpp"
// [end]

// [snippet: model]
class Member : public rowan::Model<Member>, public rowan::SecurePassword, public rowan::SignedId<Member> {
 public:
  std::int64_t id{};
  std::string email;

  ROWAN_MODEL(Member, (rowan::SecurePassword), (id, email))  // adds password_digest
  static void configure(rowan::ModelBuilder<Member>& m) { m.attribute(&Member::email).length(100).unique(); }
};
// [end]
ROWAN_REGISTER_MODEL(Member)

// [snippet: rules]
using AdminPassword = rowan::SecurePasswordWith<rowan::PasswordRules{
    .cost = rowan::PasswordCost::moderate, .min_length = 14, .max_bytes = 256}>;

class Operator : public rowan::Model<Operator>, public AdminPassword {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Operator, (AdminPassword), (id))
};
// [end]
ROWAN_REGISTER_MODEL(Operator)

// [snippet: encrypted]
class Patient : public rowan::Model<Patient> {
 public:
  std::int64_t id{};
  rowan::Encrypted<std::string, "patients.history"> history;
  std::optional<rowan::EncryptedForLookup<std::string, "patients.number">> number;  // found by ==

  ROWAN_MODEL(Patient, (), (id, history, number))
  static void configure(rowan::ModelBuilder<Patient>& m) { m.attribute(&Patient::number).length(200).unique(); }
};
// [end]
ROWAN_REGISTER_MODEL(Patient)

namespace {

// [snippet: login]
std::optional<Member> log_in(const std::string& email, std::string& password) {
  std::optional<Member> member = Member::find_by(Member::c.email == email);
  const bool known = member ? member->authenticate_and_rehash(password) : Member::authenticate_nobody(password);
  rowan::wipe(password);  // the text that the request came with
  if (!known) return std::nullopt;
  member->save_or_throw();  // sends something only where the digest was made anew
  return member;
}
// [end]

void encrypted() {
  // [snippet: encrypted-use]
  Patient patient;
  patient.history = "measles at six";
  patient.number = "A-4711";
  patient.save_or_throw();  // the row: 1:2026:mZ0l…
  std::optional<Patient> found = Patient::find_by(Patient::c.number == "A-4711");
  const std::string& history = *found->history;  // or found->history.value()
  // [end]
  expect(history == "measles at six");
  // [snippet: renew]
  for (Patient& each : Patient::all().each()) {
    each.history.renew();  // with the newest key, where another encrypted it
    if (each.number) each.number->renew();
    each.save_or_throw();  // sends what was renewed
  }
  // [end]
  using Number = rowan::EncryptedForLookup<std::string, "patients.number">;
  expect(Patient::where(Patient::c.number.in(Number::under_all_keys("A-4711"))).count() == 1);
}

void passwords() {
  // [snippet: sign-up]
  Member ann;
  ann.email = "ann@example.org";
  ann.set_password("short");
  rowan::Errors errors = ann.validate();  // password is too short (minimum is 8 characters)
  ann.set_password("correct horse battery");
  ann.save_or_throw();
  // [end]
  expect(errors.has("password", "too_short"));
  std::string right = "correct horse battery", wrong = "incorrect horse", other = "whatever it is";
  expect(log_in("ann@example.org", right).has_value());
  expect(right.empty());
  expect(!log_in("ann@example.org", wrong));
  expect(!log_in("bob@example.org", other));
}

void signed_ids() {
  const std::string secret_of_2026 = rowan::KeyRing::random_secret(), secret_of_2025 = rowan::KeyRing::random_secret();
  // [snippet: keys]
  rowan::use_keys(rowan::KeyRing({{"2026", secret_of_2026}, {"2025", secret_of_2025}}));  // the newest first
  // [end]
  Member ann = Member::find_by(Member::c.email == "ann@example.org").value();
  // [snippet: signed-id]
  using namespace std::chrono_literals;
  std::string text = ann.signed_id("reset password", 15min);  // for a link
  std::optional<Member> found = Member::find_signed(text, "reset password");
  std::optional<Member> nobody = Member::find_signed(text, "unsubscribe");  // another purpose
  // [end]
  expect(found && found->id == ann.id && !nobody);
}

}  // namespace

int main() {
  rowan::Database db = rowan::connect("sqlite::memory:");
  db.create_tables<Member, Operator, Patient>();
  passwords();
  signed_ids();
  encrypted();
}
