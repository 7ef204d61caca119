// The only header that knows Boost.Describe: the macros that describe a class, and the walk over its members.
//
// Everything here can be replaced by static reflection once compilers have it. The macros name rowan::Column, which is
// of a layer above: where they are used, rowan/query/column.hpp must be included, as rowan/model/model.hpp does.
#pragma once

#include "rowan/export.hpp"

#if !__has_include(<boost/version.hpp>)
#error "Rowan needs the headers of Boost 1.77 or newer: install them (libboost-dev), or name their folder with -I"
#include "rowan_stops_here_for_want_of_boost"
#endif
#include <boost/version.hpp>
#if BOOST_VERSION < 107700
#error "Rowan needs Boost 1.77 or newer, and an older one is found first: name the folder of the newer one with -I"
#include "rowan_stops_here_for_want_of_a_newer_boost"
#endif

#include <boost/describe.hpp>
#include <boost/describe/detail/pp_for_each.hpp>
#include <boost/mp11/algorithm.hpp>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

#include "rowan/reflect/model_builder.hpp"
#include "rowan/reflect/registry.hpp"
#include "rowan/reflect/value_ops.hpp"

namespace rowan {

class SoftDelete;

namespace detail {

/// Association handles say what they are through these members.
template <class V>
concept association_handle = requires {
  typename V::target_type;
  V::association_ops;
};

template <class Member>
void describe_member(ModelInfo& info, std::string_view name, std::uint32_t offset) {
  if constexpr (association_handle<Member>) {
    if constexpr (requires { Member::type_ops(); }) {
      add_reference_to_any(info, name, offset, Member::target_names(), Member::type_ops(), Member::key_ops());
    } else {
      std::span<const ValueOps* const> keys;
      if constexpr (requires { Member::key_ops(); }) keys = Member::key_ops();
      add_association(info, name, offset, Member::association_ops, type_name<typename Member::target_type>(), keys);
    }
  } else {
    static_assert(
        attribute_type<Member>,
        "rowan: this member's type can't be an attribute. Use bool, an integer, float, double, "
        "rowan::Decimal, std::string, rowan::Bytes, "
        "rowan::Date, rowan::LocalDateTime, rowan::Instant, rowan::Uuid, rowan::Json, an enum described by "
        "ROWAN_ENUM, std::vector of a simple one, std::optional of any, or specialise rowan::attribute_traits "
        "for a type of your own; "
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

template <class T>
concept configures = requires(ModelBuilder<T>& builder) { T::configure(builder); };

// Whether a class has a member of this name, whatever it is and whoever may see it: the name is ambiguous then in a
// class that inherits it from another side, too.
struct OwnsConfigure {
  int configure;
};
template <class T>
struct WithConfigure : T, OwnsConfigure {};
template <class T>
concept names_configure = (std::is_final_v<T> && requires { &T::configure; }) ||
                          (!std::is_final_v<T> && !requires { &WithConfigure<T>::configure; });
template <class T>
concept lists_configure = requires(const typename T::template rowan_columns<T>& columns) { columns.configure; };

template <class Mixin>
struct LeadsTo {
  template <class Base>
  using fn = std::is_base_of<Mixin, typename Base::type>;
};
/// Whether T inherits the mix-in, and none of the bases that it lists leads there.
template <class T, class Mixin>
constexpr bool leaves_out =
    std::is_base_of_v<Mixin, T> &&
    !boost::mp11::mp_any_of_q<boost::describe::describe_bases<T, boost::describe::mod_any_access>,
                              LeadsTo<Mixin>>::value;

/// What would be lost without a word, each refused in one sentence.
template <class T>
constexpr void check_description() {
  namespace describe = boost::describe;
  static_assert(configures<T> || !names_configure<T> || lists_configure<T>,
                "rowan: configure() would never be called: write it as a public `static void "
                "configure(rowan::ModelBuilder<Post>& m)` of the class itself");
  static_assert(boost::mp11::mp_empty<describe::describe_members<T, describe::mod_any_access | describe::mod_static |
                                                                        describe::mod_inherited>>::value,
                "rowan: a static member can't be an attribute, because all records share it: leave it out of "
                "ROWAN_MODEL");
  static_assert(!leaves_out<T, Timestamps>,
                "rowan: this class inherits rowan::Timestamps, and doesn't list it, so nothing of it would be stored: "
                "write ROWAN_MODEL(Post, (rowan::Timestamps), (id, title))");
  static_assert(!leaves_out<T, SoftDelete>,
                "rowan: this class inherits rowan::SoftDelete, and doesn't list it, so destroy() would really delete: "
                "write ROWAN_MODEL(Post, (rowan::SoftDelete), (id, title))");
}

template <class Class, class T>
concept configures_mixin = requires(ModelBuilder<T>& builder) { Class::configure_mixin(builder); };

// As WithConfigure.
struct OwnsConfigureMixin {
  int configure_mixin;
};
template <class Base>
struct WithConfigureMixin : Base, OwnsConfigureMixin {};
template <class Base>
concept names_configure_mixin = !requires { &WithConfigureMixin<Base>::configure_mixin; };
template <class Base>
using names_mixin = std::bool_constant<names_configure_mixin<typename Base::type>>;
/// Whether the name is there by the class itself, and not by a base that it lists, which is called for itself.
template <class Base>
constexpr bool names_own_configure_mixin =
    names_configure_mixin<Base> &&
    !boost::mp11::mp_any_of<boost::describe::describe_bases<Base, boost::describe::mod_any_access>, names_mixin>::value;

/// Whether `configure_mixin` of Class is one that it inherits from a described base, which is called for that one.
template <class Class, class T>
constexpr bool inherits_configure_mixin() {
  using Configure = void (*)(ModelBuilder<T>&);
  bool inherits = false;
  boost::mp11::mp_for_each<boost::describe::describe_bases<Class, boost::describe::mod_any_access>>([&](auto base) {
    using Base = typename decltype(base)::type;
    if constexpr (requires {
                    static_cast<Configure>(&Base::configure_mixin);
                    static_cast<Configure>(&Class::configure_mixin);
                  })
      inherits =
          inherits || static_cast<Configure>(&Base::configure_mixin) == static_cast<Configure>(&Class::configure_mixin);
  });
  return inherits;
}

/// Calls `configure_mixin` of the described bases of `Class`, the outermost first.
template <class Class, class T>
void configure_mixins(ModelBuilder<T>& builder) {
  boost::mp11::mp_for_each<boost::describe::describe_bases<Class, boost::describe::mod_any_access>>([&](auto base) {
    using Base = typename decltype(base)::type;
    configure_mixins<Base>(builder);
    static_assert(
        configures_mixin<Base, T> || !names_own_configure_mixin<Base>,
        "rowan: configure_mixin() of a mix-in would never be called: write it as a public `template <class T> "
        "static void configure_mixin(rowan::ModelBuilder<T>& m)`");
    if constexpr (configures_mixin<Base, T>) {
      if constexpr (!inherits_configure_mixin<Base, T>()) Base::configure_mixin(builder);
    }
  });
}

/// Fills in what can be known of T alone. Runs once per model, at its first use, in the .cpp that registers it.
template <class T>
void describe_model(ModelInfo& info) {
  static_assert(
      std::is_default_constructible_v<T>,
      "rowan: a model needs a default constructor, because records are made before they are filled from a row");
  static_assert(std::is_move_constructible_v<T>, "rowan: a model must be movable");
  check_description<T>();
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
    if constexpr (!std::is_void_v<base_model_of<T>>) begin_subclass(info, info_of<base_model_of<T>>()());
    ModelBuilder<T> builder(info, prototype);
    configure_mixins<T>(builder);
    if constexpr (configures<T>) T::configure(builder);
    finish_configuration(info, reinterpret_cast<const char*>(&prototype));
  }
}

template <class T>
inline constexpr bool is_template_instance = false;
template <template <class...> class Template, class... Arguments>
inline constexpr bool is_template_instance<Template<Arguments...>> = true;

/// True, or one sentence on why ROWAN_REGISTER_MODEL can't take the class.
template <class T>
constexpr bool may_be_registered() {
  static_assert(!is_template_instance<T>,
                "rowan: a model can't be an instance of a class template: derive a class of its own from it that has "
                "ROWAN_MODEL, or describe what is common by ROWAN_MIXIN");
  if constexpr (!is_template_instance<T>) static_cast<void>(info_of<T>());
  return true;
}

}  // namespace detail
}  // namespace rowan

// clang-format off
#define ROWAN_DETAIL_STRIP(...) __VA_ARGS__
#define ROWAN_DETAIL_JOIN2(a, b) a##b
#define ROWAN_DETAIL_JOIN(a, b) ROWAN_DETAIL_JOIN2(a, b)
#define ROWAN_DETAIL_SECOND2(a, b, ...) b
#define ROWAN_DETAIL_SECOND(...) ROWAN_DETAIL_SECOND2(__VA_ARGS__)

// Boost.Describe takes 52 members. BEYOND is 1 for a longer list, else 0: it looks whether the 53rd place is a filler.
#define ROWAN_DETAIL_AT53_rowan_filler ~, 0
#define ROWAN_DETAIL_PROBE53(x) ROWAN_DETAIL_SECOND(ROWAN_DETAIL_AT53_##x, 1, ~)
#define ROWAN_DETAIL_53RD(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, \
  a17, a18, a19, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, a33, a34, a35, \
  a36, a37, a38, a39, a40, a41, a42, a43, a44, a45, a46, a47, a48, a49, a50, a51, a52, x, ...) ROWAN_DETAIL_PROBE53(x)
#define ROWAN_DETAIL_FILLER13 rowan_filler, rowan_filler, rowan_filler, rowan_filler, rowan_filler, rowan_filler, \
  rowan_filler, rowan_filler, rowan_filler, rowan_filler, rowan_filler, rowan_filler, rowan_filler
#define ROWAN_DETAIL_BEYOND3(...) ROWAN_DETAIL_53RD(__VA_ARGS__)
#define ROWAN_DETAIL_BEYOND(...) ROWAN_DETAIL_BEYOND3(__VA_ARGS__, ROWAN_DETAIL_FILLER13, ROWAN_DETAIL_FILLER13, \
  ROWAN_DETAIL_FILLER13, ROWAN_DETAIL_FILLER13, rowan_filler, ~)

