// Texts that come from outside: JSON, UUIDs, UTF-8, misspelt names.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/json_hash.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/json.hpp"
#include "rowan/core/near_miss.hpp"
#include "rowan/core/normal_json.hpp"
#include "rowan/core/parameter_writer.hpp"
#include "rowan/core/uuid.hpp"
#include "unit/core/refusal.hpp"

namespace rowan {
namespace {

TEST(Json, CompactsButKeepsDigitsAndOrder) {
  const std::vector<std::pair<const char*, const char*>> cases{
      {" null ", "null"},
      {" { \"b\" : 1.10 ,\n \"a\" : [ ] , \"b\" : { } } ", R"({"b":1.10,"a":[],"b":{}})"},
      {"[1e400, -0, 12345678901234567890.123456789, 1E+2, 0.5e-7]",
       "[1e400,-0,12345678901234567890.123456789,1E+2,0.5e-7]"},
      {R"(" a \" \\ \/ \b\f\n\r\t \u00e9 \ud83d\ude00 é 😀 ")",
       R"(" a \" \\ \/ \b\f\n\r\t \u00e9 \ud83d\ude00 é 😀 ")"},
      {"[[[]],[true,false,null]]", "[[[]],[true,false,null]]"},
      {"\t7\r\n", "7"},
      {R"({"":{"":""}})", R"({"":{"":""}})"},
  };
  for (const auto& [text, compact] : cases) {
    EXPECT_EQ(Json(text).text(), compact);
    EXPECT_EQ(Json(compact), Json(text));
  }
  EXPECT_TRUE(Json().is_null());
  EXPECT_EQ(Json::trusted("[ 1 ]").text(), "[ 1 ]");
}

TEST(Json, DocumentsThatHoldTheSameHaveOneNormalForm) {
  const std::vector<std::vector<std::string>> groups{
      {"1", "1.0", "10e-1", "0.1E+1", " 1 "},
      {"-1.5", "-15e-1", "-1.50"},
      {"0", "-0", "0.00", "0e7"},
      {"100", "1e2", "1.0E2"},
      {"9007199254740993", "9007199254740993.0"},
      {"9007199254740992"},
      {"1e400"},
      {"\"1\""},
      {"null"},
      {"true"},
      {R"("é")", R"("\u00e9")"},
      {R"("a\"b\\")", R"("\u0061\u0022b\u005c")"},
      {R"({"a":1,"b":[true,{"c":"é"}]})", R"( { "b" : [ true , {"\u0063":"\u00E9"} ], "a": 1.0 } )"},
      {R"({"a":2})", R"({"a":1,"a":2})"},
      {R"({"a":1})"},
      {"[1,2]", "[1, 2.0]"},
      {"[2,1]"},
      {"[12]"},
      {"[]"},
      {"{}"},
      {"[[]]"},
      {R"({"a":{}})"},
      {R"({"a":[]})"},
      {R"(["a","b"])"},
      {R"({"a":"b"})"},
  };
  std::set<std::string> forms;
  for (const auto& group : groups) {
    const std::string form = normal_json(group.front());
    EXPECT_TRUE(forms.insert(form).second) << group.front();
    for (const std::string& text : group) {
      EXPECT_EQ(normal_json(text), form) << text;
      if (text.find(R"("a":1,"a")") != std::string::npos) continue;
      EXPECT_EQ(detail::hash_json(text), detail::hash_json(group.front())) << text;
    }
  }
  for (const char* none : {"", "{", "]", "{]", "[1", "\"", "{\"a\"}", "{1:2}", "1 2", "abc\"", "{\"a\":}"})
    EXPECT_EQ(normal_json(none), none);
  const std::string deep = std::string(2000, '[') + std::string(2000, ']');
  EXPECT_EQ(normal_json(deep), deep);
}

TEST(Json, RefusesEveryMistakeAndEveryTruncation) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "}",
                           "[1,]",
                           "[,1]",
                           "{,}",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{'a':1}",
                           "[1 2]",
                           "[1}",
                           "{\"a\":1]",
                           "01",
                           "-",
                           "+1",
                           "1.",
                           ".5",
                           "1e",
                           "1e+",
                           "0x1",
                           "nul",
                           "nulll",
                           "True",
                           "NaN",
                           "Infinity",
                           "\"",
                           "\"a",
                           "\"\\x\"",
                           "\"\\u12g4\"",
                           "\"\\u12",
                           "\"\\ud800\"",
                           "\"\\ud800\\u0041\"",
                           "\"\\udc00\"",
                           "\"a\nb\"",
                           "\"\xff\"",
                           "\"\xed\xa0\x80\"",
                           "1 2",
                           "[] []",
                           "// c\n1",
                           "\xef\xbb\xbf"
                           "1"}) {
    EXPECT_THROW(Json{text}, InvalidValue) << text;
  }
  const std::string document = R"({"a":[1,-2.5e3,"x\u00e9\n"],"b":{"c":null,"d":true}})";
  for (std::size_t end = 0; end < document.size(); ++end)
    EXPECT_THROW(Json(std::string_view(document).substr(0, end)), InvalidValue) << end;
  EXPECT_THROW(Json(std::string_view("1\0", 2)), InvalidValue);
}

