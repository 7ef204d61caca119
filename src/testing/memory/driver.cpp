#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <map>
#include <mutex>

#include "rowan/core/error.hpp"
#include "rowan/plugin/plugin.hpp"
#include "rowan/testing/memory_driver.hpp"
#include "testing/memory/compiler.hpp"
#include "testing/memory/dialect.hpp"
#include "testing/memory/session.hpp"

namespace rowan::testing {
namespace {

struct NamedStores {
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<memory::Store>, std::less<>> stores;
};

NamedStores& named_stores() {
  static auto* const all = new NamedStores;  // connections may outlive statics
  return *all;
}

std::chrono::milliseconds lock_timeout(const Url& url) {
  constexpr std::chrono::milliseconds usual{5000};
  const auto text = url.option("lock_timeout");
  if (!text) return usual;
  unsigned number = 0;
  const auto [stop, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error == std::errc() && stop == text->data() + text->size()) return std::chrono::milliseconds(number);
  throw InvalidUrl(fmt::format(
      "the database URL \"{}\" is not valid: lock_timeout is a number of milliseconds; write lock_timeout=5000",
      url.redacted()));
}

bool ignores_checks(const Url& url) { return url.option("checks") == "ignore"; }

}  // namespace

struct MemoryDriver::State {
  memory::MemoryDialect dialect;
  memory::MemoryCompiler strict{false}, lenient{true};
};

MemoryDriver::MemoryDriver() : state_(std::make_unique<State>()) {}
MemoryDriver::~MemoryDriver() = default;

const Dialect& MemoryDriver::dialect() const { return state_->dialect; }

const StatementCompiler& MemoryDriver::compiler_for(const Url& url) const {
  return ignores_checks(url) ? state_->lenient : state_->strict;
}

void MemoryDriver::check(const Url& url) const {
  for (const auto& [option, value] : url.options) {
    if (option == "lock_timeout" || (option == "checks" && value == "ignore")) continue;
    throw InvalidUrl(fmt::format(
        "the database URL \"{}\" is not valid: a database in memory has no option {}={}; there are lock_timeout=5000 "
        "and checks=ignore",
        url.redacted(), option, value));
  }
  lock_timeout(url);
}

std::unique_ptr<DriverConnection> MemoryDriver::open(const Url& url) {
  std::shared_ptr<memory::Store> store;
  if (url.host.empty()) {
    store = std::make_shared<memory::Store>();
  } else {
    NamedStores& all = named_stores();
    const std::lock_guard lock(all.mutex);
    std::shared_ptr<memory::Store>& known = all.stores[url.host];
    if (known == nullptr) known = std::make_shared<memory::Store>();
    store = known;
  }
  const auto& compiler = ignores_checks(url) ? state_->lenient : state_->strict;
  return std::make_unique<memory::Session>(std::move(store), compiler, lock_timeout(url));
}

unsigned MemoryDriver::pool_limit(const Url& url) const { return url.host.empty() ? 1 : 10000; }

void MemoryDriver::forget(std::string_view name) {
  NamedStores& all = named_stores();
  const std::lock_guard lock(all.mutex);
  if (const auto found = all.stores.find(name); found != all.stores.end()) all.stores.erase(found);
}

}  // namespace rowan::testing

namespace rowan {

void register_memory(PluginHost& host) { host.add_driver(std::make_unique<testing::MemoryDriver>()); }

}  // namespace rowan
