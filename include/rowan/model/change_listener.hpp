// Watching what is written, whoever writes it: what counters, audits and change feeds stand on.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "rowan/connection/database.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/reflect/registry.hpp"

namespace rowan {

/// What was done to rows of a model.
enum class Operation : std::uint8_t {
  insert,      ///< one new record: by save(), save_all, insert_all_with_keys, added to a list
  update,      ///< one record: by save(), save_all, update_columns, increment
  destroy,     ///< one record: by destroy(), delete_row()
  insert_all,  ///< many rows at once; which ones is not known, but how many
  upsert_all,
  update_all,  ///< also dependents set free by `dependent(nullify)`
  delete_all,  ///< also dependents removed by `dependent(delete_all)`
};

/// "insert", "update_all": as the enumerator is spelled.
[[nodiscard]] ROWAN_EXPORT std::string_view to_string(Operation operation) noexcept;

/// One write, as a listener is told of it.
struct RowChange {
  Operation operation;
  const ModelInfo& model;
  /// The record, for the operations on one; null after the end of the transaction, for it may be gone then. As in a
  /// callback, it may neither be moved nor ended (RecordMoved), nor saved nor destroyed (RecordNotSaved).
  const ModelBase* record = nullptr;
  /// The row's key, in the order of the model's; empty for many rows, and before an insert.
  std::vector<Value> key;
  /// What differs from the row before. Of a record destroyed all attributes, `after` NULL. Empty for many rows.
  std::vector<Change> changes;
  /// How many rows there were; 0 before the write.
  std::uint64_t rows = 0;
  /// Where the row is. What a listener's `before` and `after` write into this database is in the write's transaction.
  Database database;
};

/// Told of writes through the library, in the thread that writes. SQL of the user's own, join rows of a many_to_many,
/// and what the database does by itself (triggers, cascades) are not told.
///
/// Each write that is listened to runs in a level of its own (a transaction, or a savepoint inside one), and many
/// records that are saved at once are sent one by one. What a listener writes is not told to the same listener again.
class ROWAN_EXPORT ChangeListener {
 public:
  ChangeListener() = default;
  virtual ~ChangeListener();
  ChangeListener(const ChangeListener&) = delete;
  ChangeListener& operator=(const ChangeListener&) = delete;

  /// Before the statement is sent. What it throws leaves the call that writes, and nothing was sent.
  virtual void before(const RowChange& change);
  /// After the statement, in its transaction: keys and time-stamps are known. What it throws undoes the write and
  /// leaves the call.
  virtual void after(const RowChange& change);
  /// The transaction is committed; without one, right after the write. What it throws is reported as from
  /// Transaction::after_commit: AfterCommitError, when all were told.
  virtual void after_commit(const RowChange& change);
  /// The write was undone, with its transaction or to a savepoint. What it throws is logged.
  virtual void after_rollback(const RowChange& change);
};

/// For as long as it lives, a listener is told. Ends in any thread; changes told before it ended are followed to their
/// commit or rollback.
class ROWAN_EXPORT Listening {
 public:
  Listening(Listening&& other) noexcept;
  Listening& operator=(Listening&&) = delete;
  ~Listening();

 private:
  friend ROWAN_EXPORT Listening listen(std::shared_ptr<ChangeListener> listener, const ModelInfo* model);
  explicit Listening(const void* entry) : entry_(entry) {}
  const void* entry_;
};

/// Tells the listener of writes in all threads: of one model, or of all where `model` is null. Thread-safe. Those that
/// listen are told in the order in which they began to.
[[nodiscard]] ROWAN_EXPORT Listening listen(std::shared_ptr<ChangeListener> listener, const ModelInfo* model = nullptr);
template <class M>
[[nodiscard]] Listening listen(std::shared_ptr<ChangeListener> listener) {
  return listen(std::move(listener), &detail::info_of<M>()());
}

}  // namespace rowan