TEST(Json, SaysWhereAndWhy) {
  EXPECT_EQ(refusal([] { return Json("{\"a\": 1\n \"b\": 2}"); }),
            "\"{\"a\": 1? \"b\": 2}\" is not JSON: expected ',' or '}' at byte offset 9 (line 2, column 2)");
  EXPECT_EQ(refusal([] { return Json("[1,"); }),
            "\"[1,\" is not JSON: it ends too early at byte offset 3 (line 1, column 4)");
  EXPECT_EQ(refusal([] { return Json("[01]"); }),
            "\"[01]\" is not JSON: a number has no leading zeros at byte offset 2 (line 1, column 3)");
}

TEST(Json, DeepNestingIsRefusedNotCrashed) {
  EXPECT_EQ(Json(std::string(1000, '[') + std::string(1000, ']')).text().size(), 2000U);
  EXPECT_NE(refusal([] { return Json(std::string(1'000'000, '[')); }).find("1000 levels"), std::string::npos);
}

TEST(Uuid, ReadsAndPrintsTheCanonicalForm) {
  const Uuid uuid("01234567-89AB-cdef-0123-456789abcdef");
  EXPECT_EQ(uuid.to_string(), "01234567-89ab-cdef-0123-456789abcdef");
  EXPECT_EQ(uuid.bytes()[0], 0x01);
  EXPECT_EQ(uuid.bytes()[15], 0xEF);
  EXPECT_EQ(Uuid().to_string(), "00000000-0000-0000-0000-000000000000");
  EXPECT_LT(Uuid(), uuid);
  for (const char* text : {"", "01234567-89ab-cdef-0123-456789abcde", "01234567-89ab-cdef-0123-456789abcdeff",
                           "0123456789abcdef0123456789abcdef", "01234567-89ab-cdef-0123-456789abcdeg",
                           "01234567089ab-cdef-0123-456789abcde", "{1234567-89ab-cdef-0123-456789abcde}",
                           "01234567-89ab-cdef-0123_456789abcdef"}) {
    EXPECT_THROW(Uuid{std::string_view(text)}, InvalidValue) << text;
  }
}

TEST(Uuid, RandomOnesCarryVersionAndVariantAndDiffer) {
  std::set<Uuid> seen;
  for (int i = 0; i < 1000; ++i) {
    const Uuid uuid = Uuid::random();
    EXPECT_EQ(uuid.bytes()[6] >> 4U, 4);
    EXPECT_EQ(uuid.bytes()[8] >> 6U, 2);
    EXPECT_EQ(Uuid(uuid.to_string()), uuid);
    EXPECT_TRUE(seen.insert(uuid).second);
  }
}

std::int64_t milliseconds_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

