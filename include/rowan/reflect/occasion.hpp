// When a rule or a callback applies.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/text_argument.hpp"
#include "rowan/export.hpp"

namespace rowan {

/// What is done to the record, as `m.on(rowan::Occasion::create)` asks for it. Saving is one of the first two.
enum class Occasion : std::uint8_t { create, update, destroy };

/// "create", "update", "destroy".
[[nodiscard]] ROWAN_EXPORT std::string_view to_string(Occasion occasion) noexcept;

/// The conditions that were said before a rule or a callback. All must hold. Immutable once the model is linked.
struct ROWAN_EXPORT Applicability {
  std::vector<Occasion> occasions;                        ///< one of these; empty: any
  std::vector<std::string> contexts;                      ///< one of these; empty: any, or none
  std::vector<std::function<bool(const void*)>> demands;  ///< of the object, the most derived one

  /// `context`: empty when it is in none. Thread-safe; throws what a demand throws.
  [[nodiscard]] bool holds(Occasion occasion, std::string_view context, const void* object) const;
  /// The occasions and contexts as texts. Empty: any.
  [[nodiscard]] std::vector<std::string> names() const;
};

/// A context that a record is validated and saved in, beside its occasion. It refers to the name, so it is for the
/// length of a call.
class ValidationContext {
 public:
  explicit ValidationContext(TextArgument name) : name_(name) {}
  [[nodiscard]] std::string_view name() const noexcept { return name_; }

 private:
  std::string_view name_;
};
/// `post.save(rowan::in_context("publish"))`: what is declared by `m.on("publish")` applies, too.
[[nodiscard]] inline ValidationContext in_context(TextArgument name) { return ValidationContext(name); }

}  // namespace rowan
