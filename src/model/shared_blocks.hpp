// Blocks that new records share when they are saved together.
#pragma once

#include <span>

#include "rowan/connection/database_core.hpp"
#include "rowan/model/model_base.hpp"

namespace rowan {

/// Gives those of the records that have no state yet a place in blocks of many: one allocation for up to 256 of them.
/// Unless they are kept, because all were saved to one database, each new one gets a block of its own at the end.
class SharedBlocks {
 public:
  /// All must outlive it, and stay where they are.
  SharedBlocks(const ModelInfo& model, std::span<ModelBase* const> records, const DatabaseCore& database);
  ~SharedBlocks();
  SharedBlocks(const SharedBlocks&) = delete;
  SharedBlocks& operator=(const SharedBlocks&) = delete;
  void keep() { kept_ = true; }

 private:
  std::span<ModelBase* const> records_;
  bool kept_ = false;
};

/// A new record whose neighbours in such a block were saved to another database gets a block of its own.
void leave_shared_block(ModelBase& record, const DatabaseCore& database);

}  // namespace rowan
