// The parts of the packages sample, on small files.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "graph.hpp"
#include "importer.hpp"
#include "questions.hpp"
#include "stanza.hpp"
#include "support/temp_dir.hpp"
#include "table.hpp"
#include "text.hpp"
#include "version.hpp"

namespace packages {
namespace {

const std::string fixtures = PACKAGES_FIXTURES;

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

class Packages : public testing::Test {
 protected:
  Packages() {
    rowan::set_default_database(database_);
    create_tables(database_);
  }
  ImportResult import_fixture() { return import_file(database_, fixtures + "/status"); }
  ImportResult import_text(const std::string& text) {
    const std::string path = folder_.file("file");
    std::ofstream(path, std::ios::binary) << text;
    return import_file(database_, path);
  }
  static Package named(std::string_view name) { return Package::where(Package::c.name == name).sole(); }

  rowan::testing::TempDir folder_;
  rowan::Database database_ = rowan::connect("sqlite::memory:");
};

TEST(Versions, AreOrderedAsDpkgDoes) {
  constexpr std::pair<std::string_view, std::string_view> ascending[] = {
      {"1.0~rc1", "1.0"},     {"1.0~~", "1.0~"},     {"1.0", "1.0-1"},   {"1.9", "1.10"},
      {"9.9", "1:0.1"},       {"1.0-1", "1.0-1+b1"}, {"1.0a", "1.0+"},   {"2.36-9", "2.36-9+deb12u1"},
      {"1.0-1~bpo", "1.0-1"}, {"0:1.2.3", "1.2.4"},  {"1-2-3", "1-2-4"}, {"1.2", "1.2a"},
  };
  for (const auto& [lower, higher] : ascending) {
    EXPECT_TRUE(compare_versions(lower, higher) < 0) << lower << " " << higher;
    EXPECT_TRUE(compare_versions(higher, lower) > 0) << lower << " " << higher;
  }
  EXPECT_TRUE(compare_versions("0:1.002-0", "1.2") == 0);
}

TEST(TableText, IsAlignedByWhatATerminalShows) {
  Table table({{"name"}, {"size", Align::right}, {"note", Align::left, 6}});
  table.add({"日本", "7", "no"});
  table.add({"e\u0301t\u00e9", "12345", "longer than that"});
  EXPECT_EQ(table.to_string(),
            "  name   size  note\n"
            "  日本      7  no\n"
            "  e\u0301t\u00e9   12345  longe…\n");
}

TEST(Utf8, RefusesWhatIsNone) {
  EXPECT_TRUE(is_utf8("Zoë 日本 🌳"));
  for (const char* bad : {"\xff", "\xc0\xaf", "\xe9t\xe9", "\xed\xa0\x80", "\xf5\x80\x80\x80", "abc\xe2\x82"})
    EXPECT_FALSE(is_utf8(bad));
}

TEST(LongestChain, TakesACircleAsOneStep) {
  const auto chain = longest_chain({{1}, {2, 4}, {1, 3}, {}, {}});  // 0 → {1, 2} → 3, and 1 → 4
  ASSERT_EQ(chain.size(), 3u);
  EXPECT_EQ(chain[1].members, 2u);
  EXPECT_EQ(chain[1].enter, 1u);
  EXPECT_TRUE(longest_chain({}).empty());
  EXPECT_EQ(longest_chain({{0}}).size(), 1u);
}

TEST(LongestChain, NeedsNoStackOfItsLength) {
  Graph line(200000);
  for (std::uint32_t i = 0; i + 1 < line.size(); ++i) line[i].push_back(i + 1);
  EXPECT_EQ(longest_chain(line).size(), line.size());
}

TEST_F(Packages, BecomeRecordsWithAllTheyHave) {
  const ImportResult result = import_fixture();
  EXPECT_EQ(result.added, 10u);
  EXPECT_EQ(result.left_out, 1u);
  Package exim = named("exim4");
  EXPECT_EQ(exim.version, "1:4.96-15");
  EXPECT_EQ(exim.section->name, "mail");
  EXPECT_EQ(exim.maintainer->name, "Zoë Müller <zoë@example.org>");
  ASSERT_EQ(exim.dependencies.size(), 3u);
  EXPECT_EQ(exim.dependencies[1].text(), "debconf (>= 0.5)");
  EXPECT_EQ(exim.dependencies[1].need, exim.dependencies[2].need);
  ASSERT_EQ(exim.conffiles.size(), 2u);
  EXPECT_EQ(exim.conffiles[1].path, "/etc/exim4/old name.conf");
  EXPECT_EQ(exim.conffiles[1].md5, "fedcba9876543210fedcba9876543210");
  EXPECT_EQ(named("debconf").summary, "設定を管理する");
  EXPECT_EQ(named("debconf").tags[0].name, "essential");
  EXPECT_FALSE(named("broken-before").section);
  EXPECT_FALSE(named("mailx").installed_size);
}

TEST_F(Packages, AreReachedThroughNames) {
  import_fixture();
  std::vector<std::string> found;
  Package mailx = named("mailx");
  EXPECT_EQ(mailx.candidates.size(), 4u);  // exim4 by its name and as an agent, postfix, libc6
  Name agent = Name::where(Name::c.name == "mail-transport-agent").sole();
  for (const Package& package : agent.providers) found.push_back(package.name);
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, (std::vector<std::string>{"exim4", "postfix"}));
  EXPECT_TRUE(Name::where(Name::c.name == "missing-package").sole().providers.empty());
}

TEST_F(Packages, StayAsTheyAreInASecondRun) {
  import_fixture();
  const auto before = rowan::statements_executed();
  const ImportResult again = import_fixture();
  EXPECT_TRUE(again.nothing_new());
  EXPECT_EQ(again.unchanged, 10u);
  EXPECT_LE(rowan::statements_executed() - before, 7u);
}

TEST_F(Packages, FollowTheFile) {
  import_fixture();
  const auto id = named("exim4").id;
  std::string text = read_file(fixtures + "/status");
  text = replaced(text, "Description: mail transport agent", "Description: changed");
  text = replaced(text, "Package: exim4-doc", "Package: exim4-manual");
  const ImportResult result = import_text(text);
  EXPECT_EQ(result.changed, 1u);
  EXPECT_EQ(result.added, 1u);
  EXPECT_EQ(result.removed, 1u);
  EXPECT_EQ(result.unchanged, 8u);
  EXPECT_EQ(named("exim4").summary, "changed");
  EXPECT_EQ(named("exim4").id, id);
  EXPECT_EQ(named("exim4").conffiles.size(), 2u);
  EXPECT_EQ(Conffile::count(), 2u);
  EXPECT_FALSE(Package::exists(Package::c.name == "exim4-doc"));
}

TEST_F(Packages, LeaveNothingBehind) {
  import_fixture();
  import_text("Package: only\nVersion: 1\nArchitecture: all\n");
  EXPECT_EQ(Package::count(), 1u);
  EXPECT_EQ(Name::count(), 1u);
  EXPECT_EQ(Maintainer::count() + Section::count() + Tag::count() + Conffile::count() + Dependency::count(), 0u);
}

TEST_F(Packages, ReadWindowsLineEndsAndAMissingLastOne) {
  EXPECT_EQ(
      import_text("Package: a\r\nVersion: 1\r\nArchitecture: all\r\n\r\nPackage: b\r\nVersion: 1\r\nArchitecture: all")
          .added,
      2u);
  EXPECT_EQ(named("a").architecture, "all");
}

TEST_F(Packages, NeedOneOfTheirAlternatives) {
  import_fixture();
  const auto broken = what_would_break("exim4");  // mailx can still use postfix
  ASSERT_EQ(broken.size(), 2u);
  EXPECT_EQ(broken[0].package, "exim4-doc");
  EXPECT_EQ(broken[0].missing, "exim4 (>= 1:4.0)");
  EXPECT_EQ(broken[1].package, "broken-before");
  EXPECT_EQ(broken[1].step, 2);
}

TEST_F(Packages, NeedAVersionedVirtualPackageByItsVersion) {
  import_fixture();
  const auto broken = what_would_break("postfix");
  ASSERT_EQ(broken.size(), 1u);
  EXPECT_EQ(broken[0].package, "smtp-tools");
}

TEST_F(Packages, BreakTransitivelyInFewStatements) {
  import_fixture();
  const auto before = rowan::statements_executed();
  EXPECT_EQ(what_would_break("gcc-12-base").size(), 8u);  // all but itself and debconf
  EXPECT_EQ(rowan::statements_executed() - before, 7u);
}

TEST_F(Packages, FormAChain) {
  import_fixture();
  const auto before = rowan::statements_executed();
  const auto chain = deepest_chain();
  EXPECT_EQ(rowan::statements_executed() - before, 5u);
  std::vector<std::string> names;
  for (const Link& link : chain) names.push_back(fmt::format("{}/{}", link.package, link.circle));
  EXPECT_EQ(names,
            (std::vector<std::string>{"broken-before/1", "exim4-doc/1", "exim4/1", "libgcc-s1/2", "gcc-12-base/1"}));
  EXPECT_EQ(chain[2].needs, "libc6 (>= 2.36)");
}

TEST_F(Packages, AreRankedInTwoStatements) {
  import_fixture();
  const auto before = rowan::statements_executed();
  const auto maintainers = busiest_maintainers();
  EXPECT_EQ(rowan::statements_executed() - before, 2u);
  EXPECT_EQ(maintainers[0].name, "Zoë Müller <zoë@example.org>");
  EXPECT_EQ(maintainers[0].packages, 5u);
  EXPECT_EQ(maintainers[0].size, 5530);
  EXPECT_EQ(largest_sections()[0].name, "libs");
}

struct Malformed {
  const char* file;
  const char* message;  ///< after the path
};

TEST_F(Packages, AreRefusedWithTheLineAndNothingHalfDone) {
  import_fixture();
  constexpr Malformed cases[] = {
      {"no_colon", ":6: expected 'Field: value'"},
      {"continuation_first", ":1: this line continues a field"},
      {"no_version", ":5: this stanza has no field 'version'"},
      {"field_twice", ":4: the field 'Version' is there twice; the first is in line 2"},
      {"bad_relation", ":5: 'c (> = 1)' in 'depends'"},
      {"bad_size", ":4: 'large' in 'installed-size'"},
      {"package_twice", ":5: package a is there twice; the first is in line 1"},
      {"nothing", ":1: there is no package in this file"},
      {"latin1", ":1: this line is not UTF-8"},
      {"nul", ":4: there is a NUL byte in this line"},
      {"provides_alternative", ":4: 'provides' of a can name a package"},
      {"bad_conffile", ":6: expected a path and a checksum, not '/etc/b'"},
  };
  for (const Malformed& each : cases) {
    const std::string path = fixtures + "/malformed/" + each.file;
    try {
      import_file(database_, path);
      ADD_FAILURE() << each.file << " was taken";
    } catch (const MalformedFile& error) {
      EXPECT_TRUE(std::string_view(error.what()).starts_with(path + each.message)) << error.what();
    }
    EXPECT_EQ(Package::count(), 10u) << each.file;
  }
  EXPECT_TRUE(import_fixture().nothing_new());
}

TEST_F(Packages, AreRefusedWhereThereIsNoFile) {
  EXPECT_THROW(import_file(database_, folder_.file("none")), std::runtime_error);
  EXPECT_THROW(import_file(database_, folder_.path().string()), std::runtime_error);
}

}  // namespace
}  // namespace packages
