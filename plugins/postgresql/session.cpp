#include "session.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <libpq-fe.h>
#include <soci/session.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

#include "connect_advice.hpp"
#include "errors.hpp"
#include "result.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/log.hpp"
#include "server_role.hpp"
#include "soci_handle.hpp"

namespace rowan::postgresql {
namespace {

std::string trimmed(std::string_view text) {
  const auto end = text.find_last_not_of(" \n");
  return std::string(text.substr(0, end == std::string_view::npos ? 0 : end + 1));
}

// libpq's words name host, port and user, never the password.
[[noreturn]] void raise_not_connected(const ::soci::soci_error& error) {
  std::string why = error.get_error_message();
  if (const auto line = why.find('\n'); why.starts_with("Cannot establish connection")) why.erase(0, line + 1);
  // The first statement, which is SOCI's own: what it was to set helps nobody.
  constexpr std::string_view of_soci = "Connection failed. ";
  if (const auto end = why.find(of_soci); why.starts_with("Cannot set") && end != std::string::npos)
    why.erase(0, end + of_soci.size());
  why = trimmed(why);
  throw ConnectionFailed(fmt::format("can't connect to PostgreSQL: {}; {}", why, connect_advice(why)));
}

std::unique_ptr<::soci::session> open(const std::string& conninfo) {
  try {
    return open_soci_session(conninfo);
  } catch (const ::soci::soci_error& error) {
    raise_not_connected(error);
  }
}

std::unique_ptr<::soci::session> open(const Options& options) {
  try {
    return open(options.conninfo);
  } catch (const ConnectionFailed& failure) {
    const bool pooler =
        std::string_view(failure.what()).find("unsupported startup parameter") != std::string_view::npos;
    if (!pooler || options.conninfo_for_pooler.empty()) throw;
  }
  return open(options.conninfo_for_pooler);
}

// Else libpq would write to standard error.
void log_notice(void*, const PGresult* notice) {
  if (!log_enabled()) return;
  const char* text = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
  log_message(LogLevel::debug, fmt::format("PostgreSQL says: {}", text != nullptr ? text : ""));
}

bool has(PGconn* connection, const char* parameter, std::string_view value) {
  const char* current = PQparameterStatus(connection, parameter);
  return current != nullptr && std::string_view(current).starts_with(value);
}

std::atomic<std::uint64_t> schema_changes{0};

bool begins_with_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return text.starts_with(word); });
}

// A procedure may do anything; a search path leads to other tables.
bool may_change_schema(std::string_view done, std::string_view sql) {
  if (done.starts_with("SET")) return sql.find("search_path") != std::string_view::npos;
  return begins_with_one_of(done, {"ALTER", "CREATE", "DROP", "DO", "CALL", "IMPORT"});
}

// Of several statements the server's answer names the last.
bool may_hide_others(std::string_view done, std::string_view sql) {
  return sql.find(';') != std::string_view::npos && !begins_with_one_of(done, {"DEALLOCATE", "SAVEPOINT", "RELEASE"});
}

// What is set in one session of a pooler's is not set in the next.
[[noreturn]] void refuse_inexact_text() {
  throw ConnectionFailed(
      "behind a pooler results come as text, in which this PostgreSQL server would round floating-point numbers, or "
      "write bytes in the old form: run ALTER ROLE … SET extra_float_digits = 3 and ALTER ROLE … SET bytea_output = "
      "hex, then let the pooler reconnect");
}

}  // namespace

Session::Session(const Options& options)
    : soci_(open(options)), connection_(connection_of(*soci_)), cancel_(PQgetCancel(connection_)) {
  PQsetNoticeReceiver(connection_, &log_notice, nullptr);
  // Where start-up options were not possible.
  if (!has(connection_, "TimeZone", "UTC")) execute("SET TimeZone = 'UTC'");
  if (!has(connection_, "DateStyle", "ISO")) execute("SET DateStyle = 'ISO'");
  if (!has(connection_, "standard_conforming_strings", "on")) execute("SET standard_conforming_strings = on");
  const NewSession session = ask_new_session(connection_);
  pooled_ = options.pooler.value_or(session.behind_pooler);
  keeps_statements_ = options.prepare && (!pooled_ || options.pooler);
  if (session.exact_text) return;
  if (pooled_) refuse_inexact_text();
  execute("SET bytea_output = 'hex'; SET extra_float_digits = 3");
}

Session::~Session() = default;

void Session::execute(std::string_view sql) {
  const Result result(PQexec(connection_, std::string(sql).c_str()));
  refuse_copy(result.get(), sql);
  if (!succeeded(result.get())) raise(Failure::of(result.get(), connection_, sql));
  note_done(result.get(), sql);
  if (may_hide_others(PQcmdStatus(result.get()), sql)) note_schema_change();
  // PostgreSQL takes COMMIT for ROLLBACK when a statement had failed, and does not call that an error.
  if (sql == "COMMIT" && std::string_view(PQcmdStatus(result.get())) == "ROLLBACK") {
    throw TransactionError("a statement of this transaction had failed, so PostgreSQL rolled it back at COMMIT");
  }
}

