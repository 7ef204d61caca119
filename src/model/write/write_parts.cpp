#include "model/write/write_parts.hpp"

#include <fmt/format.h>

#include "model/record/key.hpp"
#include "reflect/error_details.hpp"

namespace rowan {

void rethrow_named(const ModelInfo& model, const AttributeInfo& attribute, const InvalidValue& error) {
  throw InvalidValue(fmt::format("{}.{} can't be sent: {}", model.name, attribute.name, error.what()),
                     details_of(model, attribute));
}

void write_member(const ModelInfo& model, Statement& statement, int index, const AttributeInfo& attribute,
                  const void* object) {
  try {
    attribute.ops->write(statement, index, member_of(object, attribute));
  } catch (const InvalidValue& error) {
    rethrow_named(model, attribute, error);
  }
}

[[gnu::hot]] void write_masked(const ModelInfo& model, Statement& statement, AttributeMask mask, const void* object,
                               int& index) {
  std::size_t at = 0;
  try {
    for (; mask != 0; mask &= mask - 1) {
      at = static_cast<std::size_t>(__builtin_ctzll(mask));
      statement.write_members({&model.members[at], 1}, object, index, nullptr);
    }
  } catch (const InvalidValue& error) {
    rethrow_named(model, model.attributes[at], error);
  }
}

[[gnu::hot]] void write_identity(const ModelInfo& model, Statement& statement, int index, const Slot& slot,
                                 std::uint64_t lock_version) {
  if (model.members[model.key_index].kind == MemberKind::int64 && !slot.boxed)
    statement.write(index, static_cast<std::int64_t>(slot.key));
  else
    write_slot_key(statement, index, slot, model.primary_key);
  if (model.lock_version == nullptr) return;
  statement.write(index + static_cast<int>(model.primary_key.size()), static_cast<std::int64_t>(lock_version));
}

void stale(const ModelInfo& model, const Slot& slot, std::string_view operation) {
  throw StaleRecord(
      fmt::format(
          "can't {} {} {}: its row is gone{}; reload() it, or find out who removed it", operation, model.name,
          to_string(slot_key(slot), model.primary_key),
          model.lock_version == nullptr ? "" : ", or was changed by someone else since it was loaded (lock version)"),
      details_of(model));
}

}  // namespace rowan
