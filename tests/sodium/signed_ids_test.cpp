// Texts that stand for a record.
#include <gmock/gmock.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "contract/record_models.hpp"
#include "rowan/sodium/key_ring.hpp"
#include "rowan/sodium/signed_id.hpp"
#include "rowan/sodium/sodium_error.hpp"

namespace sodium_tests {

class Keyholder : public rowan::Model<Keyholder>, public rowan::SignedId<Keyholder> {
 public:
  std::int64_t id{};
  std::string name;

  ROWAN_MODEL(Keyholder, (), (id, name))
  static void configure(rowan::ModelBuilder<Keyholder>& m) { m.table("sodium_keyholders"); }
};

/// Its key is a text.
class Keyhole : public rowan::Model<Keyhole> {
 public:
  std::string code;
  std::int32_t width = 3;

  ROWAN_MODEL(Keyhole, (), (code, width))
  static void configure(rowan::ModelBuilder<Keyhole>& m) {
    m.table("sodium_keyholes").primary_key(&Keyhole::code);
    m.attribute(&Keyhole::code).length(700);
  }
};

/// Its key has three parts.
class Keyway : public rowan::Model<Keyway> {
 public:
  std::string door, lock;
  rowan::Uuid maker;

  ROWAN_MODEL(Keyway, (), (door, lock, maker))
  static void configure(rowan::ModelBuilder<Keyway>& m) {
    m.table("sodium_keyways").primary_key(&Keyway::door, &Keyway::lock, &Keyway::maker);
    m.attribute(&Keyway::door).length(40);
    m.attribute(&Keyway::lock).length(40);
  }
};

}  // namespace sodium_tests
ROWAN_REGISTER_MODEL(sodium_tests::Keyholder)
ROWAN_REGISTER_MODEL(sodium_tests::Keyhole)
ROWAN_REGISTER_MODEL(sodium_tests::Keyway)

namespace sodium_tests {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

const std::string first_secret = rowan::KeyRing::random_secret(), second_secret = rowan::KeyRing::random_secret();

class SignedIds : public record_tests::RecordTest {
 protected:
  SignedIds() {
    rowan::use_keys(old_ring);
    db.create_tables<Keyholder, Keyhole, Keyway>();
    ann.name = "ann";
    ann.save_or_throw();
  }
  rowan::KeyRing old_ring{{{"2025", first_secret}}};
  rowan::KeyRing new_ring{{{"2026", second_secret}, {"2025", first_secret}}};
  Keyholder ann;
};

TEST_P(SignedIds, StandForTheirRecord) {
  const std::string text = ann.signed_id("reset", 1h);
  EXPECT_THAT(text, MatchesRegex("[A-Za-z0-9_-]+"));
  EXPECT_EQ(Keyholder::find_signed(text, "reset").value().name, "ann");
  EXPECT_EQ(rowan::find_signed<Keyholder>(text, "reset", new_ring).value().name, "ann");
}

TEST_P(SignedIds, ForOnePurposeAndModel) {
  const std::string text = ann.signed_id("reset", 1h);
  EXPECT_FALSE(Keyholder::find_signed(text, "unsubscribe"));
  EXPECT_FALSE(rowan::find_signed<Keyhole>(text, "reset"));
  EXPECT_THROW((void)Keyholder::find_signed(text, ""), rowan::QueryError);
  EXPECT_THROW((void)ann.signed_id("", 1h), rowan::QueryError);
}

TEST_P(SignedIds, ForATime) {
  const record_tests::SystemClockAgain again;
  record_tests::stop_clock("2026-03-01 10:00:00Z");
  const std::string hour = ann.signed_id("reset", 1h), ever = ann.signed_id("reset", rowan::never_expires);
  const std::string long_time = ann.signed_id("reset", rowan::never_expires - 1s);
  record_tests::stop_clock("2026-03-01 10:59:59Z");
  EXPECT_TRUE(Keyholder::find_signed(hour, "reset"));
  record_tests::stop_clock("2026-03-01 11:00:00Z");
  EXPECT_FALSE(Keyholder::find_signed(hour, "reset"));
  EXPECT_TRUE(Keyholder::find_signed(ever, "reset"));
  EXPECT_TRUE(Keyholder::find_signed(long_time, "reset"));
  EXPECT_THROW((void)ann.signed_id("reset", 0s), rowan::QueryError);
  EXPECT_THROW((void)ann.signed_id("reset", std::chrono::seconds::min()), rowan::QueryError);
}

TEST_P(SignedIds, NoChangedTextIsAccepted) {
  const std::string text = ann.signed_id("reset", 1h);
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char other : {'A', 'B', '_', '=', '+', ' ', '\0'}) {
      std::string changed = text;
      if (changed[i] == other) continue;
      changed[i] = other;
      EXPECT_FALSE(Keyholder::find_signed(changed, "reset")) << changed;
    }
    EXPECT_FALSE(Keyholder::find_signed(text.substr(0, i), "reset"));
  }
  for (const char* more : {"A", "=", "==", " ", "\n"}) EXPECT_FALSE(Keyholder::find_signed(text + more, "reset"));
  EXPECT_FALSE(Keyholder::find_signed(std::string(10'000'000, 'A'), "reset"));
}

