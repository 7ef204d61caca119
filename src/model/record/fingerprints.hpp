// The data that a record is compared with to find its changes: one or a few words per attribute.
#pragma once

#include <cstring>
#include <string>

#include "rowan/core/hash.hpp"
#include "rowan/model/slot.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/reflect/value_ops.hpp"

namespace rowan {

/// The fingerprint of a member of a common kind, which is one word, equal to that of its ValueOps.
inline std::uint64_t common_fingerprint(const AttributePlan& step, const void* member) {
  if (step.kind == MemberKind::text) return hash_bytes(*static_cast<const std::string*>(member));
  if (step.kind == MemberKind::key64)
    return step.key.present(member) ? static_cast<std::uint64_t>(step.key.number(member)) : detail::null_fingerprint();
  std::uint64_t word = 0;
  std::memcpy(&word, member, sizeof word);
  return word;
}
/// Computes the fingerprint of one attribute.
inline void take_fingerprint(const AttributePlan& step, const void* object, std::uint64_t* out) {
  const auto* member = static_cast<const std::byte*>(object) + step.offset;
  if (step.kind != MemberKind::other)
    *out = common_fingerprint(step, member);
  else
    step.fingerprint(member, out);
}
/// Computes the fingerprints of an object.
inline void take_fingerprints(const ModelInfo& model, const void* object, std::uint64_t* out) {
  for (const AttributePlan& step : model.plan) take_fingerprint(step, object, out + step.word);
}
/// Keeps the value of an attribute in ModelInfo::kept_originals; the value kept so far becomes the previous one.
void keep_original(const AttributeInfo& attribute, const void* object, Slot& slot);
/// As keep_original, for all attributes.
void keep_originals(const ModelInfo& model, const void* object, Slot& slot);

}  // namespace rowan
