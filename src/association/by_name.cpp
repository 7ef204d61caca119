// Associations by name.
#include <algorithm>

#include <fmt/format.h>

#include "association/handle_at.hpp"
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

namespace {

/// Associations to include, each with the paths that go on from it.
struct Branch {
  std::string_view name;
  std::vector<std::string_view> further;
};

std::vector<Branch> branches_of(std::span<const std::string_view> paths) {
  std::vector<Branch> branches;
  for (std::string_view path : paths) {
    const std::size_t dot = path.find('.');
    const std::string_view name = path.substr(0, dot);
    auto branch = branches.begin();
    while (branch != branches.end() && branch->name != name) ++branch;
    if (branch == branches.end()) branch = branches.insert(branch, {name, {}});
    if (dot != std::string_view::npos) branch->further.push_back(path.substr(dot + 1));
  }
  return branches;
}

std::string json_with(ModelBase& record, std::span<const std::string_view> include, int steps);

// Of what is asked of the targets of several models, what this one has.
std::vector<std::string_view> known_to(const ModelInfo& model, const AssociationInfo& association,
                                       const std::vector<std::string_view>& paths) {
  if (association.branches.empty()) return paths;
  std::vector<std::string_view> known;
  for (std::string_view path : paths) {
    const std::string_view name = path.substr(0, path.find('.'));
    const auto has = [&](const ModelInfo& one) { return one.find_association(name) != nullptr; };
    const bool nobody = std::none_of(association.branches.begin(), association.branches.end(),
                                     [&](const auto& branch) { return has(*branch->target); });
    if (has(model) || nobody) known.push_back(path);
  }
  return known;
}

std::string json_of_targets(ModelBase& record, const AssociationInfo& association, const Branch& branch, int steps) {
  if (!association.to_many()) {
    ModelBase* target = one_target(record, association);
    if (target == nullptr) return "null";
    return json_with(*target, known_to(target->model_info(), association, branch.further), steps);
  }
  std::string text = "[";
  for (ModelBase* target : targets(record, association.name))
    text += (text.size() == 1 ? "" : ",") + json_with(*target, branch.further, steps);
  return text + "]";
}

std::string json_with(ModelBase& record, std::span<const std::string_view> include, int steps) {
  constexpr int most_steps = 16;  // as for preload: paths may come from outside, and go round in a circle
  if (steps > most_steps)
    throw QueryError(
        fmt::format("to_json of {} is asked for more than {} steps", record.model_info().name, most_steps));
  std::vector<JsonPart> parts;
  for (const Branch& branch : branches_of(include)) {
    const AssociationInfo& association = named(record, branch.name);
    parts.push_back({association.is_branch() ? branch.name : std::string_view(association.name),
                     json_of_targets(record, association, branch, steps + 1)});
  }
  return json_of_record(record, parts);
}

}  // namespace

std::string to_json(ModelBase& record, std::span<const std::string_view> include) {
  return json_with(record, include, 0);
}

}  // namespace rowan
