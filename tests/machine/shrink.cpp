#include "machine/shrink.hpp"

#include <algorithm>

namespace machine {

Steps shrink(Steps steps, const std::function<bool(const Steps&)>& fails, std::chrono::seconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  for (std::size_t part = std::max<std::size_t>(steps.size() / 2, 1);;) {
    bool shorter = false;
    for (std::size_t at = 0; at < steps.size();) {
      if (std::chrono::steady_clock::now() > end) return steps;
      Steps rest(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(at));
      rest.insert(rest.end(), steps.begin() + static_cast<std::ptrdiff_t>(std::min(at + part, steps.size())),
                  steps.end());
      if (fails(rest)) {
        steps = std::move(rest);
        shorter = true;
      } else {
        at += part;
      }
    }
    if (part > 1)
      part /= 2;
    else if (!shorter)
      return steps;
  }
}

}  // namespace machine
