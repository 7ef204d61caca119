// Patterns that a whole text must match.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "core/pattern.hpp"
#include "unit/core/refusal.hpp"

namespace rowan::detail {
namespace {

struct Case {
  std::string_view pattern, text;
  bool matches;
};

class Patterns : public ::testing::TestWithParam<Case> {};

TEST_P(Patterns, MatchTheWholeText) {
  const auto& [pattern, text, matches] = GetParam();
  EXPECT_EQ(Pattern(pattern).matches(text), matches) << pattern << " on \"" << text << '"';
}

// As ECMAScript's new RegExp("^(?:" + pattern + ")$", "u") answers.
INSTANTIATE_TEST_SUITE_P(
    EcmaScript, Patterns,
    ::testing::Values(
        Case{"", "", true}, Case{"", "a", false}, Case{"abc", "abc", true}, Case{"abc", "abcd", false},
        Case{"abc", "ab", false}, Case{"a|bc|", "bc", true}, Case{"a|bc|", "", true}, Case{"a|bc", "abc", false},
        Case{"a*", "", true}, Case{"a*", "aaaa", true}, Case{"a*b", "aaab", true}, Case{"a+", "", false},
        Case{"a+", "aaa", true}, Case{"colou?r", "color", true}, Case{"colou?r", "colouur", false},
        Case{"a{3}", "aaa", true}, Case{"a{3}", "aa", false}, Case{"a{2,}", "a", false}, Case{"a{2,}", "aaaaa", true},
        Case{"a{1,3}", "aaa", true}, Case{"a{1,3}", "aaaa", false}, Case{"a{0}", "", true}, Case{"a{0}", "a", false},
        Case{"(ab|c)+d", "abcabd", true}, Case{"(?:ab){2}", "abab", true}, Case{"(a*)*", "aaa", true},
        Case{"(a|b)*abb", "ababb", true}, Case{"(a|b)*abb", "abab", false}, Case{"[a-c]+", "abccba", true},
        Case{"[a-c]+", "abd", false}, Case{"[^a-c]", "d", true}, Case{"[^a-c]", "b", false}, Case{"[-a]+", "a-a", true},
        Case{"[a-]+", "-a", true}, Case{"[\\]\\\\]+", "]\\", true}, Case{"[^]", "\n", true}, Case{"[]", "a", false},
        Case{"[.$]", ".", true}, Case{"[.$]", "a", false}, Case{".", "\n", false}, Case{".", "\r", false},
        Case{".", "é", true}, Case{".", "😀", true}, Case{"..", "é", false}, Case{"[à-ö]+", "éè", true},
        Case{"\\d+\\.\\d{2}", "12.50", true}, Case{"\\d+\\.\\d{2}", "12x50", false}, Case{"\\d", "٣", false},
        Case{"\\w+", "a_Z9", true}, Case{"\\w", "é", false}, Case{"\\W", "é", true}, Case{"\\s", "\u00a0", true},
        Case{"\\S\\D", "ab", true}, Case{"[\\d\\s]+", "1 2", true}, Case{"[\\D]", "1", false},
        Case{"\\u0041\\x42\\u{1F600}", "AB😀", true}, Case{"\\t\\n\\r", "\t\n\r", true}, Case{"\\/\\-\\^", "/-^", true},
        Case{"^a$", "a", true}, Case{"a^b", "ab", false}, Case{"(^a|b$)", "b", true}, Case{"a$b", "ab", false},
        Case{"[^\\s@]+@[^\\s@]+\\.[^\\s@]+", "ann@example.com", true},
        Case{"[^\\s@]+@[^\\s@]+\\.[^\\s@]+", "ann@@example.com", false}));

TEST(Pattern, TakesATimeInProportionToTheText) {
  const std::string text(200'000, 'a');
  EXPECT_FALSE(Pattern("(a+)+b").matches(text));  // each would take years where matching goes back
  EXPECT_FALSE(Pattern("(a|a)*(a|a)*c").matches(text));
  EXPECT_TRUE(Pattern("(.*)*").matches(text));
}

TEST(Pattern, BytesThatAreNoUtf8MatchWhatMatchesAnything) {
  EXPECT_TRUE(Pattern("..").matches("\xff\xc3"));
  EXPECT_FALSE(Pattern("[a-z]+").matches("a\xff"));
}

TEST(Pattern, RefusesWhatItDoesNotKnow) {
  for (const auto& [pattern, said] : {std::pair{"(a", "a ) is missing"},
                                      {"a)", "a ) without a ("},
                                      {"[a", "a ] is missing"},
                                      {"[a-", "a ] is missing"},
                                      {"a**", "in ( )"},
                                      {"a+?", "in ( )"},
                                      {"*a", "\\*"},
                                      {"a{2", "{2,5}"},
                                      {"a{,2}", "{2,5}"},
                                      {"a{3,2}", "smaller"},
                                      {"}", "\\}"},
                                      {"]", "\\]"},
                                      {"(?=a)", "look-aheads"},
                                      {"(?<n>a)", "look-aheads"},
                                      {"(a)\\1", "\\1"},
                                      {"\\bword", "\\b"},
                                      {"a\\", "follows"},
                                      {"[z-a]", "up to"},
                                      {"[\\d-z]", "up to"},
                                      {"\\u12", "hexadecimal"},
                                      {"\\u{110000}", "no such"},
                                      {"((a{100}){100}){100}", "repeats too much"},
                                      {"a{99999999999999999999}", "repeats too much"}}) {
    EXPECT_NE(refusal([&] { Pattern{pattern}; }).find(said), std::string::npos)
        << pattern << ": " << refusal([&] { Pattern{pattern}; });
  }
  EXPECT_NE(refusal([] { Pattern(std::string(101, '(')); }).find("too deep"), std::string::npos);
}

}  // namespace
}  // namespace rowan::detail