TEST_P(SignedIds, KeysAreReplaced) {
  const std::string old_text = ann.signed_id("reset", 1h);
  rowan::use_keys(new_ring);
  const std::string new_text = ann.signed_id("reset", 1h);
  EXPECT_TRUE(Keyholder::find_signed(old_text, "reset"));
  EXPECT_TRUE(Keyholder::find_signed(new_text, "reset"));
  EXPECT_FALSE(rowan::find_signed<Keyholder>(new_text, "reset", old_ring));
  const rowan::KeyRing stranger{{{"2025", second_secret}}};  // the id is known, the key is another
  EXPECT_FALSE(rowan::find_signed<Keyholder>(old_text, "reset", stranger));
}

TEST_P(SignedIds, OfTextsAndOfSeveralParts) {
  Keyhole hole;
  hole.code = "a'b\"c, \xC3\xA4";
  hole.save_or_throw();
  EXPECT_EQ(rowan::find_signed<Keyhole>(rowan::signed_id(hole, "open", 1h), "open").value().code, hole.code);
  Keyhole wide;
  wide.code = std::string(700, 'x');
  wide.save_or_throw();
  EXPECT_EQ(rowan::find_signed<Keyhole>(rowan::signed_id(wide, "open", 1h), "open").value().code, wide.code);

  Keyway one, two;
  one.door = "ab", one.lock = "c", one.maker = rowan::Uuid::random();
  two.door = "a", two.lock = "bc", two.maker = one.maker;
  one.save_or_throw();
  two.save_or_throw();
  const Keyway found = rowan::find_signed<Keyway>(rowan::signed_id(two, "open", 1h), "open").value();
  EXPECT_EQ(found.door, "a");
  EXPECT_EQ(found.lock, "bc");
}

TEST_P(SignedIds, OnlyOfRowsThatAreThere) {
  Keyholder bob;
  EXPECT_THROW((void)bob.signed_id("reset", 1h), rowan::QueryError);
  bob.save_or_throw();
  const std::string text = bob.signed_id("reset", 1h);
  bob.id += 100;
  EXPECT_THROW((void)bob.signed_id("reset", 1h), rowan::QueryError);
  bob.reload();
  bob.delete_row();
  EXPECT_FALSE(Keyholder::find_signed(text, "reset"));
  EXPECT_THROW((void)bob.signed_id("reset", 1h), rowan::QueryError);
}

TEST(KeyRings, RefuseWhatIsNoKey) {
  const auto complaint = [](std::vector<rowan::NamedKey> keys) {
    return rowan::contract::message_of<rowan::SodiumError>([&] { const rowan::KeyRing ring(keys); });
  };
  EXPECT_THAT(complaint({}), HasSubstr("at least one key"));
  for (const std::string& secret : {std::string(), std::string("c2hvcnQ="), first_secret + "AAAA", first_secret + "!",
                                    first_secret.substr(0, 40), std::string(43, 'A') + '='}) {
    const std::string message = complaint({{"mine", secret}});
    EXPECT_THAT(message, HasSubstr("\"mine\" is not 32 random bytes"));
    EXPECT_TRUE(secret.empty() || message.find(secret) == std::string::npos) << message;
  }
  for (const char* id : {"", "a b", "a\n", "012345678901234567890123456789012"})
    EXPECT_THAT(complaint({{id, first_secret}}), HasSubstr("1 to 32 letters"));
  EXPECT_THAT(complaint({{"a", first_secret}, {"a", second_secret}}), HasSubstr("twice"));
}

TEST(KeyRings, TakeEveryBase64) {
  const std::string odd = "+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/8=",
                    url_safe = "-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_8";
  const rowan::KeyRing ring{{{"b", odd + "\n"}, {"a", url_safe}}};
  EXPECT_EQ(ring.newest(), "b");
  EXPECT_THAT(ring.ids(), ElementsAre("b", "a"));
  rowan::KeyRing from = ring;
  const rowan::KeyRing to = std::move(from);
  EXPECT_EQ(to.newest(), "b");
}

TEST(KeyRings, MayBeReplacedWhileTheyAreUsed) {
  const rowan::KeyRing one{{{"one", first_secret}}}, two{{{"two", second_secret}, {"one", first_secret}}};
  rowan::use_keys(one);
  std::thread replaces([&] {
    for (int i = 0; i < 2000; ++i) rowan::use_keys(i % 2 == 0 ? two : one);
  });
  for (int i = 0; i < 2000; ++i) EXPECT_EQ(rowan::keys_in_use().ids().back(), "one");
  replaces.join();
}

ROWAN_RECORD_SUITE(SignedIds);

}  // namespace
}  // namespace sodium_tests
