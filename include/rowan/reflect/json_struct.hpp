// Plain structs that are kept as JSON documents.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/core/attribute_traits.hpp"
#include "rowan/core/json.hpp"
#include "rowan/export.hpp"
#include "rowan/reflect/describe.hpp"
#include "rowan/reflect/value_ops.hpp"

namespace rowan {

/// A struct with ROWAN_JSON.
template <class T>
concept json_struct = requires { T::rowan_json_fields(); };

/// A member of a struct described by ROWAN_JSON that keeps what stands in a document and is no member of the struct: by
/// name, as it was read. Without one such a document is refused, for saving it would lose that.
struct JsonRest : std::map<std::string, Json, std::less<>> {};

namespace detail {

template <class T, class P>
struct JsonField {
  std::string_view name;
  P T::*member;
};
template <class T, class P>
JsonField(std::string_view, P T::*) -> JsonField<T, P>;

// The list that a macro ends with a 0, for its last comma.
template <std::size_t... i, class All>
constexpr auto first_fields(std::index_sequence<i...>, const All& all) {
  return std::make_tuple(std::get<i>(all)...);
}
template <class... Fields>
constexpr auto json_fields(const Fields&... fields) {
  return first_fields(std::make_index_sequence<sizeof...(Fields) - 1>(), std::tie(fields...));
}

// Of a compact document, which they refer to. @throws InvalidValue where it is something else.
struct JsonPart {
  std::string name;  ///< of a member
  std::string_view value;
};
ROWAN_EXPORT std::vector<JsonPart> json_members(std::string_view document);
ROWAN_EXPORT std::vector<std::string_view> json_elements(std::string_view document);
ROWAN_EXPORT Value json_value(std::string_view document, TypeKind kind);
ROWAN_EXPORT void append_json(std::string& out, const Value& value);
ROWAN_EXPORT void append_json_name(std::string& out, std::string_view name);
[[noreturn]] ROWAN_EXPORT void refuse_json_null();
[[noreturn]] ROWAN_EXPORT void refuse_json_rest(std::string_view name);
[[noreturn]] ROWAN_EXPORT void refuse_json_length(std::size_t length);
/// In a handler of an InvalidValue: the same, with where it is.
[[noreturn]] ROWAN_EXPORT void throw_at(std::string_view where);

template <class T>
constexpr bool is_vector = false;
template <class E>
constexpr bool is_vector<std::vector<E>> = !std::is_same_v<std::vector<E>, Bytes>;
template <class T>
constexpr bool is_std_array = false;
template <class E, std::size_t n>
constexpr bool is_std_array<std::array<E, n>> = true;
template <class T>
constexpr bool is_text_map = false;
template <class E, class Less>
constexpr bool is_text_map<std::map<std::string, E, Less>> = true;

template <class T>
constexpr void check_json_type() {
  static_assert(BuiltinOps<T>::exists || described_enum<T> || is_custom<T>,
                "rowan: a member of a ROWAN_JSON struct is an attribute type, another ROWAN_JSON struct, an optional, "
                "std::vector or std::array of such, or a std::map<std::string, …> of such");
}

template <class T>
const ValueOps& scalar_ops() {
  check_json_type<T>();
  return value_ops<T>();
}

template <class T>
void write_json(std::string& out, const T& value);

template <class List>
void write_json_list(std::string& out, const List& list) {
  out += '[';
  bool first = true;
  for (const typename List::value_type& each : list) {
    if (!std::exchange(first, false)) out += ',';
    write_json<typename List::value_type>(out, each);
  }
  out += ']';
}
template <class Map>
void write_json_members(std::string& out, const Map& map) {
  for (const auto& [name, value] : map) {
    append_json_name(out, name);
    write_json(out, value);
  }
}
template <json_struct T>
void write_json_struct(std::string& out, const T& value) {
  out += '{';
  std::apply(
      [&](const auto&... field) {
        const auto write = [&]<class P>(const JsonField<T, P>& one) {
          if constexpr (std::is_same_v<P, JsonRest>) {
            write_json_members(out, value.*one.member);
          } else {
            append_json_name(out, one.name);
            write_json(out, value.*one.member);
          }
        };
        (write(field), ...);
      },
      T::rowan_json_fields());
  out += '}';
}
template <class T>
void write_json(std::string& out, const T& value) {
  if constexpr (unwrap_optional<T>::optional) {
    if (value)
      write_json(out, *value);
    else
      out += "null";
  } else if constexpr (json_struct<T>) {
    write_json_struct(out, value);
  } else if constexpr (is_vector<T> || is_std_array<T>) {
    write_json_list(out, value);
  } else if constexpr (is_text_map<T>) {
    out += '{';
    write_json_members(out, value);
    out += '}';
  } else if constexpr (std::is_same_v<T, Json>) {
    out += value.text();
  } else {
    append_json(out, scalar_ops<T>().get(&value));
  }
}

template <class T>
void read_json(std::string_view document, T& out);

template <class List>
void read_json_elements(const std::vector<std::string_view>& elements, List& out) {
  for (std::size_t i = 0; i < elements.size(); ++i) {
    try {
      if constexpr (is_vector<List>) {
        typename List::value_type each{};  // of std::vector<bool> there is no reference
        read_json(elements[i], each);
        out.push_back(std::move(each));
      } else {
        read_json(elements[i], out[i]);
      }
    } catch (const InvalidValue&) {
      throw_at("[" + std::to_string(i) + "]");
    }
  }
}
template <json_struct T>
bool read_json_member(const JsonPart& part, T& out) {
  const auto read = [&]<class P>(const JsonField<T, P>& field) {
    if constexpr (!std::is_same_v<P, JsonRest>) {
      if (field.name != part.name) return false;
      read_json(part.value, out.*field.member);
      return true;
    }
    return false;
  };
  const auto keep = [&]<class P>(const JsonField<T, P>& field) {
    if constexpr (std::is_same_v<P, JsonRest>)
      return (out.*field.member).insert_or_assign(part.name, Json::trusted(std::string(part.value))), true;
    return false;
  };
  return std::apply([&](const auto&... field) { return (read(field) || ...) || (keep(field) || ...); },
                    T::rowan_json_fields());
}
template <class T>
void read_json(std::string_view document, T& out) {
  if constexpr (unwrap_optional<T>::optional) {
    if (document == "null") return out.reset();
    read_json(document, out.emplace());
  } else if constexpr (json_struct<T>) {
    for (const JsonPart& part : json_members(document)) {
      try {
        if (!read_json_member(part, out)) refuse_json_rest(part.name);
      } catch (const InvalidValue&) {
        throw_at(part.name);
      }
    }
  } else if constexpr (is_vector<T> || is_std_array<T>) {
    const auto elements = json_elements(document);
    if constexpr (is_std_array<T>) {
      if (elements.size() != out.size()) refuse_json_length(elements.size());
    }
    read_json_elements(elements, out);
  } else if constexpr (is_text_map<T>) {
    for (const JsonPart& part : json_members(document)) {
      try {
        read_json(part.value, out[part.name]);
      } catch (const InvalidValue&) {
        throw_at(part.name);
      }
    }
  } else if constexpr (std::is_same_v<T, Json>) {
    out = Json::trusted(std::string(document));
  } else {
    const ValueOps& ops = scalar_ops<T>();
    const Value value = json_value(document, ops.kind);
    if (value.is_null()) refuse_json_null();
    ops.set(&out, value);
  }
}

/// The name of a member. @throws QueryError for one that ROWAN_JSON does not list.
[[noreturn]] ROWAN_EXPORT void refuse_unlisted_member();
template <json_struct T, class P>
std::string_view json_name(P T::*member) {
  std::string_view name;
  std::apply(
      [&](const auto&... field) {
        const auto look = [&]<class Q>(const JsonField<T, Q>& one) {
          if constexpr (std::is_same_v<P, Q>) {
            if (one.member == member) name = one.name;
          }
        };
        (look(field), ...);
      },
      T::rowan_json_fields());
  if (name.empty()) refuse_unlisted_member();
  return name;
}

}  // namespace detail

/// Kept as a document: an object with a member for each that ROWAN_JSON lists, in that order, under its name. What
/// `to_json` writes of an attribute of the same type stands there: decimals and times are texts. A document without a
/// member leaves it as the constructor does; null is for optionals.
template <json_struct T>
struct attribute_traits<T> {
  using stored = Json;
  static Json to_stored(const T& value) {
    std::string text;
    detail::write_json(text, value);
    return Json::trusted(std::move(text));
  }
  static T from_stored(const Json& document) {
    T value{};
    detail::read_json(document.text(), value);
    return value;
  }
};

}  // namespace rowan

// clang-format off
#define ROWAN_DETAIL_FIELD(C, m) ::rowan::detail::JsonField{#m, &C::m},
/// Last in a plain struct, which an attribute may be then, kept as a JSON document: its name and its members, at most 52.
/// `struct Settings { std::string theme; int size{}; ROWAN_JSON(Settings, theme, size) };` It stays an aggregate.
#define ROWAN_JSON(C, ...)                                                                                  \
  static constexpr auto rowan_json_fields() {                                                               \
    return ::rowan::detail::json_fields(BOOST_DESCRIBE_PP_FOR_EACH(ROWAN_DETAIL_FIELD, C, __VA_ARGS__) 0);  \
  }
// clang-format on
