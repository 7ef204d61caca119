// INSERTs that may have to be undone, as where a trigger or a rule moves the row elsewhere, and what all INSERTs share
// to return the row's own key.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/load/table_facts.hpp"
#include "model/record/key.hpp"
#include "rowan/connection/connection.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

class DatabaseCore;

/// Whether the single key still has the constructor's value.
bool key_untouched(const ModelInfo& model, const void* object);
/// The key of the row that was inserted just now. @throws StatementError when the connection knows none.
std::int64_t key_told(const ModelInfo& model, Connection& connection);
/// @throws StatementError: a row was inserted, and its key is not known.
[[noreturn]] void no_key(const ModelInfo& model);
/// @throws StatementError where the generated key is none of `columns` and nothing would make one: such a row would
/// have a NULL for a key.
void require_key(const ModelInfo& model, const TableFacts& facts, const std::vector<const AttributeInfo*>& columns);
/// @throws StatementError: the database reports that it did not insert the row.
[[noreturn]] void nothing_inserted(const ModelInfo& model);

/// A key from the column's own sequence; empty if there is none.
std::optional<std::int64_t> reserve_key(const ModelInfo& model, Connection& connection);
bool is_there(const ModelInfo& model, const Key& key, Connection& connection);
/// Without RETURNING: selects by key what the database filled in.
void select_back(const ModelInfo& model, const std::vector<const AttributeInfo*>& columns, void* object,
                 Connection& connection);

/// Inserts the record in a level of its own, which is undone when that fails; the record then has the key and the
/// defaults that it had.
void insert_in_level(const ModelInfo& model, void* object, DatabaseCore& database,
                     void (*insert)(const ModelInfo&, void*, Connection&));
/// Inserts the record and looks for its row by the key; to be undone when it is not there.
/// @throws StatementError then.
void insert_and_look(const ModelInfo& model, void* object, Connection& connection);

}  // namespace rowan
