// The order of a nested write: references, the record, its targets.
#include <fmt/format.h>

#include <algorithm>

#include "association/handle_at.hpp"
#include "association/nested_writer.hpp"
#include "association/unlink.hpp"
#include "model/record/anchor.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/resolve.hpp"
#include "model/save/chain.hpp"
#include "reflect/full_name.hpp"
#include "rowan/model/find_or_create.hpp"

namespace rowan {
namespace nested {
namespace {

std::string inside(const std::string& path, const std::string& name) {
  return path.empty() || name.empty() ? path + name : path + "." + name;
}

// Steps know their way from their record; errors begin where the write does.
std::vector<NestedStep> placed(std::vector<NestedStep> steps, const std::string& path) {
  for (NestedStep& step : steps) step.path = inside(path, step.path);
  return steps;
}

const AssociationInfo& named(const ModelBase& record, const NestedStep& step) {
  const AssociationInfo& association = at(step.path, [&]() -> const AssociationInfo& {
                                         return record.model_info().association(step.association);
                                       }).resolved();
  if (association.target != nullptr) return association;
  throw QueryError(fmt::format("{}: {} refers to one of several models, whose targets are written by themselves",
                               step.path, full_name(association)));
}

std::vector<Task> tasks_of(ModelBase& record, const std::vector<NestedStep>& steps, const DatabaseRef& database) {
  std::vector<Task> tasks;
  for (const NestedStep& step : steps) {
    const AssociationInfo& association = named(record, step);
    tasks.push_back({record, association, step, database_for_targets(association, database)});
  }
  return tasks;
}

// Whether it is about the target that the record refers to already.
bool asks_present(const NestedStep& step) {
  switch (step.operation) {
    case NestedOperation::update:
    case NestedOperation::upsert:
    case NestedOperation::remove:
      return true;
    case NestedOperation::disconnect:
      return !step.where.empty();
    default:
      return false;
  }
}

std::vector<const AttributeInfo*> parts_given_by(const Task& task) {
  switch (task.step.operation) {
    case NestedOperation::update:
      return {};
    case NestedOperation::remove:
    case NestedOperation::disconnect:
      return own_parts(task.association);
    default:
      return task.association.own_columns();
  }
}

// Who may write what a record refers to could otherwise write any row: by letting the record refer to that row first.
void require_present_meant(const ModelInfo& model, const NestedWrite& write, const std::vector<Task>& tasks) {
  std::vector<const AttributeInfo*> given;
  for (const auto& [name, value] : write.values) given.push_back(model.find_attribute(name));
  const auto is_given = [&](const AttributeInfo* part) {
    return std::find(given.begin(), given.end(), part) != given.end();
  };
  for (const Task& task : tasks) {
    if (!task.association.refers()) continue;
    const auto parts = task.association.own_columns();
    if (asks_present(task.step) && std::any_of(parts.begin(), parts.end(), is_given))
      throw QueryError(
          fmt::format("{}: this write has changed what {} refers to, and its targets are those from "
                      "before: change that one in a write of its own",
                      task.step.path, full_name(task.association)));
    const auto more = parts_given_by(task);
    given.insert(given.end(), more.begin(), more.end());
  }
}

}  // namespace

bool Writer::write(ModelBase& record, const NestedWrite& write, const std::string& path,
                   const std::shared_ptr<DatabaseCore>& database) {
  const std::vector<NestedStep> steps = placed(write.steps, path);
  const std::vector<Task> tasks = tasks_of(record, steps, DatabaseRef(database.get()));
  require_present_meant(record.model_info(), write, tasks);
  for (const auto& given : write.values) at(inside(path, given.first), [&] { record.set(given.first, given.second); });
  std::vector<Leaving> leaving;
  const Anchor anchor(record);
  const auto is_done = [&](const Task& task, bool references) {
    if (task.association.refers() != references) return true;
    anchor.require_in_place("write");
    return do_step(task, *database, leaving);
  };
  const auto do_steps = [&](bool references) {
    return std::all_of(tasks.begin(), tasks.end(), [&](const Task& task) { return is_done(task, references); });
  };
  if (!do_steps(true)) return false;
  anchor.require_in_place("write");
  if (!save(record, path, database)) return false;
  for (const Leaving& each : leaving) destroy_at(each.target[0], each.path);
  return do_steps(false);
}

// Targets that live in another database are written in a step there.
bool Writer::do_step(const Task& task, const DatabaseCore& database, std::vector<Leaving>& leaving) {
  const auto run = [&] { return task.association.refers() ? refer(task, leaving) : write_targets(task); };
  if (task.database.get() == &database) return run();
  bool done = false;
  task.database->run_step([&](Transaction&) {
    done = run();
    if (!done) task.database->transaction()->undo_step();
  });
  return done;
}

bool Writer::save(ModelBase& record, const std::string& path, const std::shared_ptr<DatabaseCore>& database) {
  const SaveResult result =
      at(path.empty() ? record.model_info().name : path, [&] { return save_record(record, database); });
  if (result) return true;
  if (result.errors().empty()) throw RecordNotSaved(fmt::format("{}: {}", path, result.to_string()));
  for (const AttributeError& error : result.errors())
    errors_.add(inside(path, error.attribute), error.message, error.code, error.values);
  return false;
}

void destroy_at(ModelBase& record, const std::string& path) {
  if (const SaveResult result = at(path, [&] { return record.destroy(); }); !result)
    throw RecordNotSaved(
        fmt::format("{}: {} was not destroyed: {}", path, record.model_info().name, result.to_string()));
}

// A record that is invalid for another reason says nothing about whose row is there, unless it was looked for by its
// key.
bool may_be_taken(const Task& task, const Errors& errors) {
  const auto& where = task.step.where.front();
  const auto& key = task.association.target->primary_key;
  const auto is_named = [&](const AttributeInfo* part) {
    return std::any_of(where.begin(), where.end(), [&](const auto& each) { return each.first == part->name; });
  };
  return std::all_of(key.begin(), key.end(), is_named) ||
         std::any_of(errors.begin(), errors.end(), [](const AttributeError& error) { return error.code == "taken"; });
}

// `use` is given the row, or a new record with the values that it was looked for by. Somebody else may be making it.
bool Writer::connect_or_create(const Task& task, const AnyRelation& among, const Use& use) {
  if (const AnyRecords found = named_row_if(among, task); !found.empty()) return use(found[0]);
  AnyRecord made(*task.association.target);
  for (const auto& [name, value] : task.step.where.front()) made->set(name, value);
  bool written = true;
  const std::exception_ptr taken = detail::unless_taken(*task.database, [&] {
    written = use(*made);
    if (!written) throw RecordInvalid(fmt::format("{}: {}", task.step.path, errors_.to_string()));
  });
  if (taken == nullptr) return true;
  if (const AnyRecords found = newest_row_if(among, task); !found.empty()) {
    errors_ = Errors();
    return use(found[0]);
  }
  const bool is_taken = written || may_be_taken(task, errors_);
  if (is_taken && task.association.is_referred_to() && !newest_row_if(all_rows(task), task).empty())
    refuse_another_owners(task);
  if (!written) return false;
  std::rethrow_exception(taken);
}

void Writer::keep(DatabaseCore& database) {
  for (const auto& changes : references_) changes->keep(database);
}

}  // namespace nested

SaveResult write_nested(ModelBase& record, const NestedWrite& write) {
  detail::require_alive(record, "write");
  const ModelInfo& model = record.model_info();
  const auto database =
      resolve_database(model, nullptr, record.slot() == nullptr ? DatabaseRef() : record.slot()->block->database);
  if (record.slot() != nullptr && record.slot()->partial) record.load_missing();  // references are compared
  Errors errors;
  bool written = false;
  nested::Writer writer(errors);
  database->run_step([&](Transaction&) {
    written = writer.write(record, write, {}, database);
    if (written)
      writer.keep(*database);
    else
      database->transaction()->undo_step();
  });
  return written ? SaveResult() : SaveResult(std::move(errors));
}

}  // namespace rowan
