// One record by primary key.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "connection/open_transaction.hpp"
#include "model/record/key.hpp"
#include "model/record/resolve.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// How records are loaded where nobody says otherwise.
extern const LoadOptions plain_load;

/// Calls `use` with the database of a query that names none. A transaction keeps its own, which spares counting.
template <class Use>
auto in_database(const ModelInfo& model, const Use& use) {
  TransactionState* open = model.database_name.empty() ? OpenTransaction::innermost() : nullptr;
  std::shared_ptr<DatabaseCore> resolved;
  if (open == nullptr) {
    resolved = resolve_database(model, nullptr);
    open = resolved->transaction();
  }
  // One call of `use`, which becomes a part of its caller.
  return use(resolved != nullptr ? resolved : open->kept_database(), open);
}

/// The key of these parts. @throws QueryError when their number is wrong, InvalidValue when one has the wrong type.
Key key_of(const ModelInfo& model, std::vector<Value> parts);
/// As above, without a copy for the usual key: one 64-bit integer.
Key key_of(const ModelInfo& model, std::span<const Value> parts);

/// Reads the row with this key into an object whose record is new, and locks it when `lock` says so. False when there
/// is none.
bool fetch_into(const ModelInfo& model, const Key& key, DatabaseContext context, const LoadOptions& options,
                ModelBase& record, void* object, const RowLock* lock = nullptr);
/// The record in its own block, with one strong reference for the caller; null when there is no such row.
Block* fetch_one(const ModelInfo& model, std::span<const Value> key);

}  // namespace rowan
