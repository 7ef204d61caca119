// What several threads do to core at once; the thread sanitizer is the judge of most of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "rowan/core/log.hpp"
#include "rowan/core/uuid.hpp"
#include "rowan/reflect/naming.hpp"

namespace rowan {
namespace {

template <class F>
void in_threads(int count, F work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([&work, i] { work(i); });
  for (std::thread& thread : threads) thread.join();
}

class CountingSink final : public LogSink {
 public:
  void statement(const StatementEvent&) override {}
  void message(LogLevel, std::string_view) override { ++messages; }
  std::atomic<int> messages{0};
};

TEST(CoreThreads, TheLogSinkIsReplacedWhileOthersLog) {
  const auto sink = std::make_shared<CountingSink>();
  set_log_sink(sink);
  in_threads(4, [&](int thread) {
    for (int i = 0; i < 1000; ++i) {
      if (thread == 0) {
        set_log_sink(i % 2 == 0 ? nullptr : sink);
      } else {
        log_message(LogLevel::info, "x");
      }
    }
  });
  const int before = sink->messages;
  log_message(LogLevel::info, "last");
  set_log_sink(nullptr);
  EXPECT_EQ(sink->messages, before + 1);
  EXPECT_EQ(sink.use_count(), 1);
}

class OtherNames final : public NamingConvention {};

TEST(CoreThreads, TheNamingConventionIsReplacedWhileOthersRead) {
  in_threads(4, [&](int thread) {
    for (int i = 0; i < 500; ++i) {
      if (thread == 0) set_naming_convention(std::make_shared<OtherNames>());
      if (thread == 1) declare_plural("word" + std::to_string(i), "words");
      ASSERT_EQ(naming().table_name("BlogPost"), "blog_posts");
    }
  });
  set_naming_convention(nullptr);
}

TEST(CoreThreads, TimeOrderedUuidsNeverRepeat) {
  std::vector<std::vector<Uuid>> made(4);
  in_threads(4, [&](int thread) {
    for (int i = 0; i < 2000; ++i) made[static_cast<std::size_t>(thread)].push_back(Uuid::time_ordered());
  });
  std::set<std::array<std::uint8_t, 8>> moments;
  for (const auto& uuids : made) {
    for (const Uuid& uuid : uuids) {
      std::array<std::uint8_t, 8> moment;
      std::copy_n(uuid.bytes().begin(), 8, moment.begin());
      EXPECT_TRUE(moments.insert(moment).second) << uuid.to_string();
    }
  }
}

}  // namespace
}  // namespace rowan
