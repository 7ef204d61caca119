// An association as the tables it passes: whatever its kind, a chain of hops from the owner to the target.
#pragma once

#include <string>
#include <vector>

#include "rowan/query/order.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// A column that has one value in all rows of an association: the type that a polymorphic one refers by.
struct Fixed {
  std::string column, text;
  bool before = false;  ///< of the table that the hop comes from; else of the one that it leads to
};

/// One step to another table: rows there whose `to` columns equal the `from` columns of the table before.
struct Hop {
  std::string schema, table;
  std::vector<std::string> from, to;
  std::vector<const AttributeInfo*> key;  ///< an attribute for each pair, for its type; of the first hop, the owner's
  std::vector<Fixed> fixed{};
};

std::vector<std::string> columns_of(const std::vector<const AttributeInfo*>& attributes);
/// At least one hop. @throws MappingError when the association can't be resolved.
std::vector<Hop> association_path(const AssociationInfo& unresolved);
/// The order that the association itself has: of several rows, a has_one takes the first by key.
std::vector<OrderTerm> own_order(const AssociationInfo& association);
/// A has_one that has such an order: where its target goes, the next one is the target.
bool is_first_of_many(const AssociationInfo& association);

}  // namespace rowan
