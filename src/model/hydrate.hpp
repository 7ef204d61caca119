// From the rows of a statement to records.
#pragma once

#include <cstring>
#include <memory>
#include <string>

#include "rowan/connection/connection.hpp"
#include "rowan/core/hash.hpp"
#include "rowan/model/records.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/reflect/value_ops.hpp"

namespace rowan {

/// Reads the current row's first columns, one per attribute, into the members. @throws InvalidValue naming model,
/// attribute and column.
void read_members(const ModelInfo& model, RowReader& row, void* object);
/// The fingerprint of a member of one of the common kinds, which is one word, as its ValueOps would tell it.
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
/// The most derived object of a record of this model.
inline ModelBase& record_of(const ModelInfo& model, void* object) {
  return *reinterpret_cast<ModelBase*>(static_cast<std::byte*>(object) + model.object.base_offset);
}
inline void* object_of(const ModelInfo& model, ModelBase& record) {
  return reinterpret_cast<std::byte*>(&record) - model.object.base_offset;
}
/// Stores the key of the record in its slot.
void take_key(const ModelInfo& model, const void* object, Slot& slot);
/// Ties the handles of a record, just loaded or inserted, to its slot.
void bind_handles(const ModelInfo& model, void* object, Slot& slot);
/// Keeps the value of an attribute in ModelInfo::kept_originals; what was kept so far becomes the previous one.
void keep_original(const AttributeInfo& attribute, const void* object, Slot& slot);
/// As keep_original, for all of them.
void keep_originals(const ModelInfo& model, const void* object, Slot& slot);
/// Gives one object the attributes of another of its model.
void copy_attributes(const ModelInfo& model, const void* from, void* to);
/// What a record is after its row was read: persisted, key and fingerprints taken, handles bound.
void settle_loaded(const ModelInfo& model, void* object, Slot& slot);

/// Receives each record as it is read, while the statement stands on its row.
class RowVisitor {
 public:
  virtual ~RowVisitor() = default;
  virtual void row(RowReader& row, Slot& slot) = 0;
};

/// Reads all rows of a bound statement into a new record set (one cohort). The statement is executed, not reset.
RecordSet read_records(const ModelInfo& model, Statement& statement, const std::shared_ptr<DatabaseCore>& database,
                       const LoadOptions& options, RowVisitor* visitor = nullptr, std::size_t expected = 0);

}  // namespace rowan
