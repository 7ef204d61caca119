#include "connection/slow_queries.hpp"

#include <fmt/format.h>

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "rowan/core/log.hpp"

namespace rowan {
namespace {

// Texts of statements that are made anew each time would fill the memory.
constexpr std::size_t most_remembered = 1000;

struct Asked {
  explicit Asked(SlowQueryOptions given) : options(std::move(given)) {}
  const SlowQueryOptions options;
  std::mutex mutex;
  std::unordered_map<std::string, std::chrono::steady_clock::time_point> last;
};

struct InUse {
  std::mutex mutex;
  std::shared_ptr<Asked> asked;
};
// Never ends: threads may ask while the process does.
InUse& in_use() {
  static InUse& used = *new InUse;
  return used;
}
std::shared_ptr<Asked> asked_now() {
  const std::scoped_lock lock(in_use().mutex);
  return in_use().asked;
}

void replace(std::shared_ptr<Asked> asked) {
  const std::scoped_lock lock(in_use().mutex);
  detail::slow_switch.store(asked != nullptr, std::memory_order_relaxed);
  in_use().asked = std::move(asked);
}

void warn(const SlowQuery& query) {
  const double milliseconds = std::chrono::duration<double, std::milli>(query.elapsed).count();
  log_message(LogLevel::warning, fmt::format("slow: {:.1f} ms, {} {}: {}\n{}", milliseconds, query.model, query.purpose,
                                             query.sql, query.plan));
}

}  // namespace

constinit std::atomic<bool> detail::slow_switch{false};

void explain_slow_queries(SlowQueryOptions options) { replace(std::make_shared<Asked>(std::move(options))); }
void stop_explaining_slow_queries() { replace(nullptr); }

bool detail::SlowWatch::is_slow(std::string_view sql) {
  const Clock::time_point now = Clock::now();
  elapsed_ = now - started_;
  const std::shared_ptr<Asked> asked = asked_now();
  if (asked == nullptr || elapsed_ < asked->options.limit) return false;
  const std::scoped_lock lock(asked->mutex);
  if (asked->last.size() >= most_remembered) asked->last.clear();
  const auto [last, first] = asked->last.try_emplace(std::string(sql), now);
  if (!first && now - last->second < asked->options.again_after) return false;
  last->second = now;
  return true;
}

void detail::SlowWatch::report(SlowQuery query) const noexcept {
  query.elapsed = elapsed_;
  try {
    const std::shared_ptr<Asked> asked = asked_now();
    if (asked == nullptr) return;
    if (asked->options.report)
      asked->options.report(query);
    else
      warn(query);
  } catch (...) {  // NOLINT(bugprone-empty-catch): a report that fails is no failure of the query
  }
}

}  // namespace rowan
