// From a record to its object, and from there to its members.
#pragma once

#include <cstddef>
#include <span>

#include "rowan/core/time.hpp"
#include "rowan/core/value.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

inline const void* member_of(const void* object, const AttributeInfo& attribute) {
  return static_cast<const std::byte*>(object) + attribute.offset;
}
inline void* member_of(void* object, const AttributeInfo& attribute) {
  return static_cast<std::byte*>(object) + attribute.offset;
}
/// What the attribute's column is to hold: where that has another form than `get` gives, as of enums by number, this.
inline Value stored_value(const void* object, const AttributeInfo& attribute) {
  Value value = attribute.ops->get(member_of(object, attribute));
  return attribute.ops->stored == nullptr ? value : attribute.ops->stored(value);
}
/// The most derived object of a record of this model.
inline ModelBase& record_of(const ModelInfo& model, void* object) {
  return *reinterpret_cast<ModelBase*>(static_cast<std::byte*>(object) + model.object.base_offset);
}
inline void* object_of(const ModelInfo& model, ModelBase& record) {
  return reinterpret_cast<std::byte*>(&record) - model.object.base_offset;
}
/// An attribute and the value that it is to get.
struct NamedMember {
  const AttributeInfo* attribute;
  Value value;
};
/// Sets them by name, all or none. @throws InvalidValue naming the one that is refused.
void set_members(const ModelInfo& model, void* object, std::span<const NamedMember> values);
/// Gives one object the attributes of another of its model.
void copy_attributes(const ModelInfo& model, const void* from, void* to);
/// Sets a time-stamp, if the model has the attribute.
void stamp(const AttributeInfo* attribute, void* object, Instant time);
/// The time as a value of the attribute, cut to the unit of one that is kept as a number.
Value stamp_value(const AttributeInfo& attribute, Instant time);

}  // namespace rowan
