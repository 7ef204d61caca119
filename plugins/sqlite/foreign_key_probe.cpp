#include "foreign_key_probe.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace rowan::sqlite {
namespace {

struct Change {
  bool removes;  ///< DELETE, or an UPDATE, which may change a key that others point to
  bool adds;     ///< INSERT or UPDATE
  std::string table;
  std::int64_t rowid;
};

std::string sql_name(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"') text.push_back('"');
    text.push_back(c);
  }
  return text + '"';
}

void collect(void* changes, int operation, const char*, const char* table, sqlite3_int64 rowid) {
  constexpr std::size_t most = 10'000;
  auto& list = *static_cast<std::vector<Change>*>(changes);
  if (list.size() >= most) return;
  list.push_back({operation != SQLITE_INSERT, operation != SQLITE_DELETE, table, rowid});
}

/// A savepoint with foreign keys put off to its end, which is always a rollback.
class PutOff {
 public:
  explicit PutOff(sqlite3* handle) : handle_(handle), last_rowid_(sqlite3_last_insert_rowid(handle)) {
    active_ = run("SAVEPOINT rowan_foreign_key");
    const auto rows = ask(handle_, "PRAGMA defer_foreign_keys");
    was_put_off_ = !rows.empty() && rows.front().front() == "1";
    run("PRAGMA defer_foreign_keys=1");
  }
  ~PutOff() {
    if (active_) run("ROLLBACK TO rowan_foreign_key; RELEASE rowan_foreign_key");
    if (!was_put_off_) run("PRAGMA defer_foreign_keys=0");
    sqlite3_set_last_insert_rowid(handle_, last_rowid_);
  }
  PutOff(const PutOff&) = delete;
  PutOff& operator=(const PutOff&) = delete;

  [[nodiscard]] bool active() const { return active_; }

 private:
  bool run(const char* sql) { return sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) == SQLITE_OK; }

  sqlite3* handle_;
  sqlite3_int64 last_rowid_;
  bool active_ = false;
  bool was_put_off_ = false;
};

// A RESTRICT fails even when put off, but by then the hook has seen the row.
std::vector<Change> run_again(sqlite3* handle, sqlite3_stmt* statement) {
  std::vector<Change> changes;
  sqlite3_update_hook(handle, collect, &changes);
  while (sqlite3_step(statement) == SQLITE_ROW) {
  }
  sqlite3_reset(statement);
  sqlite3_update_hook(handle, nullptr, nullptr);
  return changes;
}

// "p.x = c.a AND p.y = c.b"
std::string join_condition(const ForeignKeyFacts& key) {
  std::string sql;
  for (std::size_t i = 0; i < key.columns.size() && i < key.target_columns.size(); ++i) {
    sql +=
        fmt::format("{}p.{} = c.{}", i > 0 ? " AND " : "", sql_name(key.target_columns[i]), sql_name(key.columns[i]));
  }
  return sql;
}

bool points_nowhere(sqlite3* handle, const ForeignKeyFacts& key, std::int64_t rowid) {
  std::string sql = fmt::format("SELECT 1 FROM {} c WHERE c.rowid = ?1", sql_name(key.table));
  for (const auto& column : key.columns) sql += fmt::format(" AND c.{} IS NOT NULL", sql_name(column));
  sql += fmt::format(" AND NOT EXISTS (SELECT 1 FROM {} p WHERE {})", sql_name(key.target), join_condition(key));
  return !ask(handle, sql, {std::to_string(rowid)}).empty();
}

bool is_pointed_to(sqlite3* handle, const ForeignKeyFacts& key, std::int64_t rowid) {
  const auto sql = fmt::format("SELECT 1 FROM {} p JOIN {} c ON {} WHERE p.rowid = ?1 LIMIT 1", sql_name(key.target),
                               sql_name(key.table), join_condition(key));
  return !ask(handle, sql, {std::to_string(rowid)}).empty();
}

bool refuses(const std::string& action) { return action == "NO ACTION" || action == "RESTRICT"; }

std::optional<FailedForeignKey> missing_target(sqlite3* handle, const std::vector<Change>& changes) {
  for (const auto& change : changes) {
    if (!change.adds) continue;
    for (auto& key : foreign_keys_of(handle, change.table)) {
      if (points_nowhere(handle, key, change.rowid)) return FailedForeignKey{std::move(key), true};
    }
  }
  return std::nullopt;
}

std::optional<FailedForeignKey> still_pointed_to(sqlite3* handle, const std::vector<Change>& changes) {
  for (const auto& change : changes) {
    if (!change.removes) continue;
    for (auto& key : foreign_keys_to(handle, change.table)) {
      const bool kept = refuses(change.adds ? key.on_update : key.on_delete);
      if (kept && is_pointed_to(handle, key, change.rowid)) return FailedForeignKey{std::move(key), false};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<FailedForeignKey> find_failed_foreign_key(sqlite3* handle, sqlite3_stmt* statement) {
  std::vector<Change> changes;
  {
    const PutOff put_off(handle);
    if (!put_off.active()) return std::nullopt;
    changes = run_again(handle, statement);
    if (auto found = missing_target(handle, changes)) return found;
  }
  return still_pointed_to(handle, changes);  // asked of the rows as they were
}

std::optional<FailedForeignKey> find_broken_foreign_key(sqlite3* handle) {
  const auto rows = ask(handle, R"(SELECT "table", rowid FROM pragma_foreign_key_check LIMIT 1)");
  if (rows.empty() || rows.front()[1].empty()) return std::nullopt;
  return missing_target(handle, {{false, true, rows.front()[0], std::stoll(rows.front()[1])}});
}

}  // namespace rowan::sqlite
