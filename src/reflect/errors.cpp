#include "rowan/reflect/errors.hpp"

#include <ostream>
#include <utility>

#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

// "author" for "author_id", "items[0].author" for "items[0].author_id"; what is no name stays as it is.
std::string usual_name(const ModelInfo* model, std::string_view path) {
  std::string_view rest = path;
  while (model != nullptr) {
    const std::size_t dot = rest.find('.');
    if (dot == std::string_view::npos) break;
    const AssociationInfo* association = model->find_association(rest.substr(0, rest.substr(0, dot).find('[')));
    model = association == nullptr ? nullptr : association->target;
    rest.remove_prefix(dot + 1);
  }
  const bool usual = model == nullptr || rest.empty() || model->find_association(rest) != nullptr;
  const AttributeInfo* attribute = usual ? nullptr : model->find_attribute(rest);
  if (attribute == nullptr) return std::string(path);
  return std::string(path.substr(0, path.size() - rest.size())) + attribute->name;
}

}  // namespace

void Errors::add(MemberName attribute, TextArgument message, TextArgument code, std::vector<Value> values) {
  list_.push_back({usual_name(model_, attribute.text()), std::string(message), std::string(code), std::move(values)});
}

std::vector<std::string> Errors::on(MemberName attribute) const {
  const std::string name = usual_name(model_, attribute.text());
  std::vector<std::string> messages;
  for (const AttributeError& error : list_) {
    if (error.attribute == name) messages.push_back(error.message);
  }
  return messages;
}

std::vector<AttributeError> Errors::of(MemberName attribute) const {
  const std::string name = usual_name(model_, attribute.text());
  std::vector<AttributeError> found;
  for (const AttributeError& error : list_) {
    if (error.attribute == name) found.push_back(error);
  }
  return found;
}

bool Errors::has(MemberName attribute, TextArgument code) const {
  for (const AttributeError& error : of(attribute)) {
    if (error.code == std::string_view(code)) return true;
  }
  return false;
}

std::vector<std::string> Errors::full_messages(const Messages& messages) const {
  std::vector<std::string> sentences;
  for (const AttributeError& error : list_) {
    const std::string name = error.attribute.empty() ? "" : messages.name_of(error.attribute, model_) + ' ';
    sentences.push_back(name + messages.message_of(error, model_));
  }
  return sentences;
}

Errors Errors::translated(const Messages& messages) const {
  Errors same = *this;
  for (AttributeError& error : same.list_) error.message = messages.message_of(error, model_);
  return same;
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
