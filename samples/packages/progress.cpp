#include "progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

namespace packages {

ProgressBar::ProgressBar(std::string title) : title_(std::move(title)), terminal_(isatty(STDERR_FILENO) != 0) {}

ProgressBar::~ProgressBar() {
  if (terminal_) std::fputs("\r\033[K", stderr);
}

void ProgressBar::show(std::uint64_t done, std::uint64_t all) {
  if (!terminal_ || all == 0) return;
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + std::chrono::milliseconds(50);
  constexpr std::uint64_t width = 40;
  const std::uint64_t full = std::min(done * width / all, width);
  fmt::print(stderr, "\r{} [{:#<{}}{:{}}] {:3} %", title_, "", full, "", width - full,
             std::min<std::uint64_t>(done * 100 / all, 100));
  std::fflush(stderr);
}

}  // namespace packages
