// Records that the library keeps alive for some time.
#pragma once

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

}  // namespace rowan
