// Values as text, for logs and tests.
#include <ostream>

#include "rowan/core/hash.hpp"
#include "rowan/core/value.hpp"

namespace rowan {
namespace {

std::string quoted_text(std::string_view text) {
  constexpr char hex[] = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      quoted += {'\\', c};
    else if (c == '\n')
      quoted += "\\n";
    else if (code < 0x20 || code == 0x7F)
      quoted += {'\\', 'x', hex[code >> 4U], hex[code & 15U]};
    else
      quoted += c;
  }
  return quoted + '"';
}

// Never in the middle of a character.
std::size_t cut_before(std::string_view text, std::size_t most) {
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return most;
}

std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  text.resize(cut_before(text, most));
  return text + "…";
}

}  // namespace

std::string inspect(const Value& value, std::size_t most) {
  if (const auto* text = std::get_if<std::string>(&value.storage())) {
    if (text->size() <= most) return quoted_text(*text);
    return quoted_text(std::string_view(*text).substr(0, cut_before(*text, most))) + "…";
  }
  if (const auto* list = std::get_if<std::vector<Value>>(&value.storage())) {
    std::string text = "[";
    for (const Value& element : *list) {
      if (text.size() > most) return text + ", …]";
      text += (text.size() == 1 ? "" : ", ") + inspect(element, most);
    }
    return text + "]";
  }
  return cut(value.to_string(), most);
}

std::ostream& operator<<(std::ostream& out, const Decimal& value) { return out << value.to_string(); }
std::ostream& operator<<(std::ostream& out, const Uuid& uuid) { return out << uuid.to_string(); }
std::ostream& operator<<(std::ostream& out, const Json& json) { return out << json.text(); }
std::ostream& operator<<(std::ostream& out, const Value& value) { return out << value.to_string(); }
void PrintTo(const Value& value, std::ostream* out) { *out << inspect(value); }

std::size_t detail::hash_uuid(const Uuid& uuid) noexcept {
  return static_cast<std::size_t>(hash_bytes(uuid.bytes().data(), uuid.bytes().size()));
}

}  // namespace rowan
