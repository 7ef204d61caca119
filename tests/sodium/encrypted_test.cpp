// Attributes that only the program can read.
#include <gmock/gmock.h>

#include <cstdint>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "contract/record_models.hpp"
#include "rowan/sodium/encrypted.hpp"
#include "rowan/sodium/key_ring.hpp"
#include "rowan/sodium/sodium_error.hpp"

namespace sodium_tests {

struct Findings {
  std::string words;
  std::int32_t grade = 0;
  ROWAN_JSON(Findings, words, grade)
};

class Patient : public rowan::Model<Patient> {
 public:
  std::int64_t id{};
  rowan::Encrypted<std::string, "patients.note"> note;
  rowan::Encrypted<std::string, "patients.other"> other;
  std::optional<rowan::EncryptedForLookup<std::string, "patients.number">> number;
  rowan::Encrypted<rowan::Date> born;
  rowan::Encrypted<Findings> findings;

  ROWAN_MODEL(Patient, (), (id, note, other, number, born, findings))
  static void configure(rowan::ModelBuilder<Patient>& m) {
    m.table("sodium_patients");
    m.attribute(&Patient::number).length(200).unique();
  }
};

}  // namespace sodium_tests
ROWAN_REGISTER_MODEL(sodium_tests::Patient)

namespace sodium_tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class EncryptedTest : public record_tests::RecordTest {
 protected:
  EncryptedTest() {
    rowan::use_keys(rowan::KeyRing({{"k1", one_}}));
    db.create_tables<Patient>();
    Patient ann;
    ann.note = "plain words é";
    ann.other = "others";
    ann.number = "4711";
    ann.born = rowan::parse_date("1950-02-28");
    ann.findings = Findings{"fine", 2};
    ann.save_or_throw();
  }
  void rotate() { rowan::use_keys(rowan::KeyRing({{"k2", two_}, {"k1", one_}})); }
  static std::string stored(std::string_view attribute) { return Patient::find(1).get(attribute).as_string(); }

  const std::string one_ = rowan::KeyRing::random_secret(), two_ = rowan::KeyRing::random_secret();
};

TEST_P(EncryptedTest, IsReadBackAndKeptEncrypted) {
  const Patient ann = Patient::find(1);
  EXPECT_EQ(*ann.note, "plain words é");
  EXPECT_EQ(ann.number->value(), "4711");
  EXPECT_EQ(*ann.born, rowan::parse_date("1950-02-28"));
  EXPECT_EQ(ann.findings->grade, 2);
  for (const char* name : {"note", "number", "born", "findings"}) {
    EXPECT_THAT(stored(name), StartsWith("1:k1:")) << name;
    for (const char* plain : {"plain", "4711", "1950", "fine"}) EXPECT_THAT(stored(name), Not(HasSubstr(plain)));
  }
  EXPECT_THAT(ann.to_json(), Not(HasSubstr("plain words")));
  std::ostringstream shown;
  shown << ann << ann.note;
  EXPECT_THAT(shown.str(), Not(HasSubstr("plain words")));
  EXPECT_THAT(shown.str(), HasSubstr("[encrypted]"));
}

TEST_P(EncryptedTest, IsNoChangeUntilItIsGivenAValue) {
  Patient ann = Patient::find(1);
  EXPECT_FALSE(ann.changed());
  ann.note = "other words";
  EXPECT_TRUE(ann.changed());
  ann.save_or_throw();
  EXPECT_EQ(*Patient::find(1).note, "other words");
  Patient none;
  none.save_or_throw();
  EXPECT_EQ(*Patient::find(none.id).note, "");
  EXPECT_FALSE(Patient::find(none.id).number);
}

TEST_P(EncryptedTest, EqualValuesLookDifferentButForLookUps) {
  using Lookup = decltype(Patient::number)::value_type;
  std::set<std::string> texts;
  for (int i = 0; i < 5; ++i) {
    Patient::create(Patient::c.note = "same", Patient::c.number = Lookup(std::to_string(i)));
    texts.insert(Patient::order(Patient::c.id.desc()).limit(1).load().front().get("note").as_string());
  }
  EXPECT_EQ(texts.size(), 5U);
  EXPECT_EQ(Patient::where(Patient::c.number == "4711").count(), 1U);
  EXPECT_EQ(Patient::where(Patient::c.number == "4712").count(), 0U);
  EXPECT_EQ(Patient::where(Patient::c.number.in({Lookup("1"), Lookup("3")})).count(), 2U);
  EXPECT_EQ(Patient::where(Patient::c.number.is_null()).count(), 0U);
  Patient again;
  again.number = "4711";
  const rowan::SaveResult saved = again.save();
  EXPECT_FALSE(saved);
  EXPECT_THAT(saved.errors().full_messages(), ::testing::ElementsAre(HasSubstr("taken")));
}

TEST_P(EncryptedTest, KeysAreReplaced) {
  rotate();
  Patient ann = Patient::find(1);
  EXPECT_EQ(*ann.note, "plain words é");
  EXPECT_FALSE(ann.note.is_current());
  EXPECT_EQ(Patient::where(Patient::c.number == "4711").count(), 0U) << "by the new key it is another text";
  using Lookup = decltype(Patient::number)::value_type;
  EXPECT_EQ(Patient::where(Patient::c.number.in(Lookup::under_all_keys("4711"))).count(), 1U);
  ann.note.renew();
  ann.other.renew();
  ann.born.renew();
  ann.findings.renew();
  ann.number->renew();
  ann.save_or_throw();
  EXPECT_THAT(stored("note"), StartsWith("1:k2:"));
  EXPECT_EQ(Patient::where(Patient::c.number == "4711").count(), 1U);
  rowan::use_keys(rowan::KeyRing({{"k2", two_}}));
  EXPECT_EQ(*Patient::find(1).note, "plain words é");
}

TEST_P(EncryptedTest, OthersAreRefused) {
  const auto refused = [] { return record_tests::message_of<rowan::InvalidValue>([] { (void)Patient::find(1); }); };
  const auto put = [](std::string_view name, std::string text) {
    Patient::where(Patient::c.id == 1).update_all({rowan::set(name, rowan::Value(std::move(text)))});
  };
  const std::string note = stored("note");
  std::string torn = note;
  torn[torn.size() / 2] = torn[torn.size() / 2] == 'A' ? 'B' : 'A';
  put("note", torn);
  EXPECT_THAT(refused(), ::testing::AllOf(HasSubstr("Patient.note"), HasSubstr("was changed, cut or moved")));
  put("note", "plain words");
  EXPECT_THAT(refused(), HasSubstr("this is no encrypted value"));
  put("note", note);
  put("other", note);
  EXPECT_THAT(refused(), ::testing::AllOf(HasSubstr("Patient.other"), HasSubstr("moved here from elsewhere")));
  Patient::where(Patient::c.id == 1).update_all(Patient::c.other = "others");
  EXPECT_EQ(*Patient::find(1).other, "others");
  rowan::use_keys(rowan::KeyRing({{"k2", two_}}));
  EXPECT_THAT(refused(), ::testing::AllOf(HasSubstr("Patient.note"), HasSubstr("\"k1\"")));
  rowan::use_keys(rowan::KeyRing({{"k1", two_}}));
  EXPECT_THAT(refused(), HasSubstr("another secret"));
}

ROWAN_RECORD_SUITE(EncryptedTest);

}  // namespace
}  // namespace sodium_tests
