// A connection that is lost while it is being opened: at each of the requests that this takes.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "faults/proxy.hpp"
#include "faults/subject.hpp"

namespace faults {
namespace {

class Opening : public ::testing::TestWithParam<std::size_t> {
 protected:
  Opening() : subject_(subjects()[GetParam()]) {}

  void SetUp() override {
    if (subject_.missing.empty()) return;
    if (std::getenv("ROWAN_REQUIRE_SERVERS") != nullptr) FAIL() << subject_.missing;
    GTEST_SKIP() << subject_.missing;
  }

  /// Opens a connection and asks something, while the request after `skip` others meets the fault.
  void open_under(Fault fault, int skip) {
    Proxy proxy(subject_.socket(), subject_.kill);  // a new one: good-byes to an old one would be counted as requests
    proxy.arm(fault, {}, skip);
    try {
      auto db = rowan::connect(subject_.proxied_url(proxy.port()), {.pool_size = 1, .make_default = false});
      EXPECT_EQ(db.query("SELECT 1 AS one").size(), 1U);
      EXPECT_FALSE(proxy.fired()) << "nobody noticed that request " << skip << " was lost";
    } catch (const rowan::ConnectionFailed& error) {
      EXPECT_TRUE(proxy.fired()) << error.what();
      EXPECT_EQ(std::string(error.what()).find("float"), std::string::npos) << error.what();
    } catch (const rowan::ConnectionLost& error) {
      EXPECT_TRUE(proxy.fired()) << error.what();
    }
    if (!proxy.fired()) over_ = true;
  }

  const Subject& subject_;
  bool over_ = false;  ///< there were fewer requests
};

TEST_P(Opening, SaysThatItFailedWhicheverRequestIsLost) {
  for (const Fault fault : {Fault::cut_before, Fault::cut_after}) {
    int requests = 0;
    for (over_ = false; !over_ && requests < 20; ++requests) open_under(fault, requests);
    EXPECT_TRUE(over_);
    EXPECT_GT(requests, 2);  // at least two of them met the fault
  }
}

INSTANTIATE_TEST_SUITE_P(Some, Opening, ::testing::Range(std::size_t{0}, subjects().size()),
                         [](const auto& parameter) { return subjects()[parameter.param].name; });

}  // namespace
}  // namespace faults
