// The bare INSERT, UPDATE and DELETE of one record: no validation, no callbacks, no graph.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "model/record/resolve.hpp"
#include "rowan/model/model_base.hpp"

namespace rowan {

class RecordStatements;

/// Inserts the record and takes back what the database generated. The record is persisted afterwards.
void insert_record(ModelBase& record, DatabaseContext context);
/// As insert_record, and nobody hears of it: neither those who listen nor counter caches.
void insert_alone(ModelBase& record, DatabaseContext context);
/// Bulk protocols are the fastest, but may be closed to what an INSERT can do: write to a view, say.
enum class Protocol : std::uint8_t { statements, bulk };
/// The same for many new records of one model, in as few round trips as the database takes. Inside a transaction, which
/// must be undone when it throws.
void insert_records(const ModelInfo& model, std::span<ModelBase* const> records, DatabaseCore& database,
                    Protocol protocol);
/// Its parts, for those who write many rows at once: before, time-stamps and UUIDs are filled in and the record is
/// enlisted; afterwards, with its key set, the record is what insert_record leaves.
void prepare_insert(ModelBase& record, DatabaseContext context);
void set_generated_key(const ModelInfo& model, void* object, std::int64_t key);
/// As that takes it, from the first column of a row. False for NULL.
bool read_generated_key(const ModelInfo& model, Statement& statement, std::int64_t& key);
void settle_insert(ModelBase& record, DatabaseContext context);
/// What the columns keep less of: the library's time-stamps are cut to it. @throws InvalidValue for other values.
void heed_limits(const ModelInfo& model, Slot& slot, void* object, RecordStatements& statements);
/// Updates the columns that changed, counting the lock version up. Returns false, having sent nothing, when none did.
/// @throws StaleRecord.
bool update_record(ModelBase& record, DatabaseContext context);
/// The same for many records of one model, in as few round trips as the database takes. Inside a transaction, which
/// must be undone when it throws.
void update_records(const ModelInfo& model, std::span<ModelBase* const> records, DatabaseCore& database);
/// Updates just these columns, by key only.
void update_columns_of(ModelBase& record, std::span<const AttributeInfo* const> columns, DatabaseCore& database);
/// Deletes the row; the record is destroyed afterwards. @throws StaleRecord.
void delete_record(ModelBase& record, DatabaseCore& database);

/// Enlists the record in the transaction open on this thread, if any, before its state changes.
void enlist(Slot& slot, DatabaseContext context);
/// After a write without callbacks: if the row is to be told to after_commit, then as it is now. `back`: the write took
/// its soft deletion back.
void announce_again(const ModelBase& record, DatabaseCore& database, bool back = false);

}  // namespace rowan
