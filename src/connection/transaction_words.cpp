#include "connection/transaction_words.hpp"

#include <algorithm>
#include <array>

#include "query/sql_scan.hpp"

namespace rowan {
namespace {

using Effect = TransactionEffect;

bool has(const SqlWords& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}
bool is_second(const SqlWords& words, std::string_view word) { return words.size() > 1 && words[1] == word; }

bool chains(const SqlWords& words) { return has(words, "chain") && !has(words, "no"); }

// What all these databases have in common.
Effect effect_of_ending(const SqlWords& words) {
  const std::string& first = words.front();
  if (first == "commit" || first == "end") return chains(words) ? Effect::begins : Effect::commits;
  if (first == "rollback" || first == "abort") {
    if (has(words, "to")) return Effect::none;  // a savepoint
    return chains(words) ? Effect::begins : Effect::rolls_back;
  }
  if (first == "begin") return is_second(words, "not") ? Effect::any : Effect::begins;  // BEGIN NOT ATOMIC: a block
  if ((first == "start" || first == "prepare") && is_second(words, "transaction")) return Effect::begins;
  return Effect::none;
}

// CREATE [OR REPLACE] [LOCAL | GLOBAL] TEMPORARY, or DROP TEMPORARY: the session's own.
bool is_temporary(const SqlWords& words) {
  static constexpr std::array<std::string_view, 4> before{"or", "replace", "local", "global"};
  if (words.front() != "create" && words.front() != "drop") return false;
  const auto kind = std::find_if(words.begin() + 1, words.end(), [](const std::string& word) {
    return std::find(before.begin(), before.end(), word) == before.end();
  });
  return kind != words.end() && (*kind == "temp" || *kind == "temporary");
}

// Of first words that begin statements of both kinds.
bool keeps_by_what_follows(const SqlWords& words) {
  static constexpr std::array<std::string_view, 5> maintained{"table", "tables", "local", "no_write_to_binlog", "all"};
  const std::string& first = words.front();
  if (first == "set") return !has(words, "autocommit") && !is_second(words, "password") && !is_second(words, "default");
  if (first == "load") return !is_second(words, "index");
  if (first == "analyze")  // else it explains a query
    return words.size() > 1 && std::find(maintained.begin(), maintained.end(), words[1]) == maintained.end();
  return is_temporary(words);
}

// Where DDL commits, most statements do that are not named here.
Effect effect_where_ddl_commits(const SqlWords& words) {
  static constexpr std::array<std::string_view, 24> keep{
      "select", "insert",  "update",  "delete",   "replace", "with",       "values",   "do",
      "show",   "explain", "desc",    "help",     "use",     "kill",       "prepare",  "savepoint",
      "table",  "release", "handler", "checksum", "get",     "deallocate", "describe", "signal"};
  const std::string& first = words.front();
  if (first == "call" || first == "execute" || first == "/*!") return Effect::any;
  if (first == "set" && is_second(words, "statement")) return Effect::any;  // for another statement
  if (first == "rollback" || std::find(keep.begin(), keep.end(), first) != keep.end()) return Effect::none;
  return keeps_by_what_follows(words) ? Effect::none : Effect::commits;
}

Effect effect_of(const Dialect& dialect, const SqlWords& words) {
  const Effect ending = effect_of_ending(words);
  return ending == Effect::none && !dialect.can().transactional_ddl ? effect_where_ddl_commits(words) : ending;
}

// The statement that runs, if any does, of those that only some versions run, or that SET STATEMENT … FOR begins.
SqlWords run_at_last(SqlWords words) {
  if (words.front() == "/*!") {
    const bool has_version = words.size() > 1 && words[1].find_first_not_of("0123456789") == std::string::npos;
    words.erase(words.begin(), words.begin() + (has_version ? 2 : 1));
  }
  const bool sets_for_one = !words.empty() && words.front() == "set" && is_second(words, "statement");
  if (sets_for_one) words.erase(words.begin(), std::find(words.begin(), words.end(), "for"));
  if (sets_for_one && !words.empty()) words.erase(words.begin());
  return words;
}

// The statements that follow belong to a block, of a trigger or a procedure perhaps.
bool begins_block(const SqlWords& words) {
  return (words.front() == "create" && has(words, "begin")) || (words.front() == "begin" && is_second(words, "not"));
}
bool ends_block(const SqlWords& words) {
  static constexpr std::array<std::string_view, 5> inner{"if", "loop", "while", "case", "repeat"};
  if (words.front() != "end") return false;
  return words.size() == 1 || std::find(inner.begin(), inner.end(), words[1]) == inner.end();
}

// A block counts by what begins it: what is inside of a routine is not run now.
auto outside_of_blocks(const Dialect& dialect, std::string_view sql) {
  auto all = first_words(dialect.can().lexis, sql);
  bool inside = false;
  std::erase_if(all, [&](const SqlWords& words) {
    if (inside) {
      inside = !ends_block(words);
      return true;
    }
    inside = begins_block(words);
    return false;
  });
  return all;
}

// Locks that outlast transactions: MySQL's and MariaDB's end with UNLOCK, which the next borrower does not know to say.
bool locks_session(const Dialect& dialect, const SqlWords& words) {
  if (dialect.can().transactional_ddl) return false;
  const std::string& first = words.front();
  if (first == "flush") return (has(words, "read") && has(words, "lock")) || has(words, "export");
  return first == "lock" || first == "backup";
}

// LOCAL ends with the transaction where DDL is a part of it, too; elsewhere it is another word for SESSION.
bool sets_session(const Dialect& dialect, const SqlWords& words) {
  static constexpr std::array<std::string_view, 4> beyond{"transaction", "constraints", "global", "statement"};
  const std::string& first = words.front();
  if (first == "reset" || first == "discard" || first == "use") return dialect.can().schemas;
  if (first != "set" || words.size() < 2) return false;
  if (words[1] == "local" && dialect.can().transactional_ddl) return false;
  return std::find(beyond.begin(), beyond.end(), words[1]) == beyond.end();
}

// Temporary tables, which stand before others of their name, and what else stays on the connection for the next
// borrower.
bool leaves_something(const SqlWords& words) {
  const std::string& first = words.front();
  if (first == "create") return is_temporary(words);
  if (first == "prepare") return !is_second(words, "transaction");
  return first == "listen" || first == "attach" || first == "detach" || (first == "declare" && has(words, "hold"));
}

}  // namespace

TransactionEffect transaction_effect(const Dialect& dialect, std::string_view sql) {
  Effect whole = Effect::none;
  for (const SqlWords& words : outside_of_blocks(dialect, sql)) {
    const Effect effect = effect_of(dialect, words);
    if (whole == Effect::none || effect > Effect::rolls_back) whole = std::max(whole, effect);
  }
  return whole;
}

bool surely_ends_transaction(const Dialect& dialect, std::string_view sql) {
  const auto all = outside_of_blocks(dialect, sql);
  return std::any_of(all.begin(), all.end(), [&](const SqlWords& written) {
    const SqlWords words = run_at_last(written);
    const Effect effect = words.empty() ? Effect::none : effect_of(dialect, words);
    return effect != Effect::none && effect != Effect::any;
  });
}

bool changes_session(const Dialect& dialect, std::string_view sql) {
  const auto all = outside_of_blocks(dialect, sql);
  return std::any_of(all.begin(), all.end(), [&](const SqlWords& words) {
    return sets_session(dialect, words) || locks_session(dialect, words) || leaves_something(words);
  });
}

}  // namespace rowan
