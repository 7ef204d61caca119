// The rows that steps of nested writes are about: found, locked where databases have row locks, or refused.
#pragma once

#include <memory>
#include <string>

#include <fmt/format.h>

#include "rowan/association/nested.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/any_relation.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan::nested {

/// One step: of which record, and where the targets live.
struct Task {
  ModelBase& owner;
  const AssociationInfo& association;
  const NestedStep& step;
  std::shared_ptr<DatabaseCore> database;
};

template <class Error>
[[noreturn]] void rethrow_at(const std::string& path, const Error& error) {
  throw Error(fmt::format("{}: {}", path, error.what()), error.details());
}

/// Runs one operation of the library's, whose errors are to begin with the path.
template <class Do>
decltype(auto) at(const std::string& path, const Do& what) {
  try {
    return what();
  } catch (const RecordNotFound& error) {
    rethrow_at(path, error);
  } catch (const RecordNotSaved& error) {
    rethrow_at(path, error);
  } catch (const InvalidValue& error) {
    rethrow_at(path, error);
  } catch (const QueryError& error) {
    rethrow_at(path, error);
  } catch (const UniqueViolation& error) {
    rethrow_at(path, error);
  } catch (const ForeignKeyViolation& error) {
    rethrow_at(path, error);
  } catch (const NotNullViolation& error) {
    rethrow_at(path, error);
  } catch (const CheckViolation& error) {
    rethrow_at(path, error);
  } catch (const DeleteRestricted& error) {
    rethrow_at(path, error);
  } catch (const StaleRecord& error) {
    rethrow_at(path, error);
  }
}

/// All rows of the association's model.
AnyRelation all_rows(const Task& task);
/// The owner's targets.
AnyRelation own_rows(const Task& task);
/// The row that the step names, its `which`th. @throws RecordNotFound, NotUnique.
AnyRecords named_row(const Task& task, std::size_t which = 0);
/// The same, of these; none where there is none.
AnyRecords named_row_if(const AnyRelation& among, const Task& task);
/// As above, one that somebody has just made: a transaction may not see it without a lock.
AnyRecords newest_row_if(const AnyRelation& among, const Task& task);
/// The owner's target that the step names; of a to-one association, where it names none, the one there is. None where
/// there is none.
AnyRecords target_if(const Task& task);
/// @throws RecordNotFound.
AnyRecords target_of(const Task& task);
/// Whether it is one of the owner's already.
bool is_target(const Task& task, const ModelBase& target);
/// Likewise, though it may not meet the association's condition.
bool is_linked(const Task& task, const ModelBase& target);
/// Of a has_one or has_many: the owner's targets, and those of nobody.
AnyRelation free_rows(const Task& task);
/// @throws RecordNotFound when another owner has it. A column that the reference shares with others must be the owner's
/// as well, or NULL.
void require_free(const Task& task, const ModelBase& target);
/// @throws RecordNotSaved when a to-one association has its target.
void require_vacant(const Task& task);
/// The columns that are set to NULL when a target is taken away. @throws RecordNotSaved when they can't be.
std::vector<const AttributeInfo*> parts_to_clear(const Task& task);

[[noreturn]] void refuse_nobody(const Task& task);
[[noreturn]] void refuse_another_owners(const Task& task);

}  // namespace rowan::nested
