// Where the rows of a bulk insert go.
#pragma once

#include <string>
#include <vector>

#include "rowan/core/logical_type.hpp"

namespace rowan {

/// A table and some of its columns, in the words of the dialect. Plain data.
struct BulkTarget {
  std::string insert_sql;       ///< the INSERT of one row
  std::string table;            ///< quoted, with its schema if it has one
  std::string columns;          ///< quoted, separated by commas
  std::vector<TypeKind> kinds;  ///< of the columns, in order
};

}  // namespace rowan
