// Associations by name.
#include <fmt/format.h>

#include <cstddef>

#include "association/handle_at.hpp"
#include "association/shape_writer.hpp"
#include "model/record/value_json.hpp"
#include "reflect/full_name.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/any_record.hpp"

namespace rowan {
namespace {

const AssociationInfo& named(const ModelBase& record, MemberName name) {
  return record.model_info().association(name).resolved();
}

// The handle, tied to its record: code without the types works on such ones only.
HandleBase& bound_handle(ModelBase& record, const AssociationInfo& association) {
  auto& handle = *reinterpret_cast<HandleBase*>(static_cast<std::byte*>(record.object()) + association.offset);
  if (!handle.is_bound()) handle.bind(record.need_slot(), association.index);
  return handle;
}

ToManyHandle& list_of(ModelBase& record, const AssociationInfo& association) {
  if (association.refers())
    throw QueryError(fmt::format("{} refers to one target: ask target_if(), and set its key", full_name(association)));
  return static_cast<ToManyHandle&>(bound_handle(record, association));
}

void require_target(const AssociationInfo& association, const ModelBase& target) {
  if (&target.model_info() == association.target) return;
  throw QueryError(fmt::format("{} takes records of {}, not of {}", full_name(association), association.target->name,
                               target.model_info().name));
}

ModelBase* one_target(ModelBase& record, const AssociationInfo& association) {
  if (association.to_many())
    throw QueryError(fmt::format("{} has many targets: ask targets()", full_name(association)));
  if (association.refers()) {
    ModelBase* target = static_cast<BelongsToHandle&>(bound_handle(record, association)).target_of_bound();
    const bool other = target != nullptr && association.is_branch() && &target->model_info() != association.target;
    return other ? nullptr : target;
  }
  const std::vector<Slot*>& items = list_of(record, association).items();
  return items.empty() ? nullptr : &record_at(*items.front());
}

}  // namespace

std::vector<ModelBase*> targets(ModelBase& record, MemberName name) {
  std::vector<ModelBase*> list;
  for (Slot* place : list_of(record, named(record, name)).items()) list.push_back(&record_at(*place));
  return list;
}

ModelBase* target_if(ModelBase& record, MemberName name) { return one_target(record, named(record, name)); }

ModelBase& add_target(ModelBase& record, MemberName name, AnyRecord&& target) {
  const AssociationInfo& association = named(record, name);
  ToManyHandle& handle = list_of(record, association);
  require_target(association, *target);
  return association.to_many() ? handle.add_record(*association.target, target->object(), *association.ops)
                               : handle.replace_record(*association.target, target->object(), *association.ops);
}

ModelBase& build_target(ModelBase& record, MemberName name, std::initializer_list<NamedValue> values) {
  const AssociationInfo& association = named(record, name);
  ToManyHandle& handle = list_of(record, association);
  AnyRecord made(*association.target);
  made->assign(values);
  return handle.build_record(*association.target, made->object(), *association.ops);
}

void link_target(ModelBase& record, MemberName name, ModelBase& target) {
  const AssociationInfo& association = named(record, name);
  require_target(association, target);
  if (!association.is_joined())
    throw QueryError(fmt::format("{} is no many_to_many: add_target() takes a record over", full_name(association)));
  list_of(record, association).link_record(target);
}

void remove_target(ModelBase& record, MemberName name, ModelBase& target) {
  const AssociationInfo& association = named(record, name);
  require_target(association, target);
  list_of(record, association).remove_record(target);
}

JsonShape shape_of(std::span<const std::string_view> include) {
  JsonShape shape;
  for (std::string_view path : include) {
    JsonShape* at = &shape;
    std::size_t steps = 0;
    for (std::size_t dot = 0; dot != std::string_view::npos && steps <= most_json_steps; ++steps) {
      dot = path.find('.');
      at = &at->include.at(path.substr(0, dot));
      path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
    }
  }
  return shape;
}

std::string to_json(ModelBase& record, const JsonShape& shape) { return ShapeWriter(shape, {}).record(record); }

std::string to_json(ModelBase& record, std::span<const std::string_view> include) {
  return to_json(record, shape_of(include));
}

}  // namespace rowan
