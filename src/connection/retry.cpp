#include "connection/retry.hpp"

#include <algorithm>
#include <atomic>
#include <random>

#include "connection/time_source.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/log.hpp"

namespace rowan {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr milliseconds first_pause{10};
constexpr milliseconds longest_pause{1000};

std::atomic<std::uint32_t> attempts{0};

nanoseconds random_up_to(nanoseconds most) {
  thread_local std::minstd_rand dice{std::random_device{}()};
  return nanoseconds(std::uniform_int_distribution<std::int64_t>(0, most.count())(dice));
}

template <class E>
[[noreturn]] void advise(const E& error) {
  throw E(
      std::string(error.what()) +
          ". The block was not run again, because it saved a record that was loaded or made outside it, and what it "
          "set there can't be taken back: load the record inside the block",
      error.details());
}

}  // namespace

std::uint32_t next_attempt() noexcept { return attempts.fetch_add(1, std::memory_order_relaxed) + 1; }
std::uint32_t last_attempt() noexcept { return attempts.load(std::memory_order_relaxed); }

bool is_conflict(const std::exception_ptr& error, bool failed_at_begin) {
  try {
    std::rethrow_exception(error);
  } catch (const SerializationFailure&) {
    return true;
  } catch (const Deadlock&) {
    return true;
  } catch (const LockTimeout&) {
    return failed_at_begin;
  } catch (...) {
    return false;
  }
}

void throw_with_advice(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const SerializationFailure& failure) {
    advise(failure);
  } catch (const Deadlock& deadlock) {
    advise(deadlock);
  } catch (const LockTimeout& timeout) {
    advise(timeout);
  }
}

void pause_before_retry(const std::string& database, unsigned attempt) {
  constexpr unsigned most_doublings = 10;
  const auto most = std::min(longest_pause, first_pause * (1U << std::min(attempt - 1, most_doublings)));
  log_message(LogLevel::info, "a transaction on " + database + " gave way to another; its block runs again (attempt " +
                                  std::to_string(attempt + 1) + ')');
  sleep_for(random_up_to(most));
}

}  // namespace rowan
