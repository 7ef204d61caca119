// Complaints about a record as JSON.
#include <nlohmann/json.hpp>

#include "model/record/value_json.hpp"
#include "rowan/reflect/errors.hpp"

namespace rowan {

std::string Errors::to_json() const {
  using Object = nlohmann::ordered_json;
  Object all = Object::array();
  for (const AttributeError& error : list_) {
    Object values = Object::array();
    for (const Value& value : error.values) values.push_back(Object::parse(json_of_known(value)));
    all.push_back(
        {{"attribute", error.attribute}, {"message", error.message}, {"code", error.code}, {"values", values}});
  }
  return all.dump(-1, ' ', false, Object::error_handler_t::replace);
}

}  // namespace rowan
