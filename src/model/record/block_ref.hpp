// Records that the library keeps alive for some time.
#pragma once

#include <utility>

#include "rowan/model/slot.hpp"

namespace rowan {

/// Keeps a block and its records alive.
class BlockRef {
 public:
  explicit BlockRef(Block* block) noexcept : block_(block) { block_->add_strong(); }
  ~BlockRef() { block_->drop_strong(); }
  BlockRef(const BlockRef&) = delete;
  BlockRef& operator=(const BlockRef&) = delete;
  Block* operator->() const noexcept { return block_; }

 private:
  Block* block_;
};

/// While it lives, and is the innermost in its thread, the block that holds the object at `address` does not end with
/// its last strong reference.
class Spared {
 public:
  explicit Spared(const void* address) noexcept : address_(address), outer_(std::exchange(innermost, this)) {}
  ~Spared() { innermost = outer_; }
  Spared(const Spared&) = delete;
  Spared& operator=(const Spared&) = delete;
  /// The block that would have ended, with one strong reference for the caller; else null.
  [[nodiscard]] Block* block() const noexcept { return block_; }
  /// True when the block stays.
  static bool takes(Block& block) noexcept;

 private:
  const void* address_;
  Block* block_ = nullptr;
  Spared* outer_;
  static thread_local Spared* innermost;
};

}  // namespace rowan
