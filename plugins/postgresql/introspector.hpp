// What tables a PostgreSQL database has.
#pragma once

#include "rowan/connection/introspector.hpp"

namespace rowan::postgresql {

class PostgresqlIntrospector final : public Introspector {
 public:
  [[nodiscard]] schema::LiveSchema read(Database& database, std::span<const schema::TableName> names) const override;
  [[nodiscard]] std::optional<Misfit> misfit(const LogicalType& attribute,
                                             const schema::LiveColumn& column) const override;
};

}  // namespace rowan::postgresql
