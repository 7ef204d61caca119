// Passwords, of which only a digest is kept.
#include <gmock/gmock.h>

#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "contract/record_models.hpp"
#include "rowan/sodium/secure_password.hpp"

namespace sodium_tests {

class Doorman : public rowan::Model<Doorman>, public rowan::SecurePassword {
 public:
  std::int64_t id{};
  std::string name;

  ROWAN_MODEL(Doorman, (rowan::SecurePassword), (id, name))
  static void configure(rowan::ModelBuilder<Doorman>& m) { m.table("sodium_doormen"); }
};

/// The same table, at a higher cost; who comes by another way needs no password.
using CostlyPassword = rowan::SecurePasswordWith<rowan::PasswordRules{
    .cost = rowan::PasswordCost::moderate, .min_length = 4, .max_bytes = 20, .required = false}>;
class Porter : public rowan::Model<Porter>, public CostlyPassword {
 public:
  std::int64_t id{};
  std::string name;

  ROWAN_MODEL(Porter, (CostlyPassword), (id, name))
  static void configure(rowan::ModelBuilder<Porter>& m) { m.table("sodium_doormen"); }
};

}  // namespace sodium_tests
ROWAN_REGISTER_MODEL(sodium_tests::Doorman)
ROWAN_REGISTER_MODEL(sodium_tests::Porter)

namespace sodium_tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* plain = "correct horse battery";

class SecurePasswords : public record_tests::RecordTest {
 protected:
  SecurePasswords() { db.create_tables<Doorman>(); }
  static Doorman saved() {
    Doorman ann;
    ann.name = "ann";
    ann.set_password(plain);
    ann.save_or_throw();
    return ann;
  }
};

TEST_P(SecurePasswords, OnlyTheDigestIsKept) {
  const Doorman ann = saved();
  const Doorman found = Doorman::find(ann.id);
  EXPECT_THAT(found.password_digest, StartsWith("$argon2id$"));
  EXPECT_TRUE(found.authenticate(plain));
  EXPECT_FALSE(found.authenticate("correct horse batterx"));
  EXPECT_FALSE(found.authenticate(""));
  EXPECT_FALSE(found.authenticate(std::string(plain) + '\0'));
  EXPECT_FALSE(found.authenticate(std::string(2000, 'a')));
  EXPECT_FALSE(found.changed());
}

TEST_P(SecurePasswords, NothingShowsIt) {
  Doorman ann = saved();
  ann.set_password("another long secret");
  std::ostringstream out;
  out << ann << ann.to_json() << ann.inspect();
  for (const rowan::Change& change : ann.changes()) out << change;
  EXPECT_THAT(out.str(), Not(HasSubstr("another long secret")));
  EXPECT_THAT(out.str(), Not(HasSubstr("argon2id")));
  EXPECT_THAT(ann.to_json(), Not(HasSubstr("password")));
}

TEST_P(SecurePasswords, AChangedOneIsAChange) {
  Doorman ann = saved();
  ann.set_password("another long secret");
  EXPECT_TRUE(ann.changed("password_digest"));
  ASSERT_TRUE(Doorman::save_all(std::vector<Doorman*>{&ann}));
  const Doorman found = Doorman::find(ann.id);
  EXPECT_TRUE(found.authenticate("another long secret"));
  EXPECT_FALSE(found.authenticate(plain));
}

TEST_P(SecurePasswords, RulesAreChecked) {
  Doorman bob;
  EXPECT_EQ(bob.validate().to_string(), "password can't be blank");
  bob.set_password("");
  EXPECT_TRUE(bob.validate().has("password", "blank"));
  bob.set_password("\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4");  // seven characters
  EXPECT_EQ(bob.validate().to_string(), "password is too short (minimum is 8 characters)");
  bob.set_password(std::string(1025, 'a'));
  EXPECT_EQ(bob.validate().to_string(), "password is too long (maximum is 1024 bytes)");
  EXPECT_FALSE(bob.save());
  bob.set_password(std::string(1024, 'a'));
  EXPECT_TRUE(bob.save());
}

