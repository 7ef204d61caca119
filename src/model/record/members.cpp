#include "model/record/members.hpp"

#include <chrono>

namespace rowan {

void copy_attributes(const ModelInfo& model, const void* from, void* to) {
  for (const AttributeInfo& attribute : model.attributes) {
    const Value value = attribute.ops->get(member_of(from, attribute));
    attribute.ops->set(member_of(to, attribute), value);
  }
}

void stamp(const AttributeInfo* attribute, void* object, Instant time) {
  if (attribute == nullptr) return;
  const bool instant = attribute->type.kind != TypeKind::local_date_time;
  if (attribute->ops->unit != 0)
    time -= std::chrono::microseconds(time.time_since_epoch().count() % attribute->ops->unit);
  attribute->ops->set(member_of(object, *attribute),
                      instant ? Value(time) : Value(LocalDateTime(time.time_since_epoch())));
}

}  // namespace rowan
