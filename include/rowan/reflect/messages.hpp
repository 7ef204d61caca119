// The messages of errors in another language.
#pragma once

#include <map>
#include <string>

#include "rowan/core/text_argument.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"

namespace rowan {

struct AttributeError;

/// Texts by the codes of errors, and what attributes are called. A plain value.
struct ROWAN_EXPORT Messages {
  /// By "Post.title.too_long", "title.too_long" or "too_long": the first of these that is there. In a text, `{0}` is
  /// the first of the error's values, `{*}` all of them, `{name}` what the attribute is called.
  std::map<std::string, std::string, std::less<>> texts;
  /// By "Post.title" or "title".
  std::map<std::string, std::string, std::less<>> names;

  /// `{"texts": {"too_long": "ist zu lang (höchstens {0} Zeichen)"}, "names": {"title": "Titel"}}`, either of which may
  /// be missing. @throws InvalidValue when it is no such object.
  [[nodiscard]] static Messages from_json(TextArgument json);

  /// What is said of the error: its own message where no text is there.
  [[nodiscard]] std::string message_of(const AttributeError& error, const ModelInfo* model = nullptr) const;
  /// What the attribute is called: without a name of its own, "author_id" is "Author id". Of a path it is the last
  /// part.
  [[nodiscard]] std::string name_of(TextArgument attribute, const ModelInfo* model = nullptr) const;
};

}  // namespace rowan
