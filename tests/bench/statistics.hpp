// The little statistics a comparison needs.
#pragma once

#include <vector>

namespace bench {

struct Interval {
  double low = 0, high = 0;
};

/// The middle value; the mean of the two middle ones for an even number. `values` must not be empty.
double median(std::vector<double> values);

/// An interval that holds the median of what `values` were drawn from with a probability of at least 95 %, whatever
/// their distribution: between two order statistics. With fewer than six values it is their range, and holds less
/// surely.
Interval median_interval(std::vector<double> values);

}  // namespace bench
