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
  for (int i = 0; i < PQnfields(result); ++i) {
    const Oid type = PQftype(result, i);
    columns.push_back({PQfname(result, i), stored_as(type), stored_as(element_type(type))});
  }
  return columns;
}

const std::vector<ColumnInfo>& ServerStatement::columns(Parameters& parameters) {
  if (!described_) {
    if (named_) {
      prepare(parameters);
    } else {
      columns_ = columns_of(describe_new("", parameters.types(), parameters).get());
    }
    described_ = true;
  }
  return columns_;
}

Result ServerStatement::execute(Parameters& parameters) {
  if (session_.take_guard()) return execute_guarded(parameters);
  const bool is_old = !must_prepare(parameters);
  Result result = send(parameters);
  if (!succeeded(result.get())) {
    session_.refuse_copy(result.get(), sql_);
    auto failure = Failure::of(result.get(), session_.connection(), sql_);
    if (!is_old || !is_outdated(failure, parameters)) fail(failure);
    result = send(parameters);
    if (!succeeded(result.get())) raise(Failure::of(result.get(), session_.connection(), sql_));
  }
  session_.note_done(result.get(), sql_);
  return result;
}

// Whether it is worth another try, for which it is made ready.
bool ServerStatement::is_outdated(const Failure& failure, Parameters& parameters) {
  if (session_.in_transaction()) return false;
  if (failure.is_stale_statement()) return forget_after(failure), true;
  if (!named_ || !failure.may_be_of_old_types()) return false;
  const std::vector<unsigned> before = parameter_types_;
  prepare(parameters);
  return parameter_types_ != before;
}

Result ServerStatement::send(Parameters& parameters) {
  PGconn* connection = session_.connection();
  if (!named_) {
    Result result(PQexecParams(connection, sql_.c_str(), parameters.count(), parameters.types(), parameters.values(),
                               parameters.lengths(), parameters.formats(), 0));
    take_columns(result.get());
    return result;
  }
  if (must_prepare(parameters)) prepare(parameters);
  parameters.convert();
  ++executions_;
  return Result(PQexecPrepared(connection, name_.c_str(), parameters.count(), parameters.values(), parameters.lengths(),
                               parameters.formats(), binary_ ? 1 : 0));
}

// The server makes a plan for the values of the first five executions, and may then settle on one for all.
bool ServerStatement::must_prepare(const Parameters& parameters) const {
  constexpr int planned_for_values = 5;
  const bool wants_plan = parameters.has_long_list() && executions_ >= planned_for_values;
  return named_ &&
         (name_.empty() || parameters.types_changed() || wants_plan || schema_version_ != Session::schema_version());
}

void ServerStatement::fail(const Failure& failure) {
  if (failure.is_stale_statement() || failure.may_be_of_old_types()) forget_after(failure);
  raise(failure);
}

// As `send`, without waiting.
bool ServerStatement::queue(Parameters& parameters) {
  PGconn* connection = session_.connection();
  if (!named_) {
    return PQsendQueryParams(connection, sql_.c_str(), parameters.count(), parameters.types(), parameters.values(),
                             parameters.lengths(), parameters.formats(), 0) != 0;
  }
  parameters.convert();
  ++executions_;
  return PQsendQueryPrepared(connection, name_.c_str(), parameters.count(), parameters.values(), parameters.lengths(),
                             parameters.formats(), binary_ ? 1 : 0) != 0;
}

// Savepoint, statement and release in one round trip; two when it fails, or must be prepared, which may fail, too.
Result ServerStatement::execute_guarded(Parameters& parameters) {
  Guard& guard = session_.guard();
  const bool unprepared = must_prepare(parameters);
  if (unprepared) session_.execute(Guard::save);
  bool saved = unprepared;
  try {
    if (unprepared) prepare(parameters);
    std::vector<Result> results;
    {
      Pipeline pipeline(session_.connection());
      if (!unprepared) guard.queue_save(pipeline);
      pipeline.expect(queue(parameters));
      guard.queue_release(pipeline);
      results = pipeline.finish();
    }
    for (const auto& result : results) {
      if (!succeeded(result.get())) fail_guarded(Failure::of(result.get(), session_.connection(), sql_));
      saved = true;
    }
    if (results.size() < 2) raise(Failure::of(nullptr, session_.connection(), sql_));
    Result own = std::move(results[results.size() - 2]);
    if (!named_) take_columns(own.get());
    return own;
  } catch (const ConnectionLost&) {
    throw;
  } catch (const Error&) {
    if (saved) session_.execute(Guard::undo);
    throw;
  }
}

void ServerStatement::fail_guarded(const Failure& failure) {
  if (failure.is_unknown_statement()) session_.guard().forget();
  fail(failure);
}

void ServerStatement::prepare(Parameters& parameters) {
  forget();
  session_.drop_retired_statements();
  schema_version_ = Session::schema_version();
  auto name = session_.new_statement_name();
  const Result description = describe_new(name.c_str(), parameters.types_to_ask(), parameters);
  name_ = std::move(name);
  if (!take_parameter_types(description.get(), parameters)) return prepare(parameters);
  columns_ = columns_of(description.get());
  described_ = true;
  executions_ = 0;
  binary_ = std::none_of(columns_.begin(), columns_.end(),
                         [](const ColumnInfo& column) { return column.stored == Stored::other; });
  parameters.types_taken();
}

// False when it is to be prepared with the values' own types.
bool ServerStatement::take_parameter_types(const PGresult* description, Parameters& parameters) {
  parameter_types_.clear();
  for (int i = 0; i < PQnparams(description); ++i) parameter_types_.push_back(PQparamtype(description, i));
  try {
    return parameters.take_inferred(parameter_types_);
  } catch (const InvalidValue& refused) {
    forget();
    ErrorDetails details;
    details.statement = sql_;
    throw InvalidValue(fmt::format("{} (in: {})", refused.what(), sql_), std::move(details));
  }
}

void ServerStatement::take_columns(const PGresult* result) {
  columns_ = columns_of(result);
  described_ = true;
}

// Two requests, one round trip.
Result ServerStatement::describe_new(const char* name, const unsigned* types, const Parameters& parameters) {
  Pipeline pipeline(session_.connection());
  pipeline.expect(PQsendPrepare(session_.connection(), name, sql_.c_str(), parameters.count(), types) != 0);
  pipeline.expect(PQsendDescribePrepared(session_.connection(), name) != 0);
  auto results = pipeline.finish();
  for (const auto& result : results) {
    if (!succeeded(result.get())) raise(Failure::of(result.get(), session_.connection(), sql_));
  }
  if (results.size() != 2) raise(Failure::of(nullptr, session_.connection(), sql_));
  return std::move(results.back());
}

void ServerStatement::forget_after(const Failure& failure) noexcept {
  if (failure.is_unknown_statement()) name_.clear();  // there is nothing to drop
  forget();
}

void ServerStatement::forget() noexcept {
  if (!name_.empty()) session_.retire_statement(std::move(name_));
  name_.clear();
  described_ = false;
}

}  // namespace rowan::postgresql
