#include "rowan/core/value.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "rowan/core/error.hpp"

namespace rowan {

Value::Value() noexcept = default;
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

Value::Value(std::nullopt_t) noexcept {}
Value::Value(bool value) : storage_(value) {}
Value::Value(double value) : storage_(value) {}
Value::Value(std::string_view text) : storage_(std::in_place_type<std::string>, text) {}
Value::Value(std::string text) : storage_(std::move(text)) {}
Value::Value(Bytes bytes) : storage_(std::move(bytes)) {}
Value::Value(Decimal value) : storage_(value) {}
Value::Value(Date value) : storage_(value) {}
Value::Value(LocalDateTime value) : storage_(value) {}
Value::Value(Instant value) : storage_(value) {}
Value::Value(Uuid value) : storage_(value) {}
Value::Value(Json value) : storage_(std::move(value)) {}

void TextArgument::refuse_null() {
  throw InvalidValue("a null char pointer is not a text; write std::nullopt for NULL");
}

Value::Value(const char* text) {
  if (text == nullptr) TextArgument::refuse_null();
  storage_ = std::string(text);
}

Value Value::from_signed(std::int64_t value) {
  Value made;
  made.storage_ = value;
  return made;
}

Value Value::from_unsigned(std::uint64_t value) {
  if (std::in_range<std::int64_t>(value)) return from_signed(static_cast<std::int64_t>(value));
  Value made;
  made.storage_ = value;
  return made;
}

Value Value::list(std::vector<Value> elements) {
  Value made;
  made.storage_ = std::move(elements);
  return made;
}

namespace {

bool same_double(double left, double right) { return left == right || (std::isnan(left) && std::isnan(right)); }

}  // namespace

bool operator==(const Value& left, const Value& right) {
  const auto* a = std::get_if<std::uint64_t>(&left.storage_);
  const auto* b = std::get_if<std::uint64_t>(&right.storage_);
  if (a != nullptr || b != nullptr) {
    const auto* c = std::get_if<std::int64_t>(&left.storage_);
    const auto* d = std::get_if<std::int64_t>(&right.storage_);
    if (a != nullptr && b != nullptr) return *a == *b;
    if (a != nullptr) return d != nullptr && std::cmp_equal(*a, *d);
    return c != nullptr && std::cmp_equal(*b, *c);
  }
  const auto* x = std::get_if<double>(&left.storage_);
  const auto* y = std::get_if<double>(&right.storage_);
  if (x != nullptr && y != nullptr) return same_double(*x, *y);
  return left.storage_ == right.storage_;
}

}  // namespace rowan
