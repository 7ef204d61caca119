// A counted reference to a database. Not for application code.
#pragma once

#include <memory>
#include <utility>

#include "rowan/export.hpp"

namespace rowan {

class DatabaseCore;

/// Keeps a database as a shared_ptr does, in half of its room: records, of which there are many, hold one each. Null is
/// allowed. Different references to one database may be used by different threads.
class ROWAN_EXPORT DatabaseRef {
 public:
  DatabaseRef() = default;
  explicit DatabaseRef(DatabaseCore* core) noexcept : core_(core) {
    if (core_ != nullptr) keep(*core_);
  }
  DatabaseRef(const DatabaseRef& other) noexcept : DatabaseRef(other.core_) {}
  DatabaseRef(DatabaseRef&& other) noexcept : core_(std::exchange(other.core_, nullptr)) {}
  DatabaseRef& operator=(DatabaseRef other) noexcept {
    std::swap(core_, other.core_);
    return *this;
  }
  ~DatabaseRef() {
    if (core_ != nullptr) let_go(*core_);
  }

  [[nodiscard]] DatabaseCore* get() const noexcept { return core_; }
  DatabaseCore* operator->() const noexcept { return core_; }
  DatabaseCore& operator*() const noexcept { return *core_; }
  explicit operator bool() const noexcept { return core_ != nullptr; }
  /// The same as a shared_ptr; null for null.
  [[nodiscard]] std::shared_ptr<DatabaseCore> shared() const;

 private:
  static void keep(DatabaseCore& core) noexcept;
  static void let_go(DatabaseCore& core) noexcept;
  DatabaseCore* core_ = nullptr;
};

}  // namespace rowan
