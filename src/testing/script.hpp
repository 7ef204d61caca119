// What a scripted driver, its connections and their statements share.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/testing/scripted_driver.hpp"

namespace rowan::testing {

/// Thread-safe through `mutex`, which the member functions lock.
struct Script {
  /// Records the statement and returns its reply; the error is not yet thrown.
  Reply run(int connection, std::string_view sql, std::vector<Value> parameters);

  mutable std::mutex mutex;
  std::vector<std::pair<std::string, Reply>> replies;  ///< latest first
  std::vector<RanStatement> ran;
  std::exception_ptr refusal;
  std::optional<std::chrono::milliseconds> lag;
  int opened = 0, open = 0, prepared = 0;
  int silent_up_to = 0;  ///< likewise, those that don't answer a ping
  int broken_up_to = 0;  ///< connections with this number or a lower one are broken
};

}  // namespace rowan::testing
