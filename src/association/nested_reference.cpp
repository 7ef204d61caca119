// What nested writes do with targets that the record refers to.
#include <fmt/format.h>

#include "association/handle_at.hpp"
#include "association/nested_writer.hpp"
#include "reflect/full_name.hpp"

namespace rowan::nested {
namespace {

// The next touch loads what the target has become.
bool forget(const Task& task) {
  belongs_to_at(task.owner.object(), task.association).reset();
  return true;
}

// What it shares with other references of a row, or with an attribute, stays: a row is not moved by what it refers to.
void require_shared_equal(const Task& task, const std::vector<Value>& key) {
  const AssociationInfo& association = task.association;
  if (!task.owner.is_persisted()) return;  // a new record is given it, or an error tells that both disagree
  for (std::size_t i = 0; i < key.size(); ++i) {
    const AttributeInfo& part = *association.foreign_key[i];
    const Value held = part.association == &association.declared() ? Value() : task.owner.get(part.name);
    if (held.is_null() || held == key[i]) continue;
    throw RecordNotFound(fmt::format("{}: this {} has another {} than the {}, which keeps its own", task.step.path,
                                     association.target->name, part.name, association.owner->name));
  }
}

}  // namespace

bool Writer::refer(const Task& task, std::vector<Leaving>& leaving) {
  switch (task.step.operation) {
    case NestedOperation::create:
      return refer_to_new(task);
    case NestedOperation::connect:
      return refer_to(task, named_row(task)[0]);
    case NestedOperation::connect_or_create:
      return connect_or_create(task, all_rows(task), [&](ModelBase& target) {
        return (!target.is_new() || write(target, task.step.data, task.step.path, task.database)) &&
               refer_to(task, target);
      });
    case NestedOperation::disconnect:
      if (!task.step.where.empty()) static_cast<void>(target_of(task));
      return refer_to_none(task);
    case NestedOperation::update:
      return write(target_of(task)[0], task.step.data, task.step.path, task.database) && forget(task);
    case NestedOperation::upsert: {
      const AnyRecords present = target_if(task);
      if (present.empty()) return refer_to_new(task);
      return write(present[0], task.step.update, task.step.path, task.database) && forget(task);
    }
    case NestedOperation::remove:
      static_cast<void>(parts_to_clear(task));
      leaving.push_back({task.step.path, target_of(task)});
      return refer_to_none(task);
    case NestedOperation::set:
      break;
  }
  throw QueryError(fmt::format("{}: {} has one target: connect it", task.step.path, full_name(task.association)));
}

bool Writer::refer_to_new(const Task& task) {
  AnyRecord made(*task.association.target);
  return write(*made, task.step.data, task.step.path, task.database) && refer_to(task, *made);
}

bool Writer::refer_to(const Task& task, const ModelBase& target) {
  std::vector<Value> key;
  for (const AttributeInfo* part : task.association.referenced_key) key.push_back(target.get(part->name));
  require_shared_equal(task, key);
  references_.push_back(std::make_unique<ListChanges>(task.owner.need_slot(), task.association));
  references_.back()->refer(key);
  return true;
}

bool Writer::refer_to_none(const Task& task) {
  static_cast<void>(parts_to_clear(task));
  references_.push_back(std::make_unique<ListChanges>(task.owner.need_slot(), task.association));
  references_.back()->refer({});
  return true;
}

}  // namespace rowan::nested
