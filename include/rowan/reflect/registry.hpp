// Where models register, and where they are found by name.
//
// Include it to look models up at run time; declaring and registering them is done by ROWAN_MODEL and
// ROWAN_REGISTER_MODEL.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "rowan/core/text_argument.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// One registration: made by ROWAN_REGISTER_MODEL as a constant-initialised static, so that it exists before any code
/// runs.
struct ModelNode {
  std::string_view qualified_name;
  std::string_view short_name;
  void (*describe)(ModelInfo& info);
  std::atomic<const ModelInfo*> published{nullptr};
  ModelNode* next = nullptr;
  bool queued = false;
};

/// Puts a node on the list. No work is done and nothing can fail here: describing happens at first use. Keeps the
/// shared object it lives in from being unloaded, because metadata points into its code.
class ROWAN_EXPORT ModelRegistrar {
 public:
  explicit ModelRegistrar(ModelNode& node) noexcept;
};

/// The models of the process. All functions are thread-safe; the infos live as long as the process.
class ROWAN_EXPORT Registry {
 public:
  /// Makes sure that these models are registered, also when a linker would have dropped their object file from a static
  /// library.
  template <class... Models>
  Registry& add() {
    (add(Models::rowan_node()), ...);
    return *this;
  }

  /// All models registered so far, by qualified name. @throws MappingError when one can't be described.
  [[nodiscard]] std::vector<const ModelInfo*> models() const;
  /// By qualified name, or by short name when only one model has it. Null when there is none.
  [[nodiscard]] const ModelInfo* find(std::string_view name) const;
  /// As find. @throws MappingError naming near misses, or the models that share the short name.
  [[nodiscard]] const ModelInfo& model(TextArgument name) const;

  /// Every mistake in every registered model, one sentence each; empty when all is well.
  [[nodiscard]] std::vector<std::string> validate() const;
  /// The same, and what `rowan::check(database)` finds, a sentence each. @throws as a query.
  [[nodiscard]] std::vector<std::string> validate(const Database& database) const;
  /// @throws MappingError with all of validate()'s sentences, if there are any.
  void check() const;

 private:
  void add(ModelNode& node) const;
};

/// The process's registry.
ROWAN_EXPORT Registry& registry();

namespace detail {
/// The slow path of `T::rowan_info()`: describes and links. @throws MappingError listing every mistake of the model.
ROWAN_EXPORT const ModelInfo& resolve_model(ModelNode& node);

/// What every registered model's `rowan_info()` does: one load once published.
inline const ModelInfo& model_of(ModelNode& node) {
  if (const ModelInfo* info = node.published.load(std::memory_order_acquire)) [[likely]]
    return *info;
  return resolve_model(node);
}

/// Whether a class has ROWAN_MODEL in it, or in a base.
template <class T>
concept has_model_macro = requires { T::rowan_name(); };

template <class T>
struct BaseModelOf {
  using type = void;
};
template <class T>
  requires requires { typename T::rowan_base_model; }
struct BaseModelOf<T> {
  using type = typename T::rowan_base_model;
};
/// Of a sub-class, the model that it is one of; else void.
template <class T>
using base_model_of = typename BaseModelOf<T>::type;

/// Whether a class derives from Model of itself.
template <class T>
inline constexpr bool is_own_model = std::is_base_of_v<Model<T, base_model_of<T>>, T>;

/// Whether T is a sub-class of Of, or of one of its sub-classes.
template <class T, class Of>
constexpr bool is_subclass() {
  if constexpr (std::is_void_v<base_model_of<T>>)
    return false;
  else
    return std::is_same_v<base_model_of<T>, Of> || is_subclass<base_model_of<T>, Of>();
}
/// Whether rows of the one may be rows of the other.
template <class T, class Other>
inline constexpr bool are_related = std::is_same_v<T, Other> || is_subclass<T, Other>() || is_subclass<Other, T>();

/// `&T::rowan_info`, or one sentence about what is missing.
template <class T>
constexpr auto info_of() -> const ModelInfo& (*)() {
  static_assert(
      has_model_macro<T>,
      "rowan: this class has no ROWAN_MODEL: end it with ROWAN_MODEL(Pet, (), (id, name)), its name, described "
      "bases and members");
  static_assert(!has_model_macro<T> || is_own_model<T>,
                "rowan: this class inherits a model but is none: its own members would be lost; derive it from "
                "rowan::Model of itself, and share members through a base class described by ROWAN_MIXIN");
  if constexpr (has_model_macro<T>)
    return &T::rowan_info;
  else
    return nullptr;
}

/// "blog::Post", from the compiler's spelling of the function.
template <class T>
constexpr std::string_view type_name() {
  std::string_view text = __PRETTY_FUNCTION__;
  const auto start = text.find("T = ") + 4;
  const auto end = text.find_first_of(";]", start);
  return text.substr(start, end - start);
}
}  // namespace detail
}  // namespace rowan
