#include "driver.hpp"

#include "../soci/connection.hpp"
#include "connection.hpp"
#include "options.hpp"
#include "soci_backend.hpp"

namespace rowan::sqlite {

void SqliteDriver::check(const Url& url) const { Options::parse(url); }

std::unique_ptr<DriverConnection> SqliteDriver::open(const Url& url) {
  const auto options = Options::parse(url);
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
