#include "reflect/error_details.hpp"

namespace rowan {

ErrorDetails details_of(const ModelInfo& model) {
  ErrorDetails details;
  details.table = model.table;
  return details;
}

ErrorDetails details_of(const ModelInfo& model, const AttributeInfo& attribute) {
  ErrorDetails details = details_of(model);
  details.columns = {attribute.column};
  return details;
}

}  // namespace rowan
