// What is wrong with a record, attribute by attribute.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/member_name.hpp"
#include "rowan/core/text_argument.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/reflect/messages.hpp"

namespace rowan {

/// One complaint. `attribute` is empty when it concerns the whole record. A translation is looked up by `code`, and
/// made with `values`. Of a rule they are its code (`code_of`) and its limits; the library's own codes are "required"
/// and "missing" of a belongs_to, "taken" of what must be unique, "check" of a declared check, "disagrees" of a shared
/// column; what the program adds without a code is "invalid".
struct AttributeError {
  std::string attribute, message;
  std::string code = "invalid";
  std::vector<Value> values{};

  friend bool operator==(const AttributeError&, const AttributeError&) = default;
  friend ROWAN_EXPORT std::ostream& operator<<(std::ostream& out, const AttributeError& error);
};

/// The complaints about one record, in the order they were found. A plain value.
class ROWAN_EXPORT Errors {
 public:
  Errors() = default;
  /// Of a record of this model: a belongs_to is known by each of its names, "author" and "author_id".
  explicit Errors(const ModelInfo& model) : model_(&model) {}

  void add(MemberName attribute, TextArgument message, TextArgument code = "invalid", std::vector<Value> values = {});
  void add_to_base(TextArgument message) { add({}, message); }

  [[nodiscard]] bool empty() const noexcept { return list_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return list_.size(); }
  [[nodiscard]] auto begin() const noexcept { return list_.begin(); }
  [[nodiscard]] auto end() const noexcept { return list_.end(); }
  /// The messages on one attribute; on those of associated records by their path: "items[0].title".
  [[nodiscard]] std::vector<std::string> on(MemberName attribute) const;
  /// The complaints themselves, with codes and values; named as in on().
  [[nodiscard]] std::vector<AttributeError> of(MemberName attribute) const;
  /// Whether the attribute has a complaint with this code ("too_long").
  [[nodiscard]] bool has(MemberName attribute, TextArgument code) const;
  /// Sentences for people: "Title can't be blank". Of a path, the last name.
  [[nodiscard]] std::vector<std::string> full_messages(const Messages& messages = {}) const;
  /// The same complaints with messages in another language, for to_json() and the rest. Codes and values stay.
  [[nodiscard]] Errors translated(const Messages& messages) const;
  /// "title can't be blank; price must be at least 0".
  [[nodiscard]] std::string to_string() const;
  /// `[{"attribute":"title","message":"is too long (maximum is 200 characters)","code":"too_long","values":[200]}]`
  [[nodiscard]] std::string to_json() const;

  /// The same complaints in the same order.
  friend bool operator==(const Errors& left, const Errors& right) { return left.list_ == right.list_; }
  friend ROWAN_EXPORT std::ostream& operator<<(std::ostream& out, const Errors& errors);

 private:
  std::vector<AttributeError> list_;
  const ModelInfo* model_ = nullptr;
};

}  // namespace rowan
