// One record by primary key.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "model/record/key.hpp"
#include "model/record/resolve.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

class DatabaseCore;

/// The key of these parts. @throws QueryError when their number is wrong, InvalidValue when one has the wrong type.
Key key_of(const ModelInfo& model, std::vector<Value> parts);
/// As above, without a copy for the usual key: one 64-bit integer.
Key key_of(const ModelInfo& model, std::span<const Value> parts);

/// Reads the row with this key into an object whose record is new, and locks it when `lock` says so. False when there
/// is none.
bool fetch_into(const ModelInfo& model, const Key& key, DatabaseContext context, const LoadOptions& options,
                ModelBase& record, void* object, const RowLock* lock = nullptr);
/// Reads the current row into an object whose record is new. `only`: which attributes it has; null: all.
void read_found(const ModelInfo& model, RowReader& row, ModelBase& record, void* object, DatabaseCore& database,
                const LoadOptions& options, const std::vector<const AttributeInfo*>* only = nullptr);
/// The record in its own block, with one strong reference for the caller; null when there is no such row.
Block* fetch_one(const ModelInfo& model, const Key& key, const std::shared_ptr<DatabaseCore>& database);

}  // namespace rowan
