// A progress bar for people: shows nothing if standard error is not a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace packages {

class ProgressBar {
 public:
  explicit ProgressBar(std::string title);
  /// Wipes the bar.
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(std::uint64_t done, std::uint64_t all);

 private:
  using Clock = std::chrono::steady_clock;
  std::string title_;
  bool terminal_;
  Clock::time_point next_{};
};

}  // namespace packages
