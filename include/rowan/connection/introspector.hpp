// What a database plugin implements to tell what tables there are. Include it to write a plugin, or to read a
// catalogue.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rowan/connection/database.hpp"
#include "rowan/core/logical_type.hpp"
#include "rowan/export.hpp"
#include "rowan/schema/live_schema.hpp"

namespace rowan {

/// What happens where an attribute and its column are of kinds that do not go together.
struct Misfit {
  bool fails = true;  ///< values will be refused or the statement will fail; otherwise, some may be
  std::string text;   ///< "it can be read, but …"
};

/// Reads a database's catalogue. One object for each dialect; thread-safe, alive as long as its driver.
class ROWAN_EXPORT Introspector {
 public:
  virtual ~Introspector();

  /// Those of `names` that are there, tables and views, with their columns, keys and indexes. The number of queries
  /// does not depend on how many they are. @throws as a query.
  [[nodiscard]] virtual schema::LiveSchema read(Database& database, std::span<const schema::TableName> names) const = 0;
  /// What will happen to an attribute of this type in this column; nothing where it fits.
  [[nodiscard]] virtual std::optional<Misfit> misfit(const LogicalType& attribute,
                                                     const schema::LiveColumn& column) const;
  /// Whether a unique index of this collation takes values of the type that are equal but spelled otherwise for two.
  /// False for most databases, which have types of their own for them.
  [[nodiscard]] virtual bool tells_spellings_apart(const LogicalType& attribute, std::string_view collation) const;

 protected:
  /// The names of the tables, without their schemas, as a JSON array: one parameter for any number of them.
  static std::string json_list(std::span<const schema::TableName> names);
};

/// The introspector of a database. @throws Unsupported where its plugin has none.
ROWAN_EXPORT const Introspector& introspector_of(const Database& database);

}  // namespace rowan
