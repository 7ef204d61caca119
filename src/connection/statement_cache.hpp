// The least-recently-used cache of prepared statements of one connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "rowan/connection/connection.hpp"

namespace rowan {

/// Statements by text; several for one text when it runs within itself. One thread at a time.
struct Connection::Cache {
  struct Entry;
  using Entries = std::list<Entry>;
  struct Entry {
    std::string sql;
    std::unique_ptr<Statement> statement;
    Entries::iterator self;
  };

  explicit Cache(std::size_t most) : capacity(most == 0 ? 1 : most) {}

  /// A statement for `sql` that no execution uses, now the most recently used; null when there is none.
  Statement* find(std::string_view sql, const Execution* running);
  /// Keeps the statement, and drops the least recently used one that is not running when there are too many.
  Statement& add(std::string_view sql, std::unique_ptr<Statement> statement, const Execution* running);
  /// Drops all but the running ones.
  void clear(const Execution* running);

  void use(Entries::iterator entry) noexcept {
    if (entry != entries.begin()) entries.splice(entries.begin(), entries, entry);
  }

  std::size_t capacity;
  std::uint64_t as_of = 1;                                              ///< counts what was dropped
  Entries entries;                                                      ///< most recently used first
  std::unordered_multimap<std::string_view, Entries::iterator> by_sql;  ///< keys view Entry::sql

 private:
  void erase(Entries::iterator entry);
};

}  // namespace rowan
