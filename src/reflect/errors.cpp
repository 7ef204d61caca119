#include "rowan/reflect/errors.hpp"

#include <ostream>
#include <utility>

namespace rowan {

void Errors::add(MemberName attribute, std::string_view message, std::string_view code, std::vector<Value> values) {
  list_.push_back({std::string(attribute.text()), std::string(message), std::string(code), std::move(values)});
}

std::vector<std::string> Errors::on(MemberName attribute) const {
  std::vector<std::string> messages;
  for (const AttributeError& error : list_) {
    if (error.attribute == attribute.text()) messages.push_back(error.message);
  }
  return messages;
}

std::string Errors::to_string() const {
  std::string text;
  for (const AttributeError& error : list_) {
    if (!text.empty()) text += "; ";
    if (!error.attribute.empty()) text += error.attribute + ' ';
    text += error.message;
  }
  return text;
}

std::ostream& operator<<(std::ostream& out, const AttributeError& error) {
  return out << error.attribute << (error.attribute.empty() ? "" : " ") << error.message;
}

std::ostream& operator<<(std::ostream& out, const Errors& errors) { return out << errors.to_string(); }

}  // namespace rowan
