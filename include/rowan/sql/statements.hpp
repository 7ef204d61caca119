// Statement texts of the record layer, without values: the caller binds parameters in the order told. Texts depend on
// model and columns only, so they can be kept. All are thread-safe.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "rowan/export.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/sql/bulk_target.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {

/// SELECT of all attributes, in order, by primary key. Parameters: the key. @throws MappingError for a model without a
/// primary key.
ROWAN_EXPORT std::string find_sql(const Dialect& dialect, const ModelInfo& model);
/// INSERT. Parameters: `columns` of each row in turn. `returning` needs `can().returning`. Without columns: one row of
/// defaults.
ROWAN_EXPORT std::string insert_sql(const Dialect& dialect, const ModelInfo& model, AttributeList columns,
                                    std::size_t rows = 1, AttributeList returning = {});
/// For DriverConnection::prepare_bulk. At least one column.
ROWAN_EXPORT BulkTarget bulk_target(const Dialect& dialect, const ModelInfo& model, AttributeList columns);
/// INSERT that leaves rows alone which are already there. Parameters as insert_sql.
ROWAN_EXPORT std::string insert_ignore_sql(const Dialect& dialect, const ModelInfo& model, AttributeList columns,
                                           std::size_t rows = 1, AttributeList returning = {});
/// UPDATE … SET each of `set` WHERE each of `where` equals. Parameters: `set`, then `where`.
ROWAN_EXPORT std::string update_sql(const Dialect& dialect, const ModelInfo& model, AttributeList set,
                                    AttributeList where);
/// The same for many rows, from one array for each of `set` and `where`, of as many values as there are rows; no two
/// rows may have the same `where`. Needs `can().array_lists`, and types that the database can be told: see
/// `can_be_told`.
ROWAN_EXPORT std::string update_many_sql(const Dialect& dialect, const ModelInfo& model, AttributeList set,
                                         AttributeList where);
/// Whether arrays of the attribute's values have a type that is told without asking the database: not texts, which may
/// be of types of its own, nor unsigned integers of 64 bits, which are kept in different ones; nor are there arrays of
/// bytes.
ROWAN_EXPORT bool can_be_told(const AttributeInfo& attribute);
/// UPDATE that adds to `counter` (NULL counting as zero) and sets `also`. With `returning`, a row that can't hold the
/// sum is left out where Dialect::sum_fits asks for that. Parameters: the amount, `also`, then `where`.
ROWAN_EXPORT std::string increment_sql(const Dialect& dialect, const ModelInfo& model, const AttributeInfo& counter,
                                       AttributeList also, AttributeList where, AttributeList returning = {});
/// DELETE WHERE each of `where` equals. Parameters: `where`.
ROWAN_EXPORT std::string delete_sql(const Dialect& dialect, const ModelInfo& model, AttributeList where);

/// Adds join rows of a many_to_many, leaving those alone which are there. Parameters per row: owner's key, target's
/// key.
ROWAN_EXPORT std::string join_insert_sql(const Dialect& dialect, const AssociationInfo& association,
                                         std::size_t rows = 1);
/// Whether one is there: a row, or none. Parameters: owner's key, target's key.
ROWAN_EXPORT std::string join_find_sql(const Dialect& dialect, const AssociationInfo& association);
/// Removes one join row. Parameters: owner's key, target's key.
ROWAN_EXPORT std::string join_delete_sql(const Dialect& dialect, const AssociationInfo& association);
/// Removes all join rows of one owner. Parameters: owner's key.
ROWAN_EXPORT std::string join_clear_sql(const Dialect& dialect, const AssociationInfo& association);

/// Which keys the database holds equal to those asked for: SELECT of the number of the key asked for, from 0, and of
/// the key as it is spelt in the table. Parameters: the keys, `keys` of them, part by part. Of the columns by which an
/// association finds its targets; or of a model's own key. @throws MappingError for a model without a primary key.
ROWAN_EXPORT std::string equal_keys_sql(const Dialect& dialect, const AssociationInfo& association, std::size_t keys);
ROWAN_EXPORT std::string equal_keys_sql(const Dialect& dialect, const ModelInfo& model, std::size_t keys);

}  // namespace rowan
