#include "driver.hpp"

#include "../soci/connection.hpp"
#include "connection.hpp"
#include "options.hpp"
#include "soci_backend.hpp"

namespace rowan::sqlite {

void SqliteDriver::check(const Url& url) const { Options::parse(url); }

std::unique_ptr<DriverConnection> SqliteDriver::open(const Url& url) { return open_with(Options::parse(url)); }

// A file that was deleted meanwhile would come back empty, and nobody would know.
std::unique_ptr<DriverConnection> SqliteDriver::open_again(const Url& url) {
  auto options = Options::parse(url);
  if (options.mode == OpenMode::create) options.mode = OpenMode::read_write;
  return open_with(options);
}

std::unique_ptr<DriverConnection> SqliteDriver::open_with(const Options& options) {
  if (options.statements == StatementPath::soci) {
    return std::make_unique<soci_path::SociConnection>(std::make_unique<SociBackend>(options));
  }
  return std::make_unique<NativeConnection>(options);
}

unsigned SqliteDriver::pool_limit(const Url& url) const {
  constexpr unsigned files_limit = 64;  // readers beyond that only queue for the processor, and each costs file handles
  return Options::parse(url).in_memory() ? 1 : files_limit;
}

}  // namespace rowan::sqlite
