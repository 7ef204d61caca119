#include "model/load/cursor_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/json_text.hpp"
#include "core/json_view.hpp"
#include "core/stable_hash.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"

namespace rowan {
namespace {

constexpr std::size_t word_bytes = 8,
                      head_bytes = 2 * word_bytes;  // a check of all that follows, and the order's print

void put(Bytes& bytes, std::uint64_t number) {
  for (std::size_t i = 0; i < word_bytes; ++i) bytes.push_back(static_cast<std::byte>(number >> (8 * i)));
}

std::uint64_t take(const Bytes& bytes, std::size_t at) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < word_bytes; ++i) number |= std::to_integer<std::uint64_t>(bytes[at + i]) << (8 * i);
  return number;
}

std::uint64_t check_of(const Bytes& bytes, std::size_t from) {
  StableHash hash;
  hash.add(std::string_view(reinterpret_cast<const char*>(bytes.data()) + from, bytes.size() - from));
  return hash.value();
}

// Of letters that need no escape in a URL.
std::string url_text(const Bytes& bytes) {
  std::string text = to_base64(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  text.resize(std::min(text.size(), text.find('=')));
  return text;
}

std::optional<Bytes> url_bytes(std::string_view text) {
  std::string usual(text);
  std::replace(usual.begin(), usual.end(), '-', '+');
  std::replace(usual.begin(), usual.end(), '_', '/');
  usual.resize((usual.size() + 3) / 4 * 4, '=');
  try {
    return from_base64(usual);
  } catch (const InvalidValue&) {
    return std::nullopt;
  }
}

// With its kind, which JSON does not tell.
std::string json_of(const Value& value) {
  if (value.is_null()) return "null,null";
  const auto* real = std::get_if<double>(&value.storage());
  if (kind_of(value) == TypeKind::json)
    throw QueryError("no cursor holds JSON, whose order differs by database: order by a part of it");
  if (real != nullptr && !std::isfinite(*real))
    throw InvalidValue(fmt::format("no cursor holds {}: order by numbers that are finite", value.to_string()));
  return fmt::format("{},{}", static_cast<int>(kind_of(value)), json_of_value(value));
}

Value value_of(JsonView kind, JsonView json) {
  if (kind.is_null()) return {};
  const std::int64_t number = kind.value().as_int64();
  if (number < 0 || number > static_cast<std::int64_t>(TypeKind::json)) throw InvalidValue("no kind of value");
  return bind_value(static_cast<TypeKind>(number), json.value(static_cast<TypeKind>(number)));
}

// The check finds what happened on the way; whoever makes a text up can make its check, too.
std::optional<std::vector<Value>> values_in(std::string_view json, std::size_t count) {
  try {
    const Json document(json);
    const JsonView list(document.text());
    if (!list.is_array()) return std::nullopt;
    const std::vector<JsonView> parts = list.elements();
    if (parts.size() != 2 * count) return std::nullopt;
    std::vector<Value> values;
    for (std::size_t i = 0; i < parts.size(); i += 2) values.push_back(value_of(parts[i], parts[i + 1]));
    return values;
  } catch (const Error&) {
    return std::nullopt;
  }
}

[[noreturn]] void refuse() {
  throw QueryError(
      "this text is no cursor, or was changed on its way: take the next or previous of a page as it is, or begin with "
      "the first page");
}

}  // namespace

std::string cursor_text(std::uint64_t order, std::span<const Value> values) {
  std::string json = "[";
  for (const Value& value : values) json += (json.size() == 1 ? "" : ",") + json_of(value);
  json += ']';
  Bytes bytes;
  put(bytes, 0);
  put(bytes, order);
  for (const char c : json) bytes.push_back(static_cast<std::byte>(c));
  Bytes checked;
  put(checked, check_of(bytes, word_bytes));
  std::copy(checked.begin(), checked.end(), bytes.begin());
  return url_text(bytes);
}

std::vector<Value> cursor_values(std::string_view text, std::uint64_t order, std::size_t count) {
  const std::optional<Bytes> bytes = url_bytes(text);
  if (!bytes || bytes->size() <= head_bytes || take(*bytes, 0) != check_of(*bytes, word_bytes)) refuse();
  if (take(*bytes, word_bytes) != order) {
    throw QueryError(
        "this cursor is of another query: a cursor goes with the model and the order that it was made by; begin with "
        "the first page of this one");
  }
  auto values =
      values_in({reinterpret_cast<const char*>(bytes->data()) + head_bytes, bytes->size() - head_bytes}, count);
  if (!values) refuse();
  return *std::move(values);
}

}  // namespace rowan
