#include "constraint_errors.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <mysql.h>

#include <utility>
#include <vector>

#include "error_codes.hpp"
#include "sql_text.hpp"

namespace rowan::mysql {
namespace {

using Names = std::vector<std::string>;

// Names go into this SQL as hexadecimal literals, which need no escaping. An error here only leaves out the columns.
Names columns_of_key(MYSQL* handle, std::string_view schema, std::string_view table, std::string_view key) {
  const auto hex = [](std::string_view text) {
    std::string literal = "X'";
    for (const char c : text) literal += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return literal + "'";
  };
  const auto sql = fmt::format(
      "SELECT column_name FROM information_schema.statistics WHERE table_schema = {} AND table_name = {} "
      "AND index_name = {} ORDER BY seq_in_index",
      schema.empty() ? "database()" : hex(schema), hex(table), hex(key));
  Names columns;
  if (mysql_real_query(handle, sql.data(), sql.size()) != 0) return columns;
  MYSQL_RES* rows = mysql_store_result(handle);
  if (rows == nullptr) return columns;
  while (MYSQL_ROW row = mysql_fetch_row(rows)) {
    if (row[0] != nullptr) columns.emplace_back(row[0]);  // none for an expression
  }
  mysql_free_result(rows);
  return columns;
}

// "Duplicate entry '1-x' for key 'users_email_key'"; MySQL says 'users.users_email_key'. The entry may hold quotes.
std::string key_in(std::string_view message, std::string_view table) {
  constexpr std::string_view before = "for key '";
  const auto at = message.rfind(before);
  if (at == std::string_view::npos) return {};
  auto key = message.substr(at + before.size());
  key = key.substr(0, key.find_last_of('\''));
  if (key.starts_with(table) && key.substr(table.size()).starts_with('.')) key.remove_prefix(table.size() + 1);
  return std::string(key);
}

// Takes the next quoted name off `text`: in double quotes with the library's SQL mode, else in backticks.
std::string take_name(std::string_view& text) {
  std::string name;
  auto at = text.find_first_of("`\"");
  if (at == std::string_view::npos) return name;
  const char quote = text[at];
  for (++at; at < text.size(); ++at) {
    if (text[at] == quote && !text.substr(at + 1).starts_with(quote)) break;
    if (text[at] == quote) ++at;
    name += text[at];
  }
  text.remove_prefix(std::min(at + 1, text.size()));
  return name;
}

Names take_names(std::string_view& text) {
  Names names;
  do {
    names.push_back(take_name(text));
  } while (text.starts_with(", "));
  return names;
}

// A constraint without a name of its own, of MariaDB, is named by its column: "users.age".
std::string constraint_in(const Failure& failure) {
  std::string_view message = failure.message;
  if (failure.code == check_violated_mariadb) return take_name(message);
  const auto begin = message.find('\'');
  const auto end = message.rfind('\'');
  return begin >= end ? std::string() : std::string(message.substr(begin + 1, end - begin - 1));
}

}  // namespace

// Below, where a message names nothing, a trigger said it by SIGNAL: these are its own words.

void raise_unique(const Failure& failure, ErrorDetails details) {
  details.table = main_table(lexis, failure.sql);
  details.constraint = key_in(failure.message, details.table);
  details.columns =
      columns_of_key(failure.handle, main_table_of(lexis, failure.sql).schema, details.table, details.constraint);
  const auto text = fmt::format(
      "table {} already has a row with the same {} (unique constraint {}): use another value, or update that row",
      details.table, details.columns.empty() ? "value" : fmt::format("{}", fmt::join(details.columns, ", ")),
      details.constraint);
  if (details.constraint.empty() && failure.has_own_words()) throw UniqueViolation(failure.message, std::move(details));
  throw UniqueViolation(text, std::move(details));
}

// "… a foreign key constraint fails ("db"."posts", CONSTRAINT "posts_editor" FOREIGN KEY ("editor_id") REFERENCES
// "users" ("id"))"
void raise_foreign_key(const Failure& failure, ErrorDetails details) {
  std::string_view rest = failure.message;
  take_name(rest);  // the database
  details.table = take_name(rest);
  details.constraint = take_name(rest);
  details.columns = take_names(rest);
  const auto target = take_name(rest);
  const auto columns = fmt::format("{}", fmt::join(details.columns, ", "));
  if (details.table.empty() && failure.message.find("foreign key") == std::string::npos)
    throw ForeignKeyViolation(failure.message, std::move(details));
  if (details.table.empty())  // of a DROP TABLE, or for a user who may not see the other table
    throw ForeignKeyViolation(
        "rows or a foreign key of another table still point to this one: change or drop them "
        "first",
        std::move(details));
  const auto text =
      failure.code == child_row_orphaned
          ? fmt::format(
                "{}.{} points to a row of {} that does not exist (foreign key {}): save that row first, or "
                "correct the value",
                details.table, columns, target, details.constraint)
          : fmt::format(
                "rows of {} still point to this row of {} through {} (foreign key {}): change or delete them "
                "first",
                details.table, target, columns, details.constraint);
  throw ForeignKeyViolation(text, std::move(details));
}

// "Column 'email' cannot be null", "Field 'email' doesn't have a default value"
void raise_not_null(const Failure& failure, ErrorDetails details) {
  const std::string_view message = failure.message;
  const auto begin = message.find('\'');
  const auto end = message.find('\'', begin + 1);
  if (end != std::string_view::npos) details.columns = {std::string(message.substr(begin + 1, end - begin - 1))};
  details.table = main_table(lexis, failure.sql);
  const auto text =
      fmt::format("{}.{} must not be NULL: give it a value", details.table, fmt::join(details.columns, ", "));
  if (details.columns.empty()) throw NotNullViolation(failure.message, std::move(details));
  throw NotNullViolation(text, std::move(details));
}

void raise_check(const Failure& failure, ErrorDetails details) {
  details.constraint = constraint_in(failure);
  details.table = main_table(lexis, failure.sql);
  const auto text =
      fmt::format("table {} refused a value: it violates the check {}", details.table, details.constraint);
  if (details.constraint.empty()) throw CheckViolation(failure.message, std::move(details));
  throw CheckViolation(text, std::move(details));
}

}  // namespace rowan::mysql
