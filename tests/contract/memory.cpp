// The database in memory: without SQL, so what it passes is no matter of SQL.
#include "contract/database_under_test.hpp"
#include "rowan/testing/memory_driver.hpp"

namespace rowan::contract::on_memory {
namespace {

// One for each test; that of the test before is let go of.
std::string url(const testing::TempDir& dir) {
  static std::string known;
  const std::string name = dir.path().filename().string();
  if (name != known) testing::MemoryDriver::forget(known);
  known = name;
  return "memory://" + name + "?checks=ignore";
}

const bool added = add_database({
    .name = "memory_plans",
    .url = url,
    .lacks =
        {
            {Capability::raw_sql, "a database in memory takes no SQL"},
            {Capability::cancel, "statements of a database in memory are over before another thread can stop them"},
            {Capability::time_limits, "statements of a database in memory are not timed"},
            {Capability::size_limit, "a database in memory is as large as the process may be"},
        },
});

}  // namespace
}  // namespace rowan::contract::on_memory
