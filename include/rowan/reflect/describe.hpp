// The only header that knows Boost.Describe: the macros that describe a class, and the walk over its members.
//
// Everything here can be replaced by static reflection once compilers have it. The macros name rowan::Column, which is
// of a layer above: where they are used, rowan/query/column.hpp must be included, as rowan/model/model.hpp does.
#pragma once

#include <boost/describe.hpp>
#include <boost/describe/detail/pp_for_each.hpp>
#include <boost/mp11/algorithm.hpp>
#include <new>
#include <type_traits>
#include <utility>

#include "rowan/export.hpp"
#include "rowan/reflect/model_builder.hpp"
#include "rowan/reflect/registry.hpp"
#include "rowan/reflect/value_ops.hpp"

namespace rowan::detail {

/// Association handles say what they are through these members.
template <class V>
concept association_handle = requires {
  typename V::target_type;
  V::association_kind;
};

template <class Member>
void describe_member(ModelInfo& info, std::string_view name, std::uint32_t offset) {
  if constexpr (association_handle<Member>) {
    const std::size_t keys = [] {
      if constexpr (Member::association_kind == AssociationKind::belongs_to)
        return Member::key_ops().size();
      else
        return std::size_t{0};
    }();
    const ValueOps* const* ops = nullptr;
    if constexpr (Member::association_kind == AssociationKind::belongs_to) ops = Member::key_ops().data();
    add_association(info, name, offset, Member::association_kind, type_name<typename Member::target_type>(), ops, keys);
  } else {
    static_assert(attribute_type<Member>,
                  "rowan: this member's type can't be an attribute. Use bool, an integer, float, double, "
                  "rowan::Decimal, std::string, rowan::Bytes, "
                  "rowan::Date, rowan::LocalDateTime, rowan::Instant, rowan::Uuid, rowan::Json, an enum described by "
                  "ROWAN_ENUM, std::vector of a simple one, or std::optional of any; "
                  "leave other members out of ROWAN_MODEL");
    if constexpr (attribute_type<Member>) add_attribute(info, name, offset, value_ops<Member>());
  }
}

template <class T>
std::uint32_t offset_in(const T& object, const void* member) {
  return static_cast<std::uint32_t>(static_cast<const char*>(member) - reinterpret_cast<const char*>(&object));
}

template <class T>
ObjectOps object_ops(const T& prototype) {
  ObjectOps ops;
  ops.size = sizeof(T);
  ops.alignment = alignof(T);
  ops.base_offset = static_cast<std::ptrdiff_t>(offset_in(prototype, static_cast<const ModelBase*>(&prototype)));
  // `T`, not `T()`, which would clear the object once more, slowly: see ObjectOps.
  ops.construct = [](void* storage) { ::new (storage) T; };
  ops.destroy = [](void* object) noexcept { static_cast<T*>(object)->~T(); };
  ops.relocate = [](void* storage, void* object) { ::new (storage) T(std::move(*static_cast<T*>(object))); };
  return ops;
}

/// Fills in what can be known of T alone. Runs once per model, at its first use, in the .cpp that registers it.
template <class T>
void describe_model(ModelInfo& info) {
  static_assert(
      std::is_default_constructible_v<T>,
      "rowan: a model needs a default constructor, because records are made before they are filled from a row");
  static_assert(std::is_move_constructible_v<T>, "rowan: a model must be movable");
  if constexpr (std::is_default_constructible_v<T>) {
    const T prototype{};
    info.object = object_ops(prototype);
    boost::mp11::mp_for_each<
        boost::describe::describe_members<T, boost::describe::mod_any_access | boost::describe::mod_inherited>>(
        [&](auto descriptor) {
          const auto& member = prototype.*decltype(descriptor)::pointer;
          describe_member<std::remove_cvref_t<decltype(member)>>(info, descriptor.name, offset_in(prototype, &member));
        });
    finish_description(info);
    if constexpr (requires(ModelBuilder<T>& builder) { T::configure(builder); }) {
      ModelBuilder<T> builder(info, prototype);
      T::configure(builder);
    }
    finish_configuration(info, reinterpret_cast<const char*>(&prototype));
  }
}

}  // namespace rowan::detail

