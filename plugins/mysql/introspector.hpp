// What tables a MariaDB or MySQL database has.
#pragma once

#include "options.hpp"
#include "rowan/connection/introspector.hpp"

namespace rowan::mysql {

class MysqlIntrospector final : public Introspector {
 public:
  explicit MysqlIntrospector(Server server) : server_(server) {}
  [[nodiscard]] schema::LiveSchema read(Database& database, std::span<const schema::TableName> names) const override;
  [[nodiscard]] std::optional<Misfit> misfit(const LogicalType& attribute,
                                             const schema::LiveColumn& column) const override;

 private:
  Server server_;
};

}  // namespace rowan::mysql
