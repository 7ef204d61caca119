// From the rows of a statement to records.
#pragma once

#include <memory>
#include <vector>

#include "model/record/fingerprints.hpp"
#include "model/record/members.hpp"
#include "model/record/slab.hpp"
#include "rowan/connection/connection.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/records.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// Reads the current row's columns from `first` on, one per attribute, into the members: the record is a loaded one
/// then. @throws InvalidValue naming model, attribute and column.
void read_record(const ModelInfo& model, RowReader& row, void* object, Slot& slot, int first = 0);
/// The same of a row with these attributes only: the record is a partial one then, unless they are all.
void read_record(const ModelInfo& model, const std::vector<const AttributeInfo*>& only, RowReader& row, void* object,
                 Slot& slot);
/// The same into an object whose record is new, and is one of this database then. `only`: which attributes the row has;
/// null: all.
void read_found(const ModelInfo& model, RowReader& row, ModelBase& record, void* object, DatabaseCore& database,
                const LoadOptions& options, const std::vector<const AttributeInfo*>* only = nullptr);
/// Throws `error`, about a column that was read, naming all of these.
[[noreturn]] void refuse_read(const ModelInfo& model, const AttributeInfo& attribute, const InvalidValue& error);
/// Reads one attribute. @throws InvalidValue naming model, attribute and column.
void read_attribute(const ModelInfo& model, const AttributeInfo& attribute, RowReader& row, int column, void* object);
/// Stores the key of the record in its slot.
void take_key(const ModelInfo& model, const void* object, Slot& slot);
/// What a record is after its row was read: persisted, key and fingerprints taken, handles bound.
void settle_loaded(const ModelInfo& model, void* object, Slot& slot);
/// The same where the fingerprints were taken already.
void settle_watched(const ModelInfo& model, void* object, Slot& slot);

/// Makes records of rows, one after the other: a record set, and one cohort.
class RecordBuilder {
 public:
  /// `only`: which attributes are in the rows; null: all.
  RecordBuilder(const ModelInfo& model, const std::shared_ptr<DatabaseCore>& database, const LoadOptions& options,
                std::size_t expected, const std::vector<const AttributeInfo*>* only = nullptr)
      : model_(model), database_(database), options_(options), expected_(expected), only_(only) {}
  /// One more, of the current row's columns from `first` on.
  Slot& add(RowReader& row, int first = 0);
  [[nodiscard]] std::size_t size() const { return set_.size(); }
  [[nodiscard]] RecordSet finish() { return std::move(set_); }

 private:
  void begin_block();

  const ModelInfo& model_;
  const std::shared_ptr<DatabaseCore>& database_;
  const LoadOptions& options_;
  std::size_t expected_;
  const std::vector<const AttributeInfo*>* only_;
  RecordSet set_;
  Block* block_ = nullptr;
  Cohort* cohort_ = nullptr;
  ResultMemory memory_;
};

/// Receives each record as it is read, while the statement stands on its row.
class RowVisitor {
 public:
  virtual ~RowVisitor() = default;
  virtual void row(RowReader& row, Slot& slot) = 0;
};

/// Reads all rows of a bound statement into a new record set (one cohort). The statement is executed, not reset.
/// `only` as RecordBuilder.
RecordSet read_records(const ModelInfo& model, Statement& statement, const std::shared_ptr<DatabaseCore>& database,
                       const LoadOptions& options, RowVisitor* visitor = nullptr, std::size_t expected = 0,
                       const std::vector<const AttributeInfo*>* only = nullptr);

}  // namespace rowan
