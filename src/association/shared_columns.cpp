#include "association/shared_columns.hpp"

#include <array>
#include <cstring>

#include <fmt/format.h>

#include "association/handle_at.hpp"
#include "model/record/members.hpp"
#include "rowan/association/handle.hpp"
#include "rowan/core/parameter_writer.hpp"
#include "rowan/model/model_base.hpp"

namespace rowan {
namespace {

bool is_shared(const AssociationInfo& association, std::size_t part) {
  return association.foreign_key[part]->association != &association;
}

Value column_value(const AttributeInfo& attribute, const void* object) {
  return attribute.ops->get(member_of(object, attribute));
}

const BelongsToHandle& handle_in(const void* object, const AssociationInfo& association) {
  return belongs_to_at(const_cast<void*>(object), association);
}

bool changed_since_loaded(const AttributeInfo& attribute, const ModelInfo& model, const ModelBase& record) {
  std::array<std::uint64_t, 4> words{};
  attribute.ops->fingerprint(member_of(record.object(), attribute), words.data());
  const Slot* slot = record.slot();
  const bool fresh = slot == nullptr || slot->lifecycle == Lifecycle::fresh;
  const std::uint64_t* loaded = fresh ? nullptr : slot->block->fingerprints(slot->row);
  if (loaded == nullptr) loaded = model.initial_fingerprints.data();
  return std::memcmp(words.data(), loaded + attribute.word, attribute.ops->words * sizeof(std::uint64_t)) != 0;
}

// What one assigned handle asks of the attributes whose columns it uses. False, with an error, when one was given
// another value.
bool push_key(const AssociationInfo& association, const ModelBase& record, Errors& errors) {
  auto* object = static_cast<std::byte*>(const_cast<void*>(record.object()));
  const BelongsToHandle& handle = handle_in(object, association);
  for (std::size_t i = 0; i < association.foreign_key.size(); ++i) {
    if (!is_shared(association, i)) continue;
    const AttributeInfo& attribute = *association.foreign_key[i];
    const Value wanted = association.key_ops[i]->get(&handle);
    const Value held = column_value(attribute, object);
    if (wanted == held) continue;
    if (changed_since_loaded(attribute, *association.owner, record)) {
      errors.add(association.name,
                 fmt::format("has {} {}, but {} was set to {}: make them agree", attribute.name, wanted.to_string(),
                             attribute.name, held.to_string()),
                 "disagrees");
      return false;
    }
    attribute.ops->set(object + attribute.offset, wanted);
  }
  return true;
}

bool all_shared(const AssociationInfo& association) {
  for (std::size_t i = 0; i < association.foreign_key.size(); ++i) {
    if (!is_shared(association, i)) return false;
  }
  return true;
}

}  // namespace

bool read_reference(const AssociationInfo& association, const void* object, Key& key) {
  const BelongsToHandle& handle = handle_in(object, association);
  if (!association.shares_columns || !handle.is_assigned()) return read_key(association.foreign_key, object, key);
  if (association.key_ops.size() == 1 && is_integer(association.key_ops[0]->kind)) {
    key.box.reset();
    association.key_ops[0]->fingerprint(&handle, &key.word);
    return true;
  }
  std::vector<Value> parts;
  for (const ValueOps* ops : association.key_ops) parts.push_back(ops->get(&handle));
  key = make_key(std::move(parts));
  return true;
}

void follow_columns(const AssociationInfo& association, void* object) {
  BelongsToHandle& handle = belongs_to_at(object, association);
  bool present = handle.has_key();
  bool differs = false, missing = false;
  std::vector<Value> held;
  for (std::size_t i = 0; i < association.foreign_key.size(); ++i) {
    held.push_back(is_shared(association, i) ? column_value(*association.foreign_key[i], object) : Value());
    if (!is_shared(association, i)) continue;
    missing |= held[i].is_null();
    differs |= association.key_ops[i]->get(&handle) != held[i];
  }
  if (present && differs) handle.let_go();
  if (all_shared(association)) present = !missing && (present || handle.held() == nullptr);
  for (std::size_t i = 0; i < held.size(); ++i) {
    if (!held[i].is_null()) handle.take_key_part(*association.key_ops[i], held[i]);
  }
  handle.mark_present(present);
  handle.mark_assigned(false);
}

void follow_columns(const ModelInfo& model, void* object) {
  for (const AssociationInfo& association : model.associations) {
    if (association.shares_columns) follow_columns(association, object);
  }
}

void bring_together(const ModelInfo& model, const ModelBase& record, Errors& errors) {
  bool agreed = true;
  for (const AssociationInfo& association : model.associations) {
    const bool asks = association.shares_columns && handle_in(record.object(), association).is_assigned();
    if (asks) agreed &= push_key(association, record, errors);
  }
  if (agreed) follow_columns(model, const_cast<void*>(record.object()));
}

namespace {

/// The part of a key that was assigned to a belongs_to, which uses the attribute's column. Null: none.
struct AssignedPart {
  const BelongsToHandle* handle = nullptr;
  const ValueOps* value = nullptr;
};

AssignedPart assigned_part(const ModelInfo& model, const AttributeInfo& attribute, const void* object) {
  for (const AssociationInfo& association : model.associations) {
    if (!association.shares_columns) continue;
    const BelongsToHandle& handle = handle_in(object, association);
    if (!handle.is_assigned()) continue;
    for (std::size_t i = 0; i < association.foreign_key.size(); ++i) {
      if (association.foreign_key[i] == &attribute && is_shared(association, i))
        return {&handle, association.key_ops[i]};
    }
  }
  return {};
}

}  // namespace

bool write_assigned(const ModelInfo& model, const AttributeInfo& attribute, const void* object,
                    ParameterWriter& parameters, int index) {
  const AssignedPart part = assigned_part(model, attribute, object);
  if (part.handle == nullptr) return false;
  // Text must outlive the execution, as in the handle it does; integers may differ in width.
  if (part.value->kind == attribute.type.kind)
    part.value->write(parameters, index, part.handle);
  else
    write_value(parameters, index, part.value->get(part.handle), attribute.type.kind);
  return true;
}

Value value_to_send(const ModelInfo& model, const AttributeInfo& attribute, const void* object) {
  const AssignedPart part = attribute.shared ? assigned_part(model, attribute, object) : AssignedPart();
  if (part.handle != nullptr) return part.value->get(part.handle);
  return attribute.ops->get(static_cast<const std::byte*>(object) + attribute.offset);
}

}  // namespace rowan
