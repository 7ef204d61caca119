// Writes of models with counter caches, and the counters along with them, in one step.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "association/owner_counts.hpp"
#include "rowan/model/change_listener.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {

/// One record's `write`, which returns false where there was nothing to send; of an update `only` these columns, if any
/// are named. What the row refers to is asked of the database, not of the record, which may be out of date: `before`,
/// if it is wanted, gets the answer.
bool count_write(ModelBase& record, Operation operation, DatabaseCore& database, const std::function<bool()>& write,
                 std::span<const AttributeInfo* const> only, std::optional<OwnerRows>* before = nullptr);
/// `write` inserts these records, and nothing else counts them.
void count_inserts(const ModelInfo& model, std::span<ModelBase* const> records, DatabaseCore& database,
                   const std::function<void()>& write);
/// The same of rows without records at hand: the objects of `count` rows, from `first` on, `stride` bytes apart.
std::uint64_t count_inserts(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count,
                            DatabaseCore& database, const std::function<std::uint64_t()>& write);

/// Writes the rows that a query selects, and says how many.
using WriteRows = std::function<std::uint64_t(const SelectQuery& which, Connection& connection)>;

// Many rows that a query selects: they are locked and looked at first, then written by their keys, by one `write` or
// several. Each statement may take as long as `timeout` says; 0 means no limit of its own.
std::uint64_t delete_counted(const SelectQuery& which, DatabaseCore& database, const WriteRows& write,
                             std::chrono::milliseconds timeout = {});
std::uint64_t update_counted(const SelectQuery& which, std::span<const Assignment> assignments, DatabaseCore& database,
                             const WriteRows& write, std::chrono::milliseconds timeout = {});
/// Whether these assignments change whom the rows are counted by. @throws QueryError where one adds to such a key.
bool moves_owners(const ModelInfo& model, std::span<const Assignment> assignments);
/// @throws QueryError for what says neither which rows it wrote nor whom they referred to before.
void refuse_uncounted(const ModelInfo& model, std::string_view operation);

}  // namespace rowan
