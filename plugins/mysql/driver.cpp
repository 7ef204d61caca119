#include "driver.hpp"

#include "../soci/connection.hpp"
#include "connection.hpp"
#include "options.hpp"
#include "soci_backend.hpp"

namespace rowan::mysql {

const Dialect& MysqlDriver::dialect_for(const Url& url) const {
  return Options::parse(url).server == Server::mysql ? mysql_ : mariadb_;
}

void MysqlDriver::check(const Url& url) const { Options::parse(url); }

std::unique_ptr<DriverConnection> MysqlDriver::open(const Url& url) {
  const auto options = Options::parse(url);
  if (options.statements == StatementPath::soci) {
    return std::make_unique<soci_path::SociConnection>(std::make_unique<SociBackend>(options));
  }
  return std::make_unique<NativeConnection>(options);
}

unsigned MysqlDriver::pool_limit(const Url&) const {
  constexpr unsigned most = 10000;  // what a pool takes at all; the server has a limit of its own
  return most;
}

}  // namespace rowan::mysql
