// A record that another may be making at the same time.
#include "rowan/model/find_or_create.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "model/record/resolve.hpp"
#include "model/save/chain.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"

namespace rowan::detail {
namespace {

void require_value(const AttributeAssignment& assignment) {
  if (assignment.increment)
    throw QueryError(fmt::format("a record can't be found by {0} += …: say what {0} is to be", assignment.attribute));
  if (!assignment.computed.always_true())
    throw QueryError(
        fmt::format("a record can't be found, or made, by what the database computes for {0}: give {0} a "
                    "value, or ask where() for rows with such a one",
                    assignment.attribute));
}

bool is_taken(const SaveResult& result) {
  return std::any_of(result.errors().begin(), result.errors().end(),
                     [](const AttributeError& error) { return error.code == "taken"; });
}

// Where a failed statement aborts the transaction, only what was done since a savepoint of its own is undone.
void in_level(DatabaseCore& database, const std::function<void()>& save) {
  if (database.transaction() == nullptr) return save();
  database.run_confined([&](Transaction&) { save(); });
}

}  // namespace

void set_each(ModelBase& record, std::span<const AttributeAssignment> values) {
  for (const AttributeAssignment& assignment : values) {
    require_value(assignment);
    record.set(assignment.attribute, assignment.value);
  }
}

Expr has_each(const ModelInfo& model, std::span<const AttributeAssignment> values) {
  if (values.empty()) throw QueryError(fmt::format("by what is {} to be found? Name an attribute", model.name));
  Expr condition;
  for (const AttributeAssignment& assignment : values) {
    require_value(assignment);
    condition = condition && ast::compare(assignment.attribute, CompareOp::equal, assignment.value);
  }
  return condition;
}

bool is_in_transaction(DatabaseCore& database) { return database.transaction() != nullptr; }

std::exception_ptr unless_taken(DatabaseCore& database, const std::function<void()>& save) {
  try {
    in_level(database, save);
    return nullptr;
  } catch (const UniqueViolation&) {
    return std::current_exception();
  } catch (const RecordInvalid&) {
    return std::current_exception();
  }
}

std::exception_ptr save_unless_taken(ModelBase& record, const std::shared_ptr<DatabaseCore>& database) {
  bool taken = false;
  try {
    in_level(*database, [&] {
      const SaveResult result = save_record(record, database);
      taken = is_taken(result);
      require_saved(record, result);
    });
    return nullptr;
  } catch (const UniqueViolation&) {
    return std::current_exception();
  } catch (const RecordInvalid&) {
    if (taken) return std::current_exception();
    throw;
  }
}

}  // namespace rowan::detail
