#include "rowan/observe/repeated_statements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <ostream>
#include <sstream>
#include <string_view>
#include <tuple>
#include <utility>

#include "observe/call_site.hpp"
#include "rowan/core/log.hpp"

namespace rowan {
namespace {

constexpr std::size_t most_calls_told = 3;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The end of the quoted text or name that begins at `at`.
std::size_t end_of_quoted(std::string_view sql, std::size_t at) {
  const std::size_t end = sql.find(sql[at], at + 1);
  return end == std::string_view::npos ? sql.size() : end + 1;
}

/// The end of the parameter (`?`, `?1`, `$1`) that begins at `at`, or `at` where there is none.
std::size_t end_of_parameter(std::string_view sql, std::size_t at) {
  if (at >= sql.size() || (sql[at] != '?' && sql[at] != '$')) return at;
  std::size_t end = at + 1;
  while (end < sql.size() && is_digit(sql[end])) ++end;
  return sql[at] == '$' && end == at + 1 ? at : end;
}

/// The end of the parameters that follow a first one, each behind a comma.
std::size_t end_of_list(std::string_view sql, std::size_t at) {
  while (sql.substr(at, 2) == ", ") {
    const std::size_t end = end_of_parameter(sql, at + 2);
    if (end == at + 2) break;
    at = end;
  }
  return at;
}

/// The text with each list of parameters as one, and without their numbers: lists of any length are one statement to a
/// reader, and what follows a longer one is numbered otherwise.
std::string with_short_lists(std::string_view sql) {
  std::string text;
  for (std::size_t at = 0; at < sql.size();) {
    std::size_t end = at + 1;
    if (sql[at] == '\'' || sql[at] == '"' || sql[at] == '`') end = end_of_quoted(sql, at);
    const std::size_t parameter = end_of_parameter(sql, at);
    if (parameter != at) end = parameter;
    text += sql.substr(at, parameter != at ? 1 : end - at);
    at = parameter != at ? end_of_list(sql, end) : end;
  }
  return text;
}

void warn_of_repetition(const Repetition& repetition) {
  std::ostringstream text;
  text << repetition;
  log_message(LogLevel::warning, text.str());
}

}  // namespace

std::string Repetition::advice() const {
  const std::string of = model.empty() ? "Model" : model;
  if (purpose.starts_with("load "))
    return fmt::format("preload the association {} with the records that are walked", purpose.substr(5));
  if (purpose.starts_with("count "))
    return fmt::format("select or pluck the count of the association {} with the records", purpose.substr(6));
  if (purpose == "insert") return "save the records together: save_all or insert_all";
  if (purpose == "update") return "save the records together: save_all, or update_all where all get the same";
  if (purpose == "delete") return "destroy the records together: destroy_all or delete_all";
  if (purpose == "find")
    return fmt::format("find all of them at once: {}::find_all(keys), or a condition on a list", of);
  return "ask once for all: a condition on a list, a join, or a group";
}

std::ostream& operator<<(std::ostream& out, const Repetition& repetition) {
  out << "ran " << repetition.times << " times: " << repetition.sql << "\n  " << repetition.advice();
  for (const auto& call : repetition.call_site) out << "\n  from " << call;
  return out;
}

RepeatedStatements::RepeatedStatements(std::size_t allowed, Report report)
    : allowed_(allowed),
      report_(report ? std::move(report) : Report(warn_of_repetition)),
      exceptions_(std::uncaught_exceptions()) {}

RepeatedStatements::~RepeatedStatements() {
  if (std::uncaught_exceptions() > exceptions_) return;
  try {
    for (const auto& repetition : found()) report_(repetition);
  } catch (...) {  // NOLINT(bugprone-empty-catch): a report that fails must not end the program
  }
}

void RepeatedStatements::executing(const StartingStatement& statement) {
  Repetition& seen = by_text_[with_short_lists(statement.sql)];
  if (++seen.times != allowed_ + 1) return;
  seen.sql = statement.sql;
  seen.model = statement.model;
  seen.purpose = statement.purpose;
  seen.call_site = call_site(most_calls_told);
}

std::vector<Repetition> RepeatedStatements::found() const {
  std::vector<Repetition> often;
  for (const auto& [text, seen] : by_text_)
    if (seen.times > allowed_) often.push_back(seen);
  std::ranges::sort(often, [](const Repetition& a, const Repetition& b) {
    return std::tie(b.times, a.sql) < std::tie(a.times, b.sql);
  });
  return often;
}

}  // namespace rowan
