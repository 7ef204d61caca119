#include "connection/database_list.hpp"

#include <mutex>

#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

using Weak = std::weak_ptr<DatabaseCore>;

/// Weak: a database ends with its last handle, and a test does not find the database of the test before.
struct DatabaseList {
  std::mutex mutex;
  Weak default_one;
  std::vector<Weak> all;

  std::shared_ptr<DatabaseCore> find(std::string_view name) {
    for (const auto& weak : all) {
      if (auto core = weak.lock(); core && core->name() == name) return core;
    }
    return nullptr;
  }
};

/// Never destroyed, because destructors of static objects may use databases.
DatabaseList& databases() {
  static auto& list = *new DatabaseList;
  return list;
}

std::optional<Database> handle_of(std::shared_ptr<DatabaseCore> core) {
  if (!core) return std::nullopt;
  return Database(std::move(core));
}

}  // namespace

void list_database(const Database& database, bool may_be_default) {
  auto& list = databases();
  const std::lock_guard lock(list.mutex);
  const auto other = database.name().empty() ? nullptr : list.find(database.name());
  if (other) {
    throw ConnectionFailed("a database named \"" + other->name() + "\" is already connected, to " +
                           other->redacted_url() + "; close it first, or choose another name");
  }
  std::erase_if(list.all, [](const Weak& weak) { return weak.expired(); });
  list.all.push_back(database.core());
  if (may_be_default && list.default_one.expired()) list.default_one = database.core();
}

void unlist_database(const DatabaseCore& core) noexcept {
  auto& list = databases();
  const std::lock_guard lock(list.mutex);
  const auto is_it = [&](const Weak& weak) { return weak.lock().get() == &core; };
  std::erase_if(list.all, is_it);
  if (is_it(list.default_one)) list.default_one.reset();
}

std::optional<Database> default_database() {
  auto& list = databases();
  const std::lock_guard lock(list.mutex);
  return handle_of(list.default_one.lock());
}

void set_default_database(const Database& database) {
  auto& list = databases();
  const std::lock_guard lock(list.mutex);
  list.default_one = database.core();
}

std::optional<Database> find_database(TextArgument name) {
  auto& list = databases();
  const std::lock_guard lock(list.mutex);
  return handle_of(list.find(name));
}

}  // namespace rowan
