#include "constraint_errors.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "foreign_key_probe.hpp"
#include "lexis.hpp"
#include "rowan/query/sql_tokens.hpp"
#include "schema_lookup.hpp"
#include "table_definition.hpp"

namespace rowan::sqlite {
namespace {

// "UNIQUE constraint failed: users.email, users.tenant": what follows the colon.
std::string_view subject_of(std::string_view message) {
  const auto colon = message.find(": ");
  return colon == std::string_view::npos ? std::string_view() : message.substr(colon + 2);
}

bool is_table(sqlite3* handle, std::string_view name) {
  return !ask(handle, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1", {name}).empty();
}

// Names may contain dots and commas, so the table is looked up, and then ends each piece.
void split_columns(sqlite3* handle, std::string_view subject, ErrorDetails& details) {
  auto dot = subject.find('.');
  while (dot != std::string_view::npos && !is_table(handle, subject.substr(0, dot))) dot = subject.find('.', dot + 1);
  if (dot == std::string_view::npos) return;
  details.table = subject.substr(0, dot);
  const auto separator = ", " + details.table + ".";
  std::string_view rest = subject.substr(dot + 1);
  for (auto at = rest.find(separator); at != std::string_view::npos; at = rest.find(separator)) {
    details.columns.emplace_back(rest.substr(0, at));
    rest.remove_prefix(at + separator.size());
  }
  details.columns.emplace_back(rest);
}

// A unique index over expressions is told by its name instead: "index 'users_lower_email'".
void index_details(sqlite3* handle, std::string_view subject, ErrorDetails& details) {
  details.constraint = subject.substr(7, subject.size() - 8);
  const auto rows =
      ask(handle, "SELECT tbl_name FROM sqlite_schema WHERE type = 'index' AND name = ?1", {details.constraint});
  if (!rows.empty()) details.table = rows.front().front();
}

[[noreturn]] void raise_unique(const Failure& failure, ErrorDetails details) {
  const auto subject = subject_of(failure.message);
  if (subject.starts_with("index '")) {
    index_details(failure.handle, subject, details);
  } else {
    split_columns(failure.handle, subject, details);
    details.constraint = unique_constraint_name(failure.handle, details.table, details.columns);
  }
  const auto message = fmt::format(
      "table {} already has a row with the same {} (unique constraint {}): use another value, or update that row",
      details.table, details.columns.empty() ? "value" : fmt::format("{}", fmt::join(details.columns, ", ")),
      details.constraint);
  throw UniqueViolation(message, std::move(details));
}

[[noreturn]] void raise_not_null(const Failure& failure, ErrorDetails details) {
  split_columns(failure.handle, subject_of(failure.message), details);
  const auto message =
      fmt::format("{}.{} must not be NULL: give it a value", details.table, fmt::join(details.columns, ", "));
  throw NotNullViolation(message, std::move(details));
}

[[noreturn]] void raise_check(const Failure& failure, ErrorDetails details) {
  details.constraint = subject_of(failure.message);
  details.table = main_table(lexis, failure.sql);
  const auto message =
      fmt::format("table {} refused a value: it violates the check {}", details.table, details.constraint);
  throw CheckViolation(message, std::move(details));
}

std::string explanation(const FailedForeignKey& failed) {
  const auto& key = failed.key;
  const auto columns = fmt::format("{}", fmt::join(key.columns, ", "));
  const auto name = key.name.empty() ? std::string("a foreign key without a name") : "foreign key " + key.name;
  if (failed.target_missing) {
    return fmt::format(
        "{}.{} points to a row of {} that does not exist ({}): save that row first, or correct the value", key.table,
        columns, key.target, name);
  }
  return fmt::format("rows of {} still point to this row of {} through {} ({}): change or delete them first", key.table,
                     key.target, columns, name);
}

// What could have failed, when the rows don't tell.
std::string candidates(const Failure& failure, const std::string& table) {
  std::vector<std::string> names;
  const auto add = [&](const ForeignKeyFacts& key) {
    names.push_back(fmt::format("{}.{} to {}", key.table, fmt::join(key.columns, ", "), key.target));
  };
  for (const auto& key : foreign_keys_of(failure.handle, table)) add(key);
  for (const auto& key : foreign_keys_to(failure.handle, table)) add(key);
  return fmt::format("{}", fmt::join(names, "; "));
}

std::optional<FailedForeignKey> failed_foreign_key(const Failure& failure) {
  if (failure.statement != nullptr) return find_failed_foreign_key(failure.handle, failure.statement);
  const bool at_commit = sqlite3_get_autocommit(failure.handle) == 0 && main_table(lexis, failure.sql).empty();
  return at_commit ? find_broken_foreign_key(failure.handle) : std::nullopt;
}

[[noreturn]] void raise_foreign_key(const Failure& failure, ErrorDetails details) {
  const auto failed = failed_foreign_key(failure);
  if (!failed) {
    details.table = main_table(lexis, failure.sql);
    const auto text = fmt::format(
        "writing to {} broke one of these foreign keys: {}; save the row that is pointed to first, or change those "
        "that point to it",
        details.table, candidates(failure, details.table));
    throw ForeignKeyViolation(text, std::move(details));
  }
  details.table = failed->key.table;
  details.columns = failed->key.columns;
  details.constraint = failed->key.name;
  throw ForeignKeyViolation(explanation(*failed), std::move(details));
}

}  // namespace

void raise_constraint(const Failure& failure, ErrorDetails details) {
  switch (failure.code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      raise_unique(failure, std::move(details));
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      raise_foreign_key(failure, std::move(details));
    case SQLITE_CONSTRAINT_TRIGGER:  // ON DELETE RESTRICT is a trigger inside SQLite, and has no code of its own
      if (failure.message == "FOREIGN KEY constraint failed") raise_foreign_key(failure, std::move(details));
      throw ConstraintViolation(failure.message, std::move(details));
    case SQLITE_CONSTRAINT_NOTNULL:
      raise_not_null(failure, std::move(details));
    case SQLITE_CONSTRAINT_CHECK:
      raise_check(failure, std::move(details));
    case SQLITE_CONSTRAINT_DATATYPE:
      throw InvalidValue(failure.message, std::move(details));
    default:
      throw ConstraintViolation(failure.message, std::move(details));
  }
}

}  // namespace rowan::sqlite
