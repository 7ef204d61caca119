#include "query/loaded_attributes.hpp"

#include <algorithm>

namespace rowan {
namespace {

bool is_shared(const ModelInfo& model, const AttributeInfo& attribute) {
  return model.shares_columns && (attribute.shared || attribute.association != nullptr);
}

}  // namespace

std::vector<const AttributeInfo*> loaded_attributes(const ModelInfo& model, const std::vector<std::string>& names) {
  std::vector<bool> wanted(model.attributes.size());
  const auto want = [&](const AttributeInfo& attribute) {
    wanted[attribute.index] = true;
    if (attribute.association == nullptr) return;
    for (const AttributeInfo* part : attribute.association->own_columns()) wanted[part->index] = true;
  };
  for (const std::string& name : names) {
    const AssociationInfo* association = model.find_association(name);
    if (association == nullptr || !association->refers())
      want(model.attribute(name));
    else
      for (const AttributeInfo* part : association->own_columns()) want(*part);
  }
  std::vector<const AttributeInfo*> loaded;
  for (const AttributeInfo& attribute : model.attributes) {
    if (wanted[attribute.index] || attribute.primary_key || attribute.lock_version || is_shared(model, attribute))
      loaded.push_back(&attribute);
  }
  return loaded;
}

}  // namespace rowan
