#include "rowan/core/log.hpp"

#include <cstdint>
#include <mutex>
#include <utility>

#include "core/log_switch.hpp"

namespace rowan {

constinit std::atomic<bool> detail::log_switch{false};

namespace {

using detail::log_switch;

struct Holder {
  std::mutex mutex;
  std::shared_ptr<LogSink> sink;
  ~Holder() { log_switch.store(false, std::memory_order_release); }
};

Holder& holder() {
  static Holder instance;
  return instance;
}

// What a sink throws is dropped: neither a statement's outcome nor another sink depends on it.
template <class Call>
void quietly(const Call& call) noexcept {
  try {
    call();
  } catch (...) {  // NOLINT(bugprone-empty-catch)
  }
}

class CombinedSink final : public LogSink {
 public:
  explicit CombinedSink(std::vector<std::shared_ptr<LogSink>> sinks) : sinks_(std::move(sinks)) {
    std::erase(sinks_, nullptr);
  }

  void statement(const StatementEvent& event) override {
    for (const auto& sink : sinks_) quietly([&] { sink->statement(event); });
  }
  void message(LogLevel level, std::string_view text) override {
    for (const auto& sink : sinks_) quietly([&] { sink->message(level, text); });
  }

 private:
  std::vector<std::shared_ptr<LogSink>> sinks_;
};

// What a sink is told in this thread: a message may follow from a statement, and nothing from a message.
enum class Told : std::uint8_t { nothing, statement, message };
constinit thread_local Told told = Told::nothing;

template <class Call>
void call_sink(Told what, const Call& call) noexcept {
  if (told >= what) return;
  const Told before = std::exchange(told, what);
  quietly(call);
  told = before;
}

}  // namespace

void detail::tell_sink(LogSink& sink, const StatementEvent& event) noexcept {
  call_sink(Told::statement, [&] { sink.statement(event); });
}

std::shared_ptr<LogSink> combined_sink(std::vector<std::shared_ptr<LogSink>> sinks) {
  return std::make_shared<CombinedSink>(std::move(sinks));
}

void set_log_sink(std::shared_ptr<LogSink> sink) {
  Holder& here = holder();
  const std::scoped_lock lock(here.mutex);
  log_switch.store(sink != nullptr, std::memory_order_release);
  // Swapped, so that the old sink dies after the lock is released and may log while it does.
  here.sink.swap(sink);
}

std::shared_ptr<LogSink> log_sink() {
  if (!log_enabled()) return nullptr;
  Holder& here = holder();
  const std::scoped_lock lock(here.mutex);
  return here.sink;
}

bool log_enabled() noexcept { return log_switch.load(std::memory_order_acquire); }

void log_message(LogLevel level, std::string_view text) {
  if (const auto sink = log_sink()) call_sink(Told::message, [&] { sink->message(level, text); });
}

}  // namespace rowan