// clang-format off
#define ROWAN_DETAIL_STRIP(...) __VA_ARGS__
// A type per member that knows its name, and an empty column object of it.
#define ROWAN_DETAIL_TAG(C, m) struct rowan_tag_##m { static constexpr const char* name() { return #m; } };
#define ROWAN_DETAIL_COLUMN(C, m) [[no_unique_address]] ::rowan::Column<RowanModel, decltype(C::m), rowan_tag_##m> m;
#define ROWAN_DETAIL_BASE(C, B) , public B::template rowan_columns<RowanModel>
#define ROWAN_DETAIL_DESCRIBE(C, Bases, Members)                                                            \
  BOOST_DESCRIBE_CLASS(C, Bases, Members, (), ())                                                           \
 public:                                                                                                    \
  BOOST_DESCRIBE_PP_FOR_EACH(ROWAN_DETAIL_TAG, C, ROWAN_DETAIL_STRIP Members)                               \
  struct rowan_no_columns {};                                                                               \
  template <class RowanModel>                                                                               \
  struct rowan_columns : rowan_no_columns BOOST_DESCRIBE_PP_FOR_EACH(ROWAN_DETAIL_BASE, C, ROWAN_DETAIL_STRIP Bases) { \
    BOOST_DESCRIBE_PP_FOR_EACH(ROWAN_DETAIL_COLUMN, C, ROWAN_DETAIL_STRIP Members)                          \
  };

/// Describes a base class whose members become attributes of the models that list it: `ROWAN_MIXIN(Timestamps, (), (created_at, updated_at))`.
#define ROWAN_MIXIN(C, Bases, Members) ROWAN_DETAIL_DESCRIBE(C, Bases, Members)

/// Last in a model class: its described bases and its members, attributes and associations alike.
/// `ROWAN_MODEL(Post, (Timestamps), (id, title, author, comments))`. What follows it in the class is public.
#define ROWAN_MODEL(C, Bases, Members)                                                                      \
  ROWAN_DETAIL_DESCRIBE(C, Bases, Members)                                                                  \
  static constexpr const char* rowan_name() { return #C; }                                                  \
  static ::rowan::ModelNode& rowan_node();                                                                  \
  static const ::rowan::ModelInfo& rowan_info();                                                            \
  static constexpr rowan_columns<C> c{};

#define ROWAN_DETAIL_JOIN2(a, b) a##b
#define ROWAN_DETAIL_JOIN(a, b) ROWAN_DETAIL_JOIN2(a, b)
#define ROWAN_DETAIL_REGISTER(C, N)                                                                         \
  namespace {                                                                                               \
  constinit ::rowan::ModelNode ROWAN_DETAIL_JOIN(rowan_node_, N){::rowan::detail::type_name<C>(), C::rowan_name(), \
                                                                &::rowan::detail::describe_model<C>};       \
  const ::rowan::ModelRegistrar ROWAN_DETAIL_JOIN(rowan_registrar_, N){ROWAN_DETAIL_JOIN(rowan_node_, N)};  \
  }                                                                                                         \
  ::rowan::ModelNode& C::rowan_node() { return ROWAN_DETAIL_JOIN(rowan_node_, N); }                         \
  const ::rowan::ModelInfo& C::rowan_info() { return ::rowan::detail::model_of(ROWAN_DETAIL_JOIN(rowan_node_, N)); }

/// In exactly one .cpp, after the class (and after the classes its associations hold are at least declared).
#define ROWAN_REGISTER_MODEL(C) ROWAN_DETAIL_REGISTER(C, __COUNTER__)

#define ROWAN_DETAIL_ENUMERATOR(E, e) ::rowan::detail::Enumerator{#e, static_cast<std::int64_t>(E::e)},
/// Gives an enum's values their texts, which is also how they are stored unless a model says `stored_as_integer()`.
/// At global namespace scope, with the enum's qualified name: `ROWAN_ENUM(blog::Status, draft, published)`.
#define ROWAN_ENUM(E, ...)                                                                                  \
  template <>                                                                                               \
  struct rowan::EnumText<E> {                                                                               \
    static constexpr ::rowan::detail::Enumerator table_data[] = {                                           \
        BOOST_DESCRIBE_PP_FOR_EACH(ROWAN_DETAIL_ENUMERATOR, E, __VA_ARGS__)};                               \
    static constexpr auto table = std::to_array(table_data);                                                \
    static constexpr const auto& names() { return table; }                                                  \
    static std::string_view to_text(E value) {                                                              \
      return ::rowan::detail::enum_text(table.data(), table.size(), static_cast<std::int64_t>(value));      \
    }                                                                                                       \
  };
// clang-format on
