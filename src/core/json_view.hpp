// A walk over a JSON document as it was written: a JSON library would round its numbers and sort its objects.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/logical_type.hpp"
#include "rowan/core/value.hpp"

namespace rowan {

struct JsonMember;

/// A value inside of a compact document (rowan::Json's text), which it refers to.
class JsonView {
 public:
  explicit JsonView(std::string_view compact) : text_(compact) {}

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] bool is_object() const { return text_.front() == '{'; }
  [[nodiscard]] bool is_array() const { return text_.front() == '['; }
  [[nodiscard]] bool is_text() const { return text_.front() == '"'; }
  [[nodiscard]] bool is_null() const { return text_ == "null"; }
  [[nodiscard]] bool is_boolean() const { return text_ == "true" || text_ == "false"; }
  [[nodiscard]] bool is_number() const {
    return text_.front() == '-' || (text_.front() >= '0' && text_.front() <= '9');
  }

  /// Of an object, in order.
  [[nodiscard]] std::vector<JsonMember> members() const;
  /// Of an array.
  [[nodiscard]] std::vector<JsonView> elements() const;
  /// Of a text, without its quotes and escapes.
  [[nodiscard]] std::string unquoted() const;
  /// What an attribute of this kind is set to by it: numbers keep all digits, bytes are base64. @throws InvalidValue
  /// for objects, and for arrays where `kind` is none.
  [[nodiscard]] Value value(TypeKind kind) const;
  /// The same where nothing is known: a number that is not whole is a Decimal, where that can hold it.
  [[nodiscard]] Value value() const;

 private:
  std::string_view text_;
};

struct JsonMember {
  std::string name;
  JsonView value;
};

std::string to_base64(const Bytes& bytes);
/// @throws InvalidValue.
Bytes from_base64(std::string_view text);

}  // namespace rowan
