#include "statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace bench {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

Interval median_interval(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  // How many of n values lie below the median is binomial(n, 1/2): leave out as many at each end as 2.5 % allow.
  const auto n = static_cast<double>(values.size());
  std::size_t left_out = 0;
  double term = std::pow(0.5, n), below = term;
  while (below <= 0.025 && left_out < values.size() / 2) {
    ++left_out;
    term *= (n - static_cast<double>(left_out) + 1) / static_cast<double>(left_out);
    below += term;
  }
  const std::size_t low = left_out == 0 ? 0 : left_out - 1;
  return {values[low], values[values.size() - 1 - low]};
}

}  // namespace bench
