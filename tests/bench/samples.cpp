#include "samples.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <vector>

namespace bench {

const SampleCustomer& sample_customer(std::int64_t n) {
  static const std::vector<SampleCustomer> samples = [] {
    const char* const cities[] = {"Lisbon", "Reykjavik", "Oslo", "Santiago de Compostela", "Bergen"};
    std::vector<SampleCustomer> made;
    for (int i = 0; i < 1000; ++i) {
      made.push_back({fmt::format("Customer {}", i), fmt::format("customer.{}@example.com", i), cities[i % 5]});
    }
    return made;
  }();
  return samples[static_cast<std::size_t>(n) % samples.size()];
}

}  // namespace bench