TEST(Uuid, TimeOrderedOnesGrowInEachThreadAndCarryTheTime) {
  const auto grow = [] {
    Uuid before;
    for (int i = 0; i < 5000; ++i) {
      const Uuid next = Uuid::time_ordered();
      ASSERT_LT(before, next);
      before = next;
    }
  };
  std::thread other(grow);
  grow();
  other.join();
  const Uuid uuid = Uuid::time_ordered();
  EXPECT_EQ(uuid.bytes()[6] >> 4U, 7);
  EXPECT_EQ(uuid.bytes()[8] >> 6U, 2);
  std::int64_t milliseconds = 0;
  for (std::size_t i = 0; i < 6; ++i) milliseconds = milliseconds * 256 + uuid.bytes()[i];
  EXPECT_NEAR(static_cast<double>(milliseconds), static_cast<double>(milliseconds_now()), 10000);
}

// By the table of the Unicode standard (3-7): every lead byte with every second byte.
bool well_formed_pair(unsigned lead, unsigned second) {
  if (lead == 0xE0) return second >= 0xA0 && second <= 0xBF;
  if (lead == 0xED) return second >= 0x80 && second <= 0x9F;
  if (lead == 0xF0) return second >= 0x90 && second <= 0xBF;
  if (lead == 0xF4) return second >= 0x80 && second <= 0x8F;
  return lead >= 0xC2 && lead <= 0xF3 && second >= 0x80 && second <= 0xBF;
}

bool accepted(std::string_view text) {
  return refusal([&] { return check_text(text), 0; }) == "not refused";
}

TEST(CheckText, AcceptsExactlyTheWellFormed) {
  for (unsigned lead = 0x80; lead <= 0xFF; ++lead) {
    const std::size_t more = lead < 0xE0 ? 0 : lead < 0xF0 ? 1 : 2;
    for (unsigned second = 0x01; second <= 0xFF; ++second) {
      const std::string text{static_cast<char>(lead), static_cast<char>(second)};
      EXPECT_EQ(accepted(text + std::string(more, '\x80')), well_formed_pair(lead, second)) << lead << ' ' << second;
      EXPECT_FALSE(more > 0 && accepted(text)) << lead << ' ' << second;
    }
    EXPECT_FALSE(accepted(std::string(1, static_cast<char>(lead))));
  }
}

TEST(CheckText, FindsTheOffsetAtEveryAlignment) {
  for (std::size_t size = 1; size < 40; ++size) {
    EXPECT_TRUE(accepted(std::string(size, '\x7F')));
    for (std::size_t at = 0; at < size; ++at) {
      for (const char bad : {'\0', '\xFF', '\x80'}) {
        std::string text(size, '\x01');
        text[at] = bad;
        const std::string message = refusal([&] { return check_text(text), 0; });
        EXPECT_NE(message.find("byte offset " + std::to_string(at) + " of"), std::string::npos) << message;
        EXPECT_NE(message.find("rowan::Bytes"), std::string::npos) << message;
        EXPECT_EQ(message.find("a NUL") != std::string::npos, bad == '\0') << message;
      }
    }
  }
}

using Names = std::vector<std::string_view>;

TEST(NearMisses, FindsTypingMistakesAndBeginnings) {
  const Names names{"email", "age", "created_at", "author_id", "title", "id"};
  EXPECT_EQ(near_misses("emial", names), Names{"email"});
  EXPECT_EQ(near_misses("Email", names), Names{"email"});
  EXPECT_EQ(near_misses("titel", names), Names{"title"});
  EXPECT_EQ(near_misses("created", names), Names{"created_at"});
  EXPECT_EQ(near_misses("author", names), Names{"author_id"});
  EXPECT_EQ(near_misses("agee", names), Names{"age"});
  EXPECT_EQ(near_misses("xy", names), Names{});
  EXPECT_EQ(near_misses("", names), Names{});
  EXPECT_EQ(near_misses("name1", Names{"name4", "name23", "name", "names"}), (Names{"name4", "name", "names"}));
}

TEST(NearMisses, EndAMessage) {
  const std::vector<std::string> names{"title", "email", "mail"};
  EXPECT_EQ(did_you_mean("emai", names), "; did you mean \"email\" or \"mail\"?");
  EXPECT_EQ(did_you_mean("zzz", names), "; there is \"email\", \"mail\", \"title\"");
  EXPECT_EQ(did_you_mean("zzz", Names{}), "");
}

}  // namespace
}  // namespace rowan
