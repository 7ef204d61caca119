// The lock version of a record while its UPDATE runs.
#pragma once

#include <cstdint>

#include "model/write_parts.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// The new lock version is in the member while the statement runs; it goes back when that fails. Nothing for models
/// without one.
class LockVersionStep {
 public:
  LockVersionStep(const AttributeInfo* attribute, void* object, const std::uint64_t* fingerprints)
      : attribute_(attribute), object_(object), loaded_(attribute == nullptr ? 0 : fingerprints[attribute->word]) {
    if (attribute_ != nullptr) put(loaded_ + 1);
  }
  ~LockVersionStep() {
    if (attribute_ != nullptr && !kept_) put(loaded_);
  }
  LockVersionStep(const LockVersionStep&) = delete;
  LockVersionStep& operator=(const LockVersionStep&) = delete;
  void keep() { kept_ = true; }

 private:
  void put(std::uint64_t word) {
    attribute_->ops->set(member_of(object_, *attribute_), attribute_->ops->unfingerprint(&word));
  }
  const AttributeInfo* attribute_;
  void* object_;
  std::uint64_t loaded_;
  bool kept_ = false;
};

}  // namespace rowan
