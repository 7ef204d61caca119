#include "driver.hpp"

#include "../soci/connection.hpp"
#include "connection.hpp"
#include "options.hpp"
#include "soci_backend.hpp"

namespace rowan::postgresql {

void PostgresqlDriver::check(const Url& url) const { Options::parse(url); }

std::unique_ptr<DriverConnection> PostgresqlDriver::open(const Url& url) {
  const auto options = Options::parse(url);
  if (options.statements == StatementPath::soci) {
    return std::make_unique<soci_path::SociConnection>(std::make_unique<SociBackend>(options));
  }
  return std::make_unique<NativeConnection>(options);
}

unsigned PostgresqlDriver::pool_limit(const Url&) const {
  constexpr unsigned limit = 1000;  // a server takes a hundred unless told otherwise, and says so itself
  return limit;
}

}  // namespace rowan::postgresql
