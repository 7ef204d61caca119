// The parts of writing one record, whatever the statement: binding members with their names in errors, the error for
// a row that is gone.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "model/record/attribute_mask.hpp"
#include "model/record/members.hpp"
#include "rowan/connection/statement.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// Refuses a value with the text of `error`, naming the attribute.
[[noreturn]] void rethrow_named(const ModelInfo& model, const AttributeInfo& attribute, const InvalidValue& error);
/// Binds one member; a refusal names it.
void write_member(const ModelInfo& model, Statement& statement, int index, const AttributeInfo& attribute,
                  const void* object);
/// Binds the members of a mask from parameter `index` on, which it advances; a refusal names the member.
void write_masked(const ModelInfo& model, Statement& statement, AttributeMask mask, const void* object, int& index);
/// The same when `steps` start with these members.
inline void write_steps(const ModelInfo& model, Statement& statement, std::span<const MemberStep> steps,
                        AttributeMask mask, const void* object) {
  int index = 0;
  try {
    statement.write_members(steps, object, index, nullptr);
  } catch (const InvalidValue& error) {
    for (; index > 0; --index) mask &= mask - 1;
    if (mask == 0) throw;
    rethrow_named(model, model.attributes[static_cast<std::size_t>(__builtin_ctzll(mask))], error);
  }
}
/// Binds what identifies the row of an UPDATE: its key, and its expected lock version, if any.
void write_identity(const ModelInfo& model, Statement& statement, int index, const Slot& slot,
                    std::uint64_t lock_version);
[[noreturn]] void stale(const ModelInfo& model, const Slot& slot, std::string_view operation);

}  // namespace rowan
