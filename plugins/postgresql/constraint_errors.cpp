#include "constraint_errors.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <libpq-fe.h>

#include <array>
#include <optional>
#include <utility>

#include "message_text.hpp"
#include "result.hpp"

namespace rowan::postgresql {
namespace {

using Names = std::vector<std::string>;

// `tenant, "E-Mail"`: names as SQL has them, quoted where they need it.
Names split_names(std::string_view list) {
  Names names(1);
  bool quoted = false;
  for (const char c : list) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      names.emplace_back();
    } else if (c != ' ' || quoted) {
      names.back() += c;
    }
  }
  return names;
}

// "Key (tenant, email)=(1, …) already exists.", in whatever language.
Names columns_in_detail(std::string_view detail) {
  const auto start = detail.find('(');
  const auto end = detail.find(")=(");
  if (start == std::string_view::npos || end == std::string_view::npos) return {};
  return split_names(detail.substr(start + 1, end - start - 1));
}

// The columns on the side that declares the constraint. Only for the path of an error, and only where the server still
// answers.
Names columns_in_catalogue(const Failure& failure) {
  if (PQtransactionStatus(failure.connection) == PQTRANS_INERROR) return {};
  const std::array parameters{failure.schema.c_str(), failure.table.c_str(), failure.constraint.c_str()};
  const Result result(PQexecParams(failure.connection,
                                   "SELECT a.attname FROM pg_catalog.pg_constraint c"
                                   " JOIN pg_catalog.pg_class t ON t.oid = c.conrelid"
                                   " JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace"
                                   " CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k (number, place)"
                                   " JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number"
                                   " WHERE n.nspname = $1 AND t.relname = $2 AND c.conname = $3 ORDER BY k.place",
                                   static_cast<int>(parameters.size()), nullptr, parameters.data(), nullptr, nullptr,
                                   0));
  Names names;
  for (int row = 0; row < PQntuples(result.get()); ++row) names.emplace_back(PQgetvalue(result.get(), row, 0));
  return names;
}

[[noreturn]] void raise_unique(const Failure& failure, ErrorDetails details) {
  details.columns = columns_in_detail(failure.detail);
  if (details.columns.empty()) details.columns = columns_in_catalogue(failure);
  const auto message = fmt::format(
      "table {} already has a row with the same {} (unique constraint {}): use another value, or update that row",
      details.table, details.columns.empty() ? "value" : fmt::format("{}", fmt::join(details.columns, ", ")),
      details.constraint);
  throw UniqueViolation(message, std::move(details));
}

// In either direction the server names the table with the foreign key, and the detail names the other table when the
// target is missing, this one when the row is needed. Where a table points to itself, the message tells:
// `insert or update on table "nodes" violates foreign key constraint "c"`, or
// `update or delete on table "nodes" violates foreign key constraint "c" on table "nodes"`.
bool target_is_missing(const Failure& failure, const Names& in_message, const Names& in_detail) {
  if (failure.sqlstate == "23001") return false;
  if (!in_detail.empty() && in_detail.back() != failure.table) return true;
  return in_message.size() < 3;
}

[[noreturn]] void raise_foreign_key(const Failure& failure, ErrorDetails details) {
  const Names named = quoted_names(failure.message), others = names_in_detail(failure.detail);
  const bool target_missing = target_is_missing(failure, named, others);
  details.columns = target_missing ? columns_in_detail(failure.detail) : columns_in_catalogue(failure);
  const auto column_list = fmt::format("{}", fmt::join(details.columns, ", "));
  if (!target_missing) {
    const auto message =
        fmt::format("rows of {} still point to this row of {} through {} (foreign key {}): change or delete them first",
                    details.table, named.empty() ? "another table" : named.front(),
                    column_list.empty() ? "a column" : column_list, details.constraint);
    throw ForeignKeyViolation(message, std::move(details));
  }
  const auto message = fmt::format(
      "{}.{} points to a row of {} that does not exist (foreign key {}): save that row first, or correct the value",
      details.table, column_list, others.empty() ? "another table" : others.back(), details.constraint);
  throw ForeignKeyViolation(message, std::move(details));
}

[[noreturn]] void raise_not_null(const Failure& failure, ErrorDetails details) {
  details.columns = {failure.column};
  const auto message = fmt::format("{}.{} must not be NULL: give it a value", details.table, failure.column);
  throw NotNullViolation(message, std::move(details));
}

// A domain's check belongs to no table.
[[noreturn]] void raise_check(const Failure& failure, ErrorDetails details) {
  if (details.table.empty()) {
    const auto domain = failure.domain.empty() ? std::string() : fmt::format(" of the domain {}", failure.domain);
    throw CheckViolation(fmt::format("a value violates the check {}{}", details.constraint, domain),
                         std::move(details));
  }
  const auto message =
      fmt::format("table {} refused a value: it violates the check {}", details.table, details.constraint);
  throw CheckViolation(message, std::move(details));
}

// A trigger, a domain, or a table without a partition for the row: nothing is named, so the server's own words must do.
[[noreturn]] void raise_in_its_words(const Failure& failure, ErrorDetails details) {
  const auto message = fmt::format("{} refused the row: {}",
                                   details.table.empty() ? "PostgreSQL" : "table " + details.table, failure.message);
  if (failure.sqlstate == "23505") throw UniqueViolation(message, std::move(details));
  if (failure.sqlstate == "23503" || failure.sqlstate == "23001")
    throw ForeignKeyViolation(message, std::move(details));
  if (failure.sqlstate == "23502") throw NotNullViolation(message, std::move(details));
  if (failure.sqlstate == "23514") throw CheckViolation(message, std::move(details));
  throw ConstraintViolation(message, std::move(details));
}

}  // namespace

void raise_constraint(const Failure& failure, ErrorDetails details) {
  details.table = failure.table;
  details.constraint = failure.constraint;
  if (failure.constraint.empty() && failure.column.empty()) raise_in_its_words(failure, std::move(details));
  if (failure.sqlstate == "23505") raise_unique(failure, std::move(details));
  if (failure.sqlstate == "23503" || failure.sqlstate == "23001") raise_foreign_key(failure, std::move(details));
  if (failure.sqlstate == "23502") raise_not_null(failure, std::move(details));
  if (failure.sqlstate == "23514") raise_check(failure, std::move(details));
  const auto message =
      fmt::format("table {} refused the row: it violates the constraint {}", details.table, details.constraint);
  throw ConstraintViolation(message, std::move(details));
}

}  // namespace rowan::postgresql
