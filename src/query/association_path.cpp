#include "query/association_path.hpp"

#include "rowan/query/binder.hpp"

namespace rowan {

std::vector<std::string> columns_of(const std::vector<const AttributeInfo*>& attributes) {
  std::vector<std::string> columns;
  for (const AttributeInfo* attribute : attributes) columns.push_back(attribute->column);
  return columns;
}

std::vector<Hop> association_path(const AssociationInfo& unresolved) {
  const AssociationInfo& association = unresolved.resolved();
  return association.ops->path(association);
}

std::vector<OrderTerm> own_order(const AssociationInfo& association) {
  std::vector<OrderTerm> order;
  if (!association.order_name.empty())
    order.push_back({ast::column(association.order_name), association.order_descending});
  if (!association.to_many() && !association.refers()) {
    for (const AttributeInfo* part : association.target->primary_key) order.push_back({ast::column(part->name)});
  }
  return order;
}

bool is_first_of_many(const AssociationInfo& association) {
  return !association.to_many() && !association.order_name.empty();
}

const std::vector<const AttributeInfo*>& association_owner_key(const AssociationInfo& unresolved) {
  const AssociationInfo& association = unresolved.resolved();
  return association.ops->owner_attributes(association);
}

}  // namespace rowan
