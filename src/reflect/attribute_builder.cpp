// Settings and validations of one attribute.
#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "reflect/epoch_ops.hpp"
#include "rowan/reflect/model_builder.hpp"

namespace rowan {
namespace {

const std::string* text_of(const Value& value) { return std::get_if<std::string>(&value.storage()); }

bool is_double(const Value& value) { return std::holds_alternative<double>(value.storage()); }

// Unicode's property White_Space (Unicode 15, PropList.txt), beyond ASCII; and a zero-width space, which shows as
// little.
constexpr std::array<std::string_view, 20> wide_spaces{
    "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
    "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\u200b"};

bool is_blank(std::string_view text) {
  while (!text.empty()) {
    std::size_t length = text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r') ? 1 : 0;
    for (const std::string_view space : wide_spaces) {
      if (text.starts_with(space)) length = space.size();
    }
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool is_number(TypeKind kind) {
  return is_integer(kind) || kind == TypeKind::decimal || kind == TypeKind::float64 || kind == TypeKind::float32;
}

// Whether an attribute of this kind can be compared with the value.
bool is_comparable(TypeKind kind, const Value& value) {
  try {
    static_cast<void>(value.converted_to(kind));
    return true;
  } catch (const InvalidValue&) {
    if (!is_number(kind)) return false;
  }
  try {
    return is_double(value) || !value.as_decimal().to_string().empty();
  } catch (const InvalidValue&) {
    return false;
  }
}

// UTF-8 continuation bytes start with the bits 10.
std::size_t code_points(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

double nearest_double(const Value& value) {
  if (const auto* number = std::get_if<double>(&value.storage())) return *number;
  const std::string text = value.as_decimal().to_string();
  double nearest = 0;
  std::from_chars(text.data(), text.data() + text.size(), nearest);
  return nearest;
}

// As many digits as a column of these has, before and after the point.
bool fits(const Decimal& value, std::size_t precision, std::size_t scale) {
  const std::string text = value.to_string();
  const std::size_t start = text.find_first_not_of("-0");
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::size_t last = point == text.size() ? point : text.find_last_not_of('0');
  const std::size_t before = start < point ? point - start : 0;
  const std::size_t after = last > point ? last - point : 0;
  return before <= precision - scale && after <= scale;
}

// Orders values of one kind; numbers across kinds by what they are worth.
bool less(const Value& left, const Value& right) {
  if (left.storage().index() == right.storage().index()) {
    return std::visit(
        [&]<class T>(const T& l) -> bool {
          if constexpr (std::is_same_v<T, std::monostate> || std::is_same_v<T, Json> ||
                        std::is_same_v<T, std::vector<Value>>)
            return false;
          else
            return l < std::get<T>(right.storage());
        },
        left.storage());
  }
  if (is_double(left) || is_double(right)) return nearest_double(left) < nearest_double(right);
  return left.as_decimal() < right.as_decimal();
}

}  // namespace

AttributeBuilder& AttributeBuilder::column(std::string_view name) {
  if (attribute_ != nullptr) attribute_->column = name;
  return *this;
}

AttributeBuilder& AttributeBuilder::length(std::uint32_t characters) {
  if (attribute_ != nullptr) attribute_->type.length = characters;
  return max_length(characters);
}

AttributeBuilder& AttributeBuilder::precision(std::uint8_t digits, std::uint8_t scale) {
  if (attribute_ == nullptr) return *this;
  attribute_->type.precision = digits;
  attribute_->type.scale = scale;
  return validate([digits, scale](const Value& value) -> std::optional<std::string> {
    const auto* number = std::get_if<Decimal>(&value.storage());
    if (number == nullptr || fits(*number, digits, scale)) return std::nullopt;
    return fmt::format("must fit into {} digits, {} of them after the point", digits, scale);
  });
}

AttributeBuilder& AttributeBuilder::stored_as_integer() {
  if (attribute_ == nullptr) return *this;
  if (attribute_->ops->as_integer == nullptr) {
    model_.mistakes.push_back(
        fmt::format("{}.{} is not an enum described by ROWAN_ENUM, so it can't be stored_as_integer()", model_.name,
                    attribute_->name));
    return *this;
  }
  attribute_->ops = attribute_->ops->as_integer;
  attribute_->type.kind = attribute_->ops->kind;
  return *this;
}

AttributeBuilder& AttributeBuilder::stored_as_epoch_seconds() {
  return stored_as_epoch(1'000'000, "stored_as_epoch_seconds()");
}

AttributeBuilder& AttributeBuilder::stored_as_epoch_milliseconds() {
  return stored_as_epoch(1'000, "stored_as_epoch_milliseconds()");
}

AttributeBuilder& AttributeBuilder::stored_as_epoch(std::int64_t unit, std::string_view said) {
  if (attribute_ == nullptr) return *this;
  if (const ValueOps* ops = detail::epoch_ops(*attribute_->ops, unit)) {
    attribute_->ops = ops;
    attribute_->type.kind = ops->kind;
  } else {
    model_.mistakes.push_back(
        fmt::format("{}.{} is no rowan::Instant, so it can't be {}", model_.name, attribute_->name, said));
  }
  return *this;
}

AttributeBuilder& AttributeBuilder::unique() {
  if (attribute_ == nullptr) return *this;
  attribute_->unique = true;
  model_.indexes.push_back({{}, {attribute_}, true});
  return *this;
}

AttributeBuilder& AttributeBuilder::index() {
  if (attribute_ != nullptr) model_.indexes.push_back({{}, {attribute_}, false});
  return *this;
}

AttributeBuilder& AttributeBuilder::check(std::string_view sql, std::string_view message) {
  if (attribute_ == nullptr) return *this;
  model_.checks.push_back({fmt::format("{}_{}_check", model_.table, attribute_->column), std::string(sql),
                           std::string(message), attribute_});
  return *this;
}

AttributeBuilder& AttributeBuilder::database_default(std::string_view sql) {
  if (attribute_ == nullptr) return *this;
  attribute_->database_default = true;
  attribute_->default_sql = sql;
  return *this;
}

AttributeBuilder& AttributeBuilder::reuse_keys(bool yes) {
  if (attribute_ != nullptr) attribute_->reuse_keys = yes;
  return *this;
}

AttributeBuilder& AttributeBuilder::generated(bool yes) {
  if (attribute_ != nullptr) attribute_->generated = yes;
  return *this;
}

AttributeBuilder& AttributeBuilder::lock_version() {
  if (attribute_ == nullptr) return *this;
  attribute_->lock_version = true;
  model_.lock_version = attribute_;
  return *this;
}

AttributeBuilder& AttributeBuilder::secret() {
  if (attribute_ != nullptr) attribute_->secret = true;
  return *this;
}

AttributeBuilder& AttributeBuilder::keep_original() {
  if (attribute_ != nullptr) attribute_->keep_original = true;
  return *this;
}

AttributeBuilder& AttributeBuilder::not_blank() {
  return validate([](const Value& value) -> std::optional<std::string> {
    const std::string* text = text_of(value);
    if (value.is_null() || (text != nullptr && is_blank(*text))) return "can't be blank";
    return std::nullopt;
  });
}

// A rule that can never hold, or never fail, is a slip in configure.
void AttributeBuilder::require_text(std::string_view rule) {
  if (attribute_ == nullptr || attribute_->type.kind == TypeKind::text) return;
  model_.mistakes.push_back(fmt::format("{}.{} is no text but {}: {}() says nothing of it", model_.name,
                                        attribute_->name, to_string(attribute_->type.kind), rule));
}

void AttributeBuilder::require_comparable(const Value& value, std::string_view rule) {
  if (attribute_ == nullptr || is_comparable(attribute_->type.kind, value)) return;
  model_.mistakes.push_back(fmt::format("{}.{} is {} and can't be compared with \"{}\": correct the value in {}()",
                                        model_.name, attribute_->name, to_string(attribute_->type.kind),
                                        value.to_string(), rule));
}

AttributeBuilder& AttributeBuilder::min_length(std::size_t characters) {
  require_text("min_length");
  return validate([characters](const Value& value) -> std::optional<std::string> {
    const std::string* text = text_of(value);
    if (text != nullptr && code_points(*text) < characters)
      return fmt::format("is too short (minimum is {} characters)", characters);
    return std::nullopt;
  });
}

AttributeBuilder& AttributeBuilder::max_length(std::size_t characters) {
  require_text("max_length");
  return validate([characters](const Value& value) -> std::optional<std::string> {
    const std::string* text = text_of(value);
    if (text != nullptr && code_points(*text) > characters)
      return fmt::format("is too long (maximum is {} characters)", characters);
    return std::nullopt;
  });
}

AttributeBuilder& AttributeBuilder::at_least(Value limit) {
  require_comparable(limit, "at_least");
  return validate([limit = std::move(limit)](const Value& value) -> std::optional<std::string> {
    if (!value.is_null() && less(value, limit)) return fmt::format("must be at least {}", limit.to_string());
    return std::nullopt;
  });
}

AttributeBuilder& AttributeBuilder::at_most(Value limit) {
  require_comparable(limit, "at_most");
  return validate([limit = std::move(limit)](const Value& value) -> std::optional<std::string> {
    if (!value.is_null() && less(limit, value)) return fmt::format("must be at most {}", limit.to_string());
    return std::nullopt;
  });
}

AttributeBuilder& AttributeBuilder::one_of(std::vector<Value> values) {
  for (const Value& value : values) require_comparable(value, "one_of");
  return validate([values = std::move(values)](const Value& value) -> std::optional<std::string> {
    if (value.is_null() || std::find(values.begin(), values.end(), value) != values.end()) return std::nullopt;
    std::string list;
    for (const Value& valid : values) list += (list.empty() ? "" : ", ") + valid.to_string();
    return "must be one of: " + list;
  });
}

AttributeBuilder& AttributeBuilder::validate(AttributeRule rule) {
  if (attribute_ != nullptr) attribute_->rules.push_back(std::move(rule));
  return *this;
}

}  // namespace rowan
