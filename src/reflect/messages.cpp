#include "rowan/reflect/messages.hpp"

#include <charconv>
#include <initializer_list>

#include "core/json_view.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/json.hpp"
#include "rowan/reflect/errors.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

using Texts = std::map<std::string, std::string, std::less<>>;

// Of "items[0].title" the title.
std::string last_part(std::string_view path) { return std::string(path.substr(path.rfind('.') + 1)); }

// Of the keys that may be there, the first that is.
const std::string* first_of(const Texts& texts, std::initializer_list<std::string> keys) {
  for (const std::string& key : keys) {
    if (const auto found = texts.find(key); found != texts.end()) return &found->second;
  }
  return nullptr;
}

std::string all_of(const std::vector<Value>& values) {
  std::string list;
  for (const Value& value : values) list += (list.empty() ? "" : ", ") + value.to_string();
  return list;
}

// What stands for `{…}`; what is unknown stays.
std::string replacement(std::string_view name, const AttributeError& error, const std::string& called) {
  if (name == "name") return called;
  if (name == "*") return all_of(error.values);
  std::size_t index = error.values.size();
  const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), index);
  const bool number = failure == std::errc() && end == name.data() + name.size();
  if (number && index < error.values.size()) return error.values[index].to_string();
  return "{" + std::string(name) + "}";
}

Texts texts_in(const JsonView& object, std::string_view what) {
  const auto refuse = [&] {
    throw InvalidValue("\"" + std::string(what) + "\" of messages must be an object of texts");
  };
  if (!object.is_object()) refuse();
  Texts texts;
  for (const JsonMember& member : object.members()) {
    if (!member.value.is_text()) refuse();
    texts.insert_or_assign(member.name, member.value.unquoted());
  }
  return texts;
}

}  // namespace

Messages Messages::from_json(TextArgument json) {
  const Json document{std::string(std::string_view(json))};
  const JsonView view(document.text());
  if (!view.is_object()) throw InvalidValue("messages are a JSON object with \"texts\" and \"names\"");
  Messages messages;
  for (const JsonMember& member : view.members()) {
    if (member.name != "texts" && member.name != "names")
      throw InvalidValue("messages have \"texts\" and \"names\", not \"" + member.name + "\"");
    (member.name == "texts" ? messages.texts : messages.names) = texts_in(member.value, member.name);
  }
  return messages;
}

std::string Messages::name_of(TextArgument attribute, const ModelInfo* model) const {
  std::string name = last_part(attribute);
  const std::string of_model = model == nullptr ? name : model->name + "." + std::string(std::string_view(attribute));
  if (const std::string* called = first_of(names, {of_model, name})) return *called;
  for (char& c : name) c = c == '_' ? ' ' : c;
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

std::string Messages::message_of(const AttributeError& error, const ModelInfo* model) const {
  const std::string name = last_part(error.attribute);
  const std::string of_model = model == nullptr ? "" : model->name + "." + error.attribute + "." + error.code;
  const std::string* text = first_of(texts, {of_model, name + "." + error.code, error.code});
  if (text == nullptr) return error.message;
  std::string message;
  for (std::string_view rest = *text; !rest.empty();) {
    const std::size_t open = rest.find('{'), closed = rest.find('}', open);
    message += rest.substr(0, open);
    if (closed == std::string_view::npos) {
      if (open != std::string_view::npos) message += rest.substr(open);
      break;
    }
    message += replacement(rest.substr(open + 1, closed - open - 1), error, name_of(error.attribute, model));
    rest.remove_prefix(closed + 1);
  }
  return message;
}

}  // namespace rowan
