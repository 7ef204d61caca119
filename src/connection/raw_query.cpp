// SQL that a user wrote: Database::execute and Database::query.
#include <algorithm>

#include "connection/placeholders.hpp"
#include "connection/schema_changes.hpp"
#include "connection/user_statement.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

bool begins_with_word(std::string_view sql, std::string_view word) {
  const auto same = [](char letter, char in_sql) { return letter == (in_sql | 0x20); };
  return sql.size() >= word.size() && std::equal(word.begin(), word.end(), sql.begin(), same);
}

bool begins_with_one_of(std::string_view sql, std::initializer_list<std::string_view> words) {
  sql.remove_prefix(std::min(sql.find_first_not_of(" \t\r\n("), sql.size()));
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return begins_with_word(sql, word); });
}

bool may_change_schema(std::string_view sql) {
  return !begins_with_one_of(sql, {"select", "insert", "update", "delete", "replace", "with", "values", "show",
                                   "explain", "describe", "desc", "table", "fetch"});
}

/// Prepared on the thread's connection, with its values bound.
class RawStatement {
 public:
  RawStatement(DatabaseCore& core, Intent intent, std::string_view sql, std::span<const Value> arguments)
      : sql_(sql), lease_(core.acquire(intent)), statement_(prepare(sql, arguments)) {}

  std::uint64_t run() {
    std::uint64_t rows = 0;
    const SchemaChange noted(may_change_schema(sql_));
    run_user_statement(*lease_, sql_, [&] {
      Execution execution(*lease_, statement_, "", "execute");
      rows = execution.rows = statement_.run();
    });
    return rows;
  }

  template <class Read>
  void read(std::string_view model, const Read& read) {
    const SchemaChange noted(may_change_schema(sql_));
    run_user_statement(*lease_, sql_, [&] {
      Execution execution(*lease_, statement_, model, "query");
      read(statement_, execution);
    });
  }

 private:
  Statement& prepare(std::string_view sql, std::span<const Value> arguments) {
    const auto [text, count] = with_placeholders(lease_->dialect(), sql);
    if (count != arguments.size()) {
      throw QueryError("\"" + std::string(sql) + "\" has " + std::to_string(count) +
                       (count == 1 ? " placeholder" : " placeholders") + "; give one value for each ?, not " +
                       std::to_string(arguments.size()));
    }
    Statement& statement = lease_->prepared(text);
    statement.keep_parameter_types();
    for (int index = 0; const auto& argument : arguments) write_value(statement, index++, argument);
    return statement;
  }

  std::string_view sql_;
  Lease lease_;
  Statement& statement_;
};

std::vector<std::string> column_names(Statement& statement) {
  std::vector<std::string> names;
  for (int column = 0; column < statement.column_count(); ++column) names.emplace_back(statement.column_name(column));
  return names;
}

std::vector<Value> values_of(Statement& statement, int count) {
  std::vector<Value> values;
  values.reserve(static_cast<std::size_t>(count));
  for (int column = 0; column < count; ++column) values.push_back(statement.value(column));
  return values;
}

/// Whether a query only reads, judged by its first word.
Intent intent_of(std::string_view sql) {
  const bool reads = begins_with_one_of(sql, {"select", "show", "explain", "values", "table"});
  return reads ? Intent::raw_read : Intent::write;
}

std::string list(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

}  // namespace

Row::Row(std::shared_ptr<const std::vector<std::string>> names, std::vector<Value> values)
    : names_(std::move(names)), values_(std::move(values)) {}

const Value& Row::operator[](std::size_t column) const {
  if (column < values_.size()) return values_[column];
  throw QueryError("there is no column number " + std::to_string(column) + ", counted from 0; the row has " +
                   std::to_string(values_.size()) + ": " + list(*names_));
}

const Value& Row::operator[](TextArgument name) const {
  const std::string_view column = name;
  for (std::size_t i = 0; i < names_->size(); ++i) {
    if ((*names_)[i] == column) return values_[i];
  }
  throw QueryError("there is no column \"" + std::string(column) + "\"; the row has: " + list(*names_));
}

std::uint64_t Database::execute_values(std::string_view sql, std::span<const Value> arguments) {
  return RawStatement(*core(), Intent::write, sql, arguments).run();
}

std::vector<Row> Database::query_values(std::string_view sql, std::span<const Value> arguments) {
  std::vector<Row> rows;
  read_user_query(*core(), sql, arguments, {}, [&](Statement& statement, Execution& execution) {
    std::shared_ptr<const std::vector<std::string>> names;
    while (statement.step()) {
      if (!names) names = std::make_shared<const std::vector<std::string>>(column_names(statement));
      rows.emplace_back(names, values_of(statement, static_cast<int>(names->size())));
    }
    execution.rows = rows.size();
  });
  return rows;
}

void read_user_query(DatabaseCore& database, std::string_view sql, std::span<const Value> arguments,
                     std::string_view model, const std::function<void(Statement&, Execution&)>& read) {
  RawStatement(database, intent_of(sql), sql, arguments).read(model, read);
}

void Database::execute_script(TextArgument sql) { core()->acquire()->execute(sql); }

}  // namespace rowan
