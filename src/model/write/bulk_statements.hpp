// Many rows by statements: what all bulk writes share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "model/write/bulk_rows.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan::detail {

/// The statement for so many rows of these columns. Its first parameters are theirs; it has the values of the others.
using MakeSql = std::function<CompiledSql(const StatementCompiler&, const Columns&, std::size_t rows)>;

enum class Lengths : std::uint8_t { any, one_row };

/// Writes all rows, in statements of few lengths; `besides`: how many parameters each has that are not the rows'.
std::uint64_t write_by_statements(const Rows& rows, Connection& connection, const MakeSql& make_sql,
                                  Lengths lengths = Lengths::any, std::size_t besides = 0);
/// Runs `write` of so many rows: all of them, or none.
void run_whole(const ModelInfo& model, DatabaseCore& database, std::size_t rows, const std::function<void()>& write);
/// What save() would see to, or refuse. @throws RecordNotSaved, RecordDestroyed, QueryError.
void require_insertable(const Rows& rows, const std::shared_ptr<DatabaseCore>& database);

}  // namespace rowan::detail
