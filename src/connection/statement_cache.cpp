#include "connection/statement_cache.hpp"

#include <iterator>

namespace rowan {

Statement* Connection::Cache::find(std::string_view sql, const Execution* running) {
  for (auto [at, end] = by_sql.equal_range(sql); at != end; ++at) {
    const auto entry = at->second;
    if (Execution::uses(running, *entry->statement)) continue;
    use(entry);
    return entry->statement.get();
  }
  return nullptr;
}

Statement& Connection::Cache::add(std::string_view sql, std::unique_ptr<Statement> statement,
                                  const Execution* running) {
  if (entries.size() >= capacity) {
    for (auto entry = entries.end(); entry != entries.begin();) {
      if (Execution::uses(running, *(--entry)->statement)) continue;
      erase(entry);
      break;
    }
  }
  entries.push_front({std::string(sql), std::move(statement), {}});
  entries.front().self = entries.begin();
  by_sql.emplace(entries.front().sql, entries.begin());
  return *entries.front().statement;
}

void Connection::Cache::clear(const Execution* running) {
  for (auto entry = entries.begin(); entry != entries.end();) {
    const auto next = std::next(entry);
    if (!Execution::uses(running, *entry->statement)) erase(entry);
    entry = next;
  }
}

void Connection::Cache::erase(Entries::iterator entry) {
  auto [at, end] = by_sql.equal_range(entry->sql);
  while (at->second != entry) ++at;
  by_sql.erase(at);
  entries.erase(entry);
  ++as_of;
}

}  // namespace rowan
