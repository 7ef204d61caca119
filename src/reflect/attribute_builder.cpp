// Settings and validations of one attribute.
#include <fmt/format.h>

#include "core/pattern.hpp"
#include "reflect/epoch_ops.hpp"
#include "rowan/reflect/attribute_builder.hpp"
#include "rowan/reflect/naming.hpp"

namespace rowan {
namespace {

bool is_double(const Value& value) { return std::holds_alternative<double>(value.storage()); }

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

// What rules compare: what get() gives, which is not the column's for times and enums that are kept as numbers.
TypeKind compared_kind(const AttributeInfo& attribute) {
  if (attribute.ops->unit != 0) return TypeKind::instant;
  return attribute.ops->choices != nullptr ? TypeKind::text : attribute.type.kind;
}

}  // namespace

AttributeBuilder& AttributeBuilder::column(TextArgument name) {
  if (attribute_ != nullptr) attribute_->column = name;
  return *this;
}

AttributeBuilder& AttributeBuilder::length(std::uint32_t characters) {
  if (attribute_ != nullptr) attribute_->type.length = characters;
  return max_length(characters);
}

AttributeBuilder& AttributeBuilder::precision(std::uint8_t digits, std::uint8_t scale) {
  if (attribute_ == nullptr) return *this;
  if (digits < scale)
    model_.mistakes.push_back(fmt::format("{}.{}: precision({}, {}) has fewer digits than digits behind the point",
                                          model_.name, attribute_->name, digits, scale));
  attribute_->type.precision = digits;
  attribute_->type.scale = scale;
  return require(RuleKind::precision, {digits, scale});
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

AttributeBuilder& AttributeBuilder::check(TextArgument sql, TextArgument message) {
  if (attribute_ == nullptr) return *this;
  std::string name = shortened_identifier(fmt::format("{}_{}_check", model_.table, attribute_->column));
  model_.checks.push_back(
      {std::move(name), std::string(std::string_view(sql)), std::string(std::string_view(message)), attribute_});
  return *this;
}

AttributeBuilder& AttributeBuilder::database_default(TextArgument sql) {
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

// Conditions of queries and new records have to know it, and neither has an occasion.
static void refuse_condition(ModelInfo& model, const AttributeInfo* attribute, const Applicability* when,
                             std::string_view what) {
  if (attribute == nullptr || when == nullptr) return;
  model.mistakes.push_back(
      fmt::format("{0}.{1} has {2}() after on(…), if_(…) or unless_(…), which it does not heed: "
                  "say m.attribute(&{0}::{1}).{2}(…)",
                  model.name, attribute->name, what));
}

AttributeBuilder& AttributeBuilder::normalize(TextNormalizer normalizer) {
  require_text("normalize");
  refuse_condition(model_, attribute_, when_.get(), "normalize");
  if (attribute_ != nullptr) attribute_->normalizers.push_back(std::move(normalizer));
  return *this;
}

AttributeBuilder& AttributeBuilder::default_value(std::function<Value()> make) {
  // It is for new records alone, so that a condition may say.
  const bool as_meant =
      when_ && when_->demands.empty() && when_->contexts.empty() && when_->occasions == std::vector{Occasion::create};
  if (!as_meant) refuse_condition(model_, attribute_, when_.get(), "default_value");
  if (attribute_ != nullptr) attribute_->make_default = std::move(make);
  return *this;
}

AttributeBuilder& AttributeBuilder::read_only() {
  if (attribute_ == nullptr) return *this;
  attribute_->read_only = true;
  auto when = when_ ? std::make_shared<Applicability>(*when_) : std::make_shared<Applicability>();
  when->occasions = {Occasion::update};
  attribute_->rules.push_back({RuleKind::read_only, {}, {}, std::move(when)});
  return *this;
}

AttributeBuilder& AttributeBuilder::keep_original() {
  if (attribute_ != nullptr) attribute_->keep_original = true;
  return *this;
}

AttributeBuilder& AttributeBuilder::not_blank() { return require(RuleKind::not_blank, {}); }

// A rule that can never hold, or never fail, is a slip in configure.
void AttributeBuilder::require_text(std::string_view rule) {
  if (attribute_ == nullptr || attribute_->type.kind == TypeKind::text) return;
  model_.mistakes.push_back(fmt::format("{}.{} is no text but {}: {}() says nothing of it", model_.name,
                                        attribute_->name, to_string(attribute_->type.kind), rule));
}

// What is no number is compared as what the attribute is: a text that says a date, say.
Value AttributeBuilder::as_comparable(Value value, std::string_view rule) {
  if (attribute_ == nullptr) return value;
  const TypeKind kind = compared_kind(*attribute_);
  if (is_comparable(kind, value)) return is_number(kind) ? std::move(value) : value.converted_to(kind);
  model_.mistakes.push_back(fmt::format("{}.{} is {} and can't be compared with \"{}\": correct the value in {}()",
                                        model_.name, attribute_->name, to_string(kind), value.to_string(), rule));
  return value;
}

AttributeBuilder& AttributeBuilder::min_length(std::size_t characters) {
  require_text("min_length");
  return require(RuleKind::min_length, {characters});
}

AttributeBuilder& AttributeBuilder::max_length(std::size_t characters) {
  require_text("max_length");
  return require(RuleKind::max_length, {characters});
}

AttributeBuilder& AttributeBuilder::at_least(Value limit) {
  return require(RuleKind::at_least, {as_comparable(std::move(limit), "at_least")});
}

AttributeBuilder& AttributeBuilder::at_most(Value limit) {
  return require(RuleKind::at_most, {as_comparable(std::move(limit), "at_most")});
}

AttributeBuilder& AttributeBuilder::one_of(std::vector<Value> values) {
  for (Value& value : values) value = as_comparable(std::move(value), "one_of");
  return require(RuleKind::one_of, std::move(values));
}

AttributeBuilder& AttributeBuilder::more_than(Value limit) {
  return require(RuleKind::more_than, {as_comparable(std::move(limit), "more_than")});
}

AttributeBuilder& AttributeBuilder::less_than(Value limit) {
  return require(RuleKind::less_than, {as_comparable(std::move(limit), "less_than")});
}

AttributeBuilder& AttributeBuilder::none_of(std::vector<Value> values) {
  for (Value& value : values) value = as_comparable(std::move(value), "none_of");
  return require(RuleKind::none_of, std::move(values));
}

AttributeBuilder& AttributeBuilder::accepted() {
  if (attribute_ != nullptr && attribute_->type.kind != TypeKind::boolean)
    model_.mistakes.push_back(fmt::format("{}.{} is no boolean but {}: it can't be accepted()", model_.name,
                                          attribute_->name, to_string(attribute_->type.kind)));
  return require(RuleKind::accepted, {});
}

AttributeBuilder& AttributeBuilder::matches(TextArgument given, TextArgument message) {
  const std::string_view pattern = given;
  require_text("matches");
  if (attribute_ == nullptr) return *this;
  try {
    Rule rule{RuleKind::matches, {std::string(pattern)}, {}, when_};
    rule.pattern = std::make_shared<const detail::Pattern>(pattern);
    rule.message = message;
    attribute_->rules.push_back(std::move(rule));
  } catch (const InvalidValue& mistake) {
    model_.mistakes.push_back(fmt::format("{}.{}: {}", model_.name, attribute_->name, mistake.what()));
  }
  return *this;
}

AttributeBuilder& AttributeBuilder::compare(RuleKind rule_kind, std::string_view model, std::string_view other) {
  if (attribute_ == nullptr) return *this;
  const AttributeInfo* found = model == model_.name ? model_.find_attribute(other) : nullptr;
  const TypeKind kind = compared_kind(*attribute_);
  const TypeKind others = found == nullptr ? kind : compared_kind(*found);
  if (found == nullptr || (kind != others && !(is_number(kind) && is_number(others)))) {
    model_.mistakes.push_back(fmt::format("{}.{} is {} and can't be compared with {}.{}, which is {}", model_.name,
                                          attribute_->name, to_string(kind), model, other,
                                          found == nullptr ? "no attribute of this model" : to_string(others)));
    return *this;
  }
  Rule rule{rule_kind, {found->name}, {}, when_};
  rule.other = found;
  attribute_->rules.push_back(std::move(rule));
  return *this;
}

AttributeBuilder& AttributeBuilder::validate(AttributeRule rule) {
  if (attribute_ != nullptr) attribute_->rules.push_back({RuleKind::custom, {}, std::move(rule), when_});
  return *this;
}

AttributeBuilder& AttributeBuilder::require(RuleKind kind, std::vector<Value> values) {
  if (attribute_ != nullptr) attribute_->rules.push_back({kind, std::move(values), {}, when_});
  return *this;
}

}  // namespace rowan
