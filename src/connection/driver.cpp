#include "rowan/connection/driver.hpp"

#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {

void DriverConnection::begin(const TransactionStart& start) {
  for (const auto& sql : start.statements) execute(sql);
}

void DriverConnection::limit_statement_time(std::chrono::milliseconds limit, bool) {
  if (limit.count() == 0) return;
  throw Unsupported(
      "the driver of this database can't stop a statement after a time: leave statement_timeout and timeout out");
}

std::unique_ptr<Statement> DriverConnection::prepare_bulk(const BulkTarget&) { return nullptr; }
std::unique_ptr<Statement> DriverConnection::prepare_batch(std::string_view) { return nullptr; }

void Statement::end_row() {
  throw Unsupported("this statement takes one row only: many are for those that prepare_bulk and prepare_batch made");
}

const StatementCompiler& Driver::compiler_for(const Url& url) const { return dialect_for(url).compiler(); }

}  // namespace rowan
