#include "counter.hpp"

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else
#define CALLGRIND_TOGGLE_COLLECT
#define CALLGRIND_ZERO_STATS
#endif

#include <stdexcept>

namespace bench {
namespace {

std::int64_t clock_time(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

int open_instruction_counter() {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = PERF_TYPE_HARDWARE;
  attributes.config = PERF_COUNT_HW_INSTRUCTIONS;
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  const auto descriptor = static_cast<int>(syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0));
  if (descriptor < 0) {
    throw std::runtime_error(
        "this machine doesn't let programs count instructions (see /proc/sys/kernel/perf_event_paranoid; virtual "
        "machines may have no counters): leave --instructions away");
  }
  return descriptor;
}

}  // namespace

void toggle_callgrind() noexcept { CALLGRIND_TOGGLE_COLLECT; }
void zero_callgrind() noexcept { CALLGRIND_ZERO_STATS; }

Counter::Counter(Meter meter) : meter_(meter) {
  if (meter_ == Meter::instructions) instructions_ = open_instruction_counter();
}

Counter::~Counter() {
  if (instructions_ >= 0) close(instructions_);
}

std::int64_t Counter::now() const {
  if (meter_ == Meter::time) return clock_time(CLOCK_MONOTONIC);
  if (meter_ == Meter::cpu) return clock_time(CLOCK_THREAD_CPUTIME_ID);
  if (meter_ == Meter::process_cpu) return clock_time(CLOCK_PROCESS_CPUTIME_ID);
  std::int64_t count = 0;
  if (read(instructions_, &count, sizeof count) != sizeof count) throw std::runtime_error("the counter can't be read");
  return count;
}

}  // namespace bench
