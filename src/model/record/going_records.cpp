#include "model/record/going_records.hpp"

#include <utility>

#include "model/record/resolve.hpp"

namespace rowan {
namespace {
constinit thread_local const GoingRecords* going_now = nullptr;
}  // namespace

GoingRecords::GoingRecords(DatabaseCore& database) noexcept
    : database_(database), outer_(std::exchange(going_now, this)) {}
GoingRecords::~GoingRecords() { going_now = outer_; }

bool GoingRecords::include(const ModelInfo& model, const Key& key, DatabaseCore& database) {
  for (const GoingRecords* going = going_now; going != nullptr; going = going->outer_) {
    const auto found = going->keys_.find(&model.root());
    if (found != going->keys_.end() && found->second.contains(key) && are_one(going->database_, database)) return true;
  }
  return false;
}

}  // namespace rowan
