// Which columns the INSERT of a record sends, and which ones the database fills in.
#pragma once

#include <vector>

#include "rowan/reflect/model_info.hpp"

namespace rowan {

class Dialect;

struct InsertPlan {
  std::vector<const AttributeInfo*> columns;
  std::vector<const AttributeInfo*> defaults;  ///< untouched by the user, so the database's default is theirs
  bool generated_key = false;                  ///< the key is made by the database

  friend bool operator==(const InsertPlan&, const InsertPlan&) = default;
  /// Of what the database fills in, that which the statement itself is to return.
  [[nodiscard]] std::vector<const AttributeInfo*> returned(const ModelInfo& model, const Dialect& dialect) const;
};

InsertPlan plan_insert(const ModelInfo& model, const void* object);

/// Still what the class's constructor makes of it.
bool untouched(const ModelInfo& model, const AttributeInfo& attribute, const void* object);

}  // namespace rowan
