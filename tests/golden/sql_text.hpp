// Compiled SQL as one line: the text, then what is bound to it.
#pragma once

#include <string>

#include "rowan/query/select.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan::golden {

/// "SELECT … WHERE id = ? <- 5".
std::string text(const CompiledSql& compiled);
/// What follows WHERE when `condition` is asked of `model`, in standard SQL if no dialect is named.
std::string where_text(const ModelInfo& model, const Expr& condition);
std::string where_text(const Dialect& dialect, const ModelInfo& model, const Expr& condition);
/// The base dialect.
const Dialect& standard();

}  // namespace rowan::golden
