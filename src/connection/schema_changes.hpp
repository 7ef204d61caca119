// Reports when knowledge about tables may be outdated.
#pragma once

#include <atomic>
#include <cstdint>

namespace rowan {

/// Counts, over all databases of this process, the users' statements that may have changed a table. It does not see
/// changes by others.
inline std::atomic<std::uint32_t> schema_changes{1};

inline void note_schema_change() noexcept { schema_changes.fetch_add(1, std::memory_order_relaxed); }

/// Notes one at the end of a scope, however that ends: a script that failed may have altered a table before.
class SchemaChange {
 public:
  explicit SchemaChange(bool possible = true) noexcept : possible_(possible) {}
  ~SchemaChange() {
    if (possible_) note_schema_change();
  }
  SchemaChange(const SchemaChange&) = delete;
  SchemaChange& operator=(const SchemaChange&) = delete;

 private:
  const bool possible_;
};

}  // namespace rowan
