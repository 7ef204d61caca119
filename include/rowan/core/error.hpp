// The one family of errors. It is flat: catch `Error` for everything, a named type for what you can handle.
//
// A type per *reaction*, not per cause: a caller who can retry, ask the user for another e-mail address, or reload,
// needs to tell these apart; everything else is in the accessors. The same fault gives the same type on every database.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/export.hpp"

namespace rowan {

/// What is known about a failure. Empty where not known. Never holds bound values.
struct ErrorDetails {
  std::string sqlstate;    ///< five characters, where the database has them
  int native_code = 0;     ///< the database's own number (SQLite: the extended result code)
  std::string statement;   ///< the SQL text, with placeholders
  std::string constraint;  ///< name of the violated constraint
  std::string table;
  std::vector<std::string> columns;
  int parameter = -1;  ///< which of the statement's values was refused, from 0; -1: not known
};

/// Root of the family. Copying does not throw.
class ROWAN_EXPORT Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, ErrorDetails details = {});
  Error(const Error&) noexcept;
  Error& operator=(const Error&) noexcept;
  ~Error() override;

  [[nodiscard]] const std::string& sqlstate() const noexcept { return details_->sqlstate; }
  [[nodiscard]] int native_code() const noexcept { return details_->native_code; }
  [[nodiscard]] const std::string& statement() const noexcept { return details_->statement; }
  [[nodiscard]] const std::string& constraint() const noexcept { return details_->constraint; }
  [[nodiscard]] const std::string& table() const noexcept { return details_->table; }
  [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return details_->columns; }
  [[nodiscard]] const ErrorDetails& details() const noexcept { return *details_; }

 private:
  std::shared_ptr<const ErrorDetails> details_;
};

// clang-format off
#define ROWAN_DETAIL_ERROR(Name, Base)                  \
  class ROWAN_EXPORT Name : public Base {               \
   public:                                              \
    using Base::Base;                                   \
    Name(const Name&) noexcept = default;               \
    Name& operator=(const Name&) noexcept = default;    \
    ~Name() override;                                   \
  };

// Describing and using models
ROWAN_DETAIL_ERROR(MappingError, Error)            // models described wrongly, or used without what they need
ROWAN_DETAIL_ERROR(InvalidValue, Error)            // a value of the wrong kind, out of range, or not representable
ROWAN_DETAIL_ERROR(QueryError, Error)              // a query that can't be: unknown name, negative limit, missing .everything()
ROWAN_DETAIL_ERROR(Unsupported, Error)             // this database can't do that; the message says what can

// Records
ROWAN_DETAIL_ERROR(RecordNotFound, Error)
ROWAN_DETAIL_ERROR(NotUnique, Error)               // sole() found more than one
ROWAN_DETAIL_ERROR(RecordInvalid, Error)           // save_or_throw(): validation failed
ROWAN_DETAIL_ERROR(RecordNotSaved, Error)          // save_or_throw(): a callback stopped it
ROWAN_DETAIL_ERROR(RecordDestroyed, Error)         // a destroyed record was saved, reloaded or destroyed again
ROWAN_DETAIL_ERROR(RecordMoved, Error)             // a moved-from record or handle was used
ROWAN_DETAIL_ERROR(StaleRecord, Error)             // the row is gone, or its lock version moved on
ROWAN_DETAIL_ERROR(StrictLoadingViolation, Error)
ROWAN_DETAIL_ERROR(AttributeNotLoaded, Error)      // an attribute that only(…) left out was asked for
ROWAN_DETAIL_ERROR(DeleteRestricted, Error)        // dependent(restrict_exception)

// Constraints
ROWAN_DETAIL_ERROR(ConstraintViolation, Error)
ROWAN_DETAIL_ERROR(UniqueViolation, ConstraintViolation)
ROWAN_DETAIL_ERROR(ForeignKeyViolation, ConstraintViolation)
ROWAN_DETAIL_ERROR(NotNullViolation, ConstraintViolation)
ROWAN_DETAIL_ERROR(CheckViolation, ConstraintViolation)

// Statements and the database behind them
ROWAN_DETAIL_ERROR(StatementError, Error)          // the database refused the statement; the types below say why, where known
ROWAN_DETAIL_ERROR(UndefinedTable, StatementError)
ROWAN_DETAIL_ERROR(UndefinedColumn, StatementError)
ROWAN_DETAIL_ERROR(ReadOnlyDatabase, StatementError)
ROWAN_DETAIL_ERROR(DatabaseFull, StatementError)
ROWAN_DETAIL_ERROR(CorruptDatabase, StatementError)
ROWAN_DETAIL_ERROR(SchemaConflict, Error)          // create_tables found a table that is already there
ROWAN_DETAIL_ERROR(Deadlock, StatementError)
ROWAN_DETAIL_ERROR(SerializationFailure, StatementError)
ROWAN_DETAIL_ERROR(LockTimeout, StatementError)
ROWAN_DETAIL_ERROR(StatementTimeout, StatementError)

// Connections and transactions
ROWAN_DETAIL_ERROR(InvalidUrl, Error)
ROWAN_DETAIL_ERROR(ConnectionFailed, Error)        // could not be opened
ROWAN_DETAIL_ERROR(ConnectionLost, Error)
ROWAN_DETAIL_ERROR(DatabaseClosed, Error)          // used after close(), or a record touched after its database was closed
ROWAN_DETAIL_ERROR(PoolTimeout, Error)
ROWAN_DETAIL_ERROR(TransactionError, Error)        // used after its end, or it must roll back
ROWAN_DETAIL_ERROR(CommitOutcomeUnknown, Error)
ROWAN_DETAIL_ERROR(AfterCommitError, Error)        // after_commit callbacks threw; the data is committed
// clang-format on
#undef ROWAN_DETAIL_ERROR

}  // namespace rowan
