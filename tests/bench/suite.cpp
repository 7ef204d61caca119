#include "suite.hpp"

#include <algorithm>
#include <utility>

namespace bench {
namespace {

std::vector<Suite>& list() {
  static std::vector<Suite> suites;
  return suites;
}

// By name, the one without a database last.
bool comes_before(const Suite& left, const Suite& right) {
  if (left.database.empty() || right.database.empty()) return !left.database.empty();
  return left.database < right.database;
}

}  // namespace

bool add_suite(Suite suite) {
  const auto after =
      std::find_if(list().begin(), list().end(), [&](const Suite& known) { return comes_before(suite, known); });
  list().insert(after, std::move(suite));
  return true;
}

const std::vector<Suite>& suites() { return list(); }

}  // namespace bench
