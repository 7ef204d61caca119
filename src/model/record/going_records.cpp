#include "model/record/going_records.hpp"

#include <utility>

namespace rowan {
namespace {
constinit thread_local const GoingRecords* innermost = nullptr;
}  // namespace

GoingRecords::GoingRecords() noexcept : outer_(std::exchange(innermost, this)) {}
GoingRecords::~GoingRecords() { innermost = outer_; }

bool GoingRecords::include(const ModelInfo& model, const Key& key) noexcept {
  for (const GoingRecords* going = innermost; going != nullptr; going = going->outer_) {
    const auto found = going->keys_.find(&model);
    if (found != going->keys_.end() && found->second.contains(key)) return true;
  }
  return false;
}

}  // namespace rowan
