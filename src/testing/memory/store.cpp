#include "testing/memory/store.hpp"

#include <fmt/format.h>

#include <utility>

#include "rowan/core/error.hpp"

namespace rowan::testing::memory {

Table& Store::table(const std::string& name) {
  const auto found = tables.find(name);
  if (found != tables.end()) return *found->second;
  ErrorDetails details;
  details.table = name;
  throw UndefinedTable(
      fmt::format("there is no table \"{}\" in this database in memory: create it with create_tables", name),
      std::move(details));
}

void Store::begin_write(const void* writer, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  if (!free_.wait_for(lock, patience, [&] { return writer_ == nullptr; })) {
    throw LockTimeout(
        fmt::format("another connection went on writing to the database in memory for longer than lock_timeout ({} "
                    "ms): keep writing transactions short, or raise lock_timeout in the URL",
                    patience.count()));
  }
  writer_ = writer;
}

void Store::end_write() noexcept {
  {
    const std::lock_guard lock(mutex_);
    writer_ = nullptr;
  }
  free_.notify_one();
}

}  // namespace rowan::testing::memory