std::uint64_t Session::schema_version() noexcept { return schema_changes.load(std::memory_order_relaxed); }

void Session::note_done(pg_result* result, std::string_view sql) noexcept {
  const std::string_view done = PQcmdStatus(result);
  const bool ends = changed_schema_ && begins_with_one_of(done, {"COMMIT", "ROLLBACK", "RELEASE"});
  if (ends || may_change_schema(done, sql)) note_schema_change();
}

void Session::note_schema_change() noexcept {
  schema_changes.fetch_add(1, std::memory_order_relaxed);
  changed_schema_ = in_transaction();
}

// A COPY that nobody feeds would leave the connection waiting.
void Session::refuse_copy(const pg_result* result, std::string_view sql) {
  const auto status = PQresultStatus(result);
  if (status != PGRES_COPY_IN && status != PGRES_COPY_OUT) return;
  PQputCopyEnd(connection_, "rowan executes no COPY");
  char* row = nullptr;
  while (PQgetCopyData(connection_, &row, 0) > 0) PQfreemem(row);
  while (PGresult* rest = PQgetResult(connection_)) PQclear(rest);
  ErrorDetails details;
  details.statement = sql;
  throw QueryError("COPY … FROM STDIN and TO STDOUT can't be executed as statements: use insert_all, or a query",
                   std::move(details));
}

// A failed transaction prepares nothing: the guard goes as text then, and is asked for again.
Guard& Session::guard() {
  if (guard_.unprepared() && keeps_statements_ && !transaction_failed())
    guard_.prepare(connection_, new_statement_name(), new_statement_name());
  return guard_;
}

void Session::FreeCancel::operator()(pg_cancel* cancel) const noexcept { PQfreeCancel(cancel); }

// A failed transaction refuses SET; its end takes back what was set in it.
void Session::limit_time(std::chrono::milliseconds limit, bool changed) {
  if (transaction_failed()) return;
  if (pooled_) return limit_time_in_transaction(limit, changed);
  if (!changed) return;
  execute(limit.count() == 0 ? "SET statement_timeout = DEFAULT"
                             : fmt::format("SET statement_timeout = {}", limit.count()));
}

// What SET leaves behind would be the next client's. SET LOCAL ends with the transaction; where SQL of the user's began
// that, the caller does not know, and says that nothing changed.
void Session::limit_time_in_transaction(std::chrono::milliseconds limit, bool changed) {
  if (limit.count() == 0) {
    if (changed && in_transaction()) execute("SET LOCAL statement_timeout TO DEFAULT");
    return;
  }
  if (!in_transaction()) {
    throw Unsupported(
        "behind a pooler, a limit of time for a statement holds in transactions only: run it in one, or give the role "
        "a limit with ALTER ROLE … SET statement_timeout");
  }
  execute(fmt::format("SET LOCAL statement_timeout = {}", limit.count()));
}

bool Session::cancel() const noexcept {
  std::array<char, 256> why{};
  return PQcancel(cancel_.get(), why.data(), static_cast<int>(why.size())) == 1;
}

bool Session::usable() const noexcept { return PQstatus(connection_) == CONNECTION_OK && !refused_write(connection_); }

bool Session::in_transaction() const noexcept { return PQtransactionStatus(connection_) != PQTRANS_IDLE; }

bool Session::transaction_failed() const noexcept { return PQtransactionStatus(connection_) == PQTRANS_INERROR; }

bool Session::ping() noexcept { return succeeded(Result(PQexec(connection_, "")).get()); }

int Session::socket() const noexcept { return PQsocket(connection_); }

// A pooler that keeps statements has names of its own for them, which DEALLOCATE would miss.
void Session::retire_statement(std::string name) noexcept {
  if (pooled_) return;
  try {
    retired_.push_back(std::move(name));
  } catch (const std::bad_alloc&) {
    return;  // it stays on the server until the connection ends
  }
}

// The user may have dropped them, as DEALLOCATE ALL does: what is left of them ends with the connection.
void Session::drop_retired_statements() {
  constexpr std::size_t enough = 32;
  if (retired_.size() < enough || transaction_failed()) return;
  const auto names = std::exchange(retired_, {});
  std::string sql = fmt::format("DEALLOCATE {}", fmt::join(names, "; DEALLOCATE "));
  const bool guarded = in_transaction();
  if (guarded) sql = fmt::format("{}; {}; {}", Guard::save, sql, Guard::release);
  const Result result(PQexec(connection_, sql.c_str()));
  if (succeeded(result.get())) return;
  const auto failure = Failure::of(result.get(), connection_, sql);
  if (!failure.is_unknown_statement()) raise(failure);
  if (guarded) execute(Guard::undo);
}

}  // namespace rowan::postgresql
