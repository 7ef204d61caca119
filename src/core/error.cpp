#include "rowan/core/error.hpp"

#include <utility>

namespace rowan {

Error::Error(const std::string& message, ErrorDetails details)
    : std::runtime_error(message), details_(std::make_shared<const ErrorDetails>(std::move(details))) {}

Error::Error(const Error&) noexcept = default;
Error& Error::operator=(const Error&) noexcept = default;
Error::~Error() = default;

// Destructors live here so that each type has one vtable and one type_info, in this library: an exception thrown by a
// plugin is then caught by name in the program.
MappingError::~MappingError() = default;
InvalidValue::~InvalidValue() = default;
QueryError::~QueryError() = default;
Unsupported::~Unsupported() = default;
RecordNotFound::~RecordNotFound() = default;
NotUnique::~NotUnique() = default;
RecordInvalid::~RecordInvalid() = default;
RecordNotSaved::~RecordNotSaved() = default;
RecordDestroyed::~RecordDestroyed() = default;
RecordMoved::~RecordMoved() = default;
StaleRecord::~StaleRecord() = default;
StrictLoadingViolation::~StrictLoadingViolation() = default;
AttributeNotLoaded::~AttributeNotLoaded() = default;
DeleteRestricted::~DeleteRestricted() = default;
ConstraintViolation::~ConstraintViolation() = default;
UniqueViolation::~UniqueViolation() = default;
ForeignKeyViolation::~ForeignKeyViolation() = default;
NotNullViolation::~NotNullViolation() = default;
CheckViolation::~CheckViolation() = default;
StatementError::~StatementError() = default;
UndefinedTable::~UndefinedTable() = default;
UndefinedColumn::~UndefinedColumn() = default;
ReadOnlyDatabase::~ReadOnlyDatabase() = default;
DatabaseFull::~DatabaseFull() = default;
CorruptDatabase::~CorruptDatabase() = default;
SchemaConflict::~SchemaConflict() = default;
Deadlock::~Deadlock() = default;
SerializationFailure::~SerializationFailure() = default;
LockTimeout::~LockTimeout() = default;
StatementTimeout::~StatementTimeout() = default;
InvalidUrl::~InvalidUrl() = default;
ConnectionFailed::~ConnectionFailed() = default;
ConnectionLost::~ConnectionLost() = default;
DatabaseClosed::~DatabaseClosed() = default;
PoolTimeout::~PoolTimeout() = default;
TransactionError::~TransactionError() = default;
CommitOutcomeUnknown::~CommitOutcomeUnknown() = default;
AfterCommitError::~AfterCommitError() = default;

}  // namespace rowan
