// The only file that knows spdlog.
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <mutex>
#include <string>
#include <utility>

#include "rowan/core/log.hpp"

namespace rowan {
namespace {

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::trace:
      return spdlog::level::trace;
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      break;
  }
  return spdlog::level::err;
}

std::string_view space_before(std::string_view text) { return text.empty() ? "" : " "; }

class SpdlogSink final : public LogSink {
 public:
  explicit SpdlogSink(std::shared_ptr<spdlog::logger> logger) : logger_(std::move(logger)) {}

  void statement(const StatementEvent& event) override {
    const auto level = event.failed ? spdlog::level::warn : spdlog::level::debug;
    if (!logger_->should_log(level)) return;
    const double milliseconds = std::chrono::duration<double, std::milli>(event.elapsed).count();
    logger_->log(level, "{:.3f} ms {} rows{}{}{}{}{}{}{} | {}{}{}", milliseconds, event.rows,
                 event.failed ? " FAILED" : "", space_before(event.model), event.model, space_before(event.purpose),
                 event.purpose, event.tag.empty() ? "" : " #", event.tag, event.sql, space_before(event.values),
                 event.values);
  }

  void message(LogLevel level, std::string_view text) override { logger_->log(spdlog_level(level), "{}", text); }

 private:
  std::shared_ptr<spdlog::logger> logger_;
};

std::shared_ptr<spdlog::logger> find_or_make(const std::string& name) {
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  if (auto existing = spdlog::get(name)) return existing;
  auto made = spdlog::stderr_color_mt(name);
  made->set_level(spdlog::level::debug);  // else the statements, its reason to be, would not show
  return made;
}

}  // namespace

std::shared_ptr<LogSink> spdlog_sink(std::string_view logger) {
  return std::make_shared<SpdlogSink>(find_or_make(std::string(logger)));
}

void log_to_spdlog(std::string_view logger) { set_log_sink(spdlog_sink(logger)); }

}  // namespace rowan
