// The data that a record is compared with to find its changes: one or a few words per attribute.
#pragma once

#include <cstdint>

#include "rowan/core/member_step.hpp"
#include "rowan/model/slot.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// Computes the fingerprints of an object.
inline void take_fingerprints(const ModelInfo& model, const void* object, std::uint64_t* out) {
  for (const MemberStep& step : model.members) take_fingerprint(step, object, out + step.word);
}
/// The fingerprints of a record that is new, or new again. Nobody looks at them but for time-stamps: by those that the
/// library set, and which stay, the next insert recognises that the user did not set them.
void restore_initial(Slot& slot) noexcept;
/// Keeps the value of an attribute in ModelInfo::kept_originals; the value kept so far becomes the previous one.
void keep_original(const AttributeInfo& attribute, const void* object, Slot& slot);
/// As keep_original, for all attributes.
void keep_originals(const ModelInfo& model, const void* object, Slot& slot);

}  // namespace rowan
