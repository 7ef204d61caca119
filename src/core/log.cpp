#include "rowan/core/log.hpp"

#include <atomic>
#include <mutex>
#include <utility>

namespace rowan {
namespace {

// Apart from the holder, so that asking costs one load and stays allowed while the process ends.
std::atomic<bool> enabled{false};

struct Holder {
  std::mutex mutex;
  std::shared_ptr<LogSink> sink;
  ~Holder() { enabled.store(false, std::memory_order_release); }
};

Holder& holder() {
  static Holder instance;
  return instance;
}

}  // namespace

void set_log_sink(std::shared_ptr<LogSink> sink) {
  Holder& here = holder();
  const std::scoped_lock lock(here.mutex);
  enabled.store(sink != nullptr, std::memory_order_release);
  // Swapped, so that the old sink dies after the lock is released and may log while it does.
  here.sink.swap(sink);
}

std::shared_ptr<LogSink> log_sink() {
  if (!log_enabled()) return nullptr;
  Holder& here = holder();
  const std::scoped_lock lock(here.mutex);
  return here.sink;
}

bool log_enabled() noexcept { return enabled.load(std::memory_order_acquire); }

void log_message(LogLevel level, std::string_view text) {
  if (const auto sink = log_sink()) sink->message(level, text);
}

}  // namespace rowan