// A type per member that knows its name, and an empty column object of it. The alias is what refuses a misspelt member:
// its name stands alone there, so that compilers say "not declared; did you mean".
#define ROWAN_DETAIL_IS_c ~, 1
#define ROWAN_DETAIL_IS_C(m) ROWAN_DETAIL_SECOND(ROWAN_DETAIL_IS_##m, 0, ~)
#define ROWAN_DETAIL_TAG(C, m)                                                                              \
  using rowan_type_##m = decltype(m);                                                                       \
  static_assert(!ROWAN_DETAIL_IS_C(m),                                                                      \
                "rowan: a member can't be named c, because Model::c holds the columns: rename it, and give it " \
                "its column with m.attribute(&Post::code).column(\"c\")");                                  \
  struct rowan_tag_##m { static constexpr const char* name() { return #m; } };
#define ROWAN_DETAIL_COLUMN(C, m) [[no_unique_address]] ::rowan::Column<RowanModel, decltype(C::m), rowan_tag_##m> m;
#define ROWAN_DETAIL_BASE(C, B) , public B::template rowan_columns<RowanModel>
#define ROWAN_DETAIL_DESCRIBE0(C, Bases, Members)                                                           \
 public:                                                                                                    \
  BOOST_DESCRIBE_PP_FOR_EACH(ROWAN_DETAIL_TAG, C, ROWAN_DETAIL_STRIP Members)                               \
  BOOST_DESCRIBE_CLASS(C, Bases, Members, (), ())                                                           \
  struct rowan_no_columns {};                                                                               \
  template <class RowanModel>                                                                               \
  struct rowan_columns : rowan_no_columns BOOST_DESCRIBE_PP_FOR_EACH(ROWAN_DETAIL_BASE, C, ROWAN_DETAIL_STRIP Bases) { \
    BOOST_DESCRIBE_PP_FOR_EACH(ROWAN_DETAIL_COLUMN, C, ROWAN_DETAIL_STRIP Members)                          \
  };
