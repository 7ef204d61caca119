// What the UPDATE of a record sets by itself, while it runs: the time-stamp and the lock version.
#pragma once

#include <cstdint>

#include "model/write/write_parts.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// The lock version that the row is expected to have, as a word: the member's value, which is the loaded one unless the
/// user set another (from a form, say). NULL counts as 0; so does a model without one.
inline std::uint64_t expected_lock_version(const ModelInfo& model, const void* object) {
  std::uint64_t word = 0;
  const AttributeInfo* attribute = model.lock_version;
  if (attribute == nullptr || attribute->ops->is_null(member_of(object, *attribute))) return 0;
  attribute->ops->fingerprint(member_of(object, *attribute), &word);
  return word;
}

/// What an UPDATE changes by itself: holds the time and the new lock version in the members while the statement runs,
/// and restores what they were on failure. Does nothing for models with neither.
class AutomaticStep {
 public:
  AutomaticStep(const ModelInfo& model, void* object)
      : object_(object),
        stamp_(model.updated_at, object),
        version_(model.lock_version, object),
        expected_(expected_lock_version(model, object)) {
    stamp(model.updated_at, object, now());
    if (model.lock_version == nullptr) return;
    const std::uint64_t next = expected_ + 1;
    model.lock_version->ops->set(member_of(object, *model.lock_version), model.lock_version->ops->unfingerprint(&next));
  }
  ~AutomaticStep() {
    if (kept_) return;
    stamp_.restore(object_);
    version_.restore(object_);
  }
  AutomaticStep(const AutomaticStep&) = delete;
  AutomaticStep& operator=(const AutomaticStep&) = delete;
  void keep() { kept_ = true; }
  [[nodiscard]] std::uint64_t expected() const { return expected_; }

 private:
  struct Before {
    Before(const AttributeInfo* of, const void* object) : attribute(of) {
      if (of != nullptr) value = of->ops->get(member_of(object, *of));
    }
    void restore(void* object) const {
      if (attribute != nullptr) attribute->ops->set(member_of(object, *attribute), value);
    }
    const AttributeInfo* attribute;
    Value value;
  };

  void* object_;
  Before stamp_, version_;
  std::uint64_t expected_;
  bool kept_ = false;
};

}  // namespace rowan
