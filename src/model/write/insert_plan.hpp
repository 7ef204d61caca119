// Which columns the INSERT of a record sends, and which ones the database fills in.
#pragma once

#include <vector>

#include "rowan/reflect/model_info.hpp"

namespace rowan {

class Dialect;

struct InsertPlan {
  std::vector<const AttributeInfo*> columns;
  std::vector<const AttributeInfo*> defaults;  ///< untouched by the user: they get the database's default
  bool generated_key = false;                  ///< the database counts the key up

  friend bool operator==(const InsertPlan&, const InsertPlan&) = default;
  /// The filled-in attributes that the statement itself returns.
  [[nodiscard]] std::vector<const AttributeInfo*> returned(const ModelInfo& model, const Dialect& dialect) const;
  /// A part of the key that the database fills in can only be told by the statement itself. @throws Unsupported.
  void require_told_keys(const ModelInfo& model, const Dialect& dialect) const;
};

InsertPlan plan_insert(const ModelInfo& model, const void* object);

/// Still the value that the class's constructor sets.
bool untouched(const ModelInfo& model, const AttributeInfo& attribute, const void* object);

}  // namespace rowan
