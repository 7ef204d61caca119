#include "threads_row.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include "sides.hpp"

namespace bench {
namespace {

constexpr std::size_t most_threads = 8;

std::uint64_t find_some(std::size_t from, std::size_t to, std::int64_t customers) {
  std::uint64_t sum = 0;
  for (std::size_t i = from; i < to; ++i) sum += checksum(Customer::find(found_key(i, customers)));
  return sum;
}

Side found_by(std::size_t threads, std::int64_t customers) {
  return [=](Round& round) {
    std::atomic<std::uint64_t> sum = 0;
    const std::size_t all = round.amount * finds, share = all / threads;
    round.start();
    {
      std::vector<std::jthread> running;
      for (std::size_t i = 0; i < threads; ++i)
        running.emplace_back([&, i] { sum += find_some(i * share, (i + 1) * share, customers); });
    }
    round.stop();
    round.check = sum;
  };
}

static_assert(finds % most_threads == 0);

}  // namespace

Comparison threads_row(std::int64_t customers, double limit) {
  Comparison row = comparison("find by key, CPU of 8 threads beside one", limit, finds,
                              found_by(most_threads, customers), found_by(1, customers));
  row.meter = Meter::process_cpu;
  return row;
}

}  // namespace bench
