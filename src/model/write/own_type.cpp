#include "model/write/own_type.hpp"

#include <string>

#include <fmt/format.h>

#include "model/record/members.hpp"
#include "reflect/error_details.hpp"
#include "reflect/subclass.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

std::string type_in(const ModelInfo& model, const void* object) {
  const AttributeInfo& attribute = *model.type_attribute;
  const Value type = attribute.ops->get(member_of(object, attribute));
  return type.is_null() ? std::string() : type.to_string();
}

}  // namespace

bool lacks_type(const ModelInfo& model, const void* object) { return type_in(model, object).empty(); }

void require_own_type(const ModelInfo& model, const void* object) {
  const std::string type = type_in(model, object);
  if (type.empty() || detail::kind_of_type(model, type) != nullptr) return;
  throw InvalidValue(fmt::format("a new {0} can't have the type '{1}': leave {0}.{2} to the library, which sets '{3}', "
                                 "or make a record of the model that has this type",
                                 model.name, type, model.type_attribute->name, model.type_name),
                     details_of(model, *model.type_attribute));
}

}  // namespace rowan
