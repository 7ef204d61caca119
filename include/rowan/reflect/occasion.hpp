// When a rule or a callback applies.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/export.hpp"

namespace rowan {

/// What is done to the record, as `m.on(rowan::Occasion::create)` asks for it. Saving is one of the first two.
enum class Occasion : std::uint8_t { create, update, destroy };

/// "create", "update", "destroy".
[[nodiscard]] ROWAN_EXPORT std::string_view to_string(Occasion occasion) noexcept;

/// The conditions that were said before a rule or a callback. All must hold. Immutable once the model is linked.
struct ROWAN_EXPORT Applicability {
  std::vector<Occasion> occasions;                        ///< one of these; empty: any
  std::vector<std::function<bool(const void*)>> demands;  ///< of the object, the most derived one

  /// Thread-safe; throws what a demand throws.
  [[nodiscard]] bool holds(Occasion occasion, const void* object) const;
  /// The occasions as texts. Empty: any.
  [[nodiscard]] std::vector<std::string> names() const;
};

}  // namespace rowan
