// From the rows of a statement to records.
#pragma once

#include <memory>

#include "model/record/fingerprints.hpp"
#include "model/record/members.hpp"
#include "rowan/connection/connection.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/records.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// Reads the current row's first columns, one per attribute, into the members: the record is a loaded one then. @throws
/// InvalidValue naming model, attribute and column.
void read_record(const ModelInfo& model, RowReader& row, void* object, Slot& slot);
/// Throws `error`, about a column that was read, naming all of these.
[[noreturn]] void refuse_read(const ModelInfo& model, const AttributeInfo& attribute, const InvalidValue& error);
/// Stores the key of the record in its slot.
void take_key(const ModelInfo& model, const void* object, Slot& slot);
/// Ties the handles of a record, just loaded or inserted, to its slot; needless where the model has none.
void bind_handles(const ModelInfo& model, void* object, Slot& slot);
/// What a record is after its row was read: persisted, key and fingerprints taken, handles bound.
void settle_loaded(const ModelInfo& model, void* object, Slot& slot);
/// The same where the fingerprints were taken already.
void settle_watched(const ModelInfo& model, void* object, Slot& slot);

/// Receives each record as it is read, while the statement stands on its row.
class RowVisitor {
 public:
  virtual ~RowVisitor() = default;
  virtual void row(RowReader& row, Slot& slot) = 0;
};

/// Reads all rows of a bound statement into a new record set (one cohort). The statement is executed, not reset.
RecordSet read_records(const ModelInfo& model, Statement& statement, const std::shared_ptr<DatabaseCore>& database,
                       const LoadOptions& options, RowVisitor* visitor = nullptr, std::size_t expected = 0);

}  // namespace rowan
