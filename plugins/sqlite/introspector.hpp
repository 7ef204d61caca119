// What tables a SQLite database has.
#pragma once

#include "rowan/connection/introspector.hpp"

namespace rowan::sqlite {

class SqliteIntrospector final : public Introspector {
 public:
  [[nodiscard]] schema::LiveSchema read(Database& database, std::span<const schema::TableName> names) const override;
  [[nodiscard]] std::optional<Misfit> misfit(const LogicalType& attribute,
                                             const schema::LiveColumn& column) const override;
  [[nodiscard]] bool tells_spellings_apart(const LogicalType& attribute, std::string_view collation) const override;
};

}  // namespace rowan::sqlite
