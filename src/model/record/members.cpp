#include "model/record/members.hpp"

#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "model/record/anchor.hpp"
#include "model/record/block_ref.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/partial.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

// A normaliser is the program's code, which may move the record or end it.
Value normal_form(const ModelInfo& model, void* object, const AttributeInfo& attribute, const Value& value) {
  Value parsed = value.parsed_as(attribute.type.kind);
  if (attribute.normalizers.empty()) return parsed;
  const Anchor anchor(record_of(model, object));
  Value normal = attribute.normalized(parsed);
  anchor.require_kept("set an attribute of");
  return normal;
}

void set_member(const ModelInfo& model, void* object, const NamedMember& named) {
  const AttributeInfo& attribute = *named.attribute;
  const Value& value = named.value;
  try {
    const bool as_held = attribute.ops->choices != nullptr || attribute.ops->stored != nullptr;
    const bool text = std::holds_alternative<std::string>(value.storage()) && !as_held;
    attribute.ops->set(member_of(object, attribute), text ? normal_form(model, object, attribute, value) : value);
  } catch (const InvalidValue& error) {
    throw InvalidValue(fmt::format("{}.{} can't be set: {}", model.name, attribute.name, error.what()));
  }
}

}  // namespace

// What is refused would leave the values before it set, and a belongs_to that is given its old key again has lost the
// record that it was given. So another record takes them first.
void set_members(const ModelInfo& model, void* object, std::span<const NamedMember> values) {
  if (values.size() > 1) {
    std::optional<Anchor> anchor;
    if (model.prepares) anchor.emplace(record_of(model, object));
    const BlockRef trial(Block::make(model, 1, false));
    trial->construct_next();
    for (const NamedMember& named : values) set_member(model, trial->object(0), named);
    if (anchor) anchor->require_kept("set attributes of");
  }
  for (const NamedMember& named : values) {
    set_member(model, object, named);
    note_given(record_of(model, object), *named.attribute);
  }
}

void ModelBase::set(MemberName name, const Value& value) {
  detail::require_not_moved(*this, "set");
  const ModelInfo& model = model_info();
  const AttributeInfo& attribute = model.attribute(name);
  set_member(model, object(), {&attribute, value});
  note_given(*this, attribute);
}

void ModelBase::assign(std::initializer_list<NamedValue> values) {
  detail::require_not_moved(*this, "assign to");
  const ModelInfo& model = model_info();
  std::vector<NamedMember> members;
  for (const NamedValue& named : values) members.push_back({&model.attribute(named.name), named.value});
  set_members(model, object(), members);
}

void copy_attributes(const ModelInfo& model, const void* from, void* to) {
  for (const AttributeInfo& attribute : model.attributes) {
    const Value value = attribute.ops->get(member_of(from, attribute));
    attribute.ops->set(member_of(to, attribute), value);
  }
}

void stamp(const AttributeInfo* attribute, void* object, Instant time) {
  if (attribute != nullptr) attribute->ops->set(member_of(object, *attribute), stamp_value(*attribute, time));
}

Value stamp_value(const AttributeInfo& attribute, Instant time) {
  if (attribute.ops->unit != 0)
    time -= std::chrono::microseconds(time.time_since_epoch().count() % attribute.ops->unit);
  if (attribute.type.kind == TypeKind::local_date_time) return Value(LocalDateTime(time.time_since_epoch()));
  return Value(time);
}

}  // namespace rowan
