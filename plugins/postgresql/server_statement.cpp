#include "server_statement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "errors.hpp"
#include "pipeline.hpp"
#include "rowan/core/error.hpp"
#include "session.hpp"

namespace rowan::postgresql {

std::vector<ColumnInfo> columns_of(const PGresult* result) {
  std::vector<ColumnInfo> columns;
  for (int i = 0; i < PQnfields(result); ++i) columns.push_back({PQfname(result, i), stored_as(PQftype(result, i))});
  return columns;
}

const std::vector<ColumnInfo>& ServerStatement::columns(Parameters& parameters) {
  if (!described_) {
    if (named_) {
      prepare(parameters);
    } else {
      columns_ = columns_of(describe_new("", parameters).get());
    }
    described_ = true;
  }
  return columns_;
}

Result ServerStatement::execute(Parameters& parameters) {
  Result result = send(parameters);
  if (succeeded(result.get())) return result;
  session_.refuse_copy(result.get(), sql_);
  auto failure = Failure::of(result.get(), session_.connection(), sql_);
  if (failure.is_stale_statement()) {
    forget();
    if (!session_.in_transaction()) {
      result = send(parameters);
      if (succeeded(result.get())) return result;
      failure = Failure::of(result.get(), session_.connection(), sql_);
    }
  }
  raise(failure);
}

Result ServerStatement::send(Parameters& parameters) {
  PGconn* connection = session_.connection();
  if (!named_) {
    Result result(PQexecParams(connection, sql_.c_str(), parameters.count(), parameters.types(), parameters.values(),
                               parameters.lengths(), parameters.formats(), 0));
    columns_ = columns_of(result.get());
    described_ = true;
    return result;
  }
  if (name_.empty() || parameters.types_changed()) prepare(parameters);
  return Result(PQexecPrepared(connection, name_.c_str(), parameters.count(), parameters.values(), parameters.lengths(),
                               parameters.formats(), binary_ ? 1 : 0));
}

void ServerStatement::prepare(Parameters& parameters) {
  forget();
  session_.drop_retired_statements();
  auto name = session_.new_statement_name();
  columns_ = columns_of(describe_new(name.c_str(), parameters).get());
  name_ = std::move(name);
  described_ = true;
  binary_ = std::none_of(columns_.begin(), columns_.end(),
                         [](const ColumnInfo& column) { return column.stored == Stored::other; });
  parameters.types_taken();
}

// Two requests, one round trip.
Result ServerStatement::describe_new(const char* name, Parameters& parameters) {
  Pipeline pipeline(session_.connection());
  pipeline.expect(PQsendPrepare(session_.connection(), name, sql_.c_str(), parameters.count(), parameters.types()));
  pipeline.expect(PQsendDescribePrepared(session_.connection(), name));
  auto results = pipeline.finish();
  for (const auto& result : results) {
    if (!succeeded(result.get())) raise(Failure::of(result.get(), session_.connection(), sql_));
  }
  if (results.size() != 2) raise(Failure::of(nullptr, session_.connection(), sql_));
  return std::move(results.back());
}

void ServerStatement::forget() noexcept {
  if (!name_.empty()) session_.retire_statement(std::move(name_));
  name_.clear();
  described_ = false;
}

}  // namespace rowan::postgresql