TEST_P(SecurePasswords, OneThatIsRefusedLeavesTheRowAsItIs) {
  Doorman ann = saved();
  ann.set_password("short");
  EXPECT_FALSE(ann.authenticate(plain));
  EXPECT_FALSE(ann.authenticate("short"));
  Doorman copy = ann;
  EXPECT_TRUE(copy.validate().has("password", "too_short"));
  EXPECT_FALSE(ann.save());
  EXPECT_TRUE(Doorman::find(ann.id).authenticate(plain));
  ann.reload();
  EXPECT_TRUE(ann.save());
  EXPECT_TRUE(ann.authenticate(plain));
}

TEST_P(SecurePasswords, WithoutADigestNobodyIsLetIn) {
  Porter guest;
  EXPECT_TRUE(guest.save());  // needs none
  EXPECT_FALSE(guest.authenticate(""));
  EXPECT_FALSE(guest.authenticate("guest"));
  EXPECT_FALSE(guest.authenticate_and_rehash(""));
  EXPECT_FALSE(guest.needs_rehash());
  EXPECT_FALSE(Porter::authenticate_nobody("guest"));
  guest.set_password("");  // as a form that was left empty
  EXPECT_TRUE(guest.validate().has("password", "blank"));
  guest.clear_password();
  EXPECT_TRUE(guest.save());
  guest.set_password("abc");
  EXPECT_TRUE(guest.validate().has("password", "too_short"));
  for (const std::string& digest :
       {std::string("$argon2id$"), std::string("guest"), std::string("!"),
        std::string("$argon2i$v=19$m=4096,t=3,p=1$c2FsdA$aGFzaA"), "$argon2id$" + std::string(300, 'a')}) {
    guest.password_digest = digest;
    EXPECT_FALSE(guest.authenticate("guest")) << digest;
  }
}

TEST_P(SecurePasswords, AHigherCostIsTakenAtTheNextLogin) {
  const Doorman ann = saved();
  EXPECT_FALSE(ann.needs_rehash());
  Porter same = Porter::find(ann.id);
  EXPECT_TRUE(same.needs_rehash());
  const std::string before = same.password_digest;
  EXPECT_FALSE(same.authenticate_and_rehash("wrong password"));
  EXPECT_EQ(same.password_digest, before);
  EXPECT_FALSE(same.authenticate_and_rehash(plain)) << "longer than its rules allow";
  same.set_password("moderate secret");
  EXPECT_FALSE(same.needs_rehash());
  ASSERT_TRUE(same.save());
  Doorman costly = Doorman::find(ann.id);
  EXPECT_FALSE(costly.needs_rehash()) << "at a lower cost it would be weaker";
  EXPECT_TRUE(costly.authenticate("moderate secret"));
  costly.set_password("a cheap secret");
  ASSERT_TRUE(costly.save());
  Porter again = Porter::find(ann.id);
  EXPECT_TRUE(again.authenticate_and_rehash("a cheap secret"));
  EXPECT_FALSE(again.needs_rehash());
  EXPECT_TRUE(again.changed("password_digest"));
  EXPECT_TRUE(again.authenticate("a cheap secret"));
}

TEST_P(SecurePasswords, ARecordThatIsLoadedInPartIsValidWithoutIt) {
  const Doorman ann = saved();
  Doorman part = *Doorman::where(Doorman::c.id == ann.id).only(Doorman::c.name).first();
  part.name = "Ann";
  EXPECT_TRUE(part.save());
  EXPECT_TRUE(Doorman::find(ann.id).authenticate(plain));
  Doorman given = *Doorman::where(Doorman::c.id == ann.id).only(Doorman::c.name).first();
  given.set_password("short");
  EXPECT_FALSE(given.save()) << "who set it would think that it is set";
  Porter cleared = *Porter::where(Porter::c.id == ann.id).only(Porter::c.name).first();
  cleared.clear_password();
  EXPECT_TRUE(cleared.save());
  EXPECT_FALSE(Doorman::find(ann.id).authenticate(plain));
  EXPECT_TRUE(Doorman::find(ann.id).validate().has("password", "blank"));
}

TEST(Wipe, TakesAllThatATextHas) {
  for (std::string text : {"secret", "a secret that is long enough for the heap"}) {
    const char* at = text.data();
    const std::size_t size = text.size();
    text.resize(2);  // what was behind its end is there still
    rowan::wipe(text);
    EXPECT_TRUE(text.empty());
    ASSERT_EQ(text.data(), at);
    EXPECT_EQ(std::string(at, size), std::string(size, '\0'));
  }
}

ROWAN_RECORD_SUITE(SecurePasswords);

}  // namespace
}  // namespace sodium_tests
