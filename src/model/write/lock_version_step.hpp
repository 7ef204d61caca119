// The lock version of a record while its UPDATE runs.
#pragma once

#include <cstdint>

#include "model/write/write_parts.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// The expected lock version of the row, as a word: the member's value, which is the loaded one unless the user set
/// another (from a form, say). 0 for models without one.
inline std::uint64_t expected_lock_version(const ModelInfo& model, const void* object) {
  std::uint64_t word = 0;
  if (const AttributeInfo* attribute = model.lock_version)
    attribute->ops->fingerprint(member_of(object, *attribute), &word);
  return word;
}

/// Holds the new lock version in the member while the statement runs; restores the expected one on failure. Does
/// nothing for models without a lock version.
class LockVersionStep {
 public:
  LockVersionStep(const ModelInfo& model, void* object)
      : attribute_(model.lock_version), object_(object), expected_(expected_lock_version(model, object)) {
    if (attribute_ != nullptr) put(expected_ + 1);
  }
  ~LockVersionStep() {
    if (attribute_ != nullptr && !kept_) put(expected_);
  }
  LockVersionStep(const LockVersionStep&) = delete;
  LockVersionStep& operator=(const LockVersionStep&) = delete;
  void keep() { kept_ = true; }
  [[nodiscard]] std::uint64_t expected() const { return expected_; }

 private:
  void put(std::uint64_t word) {
    attribute_->ops->set(member_of(object_, *attribute_), attribute_->ops->unfingerprint(&word));
  }
  const AttributeInfo* attribute_;
  void* object_;
  std::uint64_t expected_;
  bool kept_ = false;
};

}  // namespace rowan
