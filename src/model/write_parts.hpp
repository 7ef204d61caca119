// What writing one record takes, whatever the statement: members bound by name, the error for a row that is
// gone.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "model/attribute_mask.hpp"
#include "model/members.hpp"
#include "rowan/connection/statement.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// Refuses a value in the words of `error`, naming the attribute.
[[noreturn]] void rethrow_named(const ModelInfo& model, const AttributeInfo& attribute, const InvalidValue& error);
/// Binds one member, naming it when it is refused.
void write_member(const ModelInfo& model, Statement& statement, int index, const AttributeInfo& attribute,
                  const void* object);
/// Binds the members of a mask from parameter `index` on, which is counted up; names one that is refused.
void write_masked(const ModelInfo& model, Statement& statement, AttributeMask mask, const void* object, int& index);
/// The same when `steps` are these members, whatever follows them.
void write_steps(const ModelInfo& model, Statement& statement, std::span<const MemberStep> steps, AttributeMask mask,
                 const void* object);
/// Binds what an UPDATE finds the row by: its key, and the lock version it must have, if it has one.
void write_identity(const ModelInfo& model, Statement& statement, int index, const Slot& slot,
                    std::uint64_t lock_version);
[[noreturn]] void stale(const ModelInfo& model, const Slot& slot, std::string_view operation);

}  // namespace rowan
