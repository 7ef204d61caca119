// What nested writes do with the targets of a has_one or to-many association.
#include <fmt/format.h>

#include <algorithm>

#include "association/handle_at.hpp"
#include "association/nested_writer.hpp"
#include "association/owner_counts.hpp"
#include "model/record/anchor.hpp"
#include "model/save/graph.hpp"
#include "reflect/full_name.hpp"

namespace rowan::nested {

bool Writer::write_targets(const Task& task) {
  const Anchor owner(task.owner);
  const bool written = change_targets(task);
  owner.require_in_place("write");
  to_many_at(task.owner.object(), task.association).forget_loaded();
  return written;
}

bool Writer::change_targets(const Task& task) {
  switch (task.step.operation) {
    case NestedOperation::create:
      return create(task);
    case NestedOperation::connect:
      return connect(task, named_row(task)[0]);
    case NestedOperation::connect_or_create: {
      const AnyRelation among = task.association.is_referred_to() ? free_rows(task) : all_rows(task);
      return connect_or_create(
          task, among, [&](ModelBase& target) { return target.is_new() ? add(task, target) : connect(task, target); });
    }
    case NestedOperation::disconnect:
      return disconnect(task, target_of(task)[0]);
    case NestedOperation::set:
      return set(task);
    case NestedOperation::update:
      return write(target_of(task)[0], task.step.data, task.step.path, task.database);
    case NestedOperation::upsert: {
      const AnyRecords found = target_if(task);
      return found.empty() ? create(task) : write(found[0], task.step.update, task.step.path, task.database);
    }
    case NestedOperation::remove: {
      const OwnerAtHand at_hand(*task.owner.slot());
      destroy_at(target_of(task)[0], task.step.path);
      return true;
    }
  }
  return true;
}

bool Writer::create(const Task& task) {
  AnyRecord made(*task.association.target);
  return add(task, *made);
}

// A new record becomes a target.
bool Writer::add(const Task& task, ModelBase& target) {
  require_vacant(task);
  if (task.association.is_referred_to()) set_foreign_key(task.association, task.owner, target);
  if (!write(target, task.step.data, task.step.path, task.database)) return false;
  if (!task.association.is_referred_to())
    at(task.step.path, [&] { link_target(task.owner, task.association.name, target); });
  return true;
}

bool Writer::connect(const Task& task, ModelBase& target) {
  if (is_linked(task, target)) return true;
  if (!task.association.is_referred_to()) {
    at(task.step.path, [&] { link_target(task.owner, task.association.name, target); });
    return true;
  }
  require_free(task, target);
  require_vacant(task);
  set_foreign_key(task.association, task.owner, target);
  return save(target, task.step.path, task.database);
}

bool Writer::disconnect(const Task& task, ModelBase& target) {
  if (!task.association.is_referred_to()) {
    at(task.step.path, [&] { remove_target(task.owner, task.association.name, target); });
    return true;
  }
  const OwnerAtHand at_hand(*task.owner.slot());
  for (const AttributeInfo* part : parts_to_clear(task)) target.set(part->name, Value());
  return save(target, task.step.path, task.database);
}

bool Writer::set(const Task& task) {
  if (!task.association.to_many())
    throw QueryError(fmt::format("{}: {} has one target: connect it", task.step.path, full_name(task.association)));
  std::vector<AnyRecords> wanted;
  for (std::size_t i = 0; i < task.step.where.size(); ++i) wanted.push_back(named_row(task, i));
  const auto is_wanted = [&](const ModelBase& record) {
    return std::any_of(wanted.begin(), wanted.end(), [&](const AnyRecords& row) { return row[0] == record; });
  };
  const AnyRecords there = own_rows(task).load();
  for (ModelBase& target : there) {
    // Somebody else may have taken it meanwhile.
    if (!is_wanted(target) && is_target(task, target) && !disconnect(task, target)) return false;
  }
  return std::all_of(wanted.begin(), wanted.end(), [&](const AnyRecords& row) { return connect(task, row[0]); });
}

}  // namespace rowan::nested
