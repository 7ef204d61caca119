// Plugins as files, with the shared library. The build sets ROWAN_PLUGIN_PATH to their directory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>
#include <vector>

#include "rowan/connection/database.hpp"
#include "rowan/core/error.hpp"
#include "rowan/plugin/plugin.hpp"

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string path_of(const std::string& name) { return std::string(std::getenv("ROWAN_PLUGIN_PATH")) + '/' + name; }

std::string refusal_of(const std::string& path) {
  try {
    rowan::load_plugin(path);
  } catch (const rowan::Unsupported& error) {
    return error.what();
  }
  return "not refused";
}

TEST(LoadablePlugin, IsFoundByItsSchemeOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      auto db = rowan::connect("example://anywhere");
      EXPECT_EQ(db.execute("a"), 0U);
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_NO_THROW(rowan::load_plugin(path_of("rowan_example.so")));
}

TEST(LoadablePlugin, OfAnotherVersionIsRefused) {
  EXPECT_THAT(
      refusal_of(path_of("rowan_other_version.so")),
      AllOf(HasSubstr("rowan_other_version.so"), HasSubstr("built for Rowan 0.0.9"), HasSubstr(rowan::version)));
}

TEST(LoadablePlugin, MustBeAPlugin) {
  EXPECT_THAT(refusal_of(path_of("rowan_none.so")), HasSubstr("is no plugin of Rowan"));
  EXPECT_THAT(refusal_of(path_of("rowan_missing.so")), HasSubstr("can't be loaded"));
}

// Loaded only when asked for, but there.
TEST(LoadablePlugin, OfOurOwnIsSuggestedBeforeItIsLoaded) {
  if (std::getenv("ROWAN_HAS_POSTGRESQL") == nullptr) GTEST_SKIP() << "built without PostgreSQL";
  try {
    static_cast<void>(rowan::connect("postgre://host/x"));
    FAIL();
  } catch (const rowan::Unsupported& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("did you mean"), HasSubstr("\"postgresql\"")));
  }
}

TEST(LoadablePlugin, ThatIsNotThereIsAskedForByPath) {
  try {
    static_cast<void>(rowan::connect("oracle://host/x"));
    FAIL();
  } catch (const rowan::Unsupported& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("\"oracle\""), HasSubstr("its plugin as one of"),
                                    HasSubstr(path_of("rowan_oracle.so"))));
  }
}

}  // namespace