#define ROWAN_DETAIL_DESCRIBE1(C, Bases, Members)                                                           \
  static_assert(sizeof(#C) == 0, "rowan: " #C " lists more than 52 members, the most that ROWAN_MODEL and " \
                "ROWAN_MIXIN take: move some into a base class described by ROWAN_MIXIN, and name it among the bases, " \
                "as in ROWAN_MODEL(" #C ", (Address), (id, name))");                                        \
  ROWAN_DETAIL_DESCRIBE0(C, Bases, ())
#define ROWAN_DETAIL_DESCRIBE(C, Bases, Members) ROWAN_DETAIL_JOIN(ROWAN_DETAIL_DESCRIBE,                   \
  ROWAN_DETAIL_BEYOND(ROWAN_DETAIL_STRIP Members))(C, Bases, Members)

/// Describes a base class whose members become attributes of the models that list it: `ROWAN_MIXIN(Timestamps, (), (created_at, updated_at))`.
#define ROWAN_MIXIN(C, Bases, Members) ROWAN_DETAIL_DESCRIBE(C, Bases, Members)

/// Last in a model class: its described bases and its members, attributes and associations alike.
/// `ROWAN_MODEL(Post, (Timestamps), (id, title, author, comments))`. What follows it in the class is public.
#define ROWAN_MODEL(C, Bases, Members)                                                                      \
  static constexpr bool rowan_models_are_not_declared_inside_functions = true;                              \
  ROWAN_DETAIL_DESCRIBE(C, Bases, Members)                                                                  \
  static constexpr const char* rowan_name() {                                                               \
    static_assert(::rowan::detail::is_own_model<C>,                                                         \
                  "rowan: a model derives from rowan::Model of itself, as in class " #C " : public rowan::Model<" #C  \
                  ">, not from another model or its base: it would be saved as that one. What models share goes into " \
                  "a base class described by ROWAN_MIXIN; one that shares the table of another, and says so by a type, " \
                  "names that: rowan::Model<" #C ", Base>");                                                \
    static_assert(!::rowan::detail::is_own_model<C> ||                                                      \
                      std::is_convertible_v<C*, ::rowan::Model<C, ::rowan::detail::base_model_of<C>>*>,     \
                  "rowan: inherit publicly and once: class " #C " : public rowan::Model<" #C ">");          \
    return #C;                                                                                              \
  }                                                                                                         \
  static ::rowan::ModelNode& rowan_ROWAN_REGISTER_MODEL_belongs_in_one_cpp_file();                          \
  static const ::rowan::ModelInfo& rowan_missing_ROWAN_REGISTER_MODEL_in_a_cpp_file();                      \
  static constexpr auto& rowan_node = rowan_ROWAN_REGISTER_MODEL_belongs_in_one_cpp_file;                   \
  static constexpr auto& rowan_info = rowan_missing_ROWAN_REGISTER_MODEL_in_a_cpp_file;                     \
  static constexpr rowan_columns<C> c{};

// The linker names the one function when ROWAN_REGISTER_MODEL is missing, and the other when it is there twice: that is
// why the first is weak.
#define ROWAN_DETAIL_REGISTER(C, N)                                                                         \
  static_assert(::rowan::detail::may_be_registered<C>());                                                   \
  namespace {                                                                                               \
  constinit ::rowan::ModelNode ROWAN_DETAIL_JOIN(rowan_node_, N){::rowan::detail::type_name<C>(), C::rowan_name(), \
                                                                &::rowan::detail::describe_model<C>};       \
  const ::rowan::ModelRegistrar ROWAN_DETAIL_JOIN(rowan_registrar_, N){ROWAN_DETAIL_JOIN(rowan_node_, N)};  \
  }                                                                                                         \
  ::rowan::ModelNode& C::rowan_ROWAN_REGISTER_MODEL_belongs_in_one_cpp_file() {                             \
    return ROWAN_DETAIL_JOIN(rowan_node_, N);                                                               \
  }                                                                                                         \
  __attribute__((weak)) const ::rowan::ModelInfo& C::rowan_missing_ROWAN_REGISTER_MODEL_in_a_cpp_file() {   \
    return ::rowan::detail::model_of(ROWAN_DETAIL_JOIN(rowan_node_, N));                                    \
  }

/// In exactly one .cpp, after the class (and after the classes its associations hold are at least declared).
#define ROWAN_REGISTER_MODEL(C) ROWAN_DETAIL_REGISTER(C, __COUNTER__)

// 1 for `(name, "text")`, 0 for `name`.
#define ROWAN_DETAIL_PROBE(...) , 1
#define ROWAN_DETAIL_SECOND2(a, b, ...) b
#define ROWAN_DETAIL_SECOND(...) ROWAN_DETAIL_SECOND2(__VA_ARGS__)
#define ROWAN_DETAIL_HAS_TEXT(e) ROWAN_DETAIL_SECOND(ROWAN_DETAIL_PROBE e, 0, 0)
#define ROWAN_DETAIL_ENUMERATOR_0(E, e) ::rowan::detail::Enumerator{#e, static_cast<std::int64_t>(E::e)},
#define ROWAN_DETAIL_ENUMERATOR_1(E, pair) ROWAN_DETAIL_TEXTED(E, ROWAN_DETAIL_STRIP pair)
#define ROWAN_DETAIL_TEXTED(...) ROWAN_DETAIL_TEXTED2(__VA_ARGS__)
#define ROWAN_DETAIL_TEXTED2(E, e, text) ::rowan::detail::Enumerator{text, static_cast<std::int64_t>(E::e)},
#define ROWAN_DETAIL_ENUMERATOR(E, e) ROWAN_DETAIL_JOIN(ROWAN_DETAIL_ENUMERATOR_, ROWAN_DETAIL_HAS_TEXT(e))(E, e)
/// Gives an enum's values their texts, which is also how they are stored unless a model says `stored_as_integer()`.
/// At global namespace scope, with the enum's qualified name: `ROWAN_ENUM(blog::Status, draft, published)`. A text is
/// the enumerator's name, or what is said in brackets: `ROWAN_ENUM(Rating, g, (pg_13, "PG-13"))`.
#define ROWAN_ENUM(E, ...)                                                                                  \
  static_assert(!ROWAN_DETAIL_BEYOND(__VA_ARGS__), "rowan: " #E " lists more than 52 enumerators, the most that " \
                "ROWAN_ENUM takes: use a std::string or an integer, or a table of its own");                \
  template <>                                                                                               \
  struct rowan::EnumText<E> {                                                                               \
    static constexpr ::rowan::detail::Enumerator table_data[] = {                                           \
        BOOST_DESCRIBE_PP_FOR_EACH(ROWAN_DETAIL_ENUMERATOR, E, __VA_ARGS__)};                               \
    static constexpr auto table = std::to_array(table_data);                                                \
    static_assert(::rowan::detail::texts_differ(table_data),                                                \
                  "rowan: two enumerators of this ROWAN_ENUM have the same text");                          \
    static constexpr const auto& names() { return table; }                                                  \
    static std::string_view to_text(E value) {                                                              \
      return ::rowan::detail::enum_text(table.data(), table.size(), static_cast<std::int64_t>(value));      \
    }                                                                                                       \
  };
// clang-format on
